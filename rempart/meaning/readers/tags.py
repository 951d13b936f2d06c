"""Takes XML apart into elements and texts: by a real parser, and tag by tag where the text is damaged.

No parser expands entities: those that a text declares of its own are filled in here, within bounds.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.parsers import expat

from rempart.model.address import RUN_TIME
from rempart.patterns import regex

_ATTRIBUTE = regex(r"(?<![^\s\"'/])([^\s=<>/\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_NAME = regex(r"[^\s/>]+")
_DECLARED = regex(r"\"([^\"]*)\"|'([^']*)'")
_ENTITY = regex(r"<!ENTITY\s+(%\s+)?([\w.:-]+)\s+(SYSTEM|PUBLIC)?")
_REFERENCE = regex(r"&([A-Za-z_][\w.:-]{0,63});")
_MOST_EXPANDED = 10_000
"""Characters that entities of the text's own may add to it; beyond them a reference is what only the run tells."""
_DEEPEST_ENTITY = 8
"""Entities within entities that are followed."""
_LINE_NOISE = {ord(character): None for character in "\t\n\r"}


@dataclass(frozen=True, slots=True)
class Opens:
    """An element begins."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closes:
    """The innermost element ends."""


@dataclass(frozen=True, slots=True)
class Holds:
    """Text inside an element."""

    text: str
    is_literal: bool = False
    """Whether it stood in a CDATA section."""


@dataclass(frozen=True, slots=True)
class Declares:
    """A text of the document type: identifiers, and the entities' replacements."""

    text: str


Event: TypeAlias = Opens | Closes | Holds | Declares


class _DeclaresEntitiesError(Exception):
    """The text declares entities: no parser of ours is to expand them."""


def events(text: str) -> Iterator[Event]:
    """Yield the parts of a text in their order, comments left out."""
    try:
        yield from _parsed(text)
    except (expat.ExpatError, _DeclaresEntitiesError, ValueError):
        yield from scanned(text)


def _parsed(text: str) -> list[Event]:
    """Return the parts of a well-formed text."""
    found: list[Event] = []
    parts: list[str] = []

    def flush(*, is_literal: bool = False) -> None:
        if parts:
            found.append(Holds("".join(parts), is_literal))
            parts.clear()

    def opens(name: str, attributes: dict[str, str]) -> None:
        flush()
        found.append(Opens(name, attributes))

    def closes(_: str) -> None:
        flush()
        found.append(Closes())

    def ends_literal() -> None:
        flush(is_literal=True)

    def instructs(_: str, instruction: str) -> None:
        flush()
        found.append(Declares(instruction))

    def declares_entity(*_: object) -> None:
        raise _DeclaresEntitiesError

    def declares(_: str, system: str | None, public: str | None, has_subset: int) -> None:
        if has_subset:
            raise _DeclaresEntitiesError
        found.extend(Declares(identifier) for identifier in (system, public) if identifier)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = opens
    parser.EndElementHandler = closes
    parser.CharacterDataHandler = parts.append
    parser.StartCdataSectionHandler = flush
    parser.EndCdataSectionHandler = ends_literal
    parser.ProcessingInstructionHandler = instructs
    parser.EntityDeclHandler = declares_entity
    parser.StartDoctypeDeclHandler = declares
    parser.Parse(text.lstrip("\ufeff \t\r\n"), True)  # noqa: FBT003 -- the library's own signature
    return found


class _Entities:
    """The entities that a text declares: replaced once, never within each other, and only so far."""

    __slots__ = ("_left", "_texts")

    def __init__(self) -> None:
        self._left = _MOST_EXPANDED
        self._texts: dict[str, str] = {}

    def declare(self, name: str, text: str) -> None:
        self._texts[name] = text

    def replaced(self, text: str) -> str:
        """Return a text with its references filled in."""
        if "&" not in text:
            return text
        return html.unescape(self._expanded(text) if self._texts else text)

    def attribute(self, text: str) -> str:
        """Return an attribute's text; clients drop tabs and line ends from an address."""
        text = self.replaced(text)
        return text.translate(_LINE_NOISE) if "://" in text else text

    def _expanded(self, text: str) -> str:
        for _ in range(_DEEPEST_ENTITY):
            replaced = _REFERENCE.sub(self._text_of, text)
            if replaced == text:
                return text
            text = replaced
        return _REFERENCE.sub(RUN_TIME, text)

    def _text_of(self, reference: re.Match[str]) -> str:
        replacement = self._texts.get(reference[1], reference[0])
        self._left -= len(replacement)
        return replacement if self._left > 0 else RUN_TIME


def scanned(text: str) -> Iterator[Event]:
    """Yield the parts of a text that no parser accepts, tag by tag; what is no tag is text."""
    entities = _Entities()
    last_of_comments = text.rfind("-->")
    position = 0
    while position < len(text):
        start = _found(text, "<", position)
        if start > position:
            yield Holds(entities.replaced(text[position:start]))
        if text.startswith("<!--", start):
            position = _past(text, "-->", start + 4) if start < last_of_comments else start + 4
        elif text.startswith("<![CDATA[", start):
            end = _found(text, "]]>", start + 9)
            yield Holds(text[start + 9 : end], is_literal=True)
            position = end + 3
        else:
            position = _end_of_tag(text, start)
            yield from _tag(text[start:position], entities)


def _tag(tag: str, entities: _Entities) -> Iterator[Event]:
    """Yield what one tag says, its brackets included; what is left of a damaged one is text."""
    bare = tag.removeprefix("<").removesuffix(">")
    if bare.startswith(("!", "?")):
        yield from _declaration(tag, entities)
        return
    name = _NAME.match(bare)
    if bare.startswith("/") or name is None:
        yield Closes() if bare.startswith("/") else Holds(entities.replaced(bare))
        return
    rest = bare[name.end() :]
    attributes = {
        key: entities.attribute(first or second or third) for key, first, second, third in _ATTRIBUTE.findall(rest)
    }
    yield Opens(name[0], attributes)
    leftover = _ATTRIBUTE.sub(" ", rest).strip(" \t\r\n/")
    if leftover:
        yield Holds(entities.replaced(leftover))
    if bare.endswith("/"):
        yield Closes()


def _declaration(tag: str, entities: _Entities) -> Iterator[Event]:
    entity = _ENTITY.match(tag)
    texts = [first or second for first, second in _DECLARED.findall(tag)]
    if entity is not None and not entity[3]:
        entities.declare(entity[2], "".join(texts))
        yield from (Holds(text) for text in texts)
    else:
        yield from (Declares(text) for text in texts)


def _end_of_tag(text: str, start: int) -> int:
    """Return where a tag is over: behind its bracket, or before the next tag."""
    following = _found(text, "<", start + 1)
    end = text.find(">", start, following)
    return following if end < 0 else end + 1


def _found(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found


def _past(text: str, mark: str, position: int) -> int:
    return min(_found(text, mark, position) + len(mark), len(text))
