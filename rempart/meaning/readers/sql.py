"""Reads SQL: its literals under the words before them, programs that it runs, bodies of functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rempart.addresses.words import word_set
from rempart.meaning.findings import Act, Document, Finding, Form, Spot, Value
from rempart.meaning.readers.directives import each_word
from rempart.patterns import regex

_WORD = regex(r"[^\W\d][\w$.]*")
_DOLLAR = regex(r"\$(?:[^\W\d]\w{0,62})?\$")
_SHELL_ESCAPE = regex(r"\\!|\\(?:c|connect)(?=[ \t])|(?i:system|connect)(?=[ \t])|#")
_LANGUAGE = regex(r"\s{0,20}language\s{1,20}'?(\w{1,40})", re.IGNORECASE)
_STATEMENT = regex(r"\s{0,100}(?:alter|call|copy|create|do|insert|select|update|with)\b", re.IGNORECASE)
_ESCAPE = regex(r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|[0-7]{1,3}|.)", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_PREFIXES = word_set("b e n u x")
"""Letters that may stand before a literal: they say how it is written."""
_CONNECTS = word_set(
    "address addresses azureblobstorage bootstrap_servers connection datasource dbserver dblink dblink_connect"
    " dblink_connect_u dblink_exec endpoint federated gcs hdfs host hostaddr http_get http_post jdbc"
    " kafka kafka_broker_list"
    " location master_host mongodb mysql odbc postgresql primary_conninfo redis remote remotesecure s3"
    " s3_endpoint server"
    " servername servers source_host uri url"
)
_PASSES = word_set("as by default encrypted is set to unencrypted with")
"""Words that stand between a name and its value."""
_ADDED = word_set("extension library module")
_BESIDE = word_set("create drop if exists not or replace")
_PROGRAMS = ("plpython", "plperl", "plv8", "pltcl", "pljava", "plr", "pllua")


@dataclass(slots=True)
class _Statement:
    """The words of a statement so far that say what its next literal is for."""

    verb: str = ""
    name: str = ""
    before: str = ""
    language: str = ""

    def take(self, word: str) -> None:
        lower = word.lower()
        if self.before == "language":
            self.language = lower
        self.verb = self.verb or lower
        self.before = lower
        if lower == "identified":
            self.name = "password"
        elif lower not in _PASSES and not (self.name == "password" and lower == "using"):
            self.name = lower

    @property
    def key(self) -> str:
        """What the next literal is for."""
        return "password" if self.before == "by" and self.name == "password" else self.name


def read_sql(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield the literals of a text, each under the word before it; comments left out."""
    statement = _Statement()
    position = 0
    while position < len(text):
        letter = text[position]
        if _begins_comment(text, position):
            position = _past_comment(text, position)
        elif letter in "'\"`":
            literal, position = _literal(text, position, escapes=text[position - 1 : position] in {"e", "E"})
            yield from _of_literal(literal, statement, spot, is_name=letter != "'")
        elif letter == "$" and (tag := _DOLLAR.match(text, position)):
            end = _index(text, tag[0], tag.end())
            after = _LANGUAGE.match(text, end + len(tag[0]))
            yield Document(text[tag.end() : end], spot.below("body"), _form(after[1] if after else statement.language))
            position = end + len(tag[0])
        elif _begins_line(text, position) and (escape := _SHELL_ESCAPE.match(text, position)):
            end = _index(text, "\n", position)
            yield from _of_client(escape[0].lower(), text[escape.end() : end].strip(), spot)
            position = end
        elif word := _WORD.match(text, position):
            position = word.end()
            if word[0].lower() not in _PREFIXES or text[position : position + 1] != "'":
                yield from _of_word(word[0], statement, spot)
        else:
            statement = _Statement() if letter == ";" else statement
            position += 1


def _of_literal(literal: str, statement: _Statement, spot: Spot, *, is_name: bool) -> Iterator[Finding]:
    key = statement.key or spot.key
    inner = spot.below(statement.key or "literal", key=key)
    if not literal:
        return
    if is_name and "://" not in literal and key not in _CONNECTS:
        statement.take(literal)
        yield Value(literal, inner.doing(Act.REFERS))
    elif statement.before == "program":
        yield Document(literal, inner, Form.SHELL)
    elif _STATEMENT.match(literal) and ("'" in literal or "$" in literal):
        yield Document(literal, inner, Form.SQL)
    else:
        yield Value(literal, inner.doing(_act_of(statement)))


def _act_of(statement: _Statement) -> Act | None:
    """Return what is done with the next literal: ``COPY ... TO 's3://'`` writes, a server's host is connected to."""
    if statement.verb == "comment":
        return Act.REFERS
    if statement.key in _CONNECTS:
        return Act.CONNECTS
    if statement.verb in {"backup", "copy", "export", "unload"} and statement.before in {"to", "disk"}:
        return Act.SENDS
    if statement.verb in {"copy", "import", "load", "restore"} and statement.before in {"from", "infile"}:
        return Act.FETCHES
    return None


def _of_word(word: str, statement: _Statement, spot: Spot) -> Iterator[Finding]:
    """Take a word: the name of what a literal is for, an extension, or the name of a function or a column."""
    lower = word.lower()
    if statement.name in _ADDED and lower not in _BESIDE:
        yield Value(word, spot.below(statement.name, key=statement.name))
    elif "." in word or "_" in word:
        yield Value(word, spot.below(word).doing(Act.REFERS))
    if lower not in _BESIDE or not statement.verb:
        statement.take(lower.rpartition(".")[2] or lower)


def _of_client(escape: str, rest: str, spot: Spot) -> Iterator[Finding]:
    """Read a line for the client itself: a command that it runs, or whom it connects to."""
    if not rest or escape == "#":
        return
    if escape in {"\\!", "system"}:
        yield Document(rest, spot.below(escape), Form.SHELL)
    else:
        yield from each_word(rest.rstrip(";"), spot.below(escape, key="connect").doing(Act.CONNECTS))


def _form(language: str) -> Form:
    lower = language.lower()
    if lower == "plsh":
        return Form.SHELL
    return Form.CODE if lower.startswith(_PROGRAMS) else Form.SQL


def _begins_line(text: str, position: int) -> bool:
    return position == 0 or text[position - 1] == "\n"


def _begins_comment(text: str, position: int) -> bool:
    """Whether a comment begins here; two hyphens within an expression are none to every server."""
    if text.startswith("/*", position):
        return True
    if not text.startswith("--", position):
        return False
    before, after = text[position - 1 : position] if position else "", text[position + 2 : position + 3]
    return not before or before.isspace() or before in ";),'" or not after or after.isspace()


def _past_comment(text: str, position: int) -> int:
    """Return where a comment is over; what MySQL runs although it looks like one (``/*!``) is none."""
    if text.startswith("--", position):
        return _index(text, "\n", position)
    if text.startswith("/*!", position):
        return position + 3
    return _index(text, "*/", position + 2) + 2


def _literal(text: str, start: int, *, escapes: bool) -> tuple[str, int]:
    """Return what stands between the quotes that begin here, and where it is over."""
    quote, position, parts = text[start], start + 1, list[str]()
    begin = position
    while (end := text.find(quote, position)) >= 0:
        if text.startswith(quote, end + 1):
            parts.append(text[begin : end + 1])
            begin = position = end + 2
        elif _is_escaped(text, end, begin) and (
            escapes or text[end + 1 : end + 2] not in {"", ",", ")", ";", "\n", " "}
        ):
            position = end + 1
        else:
            parts.append(text[begin:end])
            return _unescaped("".join(parts), escapes=escapes), end + 1
    return _unescaped("".join([*parts, text[begin:]]), escapes=escapes), len(text)


def _is_escaped(text: str, position: int, begin: int) -> bool:
    before = position
    while before > begin and text[before - 1] == "\\":
        before -= 1
    return (position - before) % 2 == 1


def _unescaped(text: str, *, escapes: bool) -> str:
    return _ESCAPE.sub(lambda match: _letter(match[1]), text) if escapes else text


def _letter(escape: str) -> str:
    if escape[0] in "xu" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    if escape.isdigit():
        return chr(int(escape, 8)) if set(escape) <= set("01234567") else escape
    return _CONTROLS.get(escape, escape)


def _index(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return len(text) if found < 0 else found
