"""Virtual machines: made with their interface and their root volume, and changed."""

from __future__ import annotations

import base64

from tests.outscale.fake.addresses import attach_nic, new_nic
from tests.outscale.fake.catalogue import require_image
from tests.outscale.fake.cloud import DATE, SUBREGION, Cloud, new_identifier
from tests.outscale.fake.create import draft
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.plain import Call
from tests.outscale.fake.refusals import refusal
from tests.outscale.fake.security_groups import groups_of
from tests.outscale.fake.vm_view import nics_of, shown, volumes_of
from tests.outscale.fake.volumes import new_volume

_NEEDS_STOP = ("VmType", "UserData", "Performance", "NestedVirtualization")
_MOST_USER_DATA = 500 * 1024
START_SECONDS = 1.2
NO_ACTION: JsonObject = {"SecureBoot": "none"}
BOOTED: JsonObject = {"State": "running", "ActionsOnNextBoot": NO_ACTION}
"""How a machine changes by a boot: what was to be done at the next one has been done."""
_LEVELS = {"p1": "highest", "p2": "high", "p3": "medium"}
LEVEL_OF = {performance: level for level, performance in _LEVELS.items()}
_NOT_KEPT = ("BlockDeviceMappings", "Nics", "PrivateIps", "SecurityGroups", "Placement")


def create_vms(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create as many machines as asked for."""
    fewest: int = arguments.get("MinVmsCount", 1)
    number: int = arguments.get("MaxVmsCount", fewest)
    if number < max(fewest, 1):
        raise refusal("invalid-count", "MaxVmsCount is smaller than MinVmsCount.")
    return {"Vms": shown(cloud, [_create_vm(cloud, arguments) for _ in range(number)])}


def _create_vm(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    image = require_image(cloud, arguments["ImageId"])
    keypair = arguments.get("KeypairName")
    if keypair is not None and not any(known["KeypairName"] == keypair for known in cloud.all("Keypair")):
        raise refusal("no-such-keypair", f"There is no keypair '{keypair}'.")
    if image["TpmMandatory"] and arguments.get("TpmEnabled") is False:
        raise refusal("invalid-parameter-value", "The image needs a vTPM.")
    _check_user_data(arguments.get("UserData", ""))
    kept = {name: value for name, value in arguments.items() if name not in _NOT_KEPT}
    vm = draft(cloud, "CreateVms", {"UserData": "", "Performance": "high", **kept})
    vm |= {
        "State": "pending",
        "CreationDate": DATE,
        "ReservationId": new_identifier("r-"),
        "Placement": {"Tenancy": "default", "SubregionName": SUBREGION} | arguments.get("Placement", {}),
        "VmType": arguments.get("VmType", "t2.small"),
        "BootMode": arguments.get("BootMode", image["BootModes"][0]),
        "RootDeviceName": "/dev/sda1",
        "ProductCodes": ["0001"],
        "BsuOptimized": False,
        "DeletionProtection": arguments.get("DeletionProtection", False),
        "ActionsOnNextBoot": NO_ACTION | arguments.get("ActionsOnNextBoot", {}),
        "TpmEnabled": arguments.get("TpmEnabled", image["TpmMandatory"]),
    }
    vm = _with_level(vm)
    cloud.add("Vm", vm)
    _add_network(cloud, vm, arguments)
    _add_volumes(cloud, vm, arguments)
    cloud.save("Vm", vm)
    settled = BOOTED if arguments.get("BootOnCreation", True) else {"State": "stopped"}
    cloud.later("Vm", vm, settled, START_SECONDS)
    return vm


def _check_user_data(text: str) -> None:
    try:
        size = len(base64.b64decode(text, validate=True))
    except ValueError:
        raise refusal("invalid-parameter-value", "The value of 'UserData' is not encoded in Base64.") from None
    if size > _MOST_USER_DATA:
        raise refusal("invalid-parameter-value-length", "The value of 'UserData' is longer than 500 KiB.")


def _add_network(cloud: Cloud, vm: JsonObject, arguments: JsonObject) -> None:
    groups = arguments.get("SecurityGroupIds", [])
    asked = arguments.get("Nics", [])
    if asked and "SubnetId" in arguments:
        raise refusal("invalid-combination", "Either 'SubnetId' or 'Nics' is given.")
    if not asked and "SubnetId" not in arguments:
        vm["SecurityGroups"] = groups_of(cloud, groups, None)
        vm["PrivateIp"] = "10.255.0.4"
        return
    if not asked:
        addresses = [{"PrivateIp": address} for address in arguments.get("PrivateIps", [])]
        asked = [{"SubnetId": arguments["SubnetId"], "SecurityGroupIds": groups, "PrivateIps": addresses}]
    for position, wanted in enumerate(asked):
        nic = cloud.require("Nic", wanted["NicId"]) if "NicId" in wanted else new_nic(cloud, wanted)
        attach_nic(
            cloud,
            nic,
            vm["VmId"],
            device=wanted.get("DeviceNumber", position),
            deleted_with_vm=wanted.get("DeleteOnVmDeletion", "NicId" not in wanted),
        )
    primary = cloud.require("Nic", nics_of(cloud, vm)[0]["NicId"])
    vm |= {name: primary[name] for name in ("SubnetId", "NetId", "PrivateDnsName", "SecurityGroups")}
    vm["PrivateIp"] = primary["PrivateIps"][0]["PrivateIp"]


def _add_volumes(cloud: Cloud, vm: JsonObject, arguments: JsonObject) -> None:
    asked = {mapping.get("DeviceName", "/dev/sda1"): mapping for mapping in arguments.get("BlockDeviceMappings", [])}
    subregion = vm["Placement"]["SubregionName"]
    for device, mapping in {"/dev/sda1": {}, **asked}.items():
        if "NoDevice" in mapping:
            continue
        bsu = mapping.get("Bsu", {})
        names = {"VolumeSize": "Size", "VolumeType": "VolumeType", "Iops": "Iops", "SnapshotId": "SnapshotId"}
        wanted = {own: bsu[name] for name, own in names.items() if name in bsu}
        volume = new_volume(cloud, {"SubregionName": subregion, "Size": 10, **wanted})
        volume |= {"State": "in-use", "LinkedVolumes": [_linked(volume, vm, device, bsu)]}
        cloud.add("Volume", volume)


def _linked(volume: JsonObject, vm: JsonObject, device: str, bsu: JsonObject) -> JsonObject:
    return {
        "VolumeId": volume["VolumeId"],
        "VmId": vm["VmId"],
        "DeviceName": device,
        "State": "attached",
        "DeleteOnVmDeletion": bsu.get("DeleteOnVmDeletion", True),
    }


def _with_level(vm: JsonObject) -> JsonObject:
    """Write type and performance as the service gives them back: a level within the type's name goes first."""
    vm_type = vm["VmType"]
    if not vm_type.startswith("tina"):
        return vm
    if vm_type[-2:] not in _LEVELS:
        return vm | {"VmType": vm_type + LEVEL_OF[vm["Performance"]]}
    return vm | {"Performance": _LEVELS[vm_type[-2:]]}


def update_vm(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change a machine; what its hardware is made of only while it is stopped."""
    vm = cloud.require("Vm", arguments["VmId"])
    cold = [name for name in _NEEDS_STOP if name in arguments]
    if cold and vm["State"] != "stopped":
        raise refusal("invalid-vm-state", f"The VM is {vm['State']}; {', '.join(cold)} can change while it is stopped.")
    _check_user_data(arguments.get("UserData", ""))
    kept = {name: value for name, value in arguments.items() if name not in (*_NOT_KEPT, "SecurityGroupIds")}
    vm |= {name: value for name, value in kept.items() if name in cloud.document.properties("Vm")}
    if "Performance" in arguments and "VmType" not in arguments:
        vm["VmType"] = vm["VmType"][:-2] if vm["VmType"][-2:] in _LEVELS else vm["VmType"]
    vm = _with_level(vm)
    if "SecurityGroupIds" in arguments:
        vm["SecurityGroups"] = groups_of(cloud, arguments["SecurityGroupIds"], vm.get("NetId"))
        for nic in nics_of(cloud, vm)[:1]:
            cloud.save("Nic", nic | {"SecurityGroups": vm["SecurityGroups"]})
    for mapping in arguments.get("BlockDeviceMappings", []):
        _update_mapping(cloud, vm, mapping)
    cloud.save("Vm", vm)
    return {"Vm": shown(cloud, [vm])[0]}


def _update_mapping(cloud: Cloud, vm: JsonObject, mapping: JsonObject) -> None:
    for volume in volumes_of(cloud, vm):
        for link in volume["LinkedVolumes"]:
            if link["DeviceName"] == mapping.get("DeviceName") and "DeleteOnVmDeletion" in mapping.get("Bsu", {}):
                link["DeleteOnVmDeletion"] = mapping["Bsu"]["DeleteOnVmDeletion"]
                cloud.save("Volume", volume)
                return
    raise refusal("device-name-not-associated", f"The VM has no device '{mapping.get('DeviceName')}'.")


CALLS: dict[str, Call] = {"CreateVms": create_vms, "UpdateVm": update_vm}
