"""What OpenStack makes for something else: ports, disks, keys, the first rules of a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from rempart.clouds.forms import form_of
from rempart.clouds.spellings import one_spelling
from rempart.model.resource import Resource
from rempart.model.values import Value

PORT = "openstack:networking/port:Port"
ROUTER_INTERFACE = "openstack:networking/routerInterface:RouterInterface"
_GROUP = "openstack:networking/secGroup:SecGroup"
INSTANCE = "openstack:compute/instance:Instance"
_MEMBER = "openstack:loadbalancer/member:Member"
_ORDER = "openstack:keymanager/orderV1:OrderV1"
_SECRET = "openstack:keymanager/secretV1:SecretV1"  # noqa: S105 - a type token, not a credential
_MEMBERS = "openstack:loadbalancer/members:Members"
_RULE = "openstack:networking/secGroupRule:SecGroupRule"
_VOLUME = "openstack:blockstorage/volume:Volume"
_BACKUP = "openstack:blockstorage/backup:Backup"
_SNAPSHOT = "openstack:blockstorage/snapshot:Snapshot"
_KEYS = "keys of encrypted volumes, and keys that an order brought"
_DECLARED_BY_NOBODY = "backups and snapshots, which Pulumi's provider does not declare"
_OF_A_SERVICE = ("network:", "neutron:", "Octavia", "trunk:")
"""How the owner of a port begins that OpenStack's services make for themselves."""
_ANYWHERE = frozenset({"", "0.0.0.0/0", "::/0"})
_DEFAULT_GROUP = "default"

_Disk = tuple[str | None, str | None]
"""The size of a disk and the image that it was made from, in their one form."""


class OpenStack:
    """Knows what belongs to what in one project."""

    def __init__(self, live: Iterable[Resource], managed: Mapping[str, Resource], said: Iterable[Resource]) -> None:
        """Take what runs, what of it the states manage (by the cloud's identifier), and all that the states say."""
        self._by_id = {item.id: item for item in live if item.id is not None}
        self._managed = managed
        self._disks = Counter(disk for item in managed.values() for disk in _disks_of(item))
        self._pools = {item.inputs.get("poolId") for item in said if one_spelling(item.type) == _MEMBERS}
        self._ordered = {
            _identifier(item.outputs.get("secretRef")) for item in said if one_spelling(item.type) == _ORDER
        }
        encrypted = sum(1 for item in self._by_id.values() if item.inputs.get("encrypted") is True)
        self._keys = Counter({_SECRET: encrypted, _ORDER: encrypted})
        self._belongs: Mapping[str, tuple[Callable[[Resource], bool], str]] = {
            _BACKUP: (_always, _DECLARED_BY_NOBODY),
            _SNAPSHOT: (_always, _DECLARED_BY_NOBODY),
            PORT: (self._is_kept_by_another, "ports that the cloud made for something else"),
            _GROUP: (_is_default, "default security groups, which every project has"),
            _RULE: (self._came_with_its_group, "rules that every new security group begins with"),
            _MEMBER: (self._is_of_a_whole, "members of a pool whose members a program declares as a whole"),
            _ORDER: (self._is_a_volumes_key, _KEYS),
            _SECRET: (self._is_a_key_of_something, _KEYS),
            _VOLUME: (self._came_with_a_server, "disks that came with a server"),
        }

    def reason(self, item: Resource) -> str:
        """Return why a running thing needs nobody to declare it; empty when it does.

        A disk that servers brought is counted off: there are as many as the servers were to have.
        """
        belongs, reason = self._belongs.get(item.type, (_never, ""))
        return reason if belongs(item) else ""

    def _is_kept_by_another(self, port: Resource) -> bool:
        owner, device = port.inputs.get("deviceOwner"), port.inputs.get("deviceId")
        if isinstance(owner, str) and owner.startswith(_OF_A_SERVICE):
            return True
        return isinstance(device, str) and device.removeprefix("lb-") in self._by_id

    def _came_with_its_group(self, item: Resource) -> bool:
        rule = item.inputs
        if rule.get("protocol") or rule.get("portRangeMin") or rule.get("portRangeMax"):
            return False
        group, remote = rule.get("securityGroupId"), rule.get("remoteGroupId")
        if rule.get("direction") == "egress":
            return not remote and (rule.get("remoteIpPrefix") or "") in _ANYWHERE and self._begins_open(group)
        return bool(remote) and remote == group and self._is_of_the_default(group)

    def _begins_open(self, group: Value) -> bool:
        """Whether a group keeps the rules that it begins with, since no program asked to have them taken away."""
        declared = self._managed.get(group) if isinstance(group, str) else None
        return declared is None or declared.inputs.get("deleteDefaultRules") is not True

    def _is_of_the_default(self, group: Value) -> bool:
        found = self._by_id.get(group) if isinstance(group, str) else None
        return found is not None and _is_default(found)

    def _is_of_a_whole(self, member: Resource) -> bool:
        return member.inputs.get("poolId") in self._pools

    def _is_a_key_of_something(self, secret: Resource) -> bool:
        return secret.id in self._ordered or (not secret.inputs.get("name") and self._is_a_volumes_key(secret))

    def _is_a_volumes_key(self, item: Resource) -> bool:
        """Whether this may be the key of an encrypted volume, of which no more are taken than there are volumes."""
        self._keys[item.type] -= 1
        return self._keys[item.type] >= 0

    def _came_with_a_server(self, item: Resource) -> bool:
        volume = item.inputs
        if volume.get("name"):
            return False
        for disk in (_disk(volume.get("size"), volume.get("imageId")), _disk(volume.get("size"), None)):
            if self._disks[disk] > 0:
                self._disks[disk] -= 1
                return True
        return False


def _always(_: Resource) -> bool:
    return True


def _never(_: Resource) -> bool:
    return False


def _is_default(group: Resource) -> bool:
    return group.inputs.get("name") == _DEFAULT_GROUP


def _identifier(reference: Value) -> str:
    """Return the identifier at the end of an address."""
    return reference.rstrip("/").rpartition("/")[2] if isinstance(reference, str) else ""


def _disks_of(item: Resource) -> Iterator[_Disk]:
    """Yield the disks that a server asked the cloud to make for it."""
    devices = item.inputs.get("blockDevices") if one_spelling(item.type) == INSTANCE else None
    for device in devices if isinstance(devices, list) else ():
        if not isinstance(device, Mapping) or device.get("destinationType") != "volume":
            continue
        source = device.get("sourceType")
        if source == "image":
            yield _disk(device.get("volumeSize"), device.get("uuid"))
        elif source in ("blank", "snapshot"):
            yield _disk(device.get("volumeSize"), None)


def _disk(size: Value, image: Value) -> _Disk:
    return form_of(size), form_of(image)
