"""Reads files of settings one a line into settings: INI, properties, environments, keywords, sections, tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from rempart.meaning.findings import Spot
from rempart.meaning.readers.wording import unquoted, without_comment
from rempart.patterns import regex

_DEEPEST = 40
_ESCAPED = regex(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_SPACED = regex(r"([A-Za-z][\w-]{0,40}(?:[ \t]{1,3}[A-Za-z][\w-]{0,40}){1,4})[ \t]{1,3}=(?!=)")
_BEGINS_NO_NAME = frozenset("./:[]<>{}()'\"&|,;0123456789")
_ASSIGNS = ("=", ":=", "+=", "?=", "=>", "!=")
_LONGEST_KEY = 300
_KEY = regex(r"(?:[^ \t=:]|:(?![ \t=]|\Z))*")
_ESCAPED_KEY = regex(r"(?:\\.|[^\\ \t=:]|\\\Z)*", re.DOTALL)
"""What a line begins with up to a blank, an equals sign, or a colon that stands for one."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How the lines of a notation are to be read, where notations differ."""

    comments: tuple[str, ...] = ("#", ";")
    """What begins a line that is a comment."""
    inline: str = "#"
    """What begins a comment after a value and a blank; empty where there is none."""
    escapes: bool = False
    """Whether a backslash escapes what follows it, as in Java's properties."""
    folded: bool = False
    """Whether an indented line belongs to the one above it."""
    comments_within: bool = False
    """Whether a comment may stand between the lines that make one value."""
    headings: frozenset[str] = frozenset()
    """Keywords that begin a block, up to the next of them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key, its text, and the block that it stands in."""

    key: str
    text: str
    spot: Spot
    path: tuple[str, ...] = ()
    is_heading: bool = False
    """Whether it begins a block; its text is then what stands beside the block's name."""


@dataclass(slots=True)
class Nesting:
    """The blocks around the place that is being read."""

    spot: Spot
    path: tuple[str, ...] = ()
    _outer: list[tuple[Spot, tuple[str, ...]]] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)
    _too_deep: int = 0

    def enter(self, name: str) -> None:
        """Begin a block; two of one name are two blocks."""
        if len(self._outer) >= _DEEPEST:
            self._too_deep += 1
            return
        short = name[:_LONGEST_KEY]
        self._seen[short] += 1
        label = short if self._seen[short] == 1 else f"{short} {self._seen[short]}"
        self._outer.append((self.spot, self.path))
        self.spot = self.spot.below(label).block(label)
        self.path = (*self.path, short.lower())

    def leave(self) -> None:
        """End the innermost block; an end too many is none."""
        if self._too_deep:
            self._too_deep -= 1
        elif self._outer:
            self.spot, self.path = self._outer.pop()

    def leave_all(self) -> None:
        """End every block."""
        self._too_deep = 0
        if self._outer:
            self.spot, self.path = self._outer[0]
            self._outer.clear()

    def setting(self, key: str, text: str, *, is_heading: bool = False) -> Setting:
        """Return a setting of the innermost block."""
        return Setting(key[-_LONGEST_KEY:], text, self.spot, self.path, is_heading)


def read_settings(text: str, spot: Spot, grammar: Grammar) -> Iterator[Setting]:
    """Yield the settings of a text; a line that is none has an empty key."""
    nesting = Nesting(spot)
    above = ""
    for line in logical_lines(text, grammar):
        bare = line.strip()
        if bare.startswith("[") and "]" in bare and not bare.startswith(('["', "['")):
            nesting.leave_all()
            yield from _section(bare, nesting, grammar)
        elif bare.startswith("</"):
            nesting.leave()
        elif bare.startswith("<") and bare.endswith(">"):
            yield from _heading(bare.strip("<>"), nesting)
        elif bare.partition(" ")[0].lower() in grammar.headings:
            nesting.leave_all()
            yield from _heading(bare, nesting)
        else:
            key, value = split_setting(bare, grammar)
            is_more = not key and bool(above) and line[:1] in {" ", "\t"}
            above = above if is_more else key if _assigns(bare, key) else ""
            yield nesting.setting(above if is_more else key, value)


def logical_lines(text: str, grammar: Grammar) -> Iterator[str]:
    """Yield the lines that say something, each with those that continue it."""
    parts: list[str] = []
    for line in text.splitlines():
        is_more = bool(parts) and _is_more(parts[-1], line, grammar)
        if line.lstrip().startswith(grammar.comments) and (grammar.folded or grammar.comments_within or not is_more):
            continue
        if parts and not is_more:
            yield _joined(parts, grammar)
            parts = []
        if line.strip():
            parts.append(line.lstrip() if is_more and grammar.escapes else line.rstrip())
    if parts:
        yield _joined(parts, grammar)


def split_setting(line: str, grammar: Grammar) -> tuple[str, str]:
    """Split a line into key and value; a line of words that name no setting has no key.

    >>> split_setting("relayhost = [smtp.chu.fr]:25  # out", Grammar())
    ('relayhost', '[smtp.chu.fr]:25')
    """
    bare = line.removeprefix("export ").lstrip() if line.startswith("export ") else line
    end = _end_of_key(bare, grammar)
    key, rest = bare[:end], bare[end:].lstrip()
    mark = next((mark for mark in _ASSIGNS if rest.startswith(mark)), ":" if rest.startswith(":") else "")
    value = rest[len(mark) :].strip()
    if grammar.escapes and "://" not in key:
        return _unescaped(key), _unescaped(value)
    if not mark and (spaced := _SPACED.match(bare)):
        return spaced[1].strip(), unquoted(without_comment(bare[spaced.end() :].strip(), grammar.inline or "#"))
    if "://" in key or (not mark and (not rest or not names_setting(key))):
        return "", unquoted(without_comment(bare, grammar.inline) if grammar.inline else bare)
    return unquoted(key), unquoted(without_comment(value, grammar.inline) if grammar.inline else value)


def _section(line: str, nesting: Nesting, grammar: Grammar) -> Iterator[Setting]:
    """Begin the block of ``[name]``; what stands behind the bracket is not lost."""
    name, _, rest = line.lstrip("[").partition("]")
    nesting.enter(name.strip())
    if _is_address(name):
        yield nesting.setting("", unquoted(name))
    remainder = rest.strip("] \t")
    if remainder and not remainder.startswith(grammar.comments):
        yield nesting.setting("", remainder)


def _heading(line: str, nesting: Nesting) -> Iterator[Setting]:
    name, _, rest = line.partition(" ")
    nesting.enter(f"{name} {rest}".strip() if rest else name)
    nesting.path = (*nesting.path[:-1], name.lower()) if nesting.path else ()
    if rest.strip():
        yield nesting.setting(name, unquoted(without_comment(rest.strip())), is_heading=True)


def _end_of_key(line: str, grammar: Grammar) -> int:
    """Return where the key of a line ends: before a blank, an equals sign, or a colon that stands for one."""
    if line[:1] in {'"', "'"}:
        closing = line.find(line[0], 1)
        return closing + 1 if closing > 0 else len(line)
    key = (_ESCAPED_KEY if grammar.escapes else _KEY).match(line)
    end = key.end() if key is not None else 0
    return end - 1 if line[end : end + 1] == "=" and line[end - 1 : end] in {"+", "?"} else end


def _is_more(above: str, line: str, grammar: Grammar) -> bool:
    """Whether a line continues the one above: that one ends in a backslash, or this one is folded under it."""
    if grammar.folded and line[:1] in {" ", "\t"}:
        return True
    return _continues(above) and bool(line.strip())


def _joined(parts: list[str], grammar: Grammar) -> str:
    joint = " " if grammar.folded or grammar.comments_within else ""
    return parts[0] if len(parts) == 1 else joint.join(_without_mark(part) for part in parts)


def _without_mark(part: str) -> str:
    return part[:-1] if _continues(part) else part


def _continues(line: str) -> bool:
    """Whether a line ends in a backslash that is not escaped itself."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _assigns(line: str, key: str) -> bool:
    return bool(key) and line[len(key) :].lstrip()[:1] in {"=", ":", "+"}


def names_setting(key: str) -> bool:
    """Whether the first of several words can be the name of a setting, rather than an address or a path."""
    return bool(key) and not any(mark in key[1:] for mark in "./@:") and key[0] not in _BEGINS_NO_NAME


def _is_address(name: str) -> bool:
    return "//" in name or "." in name


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda match: _letter(match[1]), text)


def _letter(escape: str) -> str:
    if escape[0] == "u" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    return _CONTROLS.get(escape, escape)
