"""Machine images, whom they are shared with, and their copies in buckets."""

from __future__ import annotations

from tests.outscale.fake.catalogue import require_image
from tests.outscale.fake.cloud import ACCOUNT, Cloud, new_identifier
from tests.outscale.fake.create import draft
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.plain import Call, deletes
from tests.outscale.fake.refusals import refusal
from tests.outscale.fake.vm_view import volumes_of
from tests.outscale.fake.volumes import changed_permissions

_SOURCES = ("VmId", "SourceImageId", "FileLocation", "BlockDeviceMappings")


def create_image(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create an image from a machine, another image, a file, or snapshots."""
    sources = [name for name in _SOURCES if name in arguments]
    if len(sources) != 1:
        raise refusal("invalid-combination", "An image has exactly one source.")
    name = arguments.get("ImageName", f"image-{new_identifier('')}")
    image = draft(cloud, "CreateImage", {"Description": "", **arguments, "ImageName": name})
    image |= {
        "State": "pending",
        "StateComment": {},
        "ProductCodes": arguments.get("ProductCodes", ["0001"]),
        "BootModes": sorted(arguments.get("BootModes", ["legacy"])),
        "TpmMandatory": arguments.get("TpmMandatory", False),
        "Architecture": arguments.get("Architecture", "x86_64"),
        "FileLocation": arguments.get("FileLocation", f"{ACCOUNT}/{name}"),
        "RootDeviceName": arguments.get("RootDeviceName", "/dev/sda1"),
        "PermissionsToLaunch": {"AccountIds": [], "GlobalPermission": False},
        "BlockDeviceMappings": _mappings(cloud, arguments),
    }
    cloud.add("Image", image, becomes={"State": "available"}, seconds=0.5)
    return {"Image": image}


def _mappings(cloud: Cloud, arguments: JsonObject) -> list[JsonObject]:
    given: list[JsonObject] = arguments.get("BlockDeviceMappings", [])
    for mapping in given:
        if "SnapshotId" in mapping.get("Bsu", {}):
            cloud.require("Snapshot", mapping["Bsu"]["SnapshotId"])
    if "SourceImageId" in arguments:
        given = require_image(cloud, arguments["SourceImageId"])["BlockDeviceMappings"]
    if "VmId" in arguments:
        return [_of_volume(volume) for volume in volumes_of(cloud, cloud.require("Vm", arguments["VmId"]))]
    defaults = {"DeleteOnVmDeletion": True, "VolumeType": "standard"}
    return [mapping | {"Bsu": defaults | mapping.get("Bsu", {})} for mapping in given]


def _of_volume(volume: JsonObject) -> JsonObject:
    bsu = {
        "DeleteOnVmDeletion": volume["LinkedVolumes"][0]["DeleteOnVmDeletion"],
        "SnapshotId": new_identifier("snap-"),
        "VolumeSize": volume["Size"],
        "VolumeType": volume["VolumeType"],
    }
    return {"DeviceName": volume["LinkedVolumes"][0]["DeviceName"], "Bsu": bsu}


def update_image(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change an image's description, product codes, or whom it is shared with."""
    image = cloud.require("Image", arguments["ImageId"])
    if image["State"] != "available":
        raise refusal("invalid-image-state", f"The image is {image['State']}.")
    image |= {name: arguments[name] for name in ("Description", "ProductCodes") if name in arguments}
    if "PermissionsToLaunch" in arguments:
        image["PermissionsToLaunch"] = changed_permissions(
            image["PermissionsToLaunch"], arguments["PermissionsToLaunch"]
        )
    cloud.save("Image", image)
    return {"Image": image}


def create_image_export_task(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Begin to copy an image to a bucket."""
    cloud.require("Image", arguments["ImageId"])
    task = draft(cloud, "CreateImageExportTask", {"ImageId": arguments["ImageId"]})
    task["OsuExport"] = {name: value for name, value in arguments["OsuExport"].items() if name != "OsuApiKey"}
    cloud.add("ImageExportTask", task, becomes={"State": "completed", "Progress": 100}, seconds=0.5)
    return {"ImageExportTask": task}


CALLS: dict[str, Call] = {
    "CreateImage": create_image,
    "UpdateImage": update_image,
    "DeleteImage": deletes("Image", but=("Vm", "VmTemplate", "ImageExportTask")),
    "CreateImageExportTask": create_image_export_task,
}
