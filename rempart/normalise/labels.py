"""Reads labels, whatever a provider calls them and however it writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from rempart.model.values import Mark, Properties, Value

_NONE: dict[str, Value] = {}


def labels_of(inputs: Properties, names: AbstractSet[str]) -> dict[str, Value] | Mark:
    """Return labels as name and value, from the properties called ``names``.

    They stand in an object, in ``key``/``value`` pairs, or in texts such as ``team=care`` and ``team:care``. Where one
    cannot be known at all, its name included, neither can they together: the mark is returned.
    """
    stated = [value for name, value in inputs.items() if value and name in names]
    if not stated:
        return _NONE
    withheld = next(_withheld(stated), None)
    return withheld if withheld is not None else {key: label for value in stated for key, label in _pairs(value)}


def _withheld(stated: Iterable[Value]) -> Iterator[Mark]:
    """Yield the marks that hide which labels there are."""
    for value in stated:
        if isinstance(value, Mark):
            yield value
        for item in value if isinstance(value, list) else ():
            name = item.get("key") if isinstance(item, dict) else item
            if isinstance(name, Mark):
                yield name


def _pairs(value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, dict):
        yield from ((name, _shown(label)) for name, label in value.items())
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and isinstance(key := item.get("key"), str):
                yield key, _shown(item.get("value"))
            elif isinstance(item, str):
                # A colon before or behind is part of a name (``aws:team=care``) or of an address.
                name, _, label = item.partition("=" if "=" in item else ":")
                yield name, label


def _shown(value: Value) -> Value:
    return value if isinstance(value, (str, Mark)) else "" if value is None else str(value)
