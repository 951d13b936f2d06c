"""Where a fact comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    """How far a fact was checked."""

    VERIFIED = "verified"
    """Read in the source named."""
    PARTIAL = "partial"
    """The source names part of it; the rest is the researcher's knowledge."""
    OWN_KNOWLEDGE = "own_knowledge"
    """No stored source; to be verified before anyone relies on it."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The source of one fact, the day it speaks for (ISO date, or ``undated``), and how far it was checked."""

    source: str
    source_date: str
    confidence: Confidence
