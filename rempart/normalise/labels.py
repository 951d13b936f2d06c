"""Reads labels, whatever a provider calls them and however it writes them."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.model.values import Mark, Properties, Value

_NAMES = ("tags", "labels")
_NONE: dict[str, Value] = {}


def labels_of(inputs: Properties) -> dict[str, Value]:
    """Return labels as name and value: from an object, ``key``/``value`` pairs, or texts such as ``team:care``."""
    found = _NONE
    for name in _NAMES:
        value = inputs.get(name)
        if value and not isinstance(value, Mark):
            found = {**found, **dict(_pairs(value))}
    return found


def _pairs(value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, dict):
        yield from ((name, _shown(label)) for name, label in value.items())
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and isinstance(key := item.get("key"), str):
                yield key, _shown(item.get("value"))
            elif isinstance(item, str):
                separator = ":" if ":" in item else "="
                name, _, label = item.partition(separator)
                yield name, label


def _shown(value: Value) -> Value:
    return value if isinstance(value, (str, Mark)) else "" if value is None else str(value)
