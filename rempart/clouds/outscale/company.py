"""What Outscale makes for something else, and what every account has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from rempart.model.resource import Resource
from rempart.model.values import Properties, Value

_TOKEN = "outscale:index/{}:{}"  # noqa: S105 - a type token, not a credential
_DEFAULT_GROUP = "default"
_EVERYTHING = {"flow": "Outbound", "ipProtocol": "-1", "ipRange": "0.0.0.0/0"}
_DEFAULT_SERVERS = ["OutscaleProvidedDNS"]


class Outscale:
    """Knows what belongs to what in one account."""

    def __init__(self, live: Iterable[Resource], managed: Mapping[str, Resource]) -> None:
        """Take what runs, and what of it the states manage, by Outscale's identifier."""
        self._by_id = {item.id: item for item in live if item.id is not None}
        self._managed = managed
        self._brought = {identifier for item in managed.values() for identifier in _brought_by(item)}
        self._met: Counter[str] = Counter()
        self._belongs: Mapping[str, tuple[Callable[[Resource], bool], str]] = {
            _token("AccessKey"): (self._is_the_first, "the access key of the account, with which a scan signs"),
            _token("ApiAccessPolicy"): (self._is_the_first, "the access policy that every account has"),
            _token("DhcpOption"): (self._are_default_options, "the DHCP options that every account has"),
            _token("Nic"): (self._was_brought, _WITH_A_MACHINE),
            _token("RouteTable"): (self._is_the_main_one, "the main tables of routes, one of each Net"),
            _token("SecurityGroup"): (_is_default, "default security groups, which every Net has"),
            _token("SecurityGroupRule"): (self._came_with_its_group, "rules that every new security group begins with"),
            _token("Volume"): (self._was_brought, _WITH_A_MACHINE),
        }

    def reason(self, item: Resource) -> str:
        """Return why a running thing needs nobody to declare it; empty when it does."""
        belongs, reason = self._belongs.get(item.type, (_never, ""))
        return reason if belongs(item) else ""

    def _was_brought(self, item: Resource) -> bool:
        return item.id in self._brought

    def _is_the_first(self, item: Resource) -> bool:
        return self._is_first_of(item.type)

    def _are_default_options(self, item: Resource) -> bool:
        options = item.inputs
        plain = options.get("domainNameServers") == _DEFAULT_SERVERS and not options.get("tags")
        return plain and self._is_first_of(item.type)

    def _is_the_main_one(self, item: Resource) -> bool:
        net = item.inputs.get("netId")
        return not item.inputs.get("tags") and net in self._by_id and self._is_first_of(f"{item.type} of {net}")

    def _is_first_of(self, what: str) -> bool:
        self._met[what] += 1
        return self._met[what] == 1

    def _came_with_its_group(self, item: Resource) -> bool:
        rule, group = item.inputs, item.inputs.get("securityGroupId")
        if all(rule.get(name) == value for name, value in _EVERYTHING.items()):
            return not self._lost_its_first_rules(group)
        found = self._by_id.get(group) if isinstance(group, str) else None
        linked = rule.get("securityGroupNameToLink")
        own = found is not None and _is_default(found) and linked in (group, _DEFAULT_GROUP)
        return own and rule.get("flow") == "Inbound" and rule.get("ipProtocol") == "-1"

    def _lost_its_first_rules(self, group: Value) -> bool:
        declared = self._managed.get(group) if isinstance(group, str) else None
        return declared is not None and declared.inputs.get("removeDefaultOutboundRule") is True


_WITH_A_MACHINE = "disks and interfaces that came with a machine, and go with it"


def _token(name: str) -> str:
    return _TOKEN.format(f"{name[0].lower()}{name[1:]}", name)


def _never(_: Resource) -> bool:
    return False


def _is_default(group: Resource) -> bool:
    return group.inputs.get("securityGroupName") == _DEFAULT_GROUP


def _brought_by(machine: Resource) -> Iterator[str]:
    """Yield the identifiers of what was made with a machine and goes with it, as its state remembers."""
    for name, link in (("blockDeviceMappingsCreated", "bsu"), ("nicsCreated", "linkNic")):
        parts = machine.outputs.get(name)
        for part in parts if isinstance(parts, list) else ():
            joined = part.get(link) if isinstance(part, Mapping) else None
            if isinstance(part, Mapping) and isinstance(joined, Mapping) and joined.get("deleteOnVmDeletion") is True:
                yield from _identifiers(part, joined)


def _identifiers(*parts: Properties) -> Iterator[str]:
    for part in parts:
        for name in ("volumeId", "nicId"):
            identifier = part.get(name)
            if isinstance(identifier, str):
                yield identifier
