"""Reads what is written for people: whatever it names, nothing connects to it."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.meaning.findings import Act, Finding, Spot, Value


def read_prose(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield each line of a text; it refers, whatever stands in it."""
    for line in text.splitlines():
        if line.strip():
            yield Value(line.strip(), spot.doing(Act.REFERS))
