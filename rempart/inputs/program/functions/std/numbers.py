"""Functions over numbers; those whose last digit depends on the machine are left out."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from rempart.inputs.program.functions.arguments import (
    MOST,
    Function,
    NotComputedError,
    each,
    number,
    optional,
    text,
    whole,
)

_EXACT = 2**53
_LARGEST = 2**63
_DIGITS = re.compile(r"[+-]?[0-9A-Za-z]{1,64}", re.ASCII)
_LARGEST_BASE = 36


def _largest(values: list[float]) -> float:
    return max(_some(values))


def _smallest(values: list[float]) -> float:
    return min(_some(values))


def _some(values: list[float]) -> list[float]:
    if not values:
        raise NotComputedError("its list is empty")
    return values


def _parsed(value: str, base: int | None) -> int:
    base = 10 if base is None else base
    if _DIGITS.fullmatch(value) is None or not 2 <= base <= _LARGEST_BASE:  # noqa: PLR2004 - no number has fewer digits
        raise NotComputedError("its text is not a whole number in its base")
    # Letters before a digit, as in 0x1f, are no digits of a base that has them; Python would pass over them.
    if base in {2, 8, 16} and value.lstrip("+-")[:2].lower() in {"0b", "0o", "0x"} and not _is_digit(value, base):
        raise NotComputedError("its text is not a whole number in its base")
    found = int(value, base)
    if not -_EXACT < found < _EXACT:
        raise NotComputedError("its text is too large a number")
    return found


def _is_digit(value: str, base: int) -> bool:
    return int(value.lstrip("+-")[1], _LARGEST_BASE) < base


def _power(base: float, exponent: float) -> float:
    if not (isinstance(base, int) and isinstance(exponent, int)) or not 0 <= exponent < 1024:  # noqa: PLR2004 - of a float
        raise NotComputedError("only whole powers of whole numbers are computed here")
    found = math.pow(base, exponent)
    if abs(found) >= _EXACT:
        raise NotComputedError("its result is too large a number")
    return found


def _range(limit: float, start: float | None, step: float | None) -> list[float]:
    start = 0 if start is None else start
    step = step or (-1 if start > limit else 1)
    count = math.ceil((limit - start) / step)
    if count > MOST:
        raise NotComputedError("its result is too long")
    return [start + place * step for place in range(count)]


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _sum(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total


FUNCTIONS: Mapping[str, Function] = {
    "abs": Function(abs, {"input": number}),
    "ceil": Function(math.ceil, {"input": number}),
    "floor": Function(math.floor, {"input": number}),
    "max": Function(_largest, {"input": each(number)}),
    "min": Function(_smallest, {"input": each(number)}),
    "parseint": Function(_parsed, {"input": text, "base": optional(whole)}),
    "pow": Function(_power, {"base": number, "exponent": number}),
    "range": Function(_range, {"limit": number, "start": optional(number), "step": optional(number)}),
    "signum": Function(_sign, {"input": number}),
    "sum": Function(_sum, {"input": each(number)}),
}
