"""Computes what stands in ``$((…))``: whole numbers, the operators between them, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rempart.patterns import regex

_TOKEN = regex(r"\s*(?:(?P<number>0[xX][0-9a-fA-F]+|[0-9]+)|(?P<sign>\*\*|<<|>>|[-+*/%()&|^]))")
_LONGEST = 200
_LARGEST = 1 << 62
_MOST_SHIFTED = 60
_STRENGTH = {"|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "**": 7}


def _power(base: int, exponent: int) -> int:
    return base**exponent if 0 <= exponent <= _MOST_SHIFTED and abs(base) < _LARGEST else _LARGEST


_COMPUTED: Mapping[str, Callable[[int, int], int]] = {
    "%": lambda left, right: left % right,
    "&": lambda left, right: left & right,
    "*": lambda left, right: left * right,
    "**": _power,
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "/": lambda left, right: left // right,
    "<<": lambda left, right: left << min(max(right, 0), _MOST_SHIFTED),
    ">>": lambda left, right: left >> min(max(right, 0), _MOST_SHIFTED),
    "^": lambda left, right: left ^ right,
    "|": lambda left, right: left | right,
}


def computed(text: str) -> int | None:
    """Return the number that an expression comes to; None where it holds anything but numbers."""
    if len(text) > _LONGEST:
        return None
    numbers: list[int] = []
    signs: list[str] = []
    position, after_number = 0, False
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return None
        position = match.end()
        if match["number"]:
            numbers.append(_number(match["number"]))
            after_number = True
        elif not _take(match["sign"], numbers, signs, after_number=after_number):
            return None
        else:
            after_number = match["sign"] == ")"
    while signs:
        if not _apply(numbers, signs.pop()):
            return None
    return numbers[0] if len(numbers) == 1 else None


def _number(text: str) -> int:
    if text[:2].lower() == "0x":
        return int(text, 16)
    is_octal = text.startswith("0") and text.isdigit() and not set(text) & {"8", "9"}
    return int(text, 8 if is_octal else 10)


def _take(sign: str, numbers: list[int], signs: list[str], *, after_number: bool) -> bool:
    """Take an operator or a bracket; false where none may stand."""
    if sign == "(":
        signs.append(sign)
        return not after_number
    if not after_number:
        numbers.append(0)
        signs.append(sign)
        return sign in "+-"
    while signs and signs[-1] != "(" and (sign == ")" or _STRENGTH[signs[-1]] >= _STRENGTH[sign]):
        if not _apply(numbers, signs.pop()):
            return False
    if sign != ")":
        signs.append(sign)
        return True
    return bool(signs) and signs.pop() == "("


def _apply(numbers: list[int], sign: str) -> bool:
    if len(numbers) < 2 or sign == "(":  # noqa: PLR2004 - an operator stands between two
        return False
    right, left = numbers.pop(), numbers.pop()
    if sign in "/%" and right == 0:
        return False
    number = _COMPUTED[sign](left, right)
    numbers.append(number)
    return abs(number) < _LARGEST
