"""What is different about a thing that a state describes and a cloud shows.

A false alarm is worse than none: people stop reading. So only what both sides speak of is compared, in one form, and
what a cloud sets by itself, or another resource of the program sets, is not laid at anybody's door.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from rempart.clouds.forms import common, form_of, holds_mark
from rempart.credentials import holds_credential, names_credential
from rempart.drift.findings import Change
from rempart.model.listing import Listing
from rempart.model.resource import Resource
from rempart.model.values import SECRET, Value

_DEFAULTS: Mapping[str, str] = {
    "adminStateUp": "true",
    "enableDhcp": "true",
    "external": "false",
    "portSecurityEnabled": "true",
    "protected": "false",
    "shared": "false",
    "stateful": "true",
    "versioning": "false",
}
"""What a cloud does where neither the program nor the state says anything: the defaults of OpenStack's own APIs."""
_WORDS_FOR_NOTHING = {
    "imageId": frozenset({"Attempt to boot from volume - no image supplied"}),
    "remoteIpPrefix": frozenset({"0.0.0.0/0", "::/0"}),
}
"""What providers and clouds write where there is nothing to say."""
_CASELESS = frozenset({"direction", "ethertype", "lbMethod", "protocol", "type"})
_IN_FULL = {"metadata": "allMetadata", "securityGroupIds": "allSecurityGroupIds", "tags": "allTags"}
"""Where OpenStack's provider keeps all that the cloud has of a property, rather than what the program asked for."""
_SET_BY_OTHERS = frozenset(
    {
        "backendVmIds",
        "defaultPoolId",
        "deviceId",
        "deviceOwner",
        "dhcpOptionsSetId",
        "dnsName",
        "fixedIp",
        "fixedIps",
        "listenerId",
        "loadbalancerId",
        "portId",
        "privateIps",
        "securityGroups",
    }
)
"""Properties that follow from further resources (an association, an interface, a pool behind a listener): where the
program did not state one itself, its state keeps what was seen at creation."""
_ALWAYS_TOLD = frozenset(
    {
        "containerRead",
        "containerSyncTo",
        "containerWrite",
        "description",
        "metadata",
        "name",
        "securityGroupIds",
        "tags",
    }
)
"""Properties whose absence means that there is nothing, in every version of a service's API."""
_KEPT_ELSEWHERE = {"openstack:loadbalancer/loadBalancer:LoadBalancer": frozenset({"securityGroupIds"})}
"""By type, what the provider and the service mean different things by: the groups of a load balancer are to the one
those of its port, to Octavia those that it was given itself."""
_OF_ITS_SOURCE = {"openstack:blockstorage/volume:Volume": frozenset({"imageId"})}
"""By type, what a cloud copies from whatever a thing was made of."""
_NAMES = frozenset({"hostId", "id", "projectId", "tenantId", "urn"})
"""Properties that name the thing or its owner: what has another name is another thing."""


def changes_of(
    managed: Resource, live: Resource, told: Collection[str] = (), *, kept_by_others: Collection[str] = ()
) -> tuple[Change, ...]:
    """Return the properties that are not as the state has them, by name.

    ``told`` are those that the cloud states wherever there is something to state; ``kept_by_others`` those that another
    resource of the states governs.
    """
    skipped = _NAMES | _KEPT_ELSEWHERE.get(live.type, frozenset()) | frozenset(kept_by_others)
    names = sorted((live.inputs.keys() | set(told)) - skipped)
    found = (_change(name, managed, live) for name in names)
    return tuple(change for change in found if change is not None)


def told_of(listing: Listing, running: Iterable[Resource]) -> frozenset[str]:
    """Return the properties of a type whose absence says that there is nothing.

    Versions of a service tell more or less, and a scan cannot see which: so those that are always told, and those that
    it told of any thing of the type.
    """
    return listing.properties & (_ALWAYS_TOLD | {name for item in running for name in item.inputs})


def shown(name: str, value: Value) -> Value:
    """Return a value as it may be shown: a credential, by its name or its form, is not."""
    return SECRET if any(_credentials(name, value)) else value


def _change(name: str, managed: Resource, live: Resource) -> Change | None:
    asked = managed.inputs.get(name) is not None
    now = live.inputs.get(name)
    stated = _stated(managed, name)
    if any(holds_mark(value) for value in (now, *stated)) or (not asked and _follows_from_others(name, live)):
        return None
    form = _form(name, now)
    if not stated:
        return Change(name, None, shown(name, now)) if _is_news(name, now, form) else None
    if form is None:
        return _missing(name, stated[0], now)
    if any(_are_alike(name, value, now) for value in stated):
        return None
    return Change(name, shown(name, stated[0]), shown(name, now))


def _stated(managed: Resource, name: str) -> list[Value]:
    """Return what the provider last read, and what the program asked for, as far as either says anything."""
    read = [managed.outputs.get(name), managed.outputs.get(_IN_FULL.get(name, name))]
    return [value for value in (*read, managed.inputs.get(name)) if _form(name, value) is not None or holds_mark(value)]


def _follows_from_others(name: str, live: Resource) -> bool:
    return name in _SET_BY_OTHERS or name in _OF_ITS_SOURCE.get(live.type, ())


def _missing(name: str, before: Value, now: Value) -> Change | None:
    """Return the loss of a property of which the cloud has nothing; that may stand for a switch or a number."""
    return None if isinstance(before, bool | int | float) else Change(name, shown(name, before), shown(name, now))


def _is_news(name: str, now: Value, form: str | None) -> bool:
    """Whether the cloud says something of its own where the state says nothing.

    A text, a list or an object is news. A switch or a number may be what the cloud does by itself: it is news only
    where that is known.
    """
    if form is None:
        return False
    if isinstance(now, bool | int | float):
        return _DEFAULTS.get(name, form) != form
    return True


def _are_alike(name: str, before: Value, now: Value) -> bool:
    return len({_form(name, value) for value in common(before, now)}) == 1


def _form(name: str, value: Value) -> str | None:
    if isinstance(value, str) and value.strip() in _WORDS_FOR_NOTHING.get(name, ()):
        return None
    form = form_of(value)
    return form.lower() if form is not None and name in _CASELESS else form


def _credentials(name: str, value: Value) -> Iterator[bool]:
    if isinstance(value, str):
        yield bool(value) and (names_credential(name) or holds_credential(value))
    elif isinstance(value, Mapping):
        for key, child in value.items():
            yield from _credentials(key, child)
    elif isinstance(value, list):
        for child in value:
            yield from _credentials(name, child)
