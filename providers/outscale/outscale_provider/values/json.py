"""The shape of what the engine and the service exchange."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
"""An object of JSON; what stands in it is checked against the table, not by the type checker."""

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine sends, as a string, for a value that it will know only at deployment (Pulumi's wire protocol)."""

FILLED_IN: Final = "__defaults"
"""Holds, among the inputs, the names of those that the provider filled in; Pulumi shows no property named so."""


def stated(inputs: JsonObject) -> JsonObject:
    """Return the inputs alone, without the mark of which of them the provider filled in."""
    return {name: value for name, value in inputs.items() if name != FILLED_IN}


def has_unknown(value: object) -> bool:
    """Tell whether a value, or anything within it, is not known yet."""
    match value:
        case dict():
            return any(has_unknown(part) for part in value.values())
        case list():
            return any(has_unknown(part) for part in value)
        case _:
            return value == UNKNOWN
