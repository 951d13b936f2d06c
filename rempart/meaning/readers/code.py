"""Reads programs in other languages than a shell's: their string literals, under the names that they are given to.

A light lexer serves all of them: languages differ in how they write comments and strings, and hardly in the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rempart.addresses.words import word_set
from rempart.meaning.findings import INSTRUCTIONS, Act, Document, Finding, Form, Sign, SignKind, Spot, Unread, Value
from rempart.meaning.readers.powershell import is_powershell, read_powershell
from rempart.model.address import RUN_TIME
from rempart.patterns import regex

_HASH = word_set("cr ex jl pl pm ps1 psm1 py pyw r rake rb rego sh tcl")
_SLASH = word_set(
    "c cc cjs cpp cs dart go gradle groovy h java js jsx kt kts mjs php rs scala swift ts tsx jenkinsfile"
)
_PROGRAMS = (
    ("python", "py"),
    ("node", "js"),
    ("perl", "pl"),
    ("ruby", "rb"),
    ("php", "php"),
    ("lua", "lua"),
    ("rscript", "r"),
    ("pwsh", "ps1"),
    ("groovy", "groovy"),
    ("deno", "ts"),
)
_LOOKS_PYTHON = regex(r"^(?:import \w|from [\w.]+ import|def \w+\(.*:\s*$|if __name__)", re.MULTILINE)
_LOOKS_SLASH = regex(r"^\s*(?://|/\*)|;\s*$|^\s*(?:const|let|var|package|public|func|function)\b", re.MULTILINE)

_STRING = (
    r"(?P<triple>[A-Za-z]{0,3}(?:\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''))"
    r"|(?P<double>[rRbBuUfFqQ]{0,2}\$?@?\"(?:[^\"\\\n]|\\.)*+\")"
    r"|(?P<single>[rRbBuUfF]{0,2}'(?:[^'\\\n]|\\.)*+')"
)
_TEMPLATE = r"|(?P<template>`(?:[^`\\]|\\.)*+`)"
_REST = (
    r"|(?P<name>[$@%]?[A-Za-z_][\w]*(?:(?:\.|::|->|\?\.)[A-Za-z_]\w*)*)|(?P<number>[0-9][\w.]*)"
    r"|(?P<newline>\n)|(?P<mark>=>|==|[-+*/%|&<>!~]=|\S)"
)
_LEXERS = {
    "#": regex(r"(?P<comment>#[^\n]*)|" + _STRING + _REST, re.DOTALL),
    "/": regex(r"(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?)|" + _STRING + _TEMPLATE + _REST, re.DOTALL),
    "-": regex(r"(?P<comment>--[^\n]*)|" + _STRING + _REST, re.DOTALL),
    "php": regex(r"(?P<comment>(?://|#)[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?)|" + _STRING + _REST, re.DOTALL),
}
_HOLE = regex(r"\$\{([^{}]{0,200})\}|#\{([^{}]{0,200})\}|\{([^{}\"']{0,200})\}|%s|%d")
_ESCAPE = regex(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "0": "", "\n": ""}
_SENDS = word_set(
    "patch post put putobject send sendall sendmail sendto upload uploadfile upload_file upload_fileobj publish putfile"
)
_FETCHES = word_set("download get getobject urlopen urlretrieve download_file fetch read_csv head")
_CONNECTS = word_set(
    "channel client connect connection createclient createconnection dial dialcontext endpoint host httpclient"
    " httpconnection httpsconnection imap4 imap4_ssl new_client newclient newrequest open request session smtp"
    " smtp_ssl socket sqlalchemy create_engine transport uri url webclient websocket amqpconnection invoke"
    " connect_ex createtransport invokewebrequest ftp sftp create_connection mongoclient redis strictredis"
    " elasticsearch kafkaproducer kafkaconsumer producer"
)
_REFERS = word_set(
    "getlogger debug error fatal info log logger print println printf puts warn warning exception writeline writehost"
)
_RUNS = word_set(
    "assert compile create_function eval exec execscript function instance_eval iex invoke-expression load load_string"
    " loadstring parse_eval runinnewcontext runinthiscontext source class_eval module_eval"
)
"""Functions that run the text that they are given."""
_STATES = word_set(
    "and await case del else elif elsif from if import in include is not or package raise require require_relative"
    " return throw typeof unless until use using when while with yield new"
)
"""Words before a literal that do not name it."""
_PEERS = word_set("baseurl host hostname server uri url")
_COLLECTIONS = frozenset({"", "array", "dict", "frozenset", "list", "map", "set", "tuple"})
_IMPORTS = regex(r"\s*(?:import|from|require|use|using|library|include)\b")
_BODY = regex(r"\b(?:data|json|files|body)\s*[=:]|\bmethod\s*[=:]\s*[\"'](?:POST|PUT|PATCH)")
_NEAR = 300
"""Characters after an address in which a call says that it has a body."""
_OPENING, _CLOSING = "([{", ")]}"
_LONGEST_SIGN = 2_000
_DEEPEST_HASH = 12
"""Hashes within hashes that are told apart."""
_LONGEST_LITERAL = 100_000
_MOST_PIECES = 80_000
_TOO_LONG = "it is too long to be read as a program"


@dataclass(slots=True)
class _Statement:
    """What is known of the statement that is being read."""

    start: int = 0
    callees: list[str] = field(default_factory=list)
    """What each open bracket belongs to."""
    targets: list[str] = field(default_factory=list)
    """What each open bracket is assigned to, which its elements inherit."""
    owners: list[str] = field(default_factory=list)
    """What each open bracket is a subscript of, or the number of its hash."""
    running: int = 0
    """Open brackets of functions that run what they are given."""
    words: int = 0
    """Names and marks so far."""
    assigned: str = ""
    """The variable that takes what the statement computes."""
    name: str = ""
    """The last name, which a bracket, an ``=`` or a ``:`` may follow."""
    target: str = ""
    """What the literal is assigned or handed to."""
    joined: list[str] = field(default_factory=list)
    """A literal in the making: its pieces so far."""
    joining: bool = False
    calls: bool = False


def read_code(text: str, spot: Spot) -> Iterator[Finding]:
    """Read a program."""
    if is_powershell(text, spot.key):
        return read_powershell(text, spot)
    return _Program(text, spot).run()


def style_of(text: str, key: str) -> str:
    """Return how a program writes its comments: ``#``, ``/`` or ``-``."""
    first = text.partition("\n")[0].lower()
    ending = key.rpartition(".")[2].lower()
    if first.startswith("#!"):
        ending = next((ending for name, ending in _PROGRAMS if name in first), ending)
    if "<?php" in first or ending == "php":
        return "php"
    if ending == "lua":
        return "-"
    if ending in _HASH:
        return "#"
    if ending in _SLASH:
        return "/"
    return "#" if _LOOKS_PYTHON.search(text) or not _LOOKS_SLASH.search(text) else "/"


class _Program:
    def __init__(self, text: str, spot: Spot) -> None:
        self._text = text
        self._spot = spot
        self._style = style_of(text, spot.key)
        self._known: dict[str, str] = {}
        self._fetched: dict[str, str] = {}
        self._hashes = 0
        self._state = _Statement()
        self._count = 0
        self._line = 1

    def run(self) -> Iterator[Finding]:
        for number, match in enumerate(_LEXERS[self._style].finditer(self._text)):
            if number > _MOST_PIECES:
                for line in dict.fromkeys(self._text[match.start() :].split("\n")):
                    yield Value(line, self._spot.named(""))
                yield Unread(self._spot, _TOO_LONG, "split it")
                break
            yield from self._token(match)
        yield from self._literal()
        yield from self._end(len(self._text))

    def _token(self, match: re.Match[str]) -> Iterator[Finding]:
        kind = match.lastgroup or ""
        piece = match[0]
        state = self._state
        if kind == "comment":
            self._line += piece.count("\n")
            return
        if kind in {"triple", "double", "single", "template"}:
            literal = self._decoded(piece, kind)
            self._line += piece.count("\n")
            if state.joined and not state.joining and literal.startswith("\0"):
                yield from self._literal()
            if not state.joined and state.words == 1 and state.name and state.name.lower() not in _STATES:
                state.target = state.name
            state.joined.append(literal)
            state.joining = False
            return
        if piece in {"+", ".."} or (piece == "." and self._style == "php") or (piece == "\\" and state.joined):
            state.joining = bool(state.joined) or bool(state.name)
            if not state.joined and state.name and piece == "+":
                state.joined.append(self._known.get(state.name, RUN_TIME))
            return
        if kind == "newline":
            self._line += 1
            if not state.callees and not state.joining:
                yield from self._literal()
                yield from self._end(match.start())
            return
        if state.joined and state.joining and kind in {"name", "number"}:
            state.joined.append(self._known.get(piece, RUN_TIME))
            state.joining = False
            state.name = ""
            return
        yield from self._mark(piece, kind, match.end())

    def _mark(self, piece: str, kind: str, position: int) -> Iterator[Finding]:
        state = self._state
        if piece in {":", "=>", "="} and state.joined:
            state.target = "".join(state.joined)
            state.joined, state.joining = [], False
            return
        if piece == "]" and self._is_name_of_an_entry():
            state.name = "".join(state.joined)
            state.joined, state.joining = [], False
            self._close()
            return
        yield from self._literal(position)
        state.words += 1
        if kind == "name" and piece.lower() == "true" and state.target and not state.name:
            yield Value(piece, self._where().named(_last(state.target)))
        if kind == "name":
            state.name = piece
            yield from self._run_variable(piece)
        elif piece in _OPENING:
            state.callees.append(state.name if piece == "(" else state.callees[-1] if state.callees else "")
            state.calls = state.calls or piece == "("
            state.running += _last(state.callees[-1]).lower() in _RUNS
            self._hashes += piece == "{"
            state.owners.append(state.name if piece == "[" else f"hash {self._hashes}" if piece == "{" else "")
            collects = piece != "(" or state.name.lower() in _COLLECTIONS
            state.name, state.target = "", state.target if collects else ""
            state.targets.append(state.target)
        elif piece in _CLOSING:
            self._close()
            state.name = ""
        elif piece in {"=", ":", ":="}:
            state.target = state.name or state.target
            state.assigned = state.assigned or (state.target if not state.callees else "")
            state.name = ""
        elif piece in {",", ";"}:
            state.target = state.targets[-1] if state.targets else ""
            state.name = ""

    def _close(self) -> None:
        state = self._state
        if state.callees:
            state.running -= _last(state.callees.pop()).lower() in _RUNS
            state.targets.pop()
            state.owners.pop()

    def _is_name_of_an_entry(self) -> bool:
        """Whether the literal before a bracket's end names an entry: ``settings['address']``."""
        state = self._state
        owner = state.owners[-1] if state.owners else ""
        return bool(owner) and len(state.joined) == 1 and re.fullmatch(r"[\w-]{1,80}", state.joined[0]) is not None

    def _where(self) -> Spot:
        """Return the spot here, in the block of its call and of the hashes that hold it."""
        state = self._state
        where = self._spot.below(f"line {self._line}") if "\n" in self._text.strip() else self._spot
        if state.callees:
            where = where.block(f"statement {self._count}")
            for owner in state.owners[:_DEEPEST_HASH]:
                where = where.block(owner) if owner.startswith("hash ") else where
        return where

    def _runs(self) -> bool:
        """Whether what stands here is handed, in the end, to something that runs it."""
        return self._state.running > 0

    def _run_variable(self, name: str) -> Iterator[Finding]:
        """Tell where a variable was fetched from that is run."""
        url = self._fetched.get(name.partition(".")[0])
        if url is not None and self._runs():
            yield Value(url, self._spot.below(f"line {self._line}").named(INSTRUCTIONS).doing(Act.FETCHES))

    def _literal(self, position: int = 0) -> Iterator[Finding]:
        """Yield the literal that has been put together."""
        state = self._state
        if not state.joined:
            return
        text = "".join(state.joined)
        if len(text) > _LONGEST_LITERAL:
            yield Unread(self._where(), _TOO_LONG, "split it")
            text = text[:_LONGEST_LITERAL]
        state.joined, state.joining = [], False
        callee = state.callees[-1] if state.callees else ""
        target = state.target.lstrip("$@%")
        if target and not state.callees:
            self._known[state.target] = text
        key = target.rpartition(".")[2].rpartition(">")[2] or _last(callee)
        where = self._where()
        act = self._act(callee, target, position)
        if act in {Act.CONNECTS, Act.SENDS} and target.lower() == "hostname":
            target = "host"  # in a call that connects, not what the machine is called
        if "://" in text and act is not Act.SENDS and self._runs():
            yield Value(text, where.named(INSTRUCTIONS).doing(Act.FETCHES))
            return
        if act in {Act.FETCHES, Act.CONNECTS} and "://" in text and state.assigned:
            self._fetched[state.assigned] = text
        if _is_shell(callee):
            yield Document(text, where.named("command.sh"), Form.SHELL)
        elif "\n" in text.strip():
            yield Document(text, where.named(target).doing(act))
        else:
            yield Value(text, where.named(target or ("" if act else key)).doing(act))

    def _act(self, callee: str, target: str, position: int) -> Act | None:
        """Return what is done with a literal in a call, or under the name of one of its arguments."""
        state = self._state
        if not state.callees and not state.target and not state.name:
            return Act.REFERS
        act = _act_of(callee) if callee else None
        if target.lower() in {"data", "json", "headers", "body", "params"} and act is not Act.REFERS:
            return None
        is_peer = not target or target.lower() in _PEERS
        reads = act is Act.FETCHES or (act is Act.CONNECTS and is_peer)
        return Act.SENDS if reads and _BODY.search(self._text, position, position + _NEAR) else act

    def _end(self, position: int) -> Iterator[Finding]:
        state = self._state
        if state.calls or _IMPORTS.match(self._text, state.start, position):
            statement = self._text[state.start : min(position, state.start + _LONGEST_SIGN)].strip()
            block = self._spot.below(f"line {self._line}")
            if not _IMPORTS.match(self._text, state.start, position):
                block = block.block(f"statement {self._count}")
            yield Sign(SignKind.CALL, statement, block)
        self._count += 1
        self._state = _Statement(start=position)

    def _decoded(self, piece: str, kind: str) -> str:
        quote = {"triple": 3}.get(kind, 1)
        start = piece.index(piece[-1])
        prefix, body = piece[:start].lower(), piece[start + quote : -quote]
        has_holes = (
            "f" in prefix
            or "$" in prefix
            or kind == "template"
            or (self._style in {"#", "php"} and "#{" in body)
            or "%s" in body
        )
        if "r" not in prefix and "\\" in body:
            body = _ESCAPE.sub(_unescaped, body)
        if has_holes or "{}" in body:
            body = _HOLE.sub(self._hole, body)
        elif self._style in {"php", "#"} and piece[-1] == '"' and "$" in body:
            body = re.sub(r"\$\{?([A-Za-z_]\w*)\}?", lambda found: self._known.get(f"${found[1]}", RUN_TIME), body)
        return body

    def _hole(self, match: re.Match[str]) -> str:
        name = next((group for group in match.groups() if group is not None), "")
        return self._known.get(name.strip(), RUN_TIME)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])


def _last(name: str) -> str:
    return re.split(r"\.|::|->", name)[-1]


def _act_of(callee: str) -> Act | None:
    """Return what a function does with an address, by its name."""
    name = _last(callee).lower()
    if name in _SENDS:
        return Act.SENDS
    if name in _FETCHES:
        return Act.FETCHES
    if name in _REFERS:
        return Act.REFERS
    if name in _CONNECTS or any(piece in name for piece in ("client", "connect", "request", "socket", "http", "dial")):
        return Act.CONNECTS
    return None


def _is_shell(callee: str) -> bool:
    return callee in {
        "os.system",
        "os.popen",
        "subprocess.getoutput",
        "system",
        "shell_exec",
        "exec",
        "execSync",
        "child_process.execSync",
        "passthru",
    }
