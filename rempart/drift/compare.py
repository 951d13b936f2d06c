"""The comparison itself: what is matched with what, and what each pair comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from rempart.clouds.openstack.company import INSTANCE, PORT, ROUTER_INTERFACE
from rempart.clouds.spellings import one_spelling
from rempart.drift.company import Company
from rempart.drift.findings import Changed, Drift, Item, Untold
from rempart.drift.identifiers import one_identifier
from rempart.drift.properties import changes_of, shown, told_of
from rempart.drift.scope import Scope, Where
from rempart.model.deployment import Deployment, Source
from rempart.model.listing import Listing, Listings
from rempart.model.resource import Resource

_Key: TypeAlias = tuple[str, str]
"""A type in its one spelling, and the cloud's identifier."""
_ACCESS_KEY = "outscale:index/accessKey:AccessKey"
_GOVERNS = {
    "openstack:compute/interfaceAttach:InterfaceAttach": ("instanceId", INSTANCE, "securityGroups"),
    "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate": ("portId", PORT, "securityGroupIds"),
}
"""By type: which of its properties names a thing of which type, and what of that thing it changes."""
_ALSO_LISTED_AS = {PORT: ROUTER_INTERFACE}
"""A port that a program made and plugged into a router is listed as what it became."""
_UNCERTAIN = (
    "the state does not say to which cloud it was deployed, and nothing else of it was found in this one; state the"
    " provider's endpoint in the program"
)


@dataclass(frozen=True, slots=True)
class _Declared:
    """A resource of a state that could be in this cloud."""

    resource: Resource
    key: _Key
    item: Item
    group: tuple[int, str | None]
    """The state and the provider: what comes from one provider is in one cloud."""
    where: Where


@dataclass(slots=True)
class _Sorted:
    """What the states say, sorted by whether it can be compared."""

    declared: list[_Declared] = field(default_factory=list)
    said: list[Resource] = field(default_factory=list)
    """All of them, whatever they are."""
    only_read: set[_Key] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)


def compare(live: Deployment, states: Sequence[Deployment]) -> Drift:
    """Return what differs between a cloud, as a scan shows it, and the states that speak of it.

    Things are matched by type and by the cloud's own identifier, never by name. ``live.listings`` says how far the scan
    sees; what it did not look for is left out and counted, and what it could not read is neither there nor gone.
    """
    running = {_key(item): item for item in live.resources if item.id is not None and not item.is_provider}
    listings = _listings(live)
    found = _sort(states, Scope(live), listings)
    pairs = [(entry, _match(entry.key, running)) for entry in found.declared]
    certain = {entry.group for entry, match in pairs if match is not None}
    managed = {match: entry.resource for entry, match in pairs if match is not None}
    governed = _governed(found.said)
    changed: list[Changed] = []
    gone: list[Item] = []
    untold: list[Untold] = []
    told = _told(running.values(), listings)
    for entry, match in pairs:
        if match is None:
            reason = listings[entry.key[0]].unread or (_UNCERTAIN if _is_uncertain(entry, certain) else "")
            if reason:
                untold.append(Untold(entry.item, reason))
            else:
                gone.append(entry.item)
        elif match[0] == entry.key[0]:
            kept = governed.get(match, frozenset())
            changes = changes_of(entry.resource, running[match], told.get(match[0], ()), kept_by_others=kept)
            if changes:
                changed.append(Changed(entry.item, changes))
    return Drift(
        live=live.source,
        states=tuple(state.source for state in states),
        unmanaged=_unmanaged(running, managed, found),
        gone=tuple(sorted(gone, key=_order)),
        changed=tuple(sorted(changed, key=lambda each: _order(each.item))),
        untold=tuple(sorted(untold, key=lambda each: _order(each.item))),
        alike=len(pairs) - len(changed) - len(gone) - len(untold),
        left_out=dict(sorted(found.left_out.items())),
    )


def _key(item: Resource) -> _Key:
    token = one_spelling(item.type)
    return token, one_identifier(token, item.id or "")


def _listings(live: Deployment) -> Listings:
    """Return what the scan lists by type; a type of which something was found was looked for, whatever is said."""
    found: dict[str, Listing] = {one_spelling(item.type): Listing() for item in live.resources if not item.is_provider}
    return found | {one_spelling(token): listing for token, listing in live.listings.items()}


def _sort(states: Sequence[Deployment], scope: Scope, listings: Listings) -> _Sorted:
    found = _Sorted()
    for number, state in enumerate(states):
        providers = {item.key: item for item in state.resources if item.is_provider}
        for resource in state.resources:
            found.said.append(resource)
            where = scope.where(resource, providers.get(resource.provider or ""))
            reason = _why_left_out(resource, where, listings)
            if resource.external and resource.id is not None:
                found.only_read.add(_key(resource))
            if reason:
                found.left_out[reason] += 1
                continue
            item = _item(resource, state.source)
            found.declared.append(_Declared(resource, _key(resource), item, (number, resource.provider), where))
    return found


def _why_left_out(resource: Resource, where: Where, listings: Listings) -> str:
    if resource.is_provider:
        return "providers"
    if not resource.custom:
        return "components"
    if resource.external:
        return "resources that a program only reads"
    if one_spelling(resource.type) not in listings or _is_of_another(resource):
        return "resources of types that this scan does not list"
    if where is Where.ELSEWHERE:
        return "resources of another cloud, region or project"
    return "" if resource.id else "resources whose state withholds their identifier"


def _is_of_another(resource: Resource) -> bool:
    """Whether a listing of its type leaves this one out: Outscale lists an account's own keys, not its users'."""
    return resource.type == _ACCESS_KEY and bool(resource.inputs.get("userName"))


def _match(key: _Key, running: Mapping[_Key, Resource]) -> _Key | None:
    if key in running:
        return key
    other = (_ALSO_LISTED_AS.get(key[0], ""), key[1])
    return other if other in running else None


def _is_uncertain(entry: _Declared, certain: set[tuple[int, str | None]]) -> bool:
    return entry.where is Where.UNKNOWN and entry.group not in certain


def _governed(said: Sequence[Resource]) -> dict[_Key, frozenset[str]]:
    """Return, by thing, the properties that another resource of the states governs."""
    governed: dict[_Key, frozenset[str]] = {}
    for item in said:
        reference, token, changed = _GOVERNS.get(one_spelling(item.type), ("", "", ""))
        identifier = item.inputs.get(reference)
        if isinstance(identifier, str):
            key = (token, identifier)
            governed[key] = governed.get(key, frozenset()) | {changed}
    return governed


def _told(running: Iterable[Resource], listings: Listings) -> dict[str, frozenset[str]]:
    """Return, by type, the properties whose absence says that there is nothing."""
    by_type: dict[str, list[Resource]] = {}
    for item in running:
        by_type.setdefault(one_spelling(item.type), []).append(item)
    return {token: told_of(listings[token], items) for token, items in by_type.items()}


def _unmanaged(running: Mapping[_Key, Resource], managed: Mapping[_Key, Resource], found: _Sorted) -> tuple[Item, ...]:
    """Return what runs and no state manages, and count what needs nobody to."""
    by_id = {identifier: resource for (_, identifier), resource in managed.items()}
    company = Company(tuple(running.values()), by_id, found.said)
    unmanaged: list[Item] = []
    for key, item in _in_order(running):
        if key in managed:
            continue
        reason = "things that a program only reads" if key in found.only_read else company.reason(item)
        if reason:
            found.left_out[reason] += 1
        else:
            properties = {name: shown(name, value) for name, value in sorted(item.inputs.items())}
            unmanaged.append(replace(_item(item, None), properties=properties))
    return tuple(sorted(unmanaged, key=_order))


def _in_order(running: Mapping[_Key, Resource]) -> Iterator[tuple[_Key, Resource]]:
    for key in sorted(running):
        yield key, running[key]


def _item(resource: Resource, state: Source | None) -> Item:
    return Item(resource.urn, resource.type, resource.name, resource.id, state.path if state is not None else None)


def _order(item: Item) -> tuple[str, str, str, str]:
    return item.type, item.name, item.id or "", item.state or ""
