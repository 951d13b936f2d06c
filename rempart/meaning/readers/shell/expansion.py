"""Expands words as a shell does: variables, braces, the output of commands where the text alone tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rempart.meaning.readers.shell import pipes
from rempart.meaning.readers.shell.arithmetic import computed
from rempart.meaning.readers.shell.call import BULK, DRAWN
from rempart.meaning.readers.shell.lexer import parts_of
from rempart.meaning.readers.shell.syntax import parse
from rempart.meaning.readers.shell.variables import Variables
from rempart.meaning.readers.shell.words import Command, HereDocument, Part, PartKind, Word
from rempart.model.address import RUN_TIME
from rempart.patterns import regex

_BLANK_INSIDE = "\ue001"
"""Stands where an unquoted value is split."""
_BRACES = regex(r"(?P<before>[^{}]*)\{(?P<inner>[^{}]*)\}(?P<after>.*)", re.DOTALL)
_RANGE = regex(r"([0-9]{1,6})\.\.([0-9]{1,6})")
_VARIABLE = regex(r"\$?\{?(?<!\w)([A-Za-z_]\w{0,80})\}?|\$([0-9])")
_MOST_FIELDS = 64
_DEEPEST = 4
_OWN_ADDRESS = regex(
    r"\s*(?:\S*/)?(?:hostname|hostnamectl|ip\s+(?:-\S+\s+)*(?:a|addr|address|route|r)|ifconfig)\b"
    r"|\s*ec2-?metadata\s+(?:--?(?:local|public)-|-[hiloz]\b|--?(?:instance-id|availability-zone))"
    r"|.*(?:169\.254\.169\.254|metadata\.google\.internal|fd00:ec2::254)[^\s\"'|;]*/(?:(?:local|public)-(?:hostname|ipv[46]s?)"
    r"|(?:private|public)_?ip\w*|hostname|ipv[46]|ip|id|name|zone|region|mac|instance[-_](?:id|type)|availability-zone"
    r"|document|privateIpAddress|address)/?(?:\?[^\s\"'|;]*)?(?=[\s\"'|;)]|\Z)",
    re.DOTALL,
)
"""Commands that tell the machine's own name or address, or ask the cloud's metadata service for it."""
_ASKING = frozenset(
    {"arch", "basename", "curl", "date", "dirname", "dpkg", "fetch", "getconf", "git", "http", "hostname", "id"}
    | {"lsb_release", "mktemp", "nproc", "pwd", "pwgen", "rpm", "seq", "sw_vers", "uname", "uptime", "uuidgen", "wc"}
    | {"wget", "which", "command", "whoami", "tty", "stat", "true", "test", "[", "readlink", "realpath", "ls"}
)
"""Commands whose output is about the system, or another host's answer: no data of the machine."""
_TELLING = frozenset(
    {"df", "free", "ip", "last", "lsblk", "lscpu", "ps", "ss", "systemctl", "top", "uptime", "w", "who"}
)
"""Commands whose output says how the system does."""
_ABOUT_THE_SYSTEM = regex(r"release|version|codename|/proc/sys/kernel|arch\b|\s-[vV]\b|%fedora|%rhel", re.IGNORECASE)
_BULK = regex(
    r"(?<![\w.-])/(?:backups?|data|home|mnt|opt/[^\s/]+/data|srv|var/(?:backups?|lib|log|mail|spool|www))(?:/|\b)"
    r"|\.(?:bak|bz2|csv|db|dcm|dump|gz|jsonl|ldif|parquet|sql|sqlite3?|tar|tgz|xz|zip|zst)\b|\b\w*dump\w*\b"
)
"""Where a machine keeps data, and what archives and dumps are called."""
_PLAIN_VARIABLE = regex(r"\$\{?([A-Za-z_]\w{0,80})\}?")
_OF_THE_SYSTEM = (
    (regex(r"\s*(?:uname|arch|dpkg\s+--print-architecture)\b"), "amd64"),
    (regex(r"\s*lsb_release\b"), "stable"),
    (regex(r"\s*(?:date|nproc|id|whoami|pwd|dirname|basename|mktemp|wc)\b"), "1"),
)


@dataclass(slots=True)
class Expander:
    """Expands the words of one script; ``ran`` collects the commands inside them, which run too."""

    variables: Variables = field(default_factory=Variables)
    files: dict[str, bytes] = field(default_factory=dict)
    """What the script has written to files so far."""
    ran: list[tuple[str, int]] = field(default_factory=list)
    depth: int = 0

    def fields(self, word: Word) -> list[str]:
        """Return the words that a word becomes."""
        if len(word.parts) == 1 and word.parts[0].kind is PartKind.TEXT:
            only = word.parts[0]
            return [only.text] if only.quoted or "{" not in only.text else list(_braces(only.text))
        spread = any(not part.quoted and part.kind is PartKind.TEXT and "{" in part.text for part in word.parts)
        found: list[str] = []
        for text in self._joined(word.parts, word.line):
            for piece in text.split(_BLANK_INSIDE) if _BLANK_INSIDE in text else (text,):
                if piece or _BLANK_INSIDE not in text:
                    found.extend(_braces(piece) if spread else (piece,))
        quoted = any(part.quoted for part in word.parts)
        return [text for text in _bounded(found) if text or quoted]

    def text(self, word: Word) -> str:
        """Return a word as one text: the first that it may be."""
        return self.texts(word)[0]

    def texts(self, word: Word) -> list[str]:
        """Return each text that an unsplit word may be, as in an assignment."""
        return [text.replace(_BLANK_INSIDE, " ") for text in self._joined(word.parts, word.line)]

    def inner(self, text: str) -> str:
        """Expand a text as in double quotes."""
        if "$" not in text and "`" not in text and "\\" not in text:
            return text
        return self._joined(parts_of(text), 1)[0].replace(_BLANK_INSIDE, " ")

    def document(self, document: HereDocument) -> str:
        """Return a here-document with its variables expanded."""
        return document.text if document.literal else self.inner(document.text)

    def _joined(self, parts: Sequence[Part], line: int) -> list[str]:
        texts = [""]
        for part in parts:
            values = self._values(part, line)
            if len(values) == 1:
                texts = [text + values[0] for text in texts]
            else:
                texts = _bounded([text + value for value in values for text in texts])
        return texts

    def _values(self, part: Part, line: int) -> tuple[str, ...]:
        if part.kind is PartKind.TEXT:
            return (part.text,)
        if part.kind is PartKind.ARITHMETIC:
            number = computed(_VARIABLE.sub(self._number, part.text.removeprefix("(").removesuffix(")")))
            return (RUN_TIME,) if number is None else (str(number),)
        if part.kind is PartKind.PROCESS:
            self.ran.append((part.text, line))
            return ("/dev/fd/63",)
        if part.kind is PartKind.ARRAY:
            return (part.text,)
        if part.kind is PartKind.COMMAND:
            values: tuple[str, ...] = (self.output(part.text, line),)
        else:
            values = self.variables.expand(part.text, self._inside_parameter)
        return values if part.quoted else tuple(re.sub(r"\s+", _BLANK_INSIDE, value) for value in values)

    def _number(self, match: re.Match[str]) -> str:
        """Return the number that a variable holds; its name where it holds none, which no expression may."""
        value = self.variables.get(match[1] or match[2])[0]
        return f" {value} " if value.isdigit() else match[0]

    def _inside_parameter(self, text: str) -> str:
        if self.depth >= _DEEPEST:
            return RUN_TIME if "$" in text or "`" in text else text
        self.depth += 1
        try:
            return self.inner(text.replace('"', "").replace("'", ""))
        finally:
            self.depth -= 1

    def output(self, script: str, line: int) -> str:
        """Return what a command writes, where the text tells it; note the command, which runs either way."""
        if _OWN_ADDRESS.match(script):
            return "localhost"
        for pattern, answer in _OF_THE_SYSTEM:
            if pattern.match(script):
                return answer
        before = len(self.ran)
        computed = self.compute(script)
        if computed is None:
            drawn = self._draws(script)
            del self.ran[before:]  # what runs inside it is met again when it is read itself
            self.ran.append((script, line))
            return RUN_TIME + DRAWN + BULK * self._holds_bulk(script) if drawn else RUN_TIME
        return computed.decode("utf-8", "replace").rstrip("\n")

    def _draws(self, script: str) -> bool:
        """Whether a script reads data of the machine, rather than its version or another host's answer."""
        if self.depth >= _DEEPEST or (_ABOUT_THE_SYSTEM.search(script) and not self._holds_bulk(script)):
            return False
        self.depth += 1
        statements, _ = parse(script)
        fed = False
        for statement in statements:
            if isinstance(statement, Command):
                if not fed and self._reads_data(statement):
                    self.depth -= 1
                    return True
                fed = statement.piped
        self.depth -= 1
        return False

    def _holds_bulk(self, script: str) -> bool:
        """Whether a script reads what the machine holds, by the names of its files."""
        return _BULK.search(_PLAIN_VARIABLE.sub(lambda found: self.variables.get(found[1])[0], script)) is not None

    def _reads_data(self, command: Command) -> bool:
        words = [self.text(word) for word in command.words[:_MOST_FIELDS]]
        name = words[0].rpartition("/")[2] if words else ""
        if name in {"echo", "printf"} or any(item.operator == "<<<" for item in command.redirections):
            return any(DRAWN in word for word in (*words, *(self.text(item.target) for item in command.redirections)))
        return bool(name or command.redirections) and name not in _ASKING and "=" not in name

    def compute(self, script: str) -> bytes | None:
        """Return what a script of filters writes; None where that cannot be told from the text."""
        if self.depth >= _DEEPEST:
            return None
        self.depth += 1
        try:
            return self._computed(script)
        finally:
            self.depth -= 1

    def _computed(self, script: str) -> bytes | None:
        written = bytearray()
        data: bytes | None = b""
        statements, rest = parse(script)
        if rest or not statements:
            return None
        fed = False
        for statement in statements:
            if not isinstance(statement, Command):
                return None
            data = self.stage(statement, data if fed else None)
            if data is None:
                return None
            fed = statement.piped
            if not fed:
                written += data
        return bytes(written)

    def stage(self, command: Command, data: bytes | None) -> bytes | None:
        """Return what one command of a pipeline writes to the next, given its input; None where nothing tells it."""
        words = [text for word in command.words for text in self.fields(word)]
        fed = self.input_of(command)
        return pipes.output(words, data if fed is None else fed, self.files)

    def input_of(self, command: Command) -> bytes | None:
        """Return what a command is given to read beside its arguments, where the text tells it."""
        if command.input is not None:
            return self.document(command.input).encode("utf-8", "replace")
        for redirection in command.redirections:
            if redirection.operator == "<<<":
                return f"{self.text(redirection.target)}\n".encode("utf-8", "replace")
            if redirection.operator == "<":
                return self._process(redirection.target) or self.files.get(self.text(redirection.target))
        return None

    def _process(self, target: Word) -> bytes | None:
        """Return what the command writes from which something reads: ``< <(…)``."""
        if len(target.parts) != 1 or target.parts[0].kind is not PartKind.PROCESS:
            return None
        return self.compute(target.parts[0].text)


def reads_data(words: Sequence[str]) -> bool:
    """Whether the output of a command may hold data of the machine, rather than say how its system does."""
    name = words[0].rpartition("/")[2] if words else ""
    if name in {"echo", "printf"}:
        return any(DRAWN in word for word in words)
    return bool(name) and name not in _ASKING and name not in _TELLING


def _bounded(texts: list[str]) -> list[str]:
    """Return no more texts than are followed; what is left out is what only the run tells."""
    return texts if len(texts) <= _MOST_FIELDS else [*texts[:_MOST_FIELDS], RUN_TIME]


def _braces(text: str) -> Iterator[str]:
    """Yield what ``a{b,c}`` becomes."""
    waiting, yielded, is_cut = [text], 0, False
    while waiting and yielded < _MOST_FIELDS:
        current = waiting.pop(0)
        match = _BRACES.fullmatch(current) if "{" in current and "}" in current and len(current) < 2_000 else None  # noqa: PLR2004
        choices = _choices(match["inner"]) if match else ()
        if match is None or not choices:
            yielded += 1
            yield current
            continue
        waiting.extend(match["before"] + choice + match["after"] for choice in choices)
        is_cut = is_cut or len(waiting) > _MOST_FIELDS
        del waiting[_MOST_FIELDS:]
    if is_cut or waiting:
        yield RUN_TIME


def _choices(inner: str) -> tuple[str, ...]:
    if "," in inner:
        return tuple(inner.split(","))
    found = _RANGE.fullmatch(inner)
    if found is None:
        return ()
    first, last = int(found[1]), int(found[2])
    return tuple(str(number) for number in range(min(first, last), max(first, last) + 1)[:_MOST_FIELDS])
