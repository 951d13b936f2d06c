"""Cuts a script into words and operators, as a shell does; what no shell accepts is still cut, and never dropped.

One pass over the text, without recursion: what stands inside a substitution stays text until it is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rempart.meaning.readers.shell.closing import end_of, here_document
from rempart.meaning.readers.shell.words import HereDocument, Operator, Part, PartKind, Token, Word
from rempart.model.address import RUN_TIME
from rempart.patterns import regex

_BLANK = regex(r"(?:[ \t\r\f\v]|\\\r?\n)+")
_OPERATOR = regex(r"\n|[0-9]{0,3}(?:>>|>\||>&|<<<|<<-?|<>|<&|[<>](?!\())|&>>|&>|&&|&|\|\||\|&|\||;;&|;;|;&|;|\(|\)")
_SIMPLE = regex(r"[^ \t\r\f\v\n'\"\\$`;&|<>(){}%#]+(?=[ \t\n;|&])")
"""Most words: nothing in them is special."""
_PLAIN = regex(r"(?:[^ \t\r\f\v\n'\"\\$`;&|<>(){%]|[{%](?![{%]))++|[{%]")
_REST = regex(r"[^ \t\r\f\v\n]+")
_MOST_PARTS = 2_000
"""Pieces of the longest word that is taken apart."""
_QUOTED = regex(r"[^\"\\$`]+")
_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!_-]")
_ANSI = regex(r"\$'((?:[^'\\]|\\.)*+)'", re.DOTALL)
_ARITHMETIC_COMMAND = regex(r"\(\([^\n;()]{0,200}+\)\)")
_TEMPLATE = regex(r"\{\{-?[ \t]*([^{}\n,]{1,200})\}\}|\{%[^{}\n]{0,200}%\}|%\{[^{}\n]{0,200}\}")
_ARRAY = regex(r"[A-Za-z_]\w*\+?=")
_OCTAL_OR_HEX = regex(r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,6})|([0-7]{1,3})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "", "b": "", "e": "", "E": "", "f": "\f", "v": "\v"}
MOST_TOKENS = 40_000
"""Words and operators of the longest script that is cut; user data holds a few hundred."""
_MOST_UNCLOSED = 1
"""Openings of one kind without an end after which that kind opens nothing: each costs a pass over the rest."""


def tokens_of(text: str) -> tuple[list[Token], str]:
    """Return the words, operators and here-documents of a script, comments left out; and what is too much to be cut."""
    return _Lexer(text).run()


def unescape(text: str) -> str:
    r"""Decode the escapes of ``$'…'``, ``printf`` and ``echo -e``."""
    return _OCTAL_OR_HEX.sub(_escaped, text) if "\\" in text else text


def _escaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is not None:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else ""  # noqa: PLR2004 - the last code point
    if match[4] is not None:
        return chr(int(match[4], 8) & 0xFF)
    return _ESCAPES.get(match[5], match[5] if match[5] in "'\"\\?" else match[0])


@dataclass(frozen=True, slots=True)
class _Pending:
    """A here-document whose lines come after the line that is being read."""

    index: int
    delimiter: Word
    stripped: bool


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0
        self._unclosed: dict[str, int] = {}
        self._tokens: list[Token] = []
        self._fresh = True
        """Whether a command may begin here."""

    def run(self) -> tuple[list[Token], str]:
        text, length = self._text, len(self._text)
        pending: list[_Pending] = []
        awaiting = ""
        while self._at < length and len(self._tokens) < MOST_TOKENS:
            if blank := _BLANK.match(text, self._at):
                self._at = blank.end()
            elif not awaiting and (simple := _SIMPLE.match(text, self._at)):
                word = Word((Part(PartKind.TEXT, simple[0]),), self._here(self._at))
                self._at = simple.end()
                self._fresh = simple[0] in _OPENS_A_COMMAND
                self._tokens.append(word)
            elif text[self._at] == "#":
                self._skip_comment()
            elif self._fresh and (arithmetic := _ARITHMETIC_COMMAND.match(text, self._at)):
                self._at = arithmetic.end()
            elif operator := _OPERATOR.match(text, self._at):
                self._at = operator.end()
                awaiting = self._operator(operator, pending)
            else:
                word = Word(tuple(self._word()), self._here(self._at))
                if awaiting:
                    pending.append(_Pending(len(self._tokens), word, stripped=awaiting == "<<-"))
                    self._tokens.append(HereDocument("", word.line, literal=True))
                    awaiting = ""
                else:
                    self._fresh = word.bare in _OPENS_A_COMMAND
                    self._tokens.append(word)
        self._bodies(pending)
        return self._tokens, self._text[self._at :]

    def _operator(self, match: re.Match[str], pending: list[_Pending]) -> str:
        """Note an operator; return the one that a delimiter of a here-document follows."""
        symbol = match[0].lstrip("0123456789")
        if symbol in {"<<", "<<-"}:
            return symbol
        self._fresh = symbol[0] in "\n;&|("
        self._tokens.append(Operator(symbol, self._here(match.start())))
        if symbol == "\n":
            self._bodies(pending)
            pending.clear()
        return ""

    def _here(self, position: int) -> int:
        self._line += self._text.count("\n", self._counted, position)
        self._counted = position
        return self._line

    def _skip_comment(self) -> None:
        newline = self._text.find("\n", self._at)
        self._at = newline if newline >= 0 else len(self._text)

    def _bodies(self, pending: list[_Pending]) -> None:
        for waiting in pending:
            delimiter = "".join(part.text for part in waiting.delimiter.parts)
            literal = any(part.quoted for part in waiting.delimiter.parts)
            line = self._here(self._at)
            body, self._at = here_document(self._text, self._at, delimiter)
            if waiting.stripped:
                body = re.sub(r"^\t+", "", body, flags=re.MULTILINE)
            self._tokens[waiting.index] = HereDocument(body, line, literal)

    def _word(self) -> Iterator[Part]:  # noqa: C901, PLR0912 - one branch for each character that is special
        text, length, start = self._text, len(self._text), self._at
        for _ in range(_MOST_PARTS):
            if self._at >= length:
                return
            if text[self._at] == "{" or text[self._at] == "%":
                template = _TEMPLATE.match(text, self._at)
                if template is not None:
                    self._at = template.end()
                    yield _template(template[1])
                    continue
            plain = _PLAIN.match(text, self._at)
            if plain is not None:
                yield Part(PartKind.TEXT, plain[0])
                self._at = plain.end()
                continue
            character = text[self._at]
            if character == "(" and self._at > start and _ARRAY.fullmatch(text, start, self._at):
                closing = self._close("(", self._at + 1)
                if closing >= 0:
                    yield Part(PartKind.ARRAY, text[self._at + 1 : closing])
                    self._at = closing + 1
                    return
            if character in "<>" and text.startswith("(", self._at + 1):
                yield from self._substitution(PartKind.PROCESS, 2, "(")
            elif character in " \t\r\f\v\n;&|<>()":
                return
            elif character == "'":
                yield self._single_quoted()
            elif character == '"':
                yield from self._double_quoted()
            elif character == "\\":
                yield from self._backslash(length)
            elif character == "`":
                yield from self._substitution(PartKind.COMMAND, 1, "`")
            else:
                yield from self._dollar(quoted=False)
        rest = _REST.match(text, self._at)
        if rest is not None:
            self._at = rest.end()
            yield Part(PartKind.TEXT, rest[0])

    def _backslash(self, length: int) -> Iterator[Part]:
        following = self._text[self._at + 1 : self._at + 2]
        if following == "\n" or self._text.startswith("\r\n", self._at + 1):
            self._at += 2 if following == "\n" else 3
        else:
            self._at = min(self._at + 2, length)
            yield Part(PartKind.TEXT, following or "\\", quoted=True)

    def _single_quoted(self) -> Part:
        closing = self._text.find("'", self._at + 1)
        if closing < 0:
            self._at += 1
            return Part(PartKind.TEXT, "'")
        part = Part(PartKind.TEXT, self._text[self._at + 1 : closing], quoted=True)
        self._at = closing + 1
        return part

    def _double_quoted(self) -> Iterator[Part]:
        closing = self._close('"', self._at + 1)
        if closing < 0:
            self._at += 1
            yield Part(PartKind.TEXT, '"')
            return
        if closing == self._at + 1:
            yield Part(PartKind.TEXT, "", quoted=True)
        self._at += 1
        yield from self._inside(closing)
        self._at = closing + 1

    def _inside(self, end: int) -> Iterator[Part]:
        """Yield the parts of a text in which only expansions are special, as in double quotes."""
        text = self._text
        while self._at < end:
            plain = _QUOTED.match(text, self._at, end)
            if plain is not None:
                self._at = plain.end()
                yield Part(PartKind.TEXT, plain[0], quoted=True)
                continue
            character = text[self._at]
            if character == "\\":
                following = text[self._at + 1 : self._at + 2]
                self._at += 2
                if following != "\n":
                    yield Part(PartKind.TEXT, following if following in '"\\$`' else f"\\{following}", quoted=True)
            elif character == "`":
                yield from self._substitution(PartKind.COMMAND, 1, "`", quoted=True)
            elif character == "$":
                yield from self._dollar(quoted=True)
            else:
                self._at += 1
                yield Part(PartKind.TEXT, character, quoted=True)

    def _dollar(self, *, quoted: bool) -> Iterator[Part]:
        text, at = self._text, self._at
        following = text[at + 1 : at + 2]
        if text.startswith("((", at + 1):
            closing = self._close("(", at + 2)
            if closing >= 0:
                self._at = closing + 1
                inner = text[at + 2 : closing]
                is_number = inner.endswith(")")
                yield Part(PartKind.ARITHMETIC if is_number else PartKind.COMMAND, inner, quoted)
                return
        if following == "(":
            yield from self._substitution(PartKind.COMMAND, 2, "(", quoted=quoted)
        elif following == "{":
            yield from self._substitution(PartKind.VARIABLE, 2, "{", quoted=quoted)
        elif following == "'" and not quoted and (ansi := _ANSI.match(text, at)):
            self._at = ansi.end()
            yield Part(PartKind.TEXT, unescape(ansi[1]), quoted=True)
        elif following == '"' and not quoted:
            self._at += 1
        elif name := _NAME.match(text, at + 1):
            self._at = name.end()
            yield Part(PartKind.VARIABLE, name[0], quoted)
        else:
            self._at += 1
            yield Part(PartKind.TEXT, "$", quoted)

    def _substitution(self, kind: PartKind, skipped: int, opener: str, *, quoted: bool = False) -> Iterator[Part]:
        begin = self._at + skipped
        closing = self._close(opener, begin)
        if closing < 0:
            self._at += 1
            yield Part(PartKind.TEXT, self._text[self._at - 1], quoted)
            return
        body = self._text[begin:closing]
        self._at = closing + 1
        yield Part(kind, body.replace("\\`", "`") if opener == "`" else body, quoted)

    def _close(self, opener: str, start: int) -> int:
        if self._unclosed.get(opener, 0) >= _MOST_UNCLOSED:
            return -1
        closing = end_of(self._text, start, opener)
        if closing < 0:
            self._unclosed[opener] = self._unclosed.get(opener, 0) + 1
        return closing


_OPENS_A_COMMAND = frozenset({"if", "then", "else", "elif", "while", "until", "do", "!", "{"})
_OWN_NAME = regex(r"local[-_]?(?:hostname|ipv[46])|instance[-_]?id|hostname", re.IGNORECASE)


def _template(expression: str | None) -> Part:
    """Return what a template engine puts in: the machine's own name, or what only the run decides."""
    if expression is None:
        return Part(PartKind.TEXT, "", quoted=True)
    return Part(PartKind.TEXT, "localhost" if _OWN_NAME.search(expression) else RUN_TIME, quoted=True)


def parts_of(text: str) -> tuple[Part, ...]:
    """Return the parts of a here-document, or of a text in double quotes."""
    lexer = _Lexer(text)
    return tuple(lexer._inside(len(text)))  # noqa: SLF001 - the same machine, set on another text
