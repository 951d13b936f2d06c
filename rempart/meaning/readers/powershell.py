"""Reads PowerShell: which way its commands move data, what they write, and what they fetch and run.

A command's words are told apart; what stands in brackets is a command of its own, whose downloads are handed outwards.
"""

from __future__ import annotations

import re
import shlex
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field

from rempart.addresses.words import word_set
from rempart.meaning.findings import INSTRUCTIONS, RECIPIENT, Act, Document, Finding, Form, Sign, SignKind, Spot, Value
from rempart.model.address import RUN_TIME
from rempart.patterns import regex

_TOKEN = regex(
    r"(?P<comment><#(?:[^#]|#(?!>))*+(?:#>)?|(?<![^\s;(){}|])#[^\n]*)|(?P<joined>`\r?\n)"
    r"|(?P<raw>@'[ \t]*\r?\n(?:[^\n]|\n(?!'@))*+(?:\n'@)?)|(?P<filled>@\"[ \t]*\r?\n(?:[^\n]|\n(?!\"@))*+(?:\n\"@)?)"
    r"|(?P<single>'(?:[^']|'')*+')|(?P<double>\"(?:[^\"`]|`.|\"\")*+\")"
    r"|(?P<end>[\n;])|(?P<pipe>\|\|?|&&)|(?P<open>[$@]?[({])|(?P<close>[)}])|(?P<equals>\+?=)|(?P<comma>,)"
    r"|(?P<blank>[ \t\r]+)|(?P<word>(?:`.|[^\s'\"(){};|,=`#]|(?<=[^\s])#|(?<=[^\s$])=)+)|(?P<other>.)",
    re.DOTALL,
)
_VARIABLE = regex(r"(?:\[[\w.\[\]]{1,80}\])?\$\{?(?:(?:env|global|script|local|using):)?(\w+)\}?", re.IGNORECASE)
_HOLE = regex(r"\$\((?:[^()]|\([^()]*\)){0,300}\)|\$\{?(?:(?:env|global|script):)?(\w+)\}?", re.IGNORECASE)
_SHARE = regex(r"\\\\([\w.-]+)(?:@\w+)*\\")
_URL = regex(r"(?:https?|ftps?|sftp)://", re.IGNORECASE)
_CMDLET = regex(r"[a-z]+-[a-z]\w*", re.IGNORECASE)
_WEB = {"invoke-webrequest", "invoke-restmethod", "iwr", "irm", "curl", "wget"}
_ADDRESSES = frozenset({"uri", "url", "source", "destination", "proxy", "", "uploadurl"})
_SENDING_METHODS = frozenset({"post", "put", "patch", "delete"})
_BODIES = frozenset({"infile", "body", "form"})
_RUNNERS = word_set("iex invoke-expression & . start-process saps msiexec powershell pwsh add-type import-module cmd")
_GETS = word_set(
    "downloadstring downloaddata downloadfile getstringasync getasync getbytearrayasync downloadstringtaskasync"
)
_PUTS = word_set(
    "uploadfile uploadstring uploaddata uploadvalues postasync putasync sendasync patchasync uploadfileasync send"
)
_SWITCHES = word_set(
    "usebasicparsing force recurse asjson disablekeepalive passthru skipcertificatecheck wait nonewline"
)
_WRITERS = word_set("set-content add-content out-file new-item")
_SAYS = word_set("write-host write-output write-verbose write-warning write-error write-information echo write-debug")
_LONGEST_SIGN = 2_000
_MOST_URLS = 50
"""Downloads that are handed outwards, or on in a pipeline."""


@dataclass(slots=True)
class _Statement:
    """A command in the making."""

    words: list[tuple[str, bool]] = field(default_factory=list)
    """Its words, and whether each is a string."""
    callee: str = ""
    """The method whose arguments these are."""
    urls: list[str] = field(default_factory=list)
    """What was fetched within it, or before it in its pipeline."""
    fed: list[str] = field(default_factory=list)
    """The strings that it is given by a pipe."""
    target: str = ""
    is_adjacent: bool = False
    """Whether nothing stands between the last word and what follows."""


def is_powershell(text: str, key: str) -> bool:
    """Whether a program is one of PowerShell."""
    first = text.lstrip().partition("\n")[0].lower()
    if first.startswith("#!"):
        return "pwsh" in first or "powershell" in first
    return first.startswith(("#ps1", "<powershell")) or key.lower().endswith((".ps1", ".psm1"))


def decoded(packed: str) -> str | None:
    """Return the program that ``-EncodedCommand`` holds: UTF-16 in base64."""
    try:
        return b64decode(packed + "=" * (-len(packed) % 4)).decode("utf-16-le", "replace")
    except ValueError:
        return None


def read_powershell(text: str, spot: Spot) -> Iterator[Finding]:
    """Read a program of PowerShell."""
    return _Program(text, spot).run()


class _Program:
    def __init__(self, text: str, spot: Spot) -> None:
        self._text = re.sub(r"</?(?:powershell|persist|runasl\w*)>[^\n<]*(?:</persist>)?", "\n", text)
        self._spot = spot
        self._line = 1
        self._count = 0
        self._known: dict[str, str] = {}
        self._fetched: dict[str, list[str]] = {}
        self._stack = [_Statement()]

    def run(self) -> Iterator[Finding]:
        for match in _TOKEN.finditer(self._text):
            kind, piece = match.lastgroup or "", match[0]
            yield from self._token(kind, piece)
            self._line += piece.count("\n")
        while self._stack:
            yield from self._finish(self._stack.pop())

    def _token(self, kind: str, piece: str) -> Iterator[Finding]:
        now = self._stack[-1]
        if kind in {"raw", "filled", "single", "double"}:
            self._add(now, self._string(kind, piece), is_string=True)
        elif kind in {"word", "other", "equals"}:
            self._add(now, piece if kind == "equals" else re.sub(r"`(.)", r"\1", piece), is_string=False)
        elif kind == "open":
            callee = now.words[-1][0] if now.is_adjacent and now.words and piece == "(" else ""
            self._stack.append(_Statement(callee=callee))
            return
        elif kind == "close" and len(self._stack) > 1:
            inner = self._stack.pop()
            outer = self._stack[-1]
            yield from self._finish(inner)
            outer.urls = [*outer.urls, *inner.urls][-_MOST_URLS:]
            outer.fed += [text for text, is_string in inner.words if is_string and not inner.callee][:20]
            outer.is_adjacent = True
            return
        elif kind == "pipe":
            yield from self._finish(now)
            strings = [text for text, is_string in now.words if is_string]
            self._stack[-1] = _Statement(urls=now.urls, fed=strings or now.fed, target=now.target)
        elif kind == "end" or (kind == "comma" and now.callee.lower() == "param"):
            yield from self._finish(now)
            self._stack[-1] = _Statement(callee=now.callee if len(self._stack) > 1 else "")
            if len(self._stack) > 1:
                self._stack[-1].urls = now.urls
        now.is_adjacent = kind in {"word", "raw", "filled", "single", "double"}

    def _add(self, now: _Statement, text: str, *, is_string: bool) -> None:
        if now.is_adjacent and now.words and is_string and now.words[-1][0][-1:] in {":", "="}:
            now.words[-1] = (now.words[-1][0] + text, False)
        else:
            now.words.append((text, is_string))

    def _string(self, kind: str, piece: str) -> str:
        if kind in {"raw", "filled"}:
            body = piece.partition("\n")[2].removesuffix("'@" if kind == "raw" else '"@')
        else:
            body = piece[1:-1]
        if kind == "single":
            return body.replace("''", "'")
        if kind == "raw":
            return body
        return _HOLE.sub(self._hole, re.sub(r"`n", "\n", body) if kind == "double" else body)

    def _hole(self, match: re.Match[str]) -> str:
        return self._known.get((match[1] or "").lower(), RUN_TIME)

    def _finish(self, now: _Statement) -> Iterator[Finding]:
        if not now.words:
            return
        self._count += 1
        is_script = "\n" in self._text.strip()
        spot = (self._spot.below(f"line {self._line}") if is_script else self._spot).named("").block(f"$ {self._count}")
        words = list(now.words)
        if len(words) > 1 and words[1][0] in {"=", "+="} and not words[1][1]:
            now.target = (_VARIABLE.fullmatch(words[0][0]) or re.match(r"(.*)", words[0][0]))[1]  # type: ignore[index]
            words = words[2:]
        yield from self._command(now, words, spot)
        if now.target:
            yield from self._assigned(now, words, spot)

    def _assigned(self, now: _Statement, words: list[tuple[str, bool]], spot: Spot) -> Iterator[Finding]:
        name = now.target.lower()
        strings = [text for text, is_string in words if is_string]
        if len(words) == len(strings) == 1:
            self._known[name] = strings[0]
        if now.urls:
            self._fetched[name] = now.urls
        for text in strings:
            yield _text(text, Spot(spot.place, now.target, spot.scope[:-1], spot.act))

    def _command(self, now: _Statement, words: list[tuple[str, bool]], spot: Spot) -> Iterator[Finding]:
        if now.callee:
            yield from self._method(now, words, spot)
            return
        if not words:
            return
        (first, is_string), rest = words[0], words[1:]
        if first in {"&", "."} and rest:
            yield from self._ran(now, [rest[0][0]], spot)
            (first, is_string), rest = (rest[0][0], False), rest[1:]
        if first.lower() == "return" and rest:
            (first, is_string), rest = rest[0], rest[1:]
        if is_string or first.startswith(("$", "[")):
            if not now.target:
                yield from (_text(text, spot) for text, quoted in words if quoted)
            return
        name = first.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
        yield Sign(SignKind.COMMAND, first if _CMDLET.fullmatch(first) else name, spot)
        yield Sign(SignKind.CALL, " ".join(text for text, _ in words)[:_LONGEST_SIGN], spot)
        if name in _RUNNERS:
            yield from self._ran(now, [text for text, _ in rest], spot)
        elif "/" in first.replace("\\", "/"):
            yield from self._ran(now, [first], spot)
        yield from self._does(now, name, [text for text, _ in rest], spot)

    def _ran(self, now: _Statement, words: list[str], spot: Spot) -> Iterator[Finding]:
        urls = list(now.urls)
        for word in words:
            for name in (word.lower(), word.lower().lstrip("$").partition(".")[0], _base(word)):
                urls += self._fetched.get(name, ())
        for url in dict.fromkeys(urls):
            yield Value(url, spot.named(INSTRUCTIONS).doing(Act.FETCHES))

    def _does(self, now: _Statement, name: str, words: list[str], spot: Spot) -> Iterator[Finding]:
        named, positional = self._parted(words)
        if name in _WEB and not (name in {"curl", "wget"} and _is_native(words)):
            yield from self._web(now, named, positional, spot)
        elif name in {"start-bitstransfer", "certutil", "bitsadmin"}:
            yield from self._transfer(now, named, positional, spot)
        elif name in _WRITERS:
            yield from _written(now, named, positional, spot)
        elif name in _SAYS:
            yield from (Value(word, spot.doing(Act.REFERS)) for word in words)
        elif name in {"powershell", "pwsh"}:
            yield from _nested(words, spot)
        elif name in {"iex", "invoke-expression"}:
            yield from (Document(text, spot.named("program.ps1"), Form.CODE) for text in (*positional, *now.fed))
        elif _CMDLET.fullmatch(name) or name in {"net", "param", "function", "if", "foreach", "try", "catch", "while"}:
            yield from self._cmdlet(name, named, positional, spot)
        else:
            yield Document(shlex.join([name, *words]), spot.named("commands.sh"), Form.SHELL)

    def _parted(self, words: list[str]) -> tuple[dict[str, str], list[str]]:
        named: dict[str, str] = {}
        positional: list[str] = []
        before = ""
        for word in words:
            if re.match(r"-[A-Za-z]", word):
                before, given, value = word[1:].lower().partition(":")
                named[before] = word.partition(":")[2] if given else ""
                before = "" if given or before in _SWITCHES else before
                del value
            elif before:
                named[before] = self._resolved(word)
                before = ""
            else:
                positional.append(self._resolved(word))
        return named, positional

    def _resolved(self, word: str) -> str:
        variable = _VARIABLE.fullmatch(word)
        return self._known.get(variable[1].lower(), word) if variable else word

    def _web(self, now: _Statement, named: dict[str, str], positional: list[str], spot: Spot) -> Iterator[Finding]:
        method = named.get("method", named.get("me", "")).lower()
        act = Act.SENDS if method in _SENDING_METHODS or named.keys() & _BODIES else Act.FETCHES
        url = named.get("uri") or next(iter(positional), "")
        if url:
            yield Value(_VARIABLE.sub(RUN_TIME, url) if url.startswith("$") else url, spot.doing(act))
        if act is Act.FETCHES and url and not url.startswith("$"):
            self._note(now, url, named.get("outfile", ""))
        for name, text in named.items():
            if name not in {"uri", "method", "outfile"} and text and not text.startswith("$"):
                yield _text(text, spot.named(name).doing(Act.CONNECTS if name == "proxy" else None))

    def _note(self, now: _Statement, url: str, file: str) -> None:
        now.urls.append(url)
        if file:
            now.urls.remove(url)
            for name in (file.lower(), file.lower().lstrip("$"), _base(file)):
                self._fetched[name] = [url]

    def _transfer(self, now: _Statement, named: dict[str, str], positional: list[str], spot: Spot) -> Iterator[Finding]:
        """``Start-BitsTransfer``, ``certutil -urlcache``, ``bitsadmin /transfer``."""
        uploads = named.get("transfertype", "").lower().startswith("upload") or "/upload" in map(str.lower, positional)
        places = [text for text in positional if not text.startswith("/")]
        if "source" not in named and "destination" not in named:
            every = [*named.values(), *places]
            for text in every:
                first_is_url = any(_URL.match(each) for each in places[:1]) or "transfertype" not in named
                sends = uploads or (len(places) > 1 and _URL.match(places[-1]) and not first_is_url)
                if _URL.match(text):
                    yield Value(text, spot.doing(Act.SENDS if sends else Act.FETCHES))
                    if not sends:
                        self._note(now, text, places[-1] if places else "")
            return
        yield Value(
            named.get("destination", ""), spot.doing(Act.SENDS if _URL.match(named.get("destination", "")) else None)
        )
        source = named.get("source") or next(iter(places), "")
        yield Value(source, spot.doing(Act.FETCHES if _URL.match(source) else None))
        if _URL.match(source):
            self._note(now, source, named.get("destination", ""))

    def _cmdlet(self, name: str, named: dict[str, str], positional: list[str], spot: Spot) -> Iterator[Finding]:
        act = Act.FETCHES if name.startswith(("install-", "register-", "find-", "save-")) else Act.CONNECTS
        for key, text in (*named.items(), *(("", word) for word in positional)):
            share = _SHARE.match(text)
            if share is not None:
                yield Value(share[1], spot.doing(Act.CONNECTS))
            elif name == "send-mailmessage" and key in {"to", "cc", "bcc"}:
                yield Value(text, spot.named(RECIPIENT).doing(Act.SENDS))
            elif name == "rename-computer":
                yield Value(text, spot.doing(Act.NAMES))
            elif text and not text.startswith("$"):
                yield _text(text, spot.named(key).doing(Act.SENDS if key == "smtpserver" else act))

    def _method(self, now: _Statement, words: list[tuple[str, bool]], spot: Spot) -> Iterator[Finding]:
        method = now.callee.rpartition(".")[2].rpartition(":")[2].lower()
        act = Act.SENDS if method in _PUTS else Act.FETCHES if method in _GETS else None
        texts = [text if is_string else self._resolved(text) for text, is_string in words]
        if method == "setenvironmentvariable" and len(texts) > 1:
            yield Value(texts[1], spot.named(texts[0]))
            return
        if act is None and re.search(r"client|request|connect|uri", now.callee, re.IGNORECASE):
            act = Act.CONNECTS
        yield Sign(SignKind.CALL, f"{now.callee}({', '.join(texts)})"[:_LONGEST_SIGN], spot)
        for text in texts:
            if not text.startswith("$"):
                yield _text(text, spot.doing(act))
        if act is Act.FETCHES and texts:
            self._note(now, texts[0], texts[1] if method == "downloadfile" and len(texts) > 1 else "")
        if now.callee.lower().startswith("[scriptblock]::create"):
            yield from self._ran(now, texts, spot)


def _text(text: str, spot: Spot) -> Finding:
    return Document(text, spot) if "\n" in text.strip() else Value(text, spot)


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].lower()


def _is_native(words: list[str]) -> bool:
    """Whether ``curl`` is the program, rather than PowerShell's own command of that name."""
    return any(word.startswith("--") or re.fullmatch(r"-[a-zA-Z]{1,3}", word) for word in words)


def _written(now: _Statement, named: dict[str, str], positional: list[str], spot: Spot) -> Iterator[Finding]:
    """``Set-Content -Path P -Value T``, ``T | Out-File P``."""
    path = named.get("path") or named.get("filepath") or named.get("literalpath") or next(iter(positional), "")
    given = named.get("value") or named.get("inputobject") or "".join(positional[1:2])
    for text in (given, *now.fed):
        if text and text != path:
            yield Document(text, spot.named(path.replace("\\", "/")))


def _nested(words: list[str], spot: Spot) -> Iterator[Finding]:
    """``powershell -Command …``, ``-EncodedCommand …``."""
    for index, word in enumerate(words):
        option = word.lower()
        if option.startswith("-e") and "-encodedcommand".startswith(option) and index + 1 < len(words):
            program = decoded(words[index + 1])
            if program is not None:
                yield Document(program, spot.named("program.ps1"), Form.CODE)
            return
        if option in {"-c", "-command"}:
            yield Document(" ".join(words[index + 1 :]), spot.named("program.ps1"), Form.CODE)
            return
