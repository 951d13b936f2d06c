"""Reads a switch as programs, variables and files write it."""

from __future__ import annotations

_TRUE = frozenset({"1", "t", "true", "on", "yes", "y"})
_FALSE = frozenset({"0", "f", "false", "off", "no", "n"})


def switched_on(value: object) -> bool | None:
    """Return what a switch says, None when it says neither yes nor no."""
    text = str(value).strip().lower()
    return True if text in _TRUE else False if text in _FALSE else None
