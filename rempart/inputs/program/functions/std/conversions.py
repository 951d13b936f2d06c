"""Functions that turn values of one type into another."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from rempart.inputs.program.functions.arguments import Function, NotComputedError, anything, items
from rempart.inputs.program.functions.std.go import text_of
from rempart.inputs.program.functions.std.lists import distinct

_TRUE = ("1", "t", "T", "TRUE", "true", "True")
_FALSE = ("0", "f", "F", "FALSE", "false", "False")
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{0,40})?(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)


def _first(values: list[Any]) -> Any:  # noqa: ANN401 - any JSON
    """Return the first value that is there, as the type that all of them have or can become."""
    there = [value for value in values if value is not None]
    if any(isinstance(value, (dict, list)) for value in there):
        raise NotComputedError("its values are lists or objects")
    if any(isinstance(value, str) for value in there):
        there = [written for value in there if (written := text_of(value))]
    elif len({isinstance(value, bool) for value in there}) > 1:
        raise NotComputedError("its values are of different types")
    if not there:
        raise NotComputedError("all of its values are empty")
    return there[0]


def _bool(value: Any) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _TRUE + _FALSE:
        return value in _TRUE
    raise NotComputedError("its argument input is neither true nor false")


def _list(values: list[Any]) -> list[Any]:
    """Return a list with all of its values as texts.

    The provider keeps a list of one type, but compares the list's type with those of its values: only a single value,
    or a list of lists, stays as it is.
    """
    if all(isinstance(value, list) for value in values[:-1]):
        return values
    return [text_of(value) for value in values]


def _set(values: list[Any]) -> list[Any]:
    return _list(distinct(values))


def _number(value: Any) -> float:  # noqa: ANN401 - any JSON
    if isinstance(value, str) and _NUMBER.fullmatch(value) is not None:
        found = float(value)
        if math.isfinite(found):
            return found
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    raise NotComputedError("its argument input is not a number")


FUNCTIONS: Mapping[str, Function] = {
    "coalesce": Function(_first, {"input": items}),
    "tobool": Function(_bool, {"input": anything}),
    "tolist": Function(_list, {"input": items}),
    "tonumber": Function(_number, {"input": anything}),
    "toset": Function(_set, {"input": items}),
    "tostring": Function(text_of, {"input": anything}),
}
