"""What is different about a thing that a state describes and a cloud shows.

A false alarm is worse than none: people stop reading. So only what both sides speak of is compared, in one form, and
what a cloud sets by itself, or another resource of the program sets, is not laid at anybody's door.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from rempart.clouds import cloud_of
from rempart.credentials import holds_credential, names_credential
from rempart.drift.findings import Change
from rempart.model.listing import Listing
from rempart.model.resource import Resource
from rempart.model.values import SECRET, Value
from rempart.tables import Comparison, common, form_of, holds_mark

_NAMES = frozenset({"id", "urn"})
"""Properties that name the thing: what has another name is another thing."""


def changes_of(
    managed: Resource, live: Resource, told: Collection[str] = (), *, kept_by_others: Collection[str] = ()
) -> tuple[Change, ...]:
    """Return the properties that are not as the state has them, by name.

    ``told`` are those that the cloud states wherever there is something to state; ``kept_by_others`` those that another
    resource of the states governs.
    """
    comparison = cloud_of(live.package).comparison
    elsewhere = comparison.kept_elsewhere.get(live.type, frozenset())
    skipped = _NAMES | comparison.owners | elsewhere | frozenset(kept_by_others)
    names = sorted((live.inputs.keys() | set(told)) - skipped)
    pair = _Pair(managed, live, comparison)
    found = (pair.change(name) for name in names)
    return tuple(change for change in found if change is not None)


def told_of(listing: Listing, running: Iterable[Resource]) -> frozenset[str]:
    """Return the properties of a type whose absence says that there is nothing.

    Versions of a service tell more or less, and a scan cannot see which: so those that are always told, and those that
    it told of any thing of the type.
    """
    told: set[str] = set()
    for item in running:
        told |= item.inputs.keys() | cloud_of(item.package).comparison.always_told
    return listing.properties & told


def shown(name: str, value: Value) -> Value:
    """Return a value as it may be shown: a credential, by its name or its form, is not."""
    return SECRET if any(_credentials(name, value)) else value


@dataclass(frozen=True, slots=True)
class _Pair:
    """One thing, as a state has it and as it runs, compared as its cloud wants it."""

    managed: Resource
    live: Resource
    comparison: Comparison

    def change(self, name: str) -> Change | None:
        asked = self.managed.inputs.get(name) is not None
        now = self.live.inputs.get(name)
        stated = self._stated(name)
        if any(holds_mark(value) for value in (now, *stated)) or (not asked and self._follows_from_others(name)):
            return None
        form = self._form(name, now)
        if not stated:
            return Change(name, None, shown(name, now)) if self._is_news(name, now, form) else None
        if form is None:
            return _missing(name, stated[0], now)
        if any(self._are_alike(name, value, now) for value in stated):
            return None
        return Change(name, shown(name, stated[0]), shown(name, now))

    def _stated(self, name: str) -> list[Value]:
        """Return what the provider last read, and what the program asked for, as far as either says anything."""
        outputs, inputs = self.managed.outputs, self.managed.inputs
        said = [outputs.get(name), outputs.get(self.comparison.in_full.get(name, name)), inputs.get(name)]
        return [value for value in said if self._form(name, value) is not None or holds_mark(value)]

    def _follows_from_others(self, name: str) -> bool:
        of_its_source = self.comparison.of_its_source.get(self.live.type, ())
        return name in self.comparison.set_by_others or name in of_its_source

    def _is_news(self, name: str, now: Value, form: str | None) -> bool:
        """Whether the cloud says something of its own where the state says nothing.

        A text, a list or an object is news. A switch or a number may be what the cloud does by itself: it is news only
        where that is known.
        """
        if form is None:
            return False
        if isinstance(now, bool | int | float):
            return self.comparison.defaults.get(name, form) != form
        return True

    def _are_alike(self, name: str, before: Value, now: Value) -> bool:
        return len({self._form(name, value) for value in common(before, now)}) == 1

    def _form(self, name: str, value: Value) -> str | None:
        if isinstance(value, str) and value.strip() in self.comparison.words_for_nothing.get(name, ()):
            return None
        form = form_of(value)
        return form.lower() if form is not None and name in self.comparison.caseless else form


def _missing(name: str, before: Value, now: Value) -> Change | None:
    """Return the loss of a property of which the cloud has nothing; that may stand for a switch or a number."""
    return None if isinstance(before, bool | int | float) else Change(name, shown(name, before), shown(name, now))


def _credentials(name: str, value: Value) -> Iterator[bool]:
    if isinstance(value, str):
        yield bool(value) and (names_credential(name) or holds_credential(value))
    elif isinstance(value, Mapping):
        for key, child in value.items():
            yield from _credentials(key, child)
    elif isinstance(value, list):
        for child in value:
            yield from _credentials(name, child)
