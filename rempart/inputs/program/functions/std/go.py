"""How Go writes values, which is how the provider's results look."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from rempart.inputs.program.functions.arguments import NotComputedError

_GENERAL = (-4, 6)
"""Below and from which power of ten ``%g`` writes an exponent."""
_LARGE = 21
"""The power of ten from which JSON has an exponent."""
_SMALL = -6
_HTML = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})


def general(value: float) -> str:
    """Return a number as ``%v`` writes a float of 64 bits."""
    found = Decimal(repr(float(value)))
    power = found.adjusted()
    if found.is_zero() or _GENERAL[0] <= power < _GENERAL[1]:
        return _plain(found)
    return _with_exponent(found)


def text_of(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return a scalar as ``%v`` writes it. Raises NotComputedError for what holds others."""
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return general(value)
    raise NotComputedError("a list or an object is written as a text")


def json_of(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return a value as JSON: keys in order, and what could end a script of HTML escaped."""
    if isinstance(value, dict):
        entries = (f"{json_of(key)}:{json_of(value[key])}" for key in sorted(value))
        return f"{{{','.join(entries)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(json_of, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).translate(_HTML)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _json_number(value)
    return json.dumps(value)


def _json_number(value: float) -> str:
    found = Decimal(repr(float(value)))
    if found.is_zero() or _SMALL <= found.adjusted() < _LARGE:
        return _plain(found)
    written = _with_exponent(found)
    return f"{written[:-2]}{written[-1]}" if written[-4:-1] == "e-0" else written


def _plain(value: Decimal) -> str:
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _with_exponent(value: Decimal) -> str:
    sign, digits, _ = value.as_tuple()
    shown = "".join(map(str, digits)).rstrip("0")
    fraction = f".{shown[1:]}" if len(shown) > 1 else ""
    power = value.adjusted()
    return f"{'-' if sign else ''}{shown[0]}{fraction}e{'-' if power < 0 else '+'}{abs(power):02}"
