"""Virtual machines as reads show them: with the interfaces, volumes and public addresses that they have now."""

from __future__ import annotations

from tests.outscale.fake.cloud import DATE, Cloud
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.read import candidates, page, passing

_SHOWN = ("Nic", "Volume", "PublicIp")


def read_vms(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Find machines."""
    machines = shown(cloud, candidates(cloud, "ReadVms", arguments))
    return page(cloud, "ReadVms", arguments, passing(cloud.document, "Vm", machines, arguments.get("Filters", {})))


def shown(cloud: Cloud, machines: list[JsonObject]) -> list[JsonObject]:
    """Return machines with what belongs to them; a terminated one has nothing left."""
    if len(machines) == 1:
        related = [(kind, body) for kind, _, body in cloud.store.mentioning(machines[0]["VmId"])]
    else:
        related = [(kind, body) for kind in _SHOWN for body in cloud.all(kind)]
    parts: dict[str, dict[str, list[JsonObject]]] = {vm["VmId"]: {kind: [] for kind in _SHOWN} for vm in machines}
    for kind, body in related:
        owner = owner_of(kind, body)
        if kind in _SHOWN and owner in parts:
            parts[owner][kind].append(body)
    return [vm if vm["State"] == "terminated" else _with(cloud, vm, parts[vm["VmId"]]) for vm in machines]


def owner_of(kind: str, body: JsonObject) -> str:
    """Return the machine that an interface, a volume or a public address belongs to; empty where there is none."""
    if kind == "Volume":
        links = body["LinkedVolumes"]
        return str(links[0]["VmId"]) if links else ""
    return str((body.get("LinkNic", {}) if kind == "Nic" else body).get("VmId", ""))


def nics_of(cloud: Cloud, vm: JsonObject) -> list[JsonObject]:
    """Return a machine's interfaces, the primary one first."""
    return sorted(_of(cloud, "Nic", vm), key=_device)


def volumes_of(cloud: Cloud, vm: JsonObject) -> list[JsonObject]:
    """Return a machine's volumes."""
    return _of(cloud, "Volume", vm)


def _of(cloud: Cloud, kind: str, vm: JsonObject) -> list[JsonObject]:
    mentioning = cloud.store.mentioning(vm["VmId"])
    return [body for found, _, body in mentioning if found == kind and owner_of(kind, body) == vm["VmId"]]


def _device(nic: JsonObject) -> int:
    return int(nic["LinkNic"]["DeviceNumber"])


def _with(cloud: Cloud, vm: JsonObject, parts: dict[str, list[JsonObject]]) -> JsonObject:
    mappings = [_mapping(link) for volume in parts["Volume"] for link in volume["LinkedVolumes"]]
    found = vm | {"BlockDeviceMappings": sorted(mappings, key=lambda mapping: str(mapping["DeviceName"]))}
    if parts["PublicIp"]:
        found["PublicIp"] = parts["PublicIp"][0]["PublicIp"]
    if parts["Nic"]:
        found["Nics"] = [_light(cloud, nic) for nic in sorted(parts["Nic"], key=_device)]
    return found


def _mapping(link: JsonObject) -> JsonObject:
    bsu = {name: link[name] for name in ("VolumeId", "State", "DeleteOnVmDeletion")}
    return {"DeviceName": link["DeviceName"], "Bsu": bsu | {"LinkDate": DATE}}


def _light(cloud: Cloud, nic: JsonObject) -> JsonObject:
    known = cloud.document.properties("NicLight")
    link = {name: value for name, value in nic["LinkNic"].items() if name not in ("VmId", "VmAccountId")}
    return {name: value for name, value in nic.items() if name in known} | {"LinkNic": link}
