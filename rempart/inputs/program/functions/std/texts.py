"""Functions over texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rempart.inputs.program.functions.arguments import Function, NotComputedError, bounded, each, text, whole

SPACE = "".join(("\t\n\v\f\r \x85\xa0\u1680", *map(chr, range(0x2000, 0x200B)), "\u2028\u2029\u202f\u205f\u3000"))
"""What Go takes for white space; Python takes more."""
_FIRST_JOINING = "\u0300"
"""From here on, a character may join the one before it."""
_WORDS = re.compile(r"[A-Za-z -]*", re.ASCII)


def _chomp(value: str) -> str:
    return value.rstrip("\r\n")


def _starts_with(value: str, prefix: str) -> bool:
    return value.startswith(prefix)


def _ends_with(value: str, suffix: str) -> bool:
    return value.endswith(suffix)


def _indent(value: str, spaces: int) -> str:
    if spaces < 0:
        raise NotComputedError("its argument spaces is negative")
    bounded(len(value) + value.count("\n") * spaces)
    return value.replace("\n", "\n" + " " * spaces)


def _join(parts: list[str], separator: str) -> str:
    bounded(sum(map(len, parts)) + len(parts) * len(separator))
    return separator.join(parts)


def _split(separator: str, value: str) -> list[str]:
    return value.split(separator) if separator else list(value)


def _lower(value: str) -> str:
    return "".join(_single(character, character.lower()) for character in value)


def _upper(value: str) -> str:
    return "".join(_single(character, character.upper()) for character in value)


def _single(character: str, changed: str) -> str:
    """Return a changed character; Go changes each by itself, where Python makes two of some."""
    if len(changed) == 1 or character == "ß":
        return changed if len(changed) == 1 else character
    raise NotComputedError("a letter of its text has no single counterpart")


def _title(value: str) -> str:
    if _WORDS.fullmatch(value) is None:
        raise NotComputedError("its text holds more than plain words")
    return value.title()


def _replace(value: str, search: str, replacement: str) -> str:
    if len(search) > 1 and search[0] == search[-1] == "/":
        raise NotComputedError("regular expressions are not computed here")
    bounded(len(value) + value.count(search) * len(replacement))
    return value.replace(search, replacement)


def _trim(value: str, characters: str) -> str:
    return value.strip(characters)


def _trim_prefix(value: str, prefix: str) -> str:
    return value.removeprefix(prefix)


def _trim_suffix(value: str, suffix: str) -> str:
    return value.removesuffix(suffix)


def _trim_space(value: str) -> str:
    return value.strip(SPACE)


def _reversed(value: str) -> str:
    return "".join(reversed(list(_clusters(value))))


def _substring(value: str, offset: int, length: int) -> str:
    if not length:
        return ""
    if offset < 0 and not value:
        raise NotComputedError("its argument offset lies before an empty text")
    # The provider counts back in bytes, and forwards in characters.
    start = offset if offset >= 0 else offset % len(value.encode())
    found = list(_clusters(value))[start:]
    return "".join(found if length < 0 else found[:length])


def _clusters(value: str) -> Iterator[str]:
    """Yield what a reader takes for one character each."""
    if any(character >= _FIRST_JOINING for character in value):
        raise NotComputedError("its text holds letters beyond the Latin ones")
    return (found.group() for found in re.finditer(r"\r\n|.", value, re.DOTALL))


FUNCTIONS: Mapping[str, Function] = {
    "chomp": Function(_chomp, {"input": text}),
    "endswith": Function(_ends_with, {"input": text, "suffix": text}),
    "indent": Function(_indent, {"input": text, "spaces": whole}),
    "join": Function(_join, {"input": each(text), "separator": text}),
    "lower": Function(_lower, {"input": text}),
    "replace": Function(_replace, {"text": text, "search": text, "replace": text}),
    "split": Function(_split, {"separator": text, "text": text}),
    "startswith": Function(_starts_with, {"input": text, "prefix": text}),
    "strrev": Function(_reversed, {"input": text}),
    "substr": Function(_substring, {"input": text, "offset": whole, "length": whole}),
    "title": Function(_title, {"input": text}),
    "trim": Function(_trim, {"input": text, "cutset": text}),
    "trimprefix": Function(_trim_prefix, {"input": text, "prefix": text}),
    "trimspace": Function(_trim_space, {"input": text}),
    "trimsuffix": Function(_trim_suffix, {"input": text, "suffix": text}),
    "upper": Function(_upper, {"input": text}),
}
