"""Network interfaces, their private addresses, and public addresses with what they point to."""

from __future__ import annotations

import ipaddress
import itertools

from tests.outscale.fake.cloud import ACCOUNT, REGION, Cloud, new_identifier
from tests.outscale.fake.create import draft
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.plain import Call, delete
from tests.outscale.fake.refusals import refusal
from tests.outscale.fake.security_groups import groups_of

LINK_OF_PUBLIC_IP = ("VmId", "NicId", "NicAccountId", "PrivateIp", "LinkPublicIpId")
"""The properties of a public address that say what it points to."""
_FIRST_ADDRESS = 4
_PUBLIC = ipaddress.IPv4Network("198.18.0.0/15")


def free_address(cloud: Cloud, subnet: JsonObject, wanted: str | None = None) -> str:
    """Return the address wanted in a Subnet, or its first free one. Raises ``RefusedError`` where there is none."""
    taken = {
        private["PrivateIp"]
        for nic in cloud.all("Nic")
        if nic["SubnetId"] == subnet["SubnetId"]
        for private in nic["PrivateIps"]
    }
    block = ipaddress.IPv4Network(subnet["IpRange"])
    if wanted is not None:
        if ipaddress.IPv4Address(wanted) not in block:
            raise refusal("invalid-ip-address", f"The address {wanted} is not in the Subnet.")
        if wanted in taken:
            raise refusal("locked-address", f"The address {wanted} is in use.")
        return wanted
    for address in itertools.islice(block.hosts(), _FIRST_ADDRESS - 1, None):
        if str(address) not in taken:
            return str(address)
    raise refusal("too-many-private-ips", f"The Subnet '{subnet['SubnetId']}' is full.")


def new_nic(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Keep a new interface in a Subnet."""
    subnet = cloud.require("Subnet", arguments["SubnetId"])
    groups = groups_of(cloud, arguments.get("SecurityGroupIds", []), subnet["NetId"])
    asked = arguments.get("PrivateIps") or [{"IsPrimary": True}]
    nic = draft(
        cloud, "CreateNic", {name: arguments[name] for name in ("SubnetId", "Description") if name in arguments}
    )
    nic |= {
        "NetId": subnet["NetId"],
        "SubregionName": subnet["SubregionName"],
        "SecurityGroups": groups,
        "MacAddress": _mac_address(nic["NicId"]),
        "PrivateIps": [],
        "IsSourceDestChecked": True,
        "State": "available",
    }
    if not any(private.get("IsPrimary") for private in asked):
        asked = [asked[0] | {"IsPrimary": True}, *asked[1:]]
    for private in asked:
        address = free_address(cloud, subnet, private.get("PrivateIp"))
        nic["PrivateIps"].append(private_ip(address, primary=private.get("IsPrimary", False)))
    nic["PrivateDnsName"] = nic["PrivateIps"][0]["PrivateDnsName"]
    cloud.add("Nic", nic)
    return nic


def private_ip(address: str, *, primary: bool) -> JsonObject:
    """Return a private address as interfaces show it."""
    name = f"ip-{address.replace('.', '-')}.{REGION}.compute.internal"
    return {"PrivateIp": address, "IsPrimary": primary, "PrivateDnsName": name}


def attach_nic(cloud: Cloud, nic: JsonObject, vm: str, *, device: int, deleted_with_vm: bool) -> JsonObject:
    """Put an interface into a machine."""
    nic |= {
        "State": "in-use",
        "LinkNic": {
            "LinkNicId": new_identifier("eni-attach-"),
            "VmId": vm,
            "VmAccountId": ACCOUNT,
            "DeviceNumber": device,
            "DeleteOnVmDeletion": deleted_with_vm,
            "State": "attached",
        },
    }
    cloud.save("Nic", nic)
    return nic


def create_nic(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create an interface in a Subnet."""
    return {"Nic": new_nic(cloud, arguments)}


def update_nic(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change an interface's description, groups, or whether it goes with its machine."""
    nic = cloud.require("Nic", arguments["NicId"])
    if "Description" in arguments:
        nic["Description"] = arguments["Description"]
    if "SecurityGroupIds" in arguments:
        nic["SecurityGroups"] = groups_of(cloud, arguments["SecurityGroupIds"], nic["NetId"])
    if "LinkNic" in arguments:
        if nic.get("LinkNic", {}).get("LinkNicId") != arguments["LinkNic"].get("LinkNicId"):
            raise refusal("no-such-attachment", "The interface has no such link.")
        nic["LinkNic"] |= arguments["LinkNic"]
    cloud.save("Nic", nic)
    return {"Nic": nic}


def delete_nic(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete an interface that is in no machine."""
    nic = cloud.require("Nic", arguments["NicId"])
    if "LinkNic" in nic:
        raise refusal("device-in-use", f"The interface '{nic['NicId']}' is in the VM '{nic['LinkNic']['VmId']}'.")
    delete(cloud, "Nic", nic)
    return {}


def link_nic(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Put an interface into a machine that runs or is stopped."""
    nic = cloud.require("Nic", arguments["NicId"])
    vm = cloud.require("Vm", arguments["VmId"])
    if "LinkNic" in nic:
        raise refusal("device-in-use", f"The interface '{nic['NicId']}' is in a VM already.")
    if vm["State"] not in ("running", "stopped"):
        raise refusal("invalid-vm-state", f"The VM is {vm['State']}.")
    devices = [other["LinkNic"]["DeviceNumber"] for other in cloud.all("Nic") if _vm_of(other) == vm["VmId"]]
    if arguments["DeviceNumber"] in devices:
        raise refusal("device-conflict", f"The VM has a device {arguments['DeviceNumber']} already.")
    attach_nic(cloud, nic, vm["VmId"], device=arguments["DeviceNumber"], deleted_with_vm=False)
    return {"LinkNicId": nic["LinkNic"]["LinkNicId"]}


def unlink_nic(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Take an interface out of its machine, the primary one excepted."""
    for nic in cloud.all("Nic"):
        link = nic.get("LinkNic", {})
        if link.get("LinkNicId") != arguments["LinkNicId"]:
            continue
        if link["DeviceNumber"] == 0:
            raise refusal("invalid-parameter-value", "The primary interface cannot be unlinked.")
        del nic["LinkNic"]
        cloud.save("Nic", nic | {"State": "available"})
        return {}
    raise refusal("no-such-attachment", f"There is no link '{arguments['LinkNicId']}'.")


def link_private_ips(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Give an interface further addresses: those named, or a number of free ones."""
    nic = cloud.require("Nic", arguments["NicId"])
    subnet = cloud.require("Subnet", nic["SubnetId"])
    wanted: list[str | None] = arguments.get("PrivateIps") or [None] * arguments.get("SecondaryPrivateIpCount", 0)
    for address in wanted:
        nic["PrivateIps"].append(private_ip(free_address(cloud, subnet, address), primary=False))
        cloud.save("Nic", nic)
    return {}


def unlink_private_ips(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Take addresses from an interface, the primary one excepted."""
    nic = cloud.require("Nic", arguments["NicId"])
    gone = set(arguments["PrivateIps"])
    if gone - {private["PrivateIp"] for private in nic["PrivateIps"] if not private["IsPrimary"]}:
        raise refusal("invalid-ip-address", "An address is none of the interface's secondary ones.")
    nic["PrivateIps"] = [private for private in nic["PrivateIps"] if private["PrivateIp"] not in gone]
    cloud.save("Nic", nic)
    return {}


def create_public_ip(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Give the account a public address."""
    taken = {address["PublicIp"] for address in cloud.store.all("PublicIp")}
    free = next(str(address) for address in _PUBLIC.hosts() if str(address) not in taken)
    address = draft(cloud, "CreatePublicIp", arguments) | {"PublicIp": free}
    cloud.add("PublicIp", address)
    return {"PublicIp": address}


def delete_public_ip(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Give a public address back, once nothing uses it."""
    address = _public_ip(cloud, arguments)
    if "LinkPublicIpId" in address:
        raise refusal("locked-address", f"The public IP '{address['PublicIpId']}' is linked.")
    delete(cloud, "PublicIp", address)
    return {}


def link_public_ip(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Point a public address to a machine or an interface."""
    address = _public_ip(cloud, arguments)
    if any(_uses(nat, address) for nat in cloud.all("NatService")):
        raise refusal("locked-address", "The public IP belongs to a NAT service.")
    if "LinkPublicIpId" in address and not arguments.get("AllowRelink"):
        raise refusal("locked-address", f"The public IP '{address['PublicIpId']}' is linked already.")
    nic = _target(cloud, arguments)
    for name in LINK_OF_PUBLIC_IP:
        address.pop(name, None)
    address |= {"LinkPublicIpId": new_identifier("eipassoc-")}
    if nic is not None:
        address |= {"NicId": nic["NicId"], "NicAccountId": ACCOUNT, "PrivateIp": nic["PrivateIps"][0]["PrivateIp"]}
    vm = arguments.get("VmId") or (_vm_of(nic) if nic else None)
    if vm is not None:
        address["VmId"] = vm
    cloud.save("PublicIp", address)
    return {"LinkPublicIpId": address["LinkPublicIpId"]}


def unlink_public_ip(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Let a public address point nowhere."""
    for address in cloud.all("PublicIp"):
        if "LinkPublicIpId" not in address:
            continue
        if arguments.get("LinkPublicIpId", address["PublicIp"]) in (
            address["LinkPublicIpId"],
            address["PublicIp"],
        ) and (arguments.get("PublicIp", address["PublicIp"]) == address["PublicIp"]):
            for name in LINK_OF_PUBLIC_IP:
                address.pop(name, None)
            cloud.save("PublicIp", address)
            return {}
    raise refusal("no-such-ip-association", "There is no such link of a public IP.")


def _public_ip(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    if "PublicIpId" in arguments:
        return cloud.require("PublicIp", arguments["PublicIpId"])
    for address in cloud.all("PublicIp"):
        if address["PublicIp"] == arguments.get("PublicIp"):
            return address
    raise refusal("no-such-ip", "There is no such public IP.")


def _target(cloud: Cloud, arguments: JsonObject) -> JsonObject | None:
    if "NicId" in arguments:
        return cloud.require("Nic", arguments["NicId"])
    vm = cloud.require("Vm", arguments.get("VmId", ""))
    if vm["State"] not in ("running", "stopped"):
        raise refusal("invalid-vm-state", f"The VM is {vm['State']}.")
    nics = [nic for nic in cloud.all("Nic") if _vm_of(nic) == vm["VmId"]]
    return nics[0] if nics else None


def _vm_of(nic: JsonObject) -> str | None:
    vm: str | None = nic.get("LinkNic", {}).get("VmId")
    return vm


def _uses(nat: JsonObject, address: JsonObject) -> bool:
    return any(public["PublicIpId"] == address["PublicIpId"] for public in nat["PublicIps"])


def _mac_address(nic: str) -> str:
    digits = ("aa" + nic.removeprefix("eni-") + "00")[:12].upper()
    return ":".join(digits[place : place + 2] for place in range(0, 12, 2))


CALLS: dict[str, Call] = {
    "CreateNic": create_nic,
    "UpdateNic": update_nic,
    "DeleteNic": delete_nic,
    "LinkNic": link_nic,
    "UnlinkNic": unlink_nic,
    "LinkPrivateIps": link_private_ips,
    "UnlinkPrivateIps": unlink_private_ips,
    "CreatePublicIp": create_public_ip,
    "DeletePublicIp": delete_public_ip,
    "LinkPublicIp": link_public_ip,
    "UnlinkPublicIp": unlink_public_ip,
}
