"""The names of the formats; apart from what writes them, so that naming one costs nothing."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """How a verdict is written."""

    TEXT = "text"
    """For people."""
    JSON = "json"
    """For programs: ``docs/schemas/report-1.json``."""
    SARIF = "sarif"
    """For code scanning: SARIF 2.1.0."""
