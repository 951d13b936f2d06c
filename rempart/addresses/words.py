"""Sets of words, written as a line of text: the lists of this room are long, and read like vocabulary."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text that blanks separate."""
    return frozenset(text.split())
