"""Waivers: signed-off exceptions, each with a reason, an owner and a last day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from rempart.errors import PolicyError
from rempart.judge.yaml_files import read_fields
from rempart.model.finding import Waiver

_FIELDS = ("rule", "urn", "reason", "owner", "expires")


def load_waivers(path: Path) -> tuple[Waiver, ...]:
    """Return the waivers of a file. Raises PolicyError that names the file, the waiver by its number, and the field."""
    content = read_fields(path, what="list of waivers")
    entries = content.get("waivers")
    if not isinstance(entries, list) or set(content) != {"waivers"}:
        raise PolicyError("the file holds one field, waivers, with a list", where=str(path))
    return tuple(_waiver(entry, f"{path}, waiver {number}") for number, entry in enumerate(entries, 1))


def waiver_for(rule: str, urn: str, waivers: Iterable[Waiver]) -> Waiver | None:
    """Return the waiver that names this rule and covers this URN: one that holds if any does, else one that lapsed."""
    matching = [waiver for waiver in waivers if waiver.rule == rule and _pattern(waiver.urn).fullmatch(urn)]
    return max(matching, key=lambda waiver: waiver.expires) if matching else None


def holds(waiver: Waiver, as_of: date) -> bool:
    """Whether the waiver still holds on the day; its last day is included."""
    return as_of <= waiver.expires


def _waiver(entry: object, where: str) -> Waiver:
    if not isinstance(entry, dict):
        raise PolicyError("it is not a group of fields", where=where)
    if surplus := sorted(str(key) for key in entry if key not in _FIELDS):
        raise PolicyError(f"unknown field {surplus[0]}", where=where)
    rule, urn, reason, owner = (_text(entry.get(name), name, where) for name in _FIELDS[:-1])
    return Waiver(rule, urn, reason, owner, _day(entry.get("expires"), where))


def _text(value: object, name: str, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PolicyError(f"the field {name} is missing", where=where, mend="a waiver has " + ", ".join(_FIELDS))
    return value.strip()


def _day(value: object, where: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(_text(value, "expires", where))
    except ValueError as error:
        raise PolicyError("the field expires is no date", where=where, mend="write it like 2027-01-31") from error


@lru_cache(maxsize=256)
def _pattern(urn: str) -> re.Pattern[str]:
    """Return the regular expression for a pattern in which ``*`` matches any run of characters, and nothing else."""
    return re.compile(".*".join(re.escape(part) for part in urn.split("*")), re.DOTALL)
