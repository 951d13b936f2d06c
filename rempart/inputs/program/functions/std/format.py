"""``format`` and ``formatlist``, for the verbs and flags that have one meaning for a value.

Go writes its complaints into the text where a verb does not fit; nobody means that, so it is not computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rempart.inputs.program.functions.arguments import (
    Function,
    NotComputedError,
    bounded,
    items,
    matching,
    text,
)
from rempart.inputs.program.functions.std.go import general, json_of, text_of

_VERB = re.compile(r"%([-+0]*)(\d{0,3})(?:\.(\d{0,2}))?([A-Za-z%])", re.ASCII)
_QUOTABLE = re.compile(r"[ -~]*", re.ASCII)
_INTEGERS = {"d": "d", "b": "b", "o": "o", "x": "x", "X": "X"}
_FLOATS = {"e": "e", "E": "E", "f": "f", "F": "f"}
_LARGEST_INTEGER = 2**63
_PRECISION = 6


def _format(template: str, arguments: list[Any]) -> str:
    bounded(len(template) + sum(len(item) for item in arguments if isinstance(item, str)))
    left = iter(arguments)
    written = "".join(_pieces(template, left))
    if next(left, _NOTHING) is not _NOTHING:
        raise NotComputedError("it has more arguments than its text asks for")
    return written


_NOTHING = object()


def _pieces(template: str, left: Iterator[Any]) -> Iterator[str]:
    at = 0
    while (found := template.find("%", at)) >= 0:
        yield template[at:found]
        verb = _VERB.match(template, found)
        if verb is None:
            raise NotComputedError("its text has a verb that is not known here")
        yield "%" if verb.group() == "%%" else _written(verb, left)
        at = verb.end()
    yield template[at:]


def _written(verb: re.Match[str], left: Iterator[Any]) -> str:
    flags, width, precision, letter = verb.groups()
    value = next(left, _NOTHING)
    if value is _NOTHING:
        raise NotComputedError("it has fewer arguments than its text asks for")
    if letter == "v" and isinstance(value, (dict, list)):
        return json_of(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_INTEGER:
        value = int(value)
    shown = _shown(value, letter, precision)
    if "+" in flags:
        shown = _signed(value, shown, letter)
    return _padded(value, shown, flags, int(width or 0))


def _shown(value: Any, letter: str, precision: str | None) -> str:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return _text(value, letter, precision)
    if isinstance(value, float) and letter in _FLOATS:
        digits = _PRECISION if precision is None else int(precision or 0)
        return format(value, f".{digits}{_FLOATS[letter]}")
    if precision is None:
        if isinstance(value, bool) and letter in "tv":
            return text_of(value)
        if type(value) is int and letter in _INTEGERS:
            return format(value, _INTEGERS[letter])
        if type(value) is int and letter == "v":
            return str(value)
        if isinstance(value, float) and letter in "gGv":
            return general(value).upper() if letter == "G" else general(value)
    raise NotComputedError("a verb of its text does not fit its argument")


def _text(value: str, letter: str, precision: str | None) -> str:
    if letter in "sv":
        return value if precision is None else value[: int(precision or 0)]
    if letter == "q" and precision is None and _QUOTABLE.fullmatch(value) is not None:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    raise NotComputedError("a verb of its text does not fit its argument")


def _signed(value: Any, shown: str, letter: str) -> str:  # noqa: ANN401 - any JSON
    # Before a `v`, the flag asks for the names of fields, and no sign.
    if letter == "v" or isinstance(value, bool) or not isinstance(value, (int, float)):
        raise NotComputedError("a flag of its text does not fit its argument")
    return shown if shown.startswith("-") else f"+{shown}"


def _padded(value: Any, shown: str, flags: str, width: int) -> str:  # noqa: ANN401 - any JSON
    if "-" in flags:
        return shown.ljust(width)
    if "0" not in flags:
        return shown.rjust(width)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise NotComputedError("a flag of its text does not fit its argument")
    return shown.zfill(width)


def _format_list(template: str, arguments: list[Any]) -> list[str]:
    lists = [item for item in arguments if isinstance(item, list)]
    matching([len(item) for item in lists], "its lists")
    rows = len(lists[0]) if lists else 1
    return [
        _format(template, [item[row] if isinstance(item, list) else item for item in arguments]) for row in range(rows)
    ]


FUNCTIONS: Mapping[str, Function] = {
    "format": Function(_format, {"input": text, "args": items}),
    "formatlist": Function(_format_list, {"input": text, "args": items}),
}
