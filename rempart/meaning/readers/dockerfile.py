"""Reads the recipe of a container image: its bases, what it runs while it is built, and what it runs later."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator

from rempart.meaning.findings import Act, Document, Finding, Form, Image, Spot, Value
from rempart.meaning.readers.shell.closing import here_document
from rempart.model.address import RUN_TIME
from rempart.patterns import regex

_INSTRUCTION = regex(r"[ \t]*([A-Za-z]+)[ \t]+(.*)", re.DOTALL)
_FROM = regex(r"(?:--\S+\s+)*(?P<image>\S+)(?:\s+as\s+(?P<stage>\S+))?", re.IGNORECASE)
_FLAG = regex(r"--(?P<name>[\w-]+)(?:=(?P<value>\S+))?\s+")
_HERE = regex(r"<<-?[\"']?(\w{1,80})[\"']?")
_VARIABLE = regex(r"\$\{(\w+)(?::?-([^{}]*))?\}|\$(\w+)")
_RUN = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK", "RUN", "SHELL", "ONBUILD"})


def read_dockerfile(text: str, spot: Spot) -> Iterator[Finding]:
    """Read a Dockerfile."""
    known: dict[str, str] = {}
    stages: set[str] = set()
    for line, instruction, rest in _instructions(text):
        where = spot.below(f"line {line}")
        if instruction == "FROM":
            yield from _base(_resolved(rest, known), where, stages)
        elif instruction in {"ENV", "ARG", "LABEL"}:
            yield from _settings(_resolved(rest, known), instruction, where, known)
        elif instruction in {"ADD", "COPY"}:
            yield from _copied(_resolved(rest, known), where, stages)
        elif instruction in _RUN:
            yield from _run(rest, where, known)
        else:
            yield Value(_resolved(rest, known), where.named(instruction.lower()))


def _instructions(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each instruction with the line where it begins; continued lines joined, comments left out."""
    position, line = 0, 1
    while position < len(text):
        started = line
        pieces: list[str] = []
        while position < len(text):
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            raw = text[position:end].rstrip("\r")
            position, line = end + 1, line + 1
            if raw.lstrip().startswith("#"):
                if not pieces:
                    break
                continue
            pieces.append(raw.rstrip().removesuffix("\\"))
            if not raw.rstrip().endswith("\\"):
                break
        logical = "\n".join(pieces) if pieces else ""
        match = _INSTRUCTION.fullmatch(logical.replace("\n", " "))
        if match is None:
            if logical.strip():
                yield started, "", logical
            continue
        rest = match[2]
        if match[1].upper() in {"RUN", "COPY", "ADD"}:
            for delimiter in _HERE.findall(rest)[:8]:
                body, after = here_document(text, position, delimiter)
                rest += f"\n{body}{delimiter}\n"
                line += text.count("\n", position, after)
                position = after
        yield started, match[1].upper(), rest


def _resolved(text: str, known: dict[str, str]) -> str:
    return (
        _VARIABLE.sub(lambda found: known.get(found[1] or found[3]) or found[2] or RUN_TIME, text)
        if "$" in text
        else text
    )


def _base(rest: str, spot: Spot, stages: set[str]) -> Iterator[Finding]:
    match = _FROM.match(rest)
    if match is None:
        return
    if match["image"].lower() not in {*stages, "scratch"}:
        yield Image(match["image"], spot.doing(Act.FETCHES))
    if match["stage"]:
        stages.add(match["stage"].lower())


def _settings(rest: str, instruction: str, spot: Spot, known: dict[str, str]) -> Iterator[Finding]:
    for word in _words(rest) if "=" in rest else ["=".join(rest.split(None, 1))]:
        name, _, value = word.partition("=")
        if instruction != "LABEL":
            known[name] = value
        yield Value(value, spot.named(name).doing(Act.REFERS if instruction == "LABEL" else None))


def _copied(rest: str, spot: Spot, stages: set[str]) -> Iterator[Finding]:
    head, newline, body = rest.partition("\n")
    while flag := _FLAG.match(head):
        head = head[flag.end() :]
        if (
            flag["name"] == "from"
            and flag["value"]
            and flag["value"].lower() not in stages
            and not flag["value"].isdigit()
        ):
            yield Image(flag["value"], spot.doing(Act.FETCHES))
    words = head.split()
    for word in words:
        yield Value(word, spot.named("").doing(Act.FETCHES if "://" in word or word.startswith("git@") else None))
    if newline:
        yield Document(body, spot.named(words[-1] if words else ""))


def _run(rest: str, spot: Spot, known: dict[str, str]) -> Iterator[Finding]:
    """Read what is run: a line for a shell, or a list of words."""
    while flag := _FLAG.match(rest):
        if flag["value"]:
            yield Value(flag["value"], spot.named(flag["name"]))
        rest = rest[flag.end() :]
    stripped = rest.strip()
    for prefix in ("CMD", "RUN", "ENTRYPOINT"):
        stripped = stripped.removeprefix(prefix).strip()
    if stripped.startswith("["):
        try:
            words = json.loads(stripped)
        except (ValueError, RecursionError):
            words = None
        if isinstance(words, list):
            stripped = shlex.join(str(word) for word in words)
    if stripped.startswith("<<") and "\n" in stripped:
        stripped = stripped.partition("\n")[2]
    setting = "".join(f"{name}={shlex.quote(value)}\n" for name, value in known.items() if name.isidentifier())
    yield Document(setting + stripped, spot.named("run.sh"), Form.SHELL)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text.replace("\n", " "))
    except ValueError:
        return text.split()
