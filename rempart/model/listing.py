"""How far a scan of a running cloud can see: what it lists, what it reads of each thing, what stayed unread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Listing:
    """The things of one type, as one scan listed them.

    ``properties`` are those that the scan reads of each thing: one that a thing does not state, the cloud does not
    state either. ``unread`` says why not all things of the type were seen; empty when they were.
    """

    properties: frozenset[str] = frozenset()
    unread: str = ""


Listings: TypeAlias = Mapping[str, Listing]
"""By type token, what a scan lists; a type that is missing was not looked for."""
