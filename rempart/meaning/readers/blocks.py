"""Reads files of nested blocks in braces into settings: nginx, bind, syslog-ng, dovecot, keepalived, logstash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rempart.meaning.findings import Spot
from rempart.meaning.readers.settings import Nesting, Setting, names_setting
from rempart.meaning.readers.wording import unquoted
from rempart.patterns import regex

_PLAIN = regex(r"(?:[$%@]\{[^{}\s]*\}|[^\s{};\"'])+")
_PLAIN_BESIDE_CALLS = regex(r"(?:[$%@]\{[^{}\s]*\}|[^\s{};\"'(),])+")
_BLANK = regex(r"[^\S\n]+")
_BEFORE_QUOTES = " \t\n=([{,;>:!~"
_ASSIGNED = regex(r"[A-Za-z_@][\w.-]{0,60}=(?![=~>])")
_ASSIGNS = frozenset({"=", "=>", ":", ":=", "+="})


@dataclass(frozen=True, slots=True)
class Braces:
    """How a notation of blocks is to be read, where notations differ."""

    terminated: bool = False
    """Whether a setting ends at a semicolon alone; else at the end of its line as well."""
    calls: bool = False
    """Whether ``name(...)`` is a block too."""
    comments: tuple[str, ...] = ("#",)
    """What begins a comment up to the end of the line."""
    has_long_comments: bool = False
    """Whether text between ``/*`` and ``*/`` is a comment."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    is_mark: bool = False
    is_glued: bool = False


def read_blocks(text: str, spot: Spot, braces: Braces) -> Iterator[Setting]:
    """Yield the settings of a text; a member of a list has an empty key."""
    nesting = Nesting(spot)
    words: list[_Token] = []
    open_lists = 0
    for token in _tokens(text, braces):
        if not token.is_mark:
            words.append(token)
            open_lists = max(0, open_lists + _lists(token.text))
        elif token.text == "\n" and (braces.terminated or open_lists):
            continue
        elif token.text in "{(":
            yield from _open(words, nesting, is_call=token.text == "(")
            words, open_lists = [], 0
        else:
            yield from _settings(words, nesting)
            words, open_lists = [], 0
            if token.text in "})":
                nesting.leave()
    yield from _settings(words, nesting)


def _tokens(text: str, braces: Braces) -> Iterator[_Token]:
    """Yield words and marks; a quote that nothing closes is a letter."""
    plain = _PLAIN_BESIDE_CALLS if braces.calls else _PLAIN
    marks = "{};\n()" if braces.calls else "{};\n"
    closable = {'"': True, "'": True}
    position, is_glued = 0, False
    while position < len(text):
        letter = text[position]
        if blank := _BLANK.match(text, position):
            position, is_glued = blank.end(), False
        elif letter == "," and braces.calls:
            position, is_glued = position + 1, False
        elif letter in marks:
            yield _Token(letter, is_mark=True)
            position, is_glued = position + 1, False
        elif not is_glued and text.startswith(braces.comments, position):
            position = _from(text, "\n", position)
        elif braces.has_long_comments and text.startswith("/*", position):
            position, is_glued = _past(text, "*/", position + 2), False
        else:
            end = _end_of_word(text, position, plain, closable)
            yield _Token(text[position:end], is_glued=is_glued)
            position, is_glued = end, True


def _end_of_word(text: str, position: int, plain: re.Pattern[str], closable: dict[str, bool]) -> int:
    letter = text[position]
    if closable.get(letter) and (position == 0 or text[position - 1] in _BEFORE_QUOTES):
        end = _end_of_quotes(text, position)
        if end:
            return end
        closable[letter] = False
    match = plain.match(text, position)
    return match.end() if match else position + 1


def _end_of_quotes(text: str, position: int) -> int:
    """Return where a quoted word ends, or 0; a backslash takes the meaning from the quote behind it."""
    quote, end = text[position], position + 1
    while (end := text.find(quote, end)) > 0:
        before = end - 1
        while text[before] == "\\":
            before -= 1
        end += 1
        if (end - before) % 2 == 0:
            return end
    return 0


def _open(words: list[_Token], nesting: Nesting, *, is_call: bool) -> Iterator[Setting]:
    """Begin a block, named by the words before its brace; of a call, by the last of them."""
    if is_call:
        yield from _settings(words[:-1], nesting)
    names = words[-1:] if is_call else [word for word in words if word.text not in _ASSIGNS]
    name = unquoted(names[0].text) if names else ""
    nesting.enter(name)
    if name and not is_call and not names_setting(name):
        yield nesting.setting("", unquoted(_joined(names)), is_heading=True)
    elif name:
        yield nesting.setting(name, unquoted(_joined(names[1:])), is_heading=True)


def _settings(words: list[_Token], nesting: Nesting) -> Iterator[Setting]:
    """Yield the settings that the words of one statement make: one, or one for each arrow or equals sign."""
    if not words:
        return
    text = [word.text for word in words]
    if text[0].startswith("[") and text[-1].endswith("]") and len(text) == 1:
        nesting.leave_all()
        nesting.enter(text[0].strip("[]"))
        return
    groups = _groups(words)
    if len(groups) > 1 and all(_ASSIGNED.match(group[0].text) for group in groups):
        for group in groups:
            yield _one(group, nesting)
        return
    starts = [index for index in range(len(text) - 1) if text[index + 1] in _ASSIGNS]
    if not starts:
        yield _one(words, nesting)
        return
    if starts[0] > 0:
        yield nesting.setting("", unquoted(_joined(words[: starts[0]])))
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        yield nesting.setting(unquoted(text[start]), unquoted(_joined(words[start + 2 : end])))


def _groups(words: list[_Token]) -> list[list[_Token]]:
    """Part the words where a blank does, outside lists."""
    groups: list[list[_Token]] = []
    open_lists = 0
    for word in words:
        if groups and (word.is_glued or open_lists):
            groups[-1].append(word)
        else:
            groups.append([word])
        open_lists = max(0, open_lists + _lists(word.text))
    return groups


def _one(words: list[_Token], nesting: Nesting) -> Setting:
    first = words[0].text
    key, equals, rest = first.partition("=")
    if equals and names_setting(key) and first[:1] not in {'"', "'"}:
        rest = rest.removeprefix(">")
        tail = [_Token(rest), *words[1:]] if rest else words[1:]
        return nesting.setting(key, unquoted(_joined(tail)))
    if len(words) > 1 and (names_setting(first) or first.startswith("@")) and first[:1] not in {'"', "'"}:
        return nesting.setting(first.rstrip(":"), unquoted(_joined(words[1:])))
    if len(words) > 1 and first.endswith(":"):
        return nesting.setting(first[:-1], unquoted(_joined(words[1:])))
    return nesting.setting("", unquoted(_joined(words)))


def _joined(words: list[_Token]) -> str:
    parts: list[str] = []
    for word in words:
        parts.append(word.text if word.is_glued or not parts else f" {word.text}")
    return "".join(parts)


def _lists(word: str) -> int:
    """Return how many lists a word opens, less those that it closes."""
    return 0 if word[:1] in {'"', "'"} else word.count("[") - word.count("]")


def _from(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found


def _past(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found + len(mark)
