"""What goes with virtual machines: templates, groups made from them, dedicated groups, flexible GPUs."""

from __future__ import annotations

from tests.outscale.fake.catalogue import require_image
from tests.outscale.fake.cloud import DATE, Cloud
from tests.outscale.fake.create import draft
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.kinds import KINDS
from tests.outscale.fake.plain import Call, change, deletes, updates
from tests.outscale.fake.refusals import refusal
from tests.outscale.fake.vm_states import delete_vms
from tests.outscale.fake.vms import LEVEL_OF, create_vms

_MOST_VMS = 100


def create_template(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a template of machines."""
    require_image(cloud, arguments["ImageId"])
    _refuse_if_taken(cloud, "VmTemplate", "VmTemplateName", arguments["VmTemplateName"])
    template = draft(cloud, "CreateVmTemplate", {"CpuPerformance": "high", "Description": "", **arguments})
    cloud.add("VmTemplate", template | {"CreationDate": DATE})
    return {"VmTemplate": template}


def create_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a group and its machines."""
    cloud.require("VmTemplate", arguments["VmTemplateId"])
    cloud.require("Subnet", arguments["SubnetId"])
    _refuse_if_taken(cloud, "VmGroup", "VmGroupName", arguments["VmGroupName"])
    defaults = {"PositioningStrategy": "no-strategy", "Description": ""}
    group = draft(cloud, "CreateVmGroup", {**defaults, **arguments}) | {"State": "pending", "CreationDate": DATE}
    group["SecurityGroupIds"] = sorted(arguments["SecurityGroupIds"])
    group["VmIds"] = _new_vms(cloud, group, arguments["VmCount"])
    cloud.add("VmGroup", group, becomes={"State": "available"}, seconds=0.3)
    return {"VmGroup": group}


def update_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change a group; a new template serves the machines to come."""
    if "VmTemplateId" in arguments:
        cloud.require("VmTemplate", arguments["VmTemplateId"])
    return {"VmGroup": change(cloud, "VmGroup", arguments)}


def scale_up(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Add machines to a group."""
    group = _ready_group(cloud, arguments)
    group["VmIds"] += _new_vms(cloud, group, arguments["VmAddition"])
    return _scaled(cloud, group, "scaling up")


def scale_down(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Terminate a group's oldest machines."""
    group = _ready_group(cloud, arguments)
    number = arguments["VmSubtraction"]
    if not 0 < number <= len(group["VmIds"]):
        raise refusal("invalid-count", f"The group has {len(group['VmIds'])} VMs.")
    delete_vms(cloud, {"VmIds": group["VmIds"][:number]})
    del group["VmIds"][:number]
    return _scaled(cloud, group, "scaling down")


def delete_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a group and its machines."""
    group = cloud.require("VmGroup", arguments["VmGroupId"])
    delete_vms(cloud, {"VmIds": [vm for vm in group["VmIds"] if cloud.find("Vm", vm)]})
    group["VmIds"] = []
    cloud.vanish("VmGroup", group, 0.5)
    return {}


def create_dedicated_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a group of hosts for the account alone."""
    _refuse_if_taken(cloud, "DedicatedGroup", "Name", arguments["Name"])
    group = draft(cloud, "CreateDedicatedGroup", arguments)
    cloud.add("DedicatedGroup", group)
    return {"DedicatedGroup": group}


def create_flexible_gpu(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Allocate a flexible GPU."""
    gpu = draft(cloud, "CreateFlexibleGpu", {"DeleteOnVmDeletion": False, **arguments})
    cloud.add("FlexibleGpu", gpu | {"State": "allocated"})
    return {"FlexibleGpu": gpu}


def link_flexible_gpu(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Attach a flexible GPU to a machine of the highest performance; it is attached once the machine was stopped."""
    gpu = cloud.require("FlexibleGpu", arguments["FlexibleGpuId"])
    vm = cloud.require("Vm", arguments["VmId"])
    if gpu["State"] != "allocated":
        raise refusal("device-in-use", f"The flexible GPU is {gpu['State']}.")
    if vm["Performance"] != "highest":
        raise refusal("vm-specs-mismatch", "The VM does not have the performance 'highest'.")
    if vm["State"] not in ("running", "stopped"):
        raise refusal("invalid-vm-state", f"The VM is {vm['State']}.")
    cloud.save("FlexibleGpu", gpu | {"VmId": vm["VmId"], "State": "attaching"})
    if vm["State"] == "stopped":
        cloud.later("FlexibleGpu", gpu, {"State": "attached"}, 0.2)
    return {}


def unlink_flexible_gpu(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Detach a flexible GPU from its machine, which takes a moment."""
    gpu = cloud.require("FlexibleGpu", arguments["FlexibleGpuId"])
    if "VmId" not in gpu:
        raise refusal("device-not-in-cluster", "The flexible GPU is linked to no VM.")
    del gpu["VmId"]
    cloud.save("FlexibleGpu", gpu | {"State": "detaching"})
    cloud.later("FlexibleGpu", gpu, {"State": "allocated"}, 0.2)
    return {}


def delete_flexible_gpu(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Give a flexible GPU back, once it is linked to no machine."""
    gpu = cloud.require("FlexibleGpu", arguments["FlexibleGpuId"])
    if gpu["State"] != "allocated":
        raise refusal("device-in-use", f"The flexible GPU is {gpu['State']}.")
    cloud.remove("FlexibleGpu", gpu)
    return {}


def _new_vms(cloud: Cloud, group: JsonObject, number: int) -> list[str]:
    if not 0 < number <= _MOST_VMS:
        raise refusal("invalid-count", f"The number of VMs is not between 1 and {_MOST_VMS}.")
    template = cloud.require("VmTemplate", group["VmTemplateId"])
    size = f"c{template['CpuCores']}r{template['Ram']}{LEVEL_OF[template['CpuPerformance']]}"
    wanted = {
        "ImageId": template["ImageId"],
        "VmType": f"tina{template['CpuGeneration']}.{size}",
        "SubnetId": group["SubnetId"],
        "SecurityGroupIds": group["SecurityGroupIds"],
        "MaxVmsCount": number,
        "MinVmsCount": number,
    }
    wanted |= {name: template[name] for name in ("KeypairName",) if name in template}
    return [vm["VmId"] for vm in create_vms(cloud, wanted)["Vms"]]


def _ready_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    group = cloud.require("VmGroup", arguments["VmGroupId"])
    if group["State"] != "available":
        raise refusal("invalid-state", f"The VM group is {group['State']}.")
    return group


def _scaled(cloud: Cloud, group: JsonObject, state: str) -> JsonObject:
    cloud.save("VmGroup", group | {"State": state, "VmCount": len(group["VmIds"])})
    cloud.later("VmGroup", group, {"State": "available"}, 0.3)
    return {}


def _refuse_if_taken(cloud: Cloud, kind: str, name: str, value: str) -> None:
    if any(other[name] == value for other in cloud.all(kind)):
        raise refusal(KINDS[kind].taken, f"There is a {kind} '{value}' already.")


CALLS: dict[str, Call] = {
    "CreateVmTemplate": create_template,
    "UpdateVmTemplate": updates("UpdateVmTemplate", "VmTemplate"),
    "DeleteVmTemplate": deletes("VmTemplate"),
    "CreateVmGroup": create_group,
    "UpdateVmGroup": update_group,
    "ScaleUpVmGroup": scale_up,
    "ScaleDownVmGroup": scale_down,
    "DeleteVmGroup": delete_group,
    "CreateDedicatedGroup": create_dedicated_group,
    "UpdateDedicatedGroup": updates("UpdateDedicatedGroup", "DedicatedGroup"),
    "DeleteDedicatedGroup": deletes("DedicatedGroup"),
    "CreateFlexibleGpu": create_flexible_gpu,
    "UpdateFlexibleGpu": updates("UpdateFlexibleGpu", "FlexibleGpu"),
    "LinkFlexibleGpu": link_flexible_gpu,
    "UnlinkFlexibleGpu": unlink_flexible_gpu,
    "DeleteFlexibleGpu": delete_flexible_gpu,
}
