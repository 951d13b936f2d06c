"""Volumes, their snapshots and the tasks that change them."""

from __future__ import annotations

from tests.outscale.fake.cloud import DATE, Cloud, new_identifier
from tests.outscale.fake.create import draft
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.plain import Call, deletes
from tests.outscale.fake.refusals import refusal

_LARGEST_GIB = 14901
_IOPS_A_GIB = 300
_MOST_IOPS = 13000
_TYPES = ("standard", "gp2", "io1")


def new_volume(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Return a volume as asked for, not yet kept."""
    snapshot = arguments.get("SnapshotId")
    size = arguments.get("Size")
    if snapshot is not None:
        size = size or cloud.require("Snapshot", snapshot)["VolumeSize"]
    if size is None:
        raise refusal("missing-parameter", "The request lacks the mandatory parameter 'Size' or 'SnapshotId'.")
    volume = draft(cloud, "CreateVolume", {"VolumeType": "standard", **arguments, "Size": size})
    volume |= {"LinkedVolumes": [], "CreationDate": DATE}
    volume.pop("TaskId", None)
    volume["Iops"] = _iops(volume["VolumeType"], size, arguments.get("Iops"))
    return volume


def create_volume(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a volume."""
    volume = new_volume(cloud, arguments) | {"State": "creating"}
    cloud.add("Volume", volume, becomes={"State": "available"}, seconds=0.4)
    return {"Volume": volume}


def update_volume(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change a volume by a task that takes a moment; a volume only grows."""
    volume = cloud.require("Volume", arguments["VolumeId"])
    size: int = arguments["Size"] if "Size" in arguments else volume["Size"]
    kind: str = arguments["VolumeType"] if "VolumeType" in arguments else volume["VolumeType"]
    if size < volume["Size"]:
        raise refusal("invalid-volume-size", f"A volume of {volume['Size']} GiB cannot shrink to {size} GiB.")
    if any(task["State"] != "completed" for task in cloud.all("VolumeUpdateTask") if _is_about(task, volume)):
        raise refusal("busy", f"The volume '{volume['VolumeId']}' is being updated.")
    target = {"Size": size, "VolumeType": kind, "Iops": _iops(kind, size, arguments.get("Iops"))}
    origin = {name: volume[name] for name in target}
    task = {
        "TaskId": new_identifier("vol-update-"),
        "VolumeId": volume["VolumeId"],
        "State": "pending",
        "Progress": 0,
        "StartDate": DATE,
        "Comment": f"Update of volume {volume['VolumeId']}",
        "VolumeUpdate": {"Origin": origin, "Target": target},
        "Tags": [],
    }
    done = {"State": "completed", "Progress": 100, "CompletionDate": DATE}
    cloud.add("VolumeUpdateTask", task, becomes=done, seconds=0.4)
    cloud.later("Volume", volume, target, 0.4)
    return {"Volume": volume | {"TaskId": task["TaskId"]}}


def delete_volume(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a volume that is in no machine."""
    volume = cloud.require("Volume", arguments["VolumeId"])
    if volume["LinkedVolumes"]:
        raise refusal("device-in-use", f"The volume '{volume['VolumeId']}' is linked to a VM.")
    cloud.remove("Volume", volume)
    return {}


def link_volume(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Put a volume into a machine that runs or is stopped, in the same subregion."""
    volume = cloud.require("Volume", arguments["VolumeId"])
    vm = cloud.require("Vm", arguments["VmId"])
    if volume["LinkedVolumes"]:
        raise refusal("device-in-use", f"The volume '{volume['VolumeId']}' is linked already.")
    if volume["State"] != "available":
        raise refusal("invalid-volume-state", f"The volume is {volume['State']}.")
    if vm["State"] not in ("running", "stopped"):
        raise refusal("invalid-vm-state", f"The VM is {vm['State']}.")
    if volume["SubregionName"] != vm["Placement"]["SubregionName"]:
        raise refusal("zone-mismatch", "The volume and the VM are in different subregions.")
    if arguments["DeviceName"] in _devices(cloud, vm):
        raise refusal("device-conflict", f"The VM has a device '{arguments['DeviceName']}' already.")
    kept = {name: arguments[name] for name in ("VolumeId", "VmId", "DeviceName")}
    link = kept | {"State": "attaching", "DeleteOnVmDeletion": False}
    cloud.save("Volume", volume | {"LinkedVolumes": [link], "State": "in-use"})
    cloud.later("Volume", volume, {"LinkedVolumes": [link | {"State": "attached"}]}, 0.2)
    return {}


def unlink_volume(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Take a volume out of its machine, which takes a moment; the root volume only while the machine is stopped."""
    volume = cloud.require("Volume", arguments["VolumeId"])
    if not volume["LinkedVolumes"]:
        raise refusal("volume-not-in-use", f"The volume '{volume['VolumeId']}' is not linked.")
    link = volume["LinkedVolumes"][0]
    vm = cloud.require("Vm", link["VmId"])
    if link["DeviceName"] == vm["RootDeviceName"] and vm["State"] != "stopped":
        raise refusal("invalid-vm-state", "The root volume can be unlinked while the VM is stopped.")
    cloud.save("Volume", volume | {"LinkedVolumes": [link | {"State": "detaching"}]})
    cloud.later("Volume", volume, {"LinkedVolumes": [], "State": "available"}, 0.2)
    return {}


def create_snapshot(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a snapshot from a volume, another snapshot, or a file."""
    sources = [name for name in ("VolumeId", "SourceSnapshotId", "FileLocation") if name in arguments]
    if len(sources) != 1:
        raise refusal("invalid-combination", "A snapshot has exactly one source.")
    size = arguments.get("SnapshotSize", 10 * 2**30) // 2**30
    if "VolumeId" in arguments:
        size = cloud.require("Volume", arguments["VolumeId"])["Size"]
    if "SourceSnapshotId" in arguments:
        size = cloud.require("Snapshot", arguments["SourceSnapshotId"])["VolumeSize"]
    snapshot = draft(cloud, "CreateSnapshot", {"Description": "", **arguments})
    snapshot |= {"VolumeSize": size, "State": "in-queue", "Progress": 0}
    cloud.add("Snapshot", snapshot, becomes={"State": "completed", "Progress": 100}, seconds=0.5)
    return {"Snapshot": snapshot}


def update_snapshot(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change who may make volumes from a snapshot."""
    snapshot = cloud.require("Snapshot", arguments["SnapshotId"])
    name = "PermissionsToCreateVolume"
    snapshot[name] = changed_permissions(snapshot[name], arguments[name])
    cloud.save("Snapshot", snapshot)
    return {"Snapshot": snapshot}


def changed_permissions(held: JsonObject, change: JsonObject) -> JsonObject:
    """Return permissions after additions and removals, accounts in order."""
    additions, removals = change.get("Additions", {}), change.get("Removals", {})
    accounts = {*held.get("AccountIds", []), *additions.get("AccountIds", [])} - {*removals.get("AccountIds", [])}
    everyone = held.get("GlobalPermission", False) or additions.get("GlobalPermission", False)
    return {
        "AccountIds": sorted(accounts),
        "GlobalPermission": everyone and not removals.get("GlobalPermission", False),
    }


def create_snapshot_export_task(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Begin to copy a snapshot to a bucket."""
    cloud.require("Snapshot", arguments["SnapshotId"])
    task = draft(cloud, "CreateSnapshotExportTask", {"SnapshotId": arguments["SnapshotId"]})
    task["OsuExport"] = {name: value for name, value in arguments["OsuExport"].items() if name != "OsuApiKey"}
    task["OsuExport"].pop("OsuManifestUrl", None)
    cloud.add("SnapshotExportTask", task, becomes={"State": "completed", "Progress": 100}, seconds=0.5)
    return {"SnapshotExportTask": task}


def _iops(kind: str, size: int, asked: int | None) -> int:
    if kind not in _TYPES:
        raise refusal("invalid-parameter-value", f"The volume type '{kind}' is none of: {', '.join(_TYPES)}.")
    if not 1 <= size <= _LARGEST_GIB:
        raise refusal("invalid-volume-size", f"The size of {size} GiB is not between 1 and {_LARGEST_GIB} GiB.")
    if kind != "io1":
        if asked is not None:
            raise refusal("invalid-combination", "Only a volume of the type io1 is given its IOPS.")
        return 100 if kind == "standard" else max(100, min(3 * size, 10000))
    if asked is None:
        raise refusal("missing-parameter", "The request lacks the mandatory parameter 'Iops'.")
    if not 100 <= asked <= min(_MOST_IOPS, _IOPS_A_GIB * size):
        raise refusal("invalid-iops", f"A volume of {size} GiB cannot have {asked} IOPS.")
    return asked


def _devices(cloud: Cloud, vm: JsonObject) -> list[str]:
    volumes = [body for kind, _, body in cloud.store.mentioning(vm["VmId"]) if kind == "Volume"]
    return [link["DeviceName"] for volume in volumes for link in volume["LinkedVolumes"]]


def _is_about(task: JsonObject, volume: JsonObject) -> bool:
    return bool(task["VolumeId"] == volume["VolumeId"])


CALLS: dict[str, Call] = {
    "CreateVolume": create_volume,
    "UpdateVolume": update_volume,
    "DeleteVolume": delete_volume,
    "LinkVolume": link_volume,
    "UnlinkVolume": unlink_volume,
    "CreateSnapshot": create_snapshot,
    "UpdateSnapshot": update_snapshot,
    "DeleteSnapshot": deletes("Snapshot", but=("Volume", "SnapshotExportTask")),
    "CreateSnapshotExportTask": create_snapshot_export_task,
}
