"""The variables of a script as far as its text tells them: each with every value that it may have."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import translate

from rempart.credentials import names_credential
from rempart.model.address import RUN_TIME
from rempart.patterns import regex

_PARAMETER = regex(
    r"(?P<mark>[#!]?)(?P<name>[A-Za-z_]\w*|[0-9]+|[@*#?$!-])(?P<index>\[[^\]]{0,80}\])?(?P<rest>.*)", re.DOTALL
)
_DEFAULT = regex(r":?([-=+?])(.*)", re.DOTALL)
_SLICE = regex(r":[ ]*(-?[0-9]+)(?::(-?[0-9]+))?")
_REPLACEMENT = regex(r"(//?)([#%]?)((?:[^/\\]|\\.)*+)(?:/(.*))?", re.DOTALL)
_MOST_VALUES = 64
"""Values that one variable or word is followed through."""
_ELEMENT = regex(r"\[(?P<index>[^\]]{1,80})\]\+?=(?P<value>.*)", re.DOTALL)
_MOST_ELEMENTS = 1_000
_LONGEST = 100_000
"""Characters of the longest value that is kept."""
_KNOWN = {
    "ARCH": "amd64",
    "CODENAME": "stable",
    "EUID": "0",
    "HOME": "/root",
    "HOSTNAME": "localhost",
    "HOST_IP": "localhost",
    "ID": "debian",
    "INSTANCE_ID": "localhost",
    "LOCALHOST": "localhost",
    "LOCAL_IP": "localhost",
    "MY_IP": "localhost",
    "NODE_IP": "localhost",
    "OLDPWD": "/root",
    "PRIVATE_IP": "localhost",
    "PWD": "/root",
    "SHELL": "/bin/bash",
    "UBUNTU_CODENAME": "stable",
    "UID": "0",
    "USER": "root",
    "VERSION_CODENAME": "stable",
    "VERSION_ID": "12",
    "IFS": " ",
    "?": "0",
    "#": "0",
    "$": "1",
    "!": "1",
    "-": "",
    "0": "sh",
}
"""What the machine itself sets: its own name and its system's, which lead nowhere else."""


class Variables:
    """What a script has set so far."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[str, ...]] = {}
        self.arguments: tuple[str, ...] | None = None
        """The positional parameters, where the text tells them."""
        self._arrays: dict[str, dict[str, str]] = {}
        self.credentials: set[str] = set()
        """Values of variables whose names say that they are credentials."""

    def get(self, name: str) -> tuple[str, ...]:
        """Return the values that a variable may have; the mark for what only the run decides when the text has none."""
        if name in self._values:
            return self._values[name]
        if self.arguments is not None:
            if name.isdigit() and name != "0":
                index = int(name[:4]) - 1
                return (self.arguments[index],) if index < len(self.arguments) else ("",)
            if name in {"@", "*"}:
                return (" ".join(self.arguments),)
        return (_KNOWN[name],) if name in _KNOWN else (RUN_TIME,)

    def is_set(self, name: str) -> bool:
        """Whether the script itself has given a variable a value."""
        return name in self._values

    def assign(self, name: str, values: Sequence[str], *, keep: bool = False, append: bool = False) -> None:
        """Set a variable; ``keep`` what it had when the assignment may not run."""
        before = self._values.get(name, ())
        fresh = tuple(value[:_LONGEST] for value in values)
        if names_credential(name):
            self.credentials.update(fresh)
        if append and before:
            fresh = tuple(old + new for old in before for new in fresh)
        merged = (*before, *fresh) if keep else fresh
        kept = tuple(dict.fromkeys(value for value in merged if value)) or ("",)
        self._values[name] = kept if len(kept) <= _MOST_VALUES else (*kept[:_MOST_VALUES], RUN_TIME)

    def assign_array(self, name: str, elements: Sequence[str], *, append: bool = False) -> list[str]:
        """Set the elements of an array, each with its index or the next one; return their values."""
        array = self._arrays.setdefault(name, {})
        if not append:
            array.clear()
        values: list[str] = []
        for element in elements:
            found = _ELEMENT.fullmatch(element)
            values.append(found["value"] if found else element)
            if len(array) < _MOST_ELEMENTS:
                array[found["index"].strip("\"'") if found else str(len(array))] = values[-1]
        return values

    def _element(self, name: str, index: str, words: Callable[[str], str]) -> tuple[str, ...]:
        """Return what an index of an array may stand for: all of it where nothing tells which."""
        array = self._arrays.get(name)
        if array is None or index == "@":
            return self.get(name)
        if index == "*":
            between = self.get("IFS")[0][:1]
            return (between.join(array.values()),)
        key = words(index)
        if key.startswith("-") and key[1:].isdigit():
            return tuple(array.values())[int(key[:6]) :][:1] or ("",)
        return (array[key],) if key in array else self.get(name)

    def expand(self, parameter: str, words: Callable[[str], str]) -> tuple[str, ...]:
        """Return what ``${parameter}`` may stand for; ``words`` expands what stands inside it."""
        match = _PARAMETER.fullmatch(parameter)
        if match is None:
            return (RUN_TIME,)
        name, rest = match["name"], match["rest"]
        if match["mark"] == "#":
            return ("0",)
        if match["mark"] == "!":
            values = tuple(value for target in self.get(name) for value in self.get(target))
            return values or (RUN_TIME,)
        values = self._element(name, match["index"][1:-1], words) if match["index"] else self.get(name)
        if not rest:
            return values
        chosen = _DEFAULT.match(rest)
        if chosen is not None and not _SLICE.match(rest):
            return self._chosen(name, chosen[1], words(chosen[2]))
        return tuple(_edited(value, rest, words) for value in values)

    def _chosen(self, name: str, operator: str, word: str) -> tuple[str, ...]:
        if operator == "+":
            return (word,)
        values = self.get(name)
        known = self.is_set(name) or values != (RUN_TIME,)
        if operator == "?":
            return values
        if operator == "=" and not self.is_set(name):
            self.assign(name, (word,))
        return tuple(value for value in values if value) or (word,) if known else (word,)


def _edited(value: str, rest: str, words: Callable[[str], str]) -> str:
    """Apply one of ``#``, ``%``, ``/``, ``^``, ``,`` and ``:offset:length`` to a value."""
    if value[:1] == RUN_TIME and len(value) <= 2:  # noqa: PLR2004 - the mark, and the one of data
        return value
    if found := _SLICE.fullmatch(rest):
        return _sliced(value, int(found[1][:6]), None if found[2] is None else int(found[2][:6]))
    if rest[0] in "#%":
        return _trimmed(value, rest[0], words(rest.lstrip(rest[0])), longest=rest[:2] in {"##", "%%"})
    if rest[0] in "^,":
        changed = value.upper() if rest[0] == "^" else value.lower()
        return changed if rest[:2] in {"^^", ",,"} else changed[:1] + value[1:]
    if found := _REPLACEMENT.fullmatch(rest):
        return _replaced(value, found, words)
    return value if rest[0] == "@" else RUN_TIME


def _sliced(value: str, offset: int, length: int | None) -> str:
    rest = value[offset:]
    return rest if length is None else rest[:length]


def _trimmed(value: str, side: str, pattern: str, *, longest: bool) -> str:
    """Cut the shortest or the longest head or tail that a pattern matches; long values are left as they are."""
    if len(value) > 2_000:  # noqa: PLR2004 - each length of the value is tried
        return value
    if not any(character in pattern for character in "*?["):
        plain = pattern.replace("\\", "")
        return value.removeprefix(plain) if side == "#" else value.removesuffix(plain)
    compiled = re.compile(translate(pattern)) if pattern.count("*") <= 2 else None  # noqa: PLR2004 - more backtrack
    if compiled is None:
        return value
    lengths = range(len(value) + 1)
    for length in reversed(lengths) if longest else lengths:
        piece = value[:length] if side == "#" else value[len(value) - length :]
        if compiled.match(piece):
            return value[length:] if side == "#" else value[: len(value) - length]
    return value


def _replaced(value: str, found: re.Match[str], words: Callable[[str], str]) -> str:
    pattern = words(re.sub(r"\\(.)", r"\1", found[3], flags=re.DOTALL))
    replacement = words(found[4] or "")
    if not pattern or any(character in pattern for character in "*?["):
        return RUN_TIME if pattern else value
    if found[2] == "#":
        return replacement + value[len(pattern) :] if value.startswith(pattern) else value
    if found[2] == "%":
        return value[: -len(pattern)] + replacement if value.endswith(pattern) else value
    return value.replace(pattern, replacement, -1 if found[1] == "//" else 1)[:_LONGEST]
