"""Finds where a quote, a substitution or an expansion of a shell ends: one pass, without recursion."""

from __future__ import annotations

import re

from rempart.patterns import regex

_NEXT = {
    '"': re.compile(r"[\"\\`$]"),
    "`": re.compile(r"[\\`]"),
    "(": re.compile(r"['\"\\`$()#<\n]"),
    "{": re.compile(r"['\"\\`${}]"),
}
_HERE = regex(r"<<-?[ \t]*(?:'([^'\n]{1,80})'|\"([^\"\n]{1,80})\"|\\?([\w.\-]{1,80}))")
_CLOSERS = {'"': '"', "`": "`", "(": ")", "{": "}"}


def end_of(text: str, start: int, opener: str) -> int:
    """Return where what ``opener`` has opened just before ``start`` closes; -1 when it never does."""
    stack = [opener]
    pending: list[str] = []
    position = start
    while stack:
        match = _NEXT[stack[-1]].search(text, position)
        if match is None:
            return -1
        at, character = match.start(), match[0]
        position = at + 1
        if character == "\\":
            position = at + 2
        elif character == _CLOSERS[stack[-1]]:
            stack.pop()
        elif character == "\n":
            position = _after_documents(text, position, pending)
        elif character == "#":
            position = _after_comment(text, at)
        elif character == "'":
            position = _after_quote(text, at, stack)
        elif character == "<":
            position = _note_document(text, at, pending)
        else:
            position = _opened(text, at, stack)
    return position - 1


def _opened(text: str, at: int, stack: list[str]) -> int:
    character = text[at]
    if character == "$":
        following = text[at + 1 : at + 2]
        if following and following in "({":
            stack.append(following)
            return at + 2
        if following == "'" and '"' not in stack[-1:]:
            return _after_ansi(text, at + 2)
        return at + 1
    if character == "{":
        return at + 1
    stack.append(character)
    return at + 1


def _after_ansi(text: str, at: int) -> int:
    match = _ANSI_END.match(text, at)
    return match.end() if match else at


_ANSI_END = regex(r"[^'\\]*(?:\\.[^'\\]*)*'", re.DOTALL)


def _after_quote(text: str, at: int, stack: list[str]) -> int:
    if stack[-1] == "{" and '"' in stack[-2:-1]:
        return at + 1
    closing = text.find("'", at + 1)
    return closing + 1 if closing >= 0 else at + 1


def _after_comment(text: str, at: int) -> int:
    if at and not text[at - 1].isspace() and text[at - 1] not in ";(":
        return at + 1
    newline = text.find("\n", at)
    return newline if newline >= 0 else len(text)


def _note_document(text: str, at: int, pending: list[str]) -> int:
    if text.startswith("<<<", at):
        return at + 3
    match = _HERE.match(text, at)
    if match is None:
        return at + 1
    pending.append(match[1] or match[2] or match[3])
    return match.end()


def _after_documents(text: str, position: int, pending: list[str]) -> int:
    while pending:
        _, position = here_document(text, position, pending.pop(0))
    return position


def here_document(text: str, start: int, delimiter: str) -> tuple[str, int]:
    """Return the lines from ``start`` up to the one that is the delimiter, and where the text goes on."""
    closing = re.compile(rf"^[\t ]*{re.escape(delimiter)}[ \t]*\r?$", re.MULTILINE).search(text, start)
    if closing is None:
        return text[start:], len(text)
    return text[start : closing.start()], min(closing.end() + 1, len(text))
