"""Reads settings and directives: INI, properties, environments, and most files below ``/etc``.

The name of the file picks its notation; where it tells nothing, the lines do. What is in none of the notations is read
by a grammar that most of them share, so that no line is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

from rempart.meaning.findings import Finding, Spot, Value
from rempart.meaning.readers import rows
from rempart.meaning.readers.blocks import Braces, read_blocks
from rempart.meaning.readers.directives import findings_of
from rempart.meaning.readers.notations import notation_of
from rempart.meaning.readers.settings import Grammar, read_settings
from rempart.meaning.readers.tools import GENERIC
from rempart.patterns import regex

_GRAMMAR = Grammar()
_OPENS = regex(r"^[^\n{}#\"']{1,200}[ \t]\{[ \t]*$", re.MULTILINE)
_CLOSES = regex(r"^[ \t]*\};?[ \t]*$", re.MULTILINE)
_ARMOUR = "-----BEGIN "
_OF_ARMOUR = regex(r"[A-Za-z0-9+/=]{0,80}|[A-Za-z-]{1,40}: [\w, .+/=-]{0,100}")
_SHAPES: tuple[tuple[Callable[[str], bool], rows.Row], ...] = (
    (rows.is_source_row, rows.source_row),
    (rows.is_forward_row, rows.forward_row),
    (rows.is_schedule_row, rows.schedule_row),
    (rows.is_hosts_row, rows.hosts_row),
    (rows.is_mount_row, rows.mount_row),
    (rows.is_transport_row, rows.transport_row),
)
"""Lines that say in any file what they are."""


def read_lines(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield what a text of settings holds: every value under its key, in its block; comments left out."""
    armoured, plain = _apart(text)
    for block in armoured:
        yield Value(block, spot)
    read = notation_of(plain, spot)
    yield from read(plain, spot) if read is not None else _read_any(plain, spot)


def _read_any(text: str, spot: Spot) -> Iterator[Finding]:
    """Read a text whose notation nothing tells."""
    rest: list[str] = []
    for line in text.splitlines():
        bare = line.strip()
        shape = None if not bare or bare[0] in "#;" else _shape_of(bare)
        if shape is None:
            rest.append(line)
        else:
            yield from shape(bare, spot)
    remainder = "\n".join(rest)
    settings = (
        read_blocks(remainder, spot, Braces())
        if _OPENS.search(remainder) and _CLOSES.search(remainder)
        else read_settings(remainder, spot, _GRAMMAR)
    )
    yield from chain.from_iterable(findings_of(setting, GENERIC) for setting in settings)


def _shape_of(line: str) -> rows.Row | None:
    words = line.split(None, 1)
    if len(words) == 1 or words[1].startswith("="):
        # All of them have two words or more, and most lines are settings.
        return None
    return next((row for shows, row in _SHAPES if shows(line)), None)


def _apart(text: str) -> tuple[list[str], str]:
    """Part keys and certificates, which go over many lines, from the lines around them."""
    if _ARMOUR not in text:
        return [], text
    armoured: list[str] = []
    plain: list[str] = []
    pending: list[str] = []
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith(_ARMOUR):
            plain += pending
            pending = [line]
        elif not pending:
            plain.append(line)
        elif bare.startswith("-----END "):
            armoured.append("\n".join([*pending, line]))
            pending = []
        elif _OF_ARMOUR.fullmatch(bare):
            pending.append(line)
        else:
            plain += [*pending, line]
            pending = []
    return armoured, "\n".join(plain + pending)
