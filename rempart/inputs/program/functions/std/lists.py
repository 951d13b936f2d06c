"""Functions over lists and objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rempart.inputs.program.functions.arguments import (
    MOST,
    Function,
    NotComputedError,
    anything,
    each,
    each_field,
    fields,
    items,
    matching,
    nullable,
    optional,
    text,
    whole,
)
from rempart.inputs.program.functions.std.go import json_of


def _all_true(values: list[Any]) -> bool:
    return all(value is True or value == "true" for value in values)


def _any_true(values: list[Any]) -> bool:
    return any(value is True or value == "true" for value in values)


def _chunks(values: list[Any], size: int) -> list[Any]:
    if size < 1:
        raise NotComputedError("its argument size is not positive")
    return [values[start : start + size] for start in range(0, len(values), size)]


def _first_list(lists: list[list[Any]]) -> list[Any]:
    found = next((one for one in lists if one), None)
    if found is None:
        raise NotComputedError("all of its lists are empty")
    return found


def _compact(values: list[str | None]) -> list[str]:
    return [value for value in values if value]


def _concatenated(lists: list[list[Any]]) -> list[Any]:
    if sum(map(len, lists)) > MOST:
        raise NotComputedError("its result is too long")
    return [item for one in lists for item in one]


def _contains(values: list[Any], element: Any) -> bool:  # noqa: ANN401 - any JSON
    wanted = json_of(element)
    return any(json_of(value) == wanted for value in values)


def _index(values: list[Any], element: Any) -> int:  # noqa: ANN401 - any JSON
    wanted = json_of(element)
    place = next((place for place, value in enumerate(values) if json_of(value) == wanted), None)
    if place is None:
        raise NotComputedError("its list does not hold the element")
    return place


def distinct(values: list[Any]) -> list[Any]:
    """Return the scalars of a list, each once."""
    if any(isinstance(value, (dict, list)) for value in values):
        raise NotComputedError("its list holds lists or objects")
    found: dict[str, Any] = {}
    for value in values:
        found.setdefault(json_of(value), value)
    return list(found.values())


def _element(values: list[Any], place: int) -> Any:  # noqa: ANN401 - any JSON
    if not values:
        raise NotComputedError("its list is empty")
    return values[place % len(values)]


def _flattened(values: list[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        found.extend(_flattened(value) if isinstance(value, list) else [value])
    return found


def _keys(values: dict[str, Any]) -> list[str]:
    return sorted(values)


def _values(values: dict[str, Any]) -> list[Any]:
    return [values[key] for key in sorted(values)]


def _length(value: Any) -> int:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, (dict, list)):
        return len(value)
    raise NotComputedError("its argument input is not a text, a list or an object")


def _lookup(values: dict[str, Any], key: str, default: Any) -> Any:  # noqa: ANN401 - any JSON
    if key in values:
        return values[key]
    if default is None:
        raise NotComputedError("its object does not hold the key")
    return default


def _map(pairs: list[Any]) -> dict[str, Any]:
    matching([len(pairs[::2]), len(pairs[1::2])], "its keys and values")
    return {text(f"args[{2 * place}]", key): value for place, (key, value) in enumerate(_pairs(pairs))}


def _pairs(values: list[Any]) -> list[tuple[Any, Any]]:
    return list(zip(values[::2], values[1::2], strict=True))


def _merged(objects: list[dict[str, Any]]) -> dict[str, Any]:
    return {key: value for one in objects for key, value in one.items()}


def _reversed(values: list[Any]) -> list[Any]:
    return values[::-1]


def _slice(values: list[Any], start: int | None, end: int | None) -> list[Any]:
    first = _place(start or 0, len(values))
    last = len(values) if end is None else _place(end, len(values))
    if first > last:
        raise NotComputedError("its argument from lies behind its argument to")
    return values[first:last]


def _place(place: int, length: int) -> int:
    found = place + length if place < 0 else place
    if not 0 <= found <= length:
        raise NotComputedError("its arguments lie outside its list")
    return found


def _sorted(values: list[str]) -> list[str]:
    if not values:
        raise NotComputedError("its list is empty")
    return sorted(values)


def _transposed(values: dict[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in sorted(values):
        for value in values[key]:
            found.setdefault(value, []).append(key)
    return found


def _zipped(keys: list[str], values: list[Any]) -> dict[str, Any]:
    matching([len(keys), len(values)], "its keys and values")
    return dict(zip(keys, values, strict=True))


FUNCTIONS: Mapping[str, Function] = {
    "alltrue": Function(_all_true, {"input": items}),
    "anytrue": Function(_any_true, {"input": items}),
    "chunklist": Function(_chunks, {"input": items, "size": whole}),
    "coalescelist": Function(_first_list, {"input": each(items)}),
    "compact": Function(_compact, {"input": each(optional(text))}),
    "concat": Function(_concatenated, {"input": each(items)}),
    "contains": Function(_contains, {"input": items, "element": anything}),
    "distinct": Function(distinct, {"input": items}),
    "element": Function(_element, {"input": items, "index": whole}),
    "flatten": Function(_flattened, {"input": items}),
    "index": Function(_index, {"input": items, "element": anything}),
    "keys": Function(_keys, {"input": fields}),
    "length": Function(_length, {"input": anything}),
    "lookup": Function(_lookup, {"map": fields, "key": text, "default": nullable}),
    "map": Function(_map, {"args": items}),
    "merge": Function(_merged, {"input": each(fields)}),
    "reverse": Function(_reversed, {"input": items}),
    "slice": Function(_slice, {"list": items, "from": optional(whole), "to": optional(whole)}),
    "sort": Function(_sorted, {"input": each(text)}),
    "transpose": Function(_transposed, {"input": each_field(each(text))}),
    "values": Function(_values, {"input": fields}),
    "zipmap": Function(_zipped, {"keys": each(text), "values": items}),
}
