"""How virtual machines are stopped, started, terminated, and what they tell about that."""

from __future__ import annotations

from typing import NamedTuple

from tests.outscale.fake.addresses import LINK_OF_PUBLIC_IP
from tests.outscale.fake.cloud import SUBREGION, Cloud
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.plain import Call
from tests.outscale.fake.refusals import refusal
from tests.outscale.fake.store import GONE
from tests.outscale.fake.vm_view import nics_of, read_vms, volumes_of
from tests.outscale.fake.vms import BOOTED, START_SECONDS

_STOP_SECONDS = 0.5


def stop_vms(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Stop machines that run."""
    return _turn(cloud, arguments["VmIds"], _Turn(("running", "stopped", "stopping"), "stopping", "stopped"))


def start_vms(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Start machines that are stopped."""
    return _turn(cloud, arguments["VmIds"], _Turn(("stopped", "running", "pending"), "pending", "running"))


def delete_vms(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Terminate machines, with the interfaces and volumes that go with them; they stay readable as terminated."""
    machines = [cloud.store.find("Vm", identifier) for identifier in arguments["VmIds"]]
    for identifier, vm in zip(arguments["VmIds"], machines, strict=True):
        if vm is None:
            cloud.require("Vm", identifier)
        elif vm["DeletionProtection"]:
            raise refusal("deletion-protected", f"The VM '{identifier}' is protected against deletion.")
    for vm in machines:
        if vm is not None and vm["State"] != "terminated":
            _release(cloud, vm)
    turn = _Turn(("running", "stopped", "pending", "stopping", "shutting-down"), "shutting-down", "terminated")
    return _turn(cloud, arguments["VmIds"], turn)


def _release(cloud: Cloud, vm: JsonObject) -> None:
    for nic in nics_of(cloud, vm):
        free = {name: value for name, value in nic.items() if name != "LinkNic"} | {"State": "available"}
        if nic["LinkNic"]["DeleteOnVmDeletion"]:
            cloud.later("Nic", nic, GONE, _STOP_SECONDS)
        else:
            cloud.save("Nic", free)
    for volume in volumes_of(cloud, vm):
        gone = any(link["DeleteOnVmDeletion"] for link in volume["LinkedVolumes"])
        change = GONE if gone else {"LinkedVolumes": [], "State": "available"}
        cloud.later("Volume", volume, change, _STOP_SECONDS)
    for kind, _, body in cloud.store.mentioning(vm["VmId"]):
        if kind == "PublicIp":
            cloud.save(kind, {name: value for name, value in body.items() if name not in LINK_OF_PUBLIC_IP})
        elif kind == "LoadBalancer":
            left = [identifier for identifier in body["BackendVmIds"] if identifier != vm["VmId"]]
            cloud.save(kind, body | {"BackendVmIds": left})
        elif kind == "FlexibleGpu":
            free = {name: value for name, value in body.items() if name != "VmId"} | {"State": "allocated"}
            cloud.save(kind, free)
            if body["DeleteOnVmDeletion"]:
                cloud.later(kind, body, GONE, _STOP_SECONDS)


def _attach_gpus(cloud: Cloud, vm: JsonObject) -> None:
    """Let the flexible GPUs that await a stop of their machine have it."""
    for kind, _, body in cloud.store.mentioning(vm["VmId"]):
        if kind == "FlexibleGpu" and body["State"] == "attaching":
            cloud.later(kind, body, {"State": "attached"}, _STOP_SECONDS)


class _Turn(NamedTuple):
    """From which states, through which one, to which one a machine goes."""

    allowed: tuple[str, ...]
    passing: str
    settled: str


def _turn(cloud: Cloud, identifiers: list[str], turn: _Turn) -> JsonObject:
    replies = []
    for identifier in identifiers:
        vm = cloud.store.find("Vm", identifier) or cloud.require("Vm", identifier)
        before = vm["State"]
        if before not in (*turn.allowed, turn.settled):
            raise refusal("invalid-vm-state", f"The VM '{identifier}' is {before}.")
        if before != turn.settled:
            seconds = START_SECONDS if turn.settled == "running" else _STOP_SECONDS
            vm["State"] = turn.passing
            if turn.settled == "stopped":
                _attach_gpus(cloud, vm)
            cloud.save("Vm", vm)
            change = BOOTED if turn.settled == "running" else {"State": turn.settled}
            cloud.later("Vm", vm, change, seconds)
        replies.append({"VmId": identifier, "PreviousState": before, "CurrentState": vm["State"]})
    return {"Vms": replies}


def reboot_vms(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Start machines afresh."""
    for identifier in arguments["VmIds"]:
        cloud.require("Vm", identifier)
    return {}


def read_vms_state(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Tell the states of machines: of those that run, unless all are asked for."""
    wanted = arguments.get("Filters", {}).get("VmIds")
    return {
        "VmStates": [
            {"VmId": vm["VmId"], "VmState": vm["State"], "SubregionName": SUBREGION, "MaintenanceEvents": []}
            for vm in cloud.store.all("Vm")
            if (wanted is None or vm["VmId"] in wanted) and (arguments.get("AllVms") or vm["State"] == "running")
        ]
    }


def read_admin_password(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Tell the password of a machine, which only Windows has."""
    return {"VmId": cloud.require("Vm", arguments["VmId"])["VmId"], "AdminPassword": ""}


def read_console_output(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Tell what a machine has written to its console."""
    return {"VmId": cloud.require("Vm", arguments["VmId"])["VmId"], "ConsoleOutput": ""}


CALLS: dict[str, Call] = {
    "StopVms": stop_vms,
    "StartVms": start_vms,
    "RebootVms": reboot_vms,
    "DeleteVms": delete_vms,
    "ReadVms": read_vms,
    "ReadVmsState": read_vms_state,
    "ReadAdminPassword": read_admin_password,
    "ReadConsoleOutput": read_console_output,
}
