"""What a value must look like, and what is wrong with one that does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from outscale_provider.values.json import UNKNOWN, JsonObject
from outscale_provider.values.names import api_name, pulumi_name

_NAMES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
}
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The type of a value, with the service's names for properties."""

    type: str = ""
    """``string``, ``integer``, ``number``, ``boolean``, ``object``, ``array``; empty for any."""
    items: Shape | None = None
    properties: Mapping[str, Shape] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    enum: tuple[str | int, ...] = ()
    pattern: str = ""


def shape_of(row: JsonObject) -> Shape:
    """Build a shape from its row in the table."""
    return Shape(
        row.get("type", ""),
        shape_of(row["items"]) if "items" in row else None,
        {name: shape_of(part) for name, part in row.get("properties", {}).items()},
        tuple(row.get("required", ())),
        tuple(row.get("enum", ())),
        row.get("pattern", ""),
    )


def faults(value: object, shape: Shape, path: str = "") -> Iterator[str]:
    """Tell all that is wrong with a value from the program; what is unknown is never wrong."""
    if value is None or value == UNKNOWN or not shape.type:
        return
    if not isinstance(value, _TYPES[shape.type]) or (isinstance(value, bool) and shape.type != "boolean"):
        yield _at(path, f"must be {_NAMES[shape.type]}")
    elif isinstance(value, dict):
        yield from _object_faults(value, shape, path)
    elif isinstance(value, list) and shape.items:
        for position, part in enumerate(value):
            yield from faults(part, shape.items, f"{path}[{position}]")
    elif shape.enum and value not in shape.enum:
        yield _at(path, f"must be one of {', '.join(map(str, shape.enum))}")
    elif shape.pattern and isinstance(value, str) and not re.search(shape.pattern, value):
        yield _at(path, f"must match {shape.pattern}")


def _object_faults(value: JsonObject, shape: Shape, path: str) -> Iterator[str]:
    if not shape.properties:
        return
    for name, part in value.items():
        known = shape.properties.get(api_name(name))
        inner = f"{path}.{name}".lstrip(".")
        if known is None or name[:1].isupper():
            offered = ", ".join(sorted(pulumi_name(key) for key in shape.properties))
            yield f"{inner}: there is no such argument; there are {offered}"
        else:
            yield from faults(part, known, inner)
    for name in shape.required:
        if value.get(pulumi_name(name)) is None:
            yield f"{path}.{pulumi_name(name)} is required".lstrip(".")


def _at(path: str, fault: str) -> str:
    return f"{path} {fault}".strip()
