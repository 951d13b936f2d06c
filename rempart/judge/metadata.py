"""Read what a rule says of itself: the METADATA comment above its package.

A rule without a title, a risk, a remedy or a control is refused here, before it can judge anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rempart.errors import PolicyError
from rempart.judge.kinds import WORDS
from rempart.model.finding import RuleDescription, Severity
from rempart.strict_yaml import parse_yaml

_COMMENT = re.compile(r"\A# METADATA\n((?:#.*\n)+)package ")
_ID = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")
_CUSTOM = frozenset({"id", "severity", "kinds", "message", "undetermined", "risk", "remedy", "controls"})


@dataclass(frozen=True, slots=True)
class Metadata:
    """A rule's description, and the message for an outcome that could not be determined."""

    description: RuleDescription
    doubt: str


def read_metadata(text: str, *, file: str, name: str) -> Metadata:
    """Return what the rule in ``file`` says of itself; ``name`` is its folder below ``rules``.

    Raises PolicyError that names the file and the field.
    """
    fields = _Fields(_parse(text, file), file)
    custom = _Fields(fields.mapping("custom"), file)
    if surplus := sorted(set(custom.values) - _CUSTOM):
        raise PolicyError(f"METADATA has an unknown field custom.{surplus[0]}", where=file)
    description = RuleDescription(
        id=_checked_id(custom.text("id"), file),
        name=name,
        title=fields.text("title"),
        description=fields.text("description"),
        risk=custom.text("risk"),
        remedy=custom.text("remedy"),
        severity=_checked_severity(custom.text("severity"), file),
        kinds=_checked_kinds(custom.texts("kinds"), file),
        message=custom.text("message"),
        controls=custom.texts("controls"),
    )
    return Metadata(description, custom.text("undetermined"))


def _parse(text: str, file: str) -> Mapping[str, object]:
    comment = _COMMENT.match(text)
    if comment is None:
        raise PolicyError(
            "a rule starts with a METADATA comment, directly above its package", where=file, mend="see docs/rules.md"
        )
    lines = "\n".join(line[2:] for line in comment[1].splitlines())
    document = parse_yaml(lines, PolicyError, where=file, what="METADATA", first_line=2)
    if not isinstance(document, dict):
        raise PolicyError("METADATA is not a list of fields", where=file)
    return document


@dataclass(frozen=True, slots=True)
class _Fields:
    values: Mapping[str, object]
    file: str

    def mapping(self, name: str) -> Mapping[str, object]:
        value = self.values.get(name)
        if not isinstance(value, dict):
            raise self._missing(name, "a group of fields")
        return value

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self._missing(name, "text")
        return " ".join(value.split())

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            raise self._missing(name, "a list of texts")
        return tuple(value)

    def _missing(self, name: str, form: str) -> PolicyError:
        return PolicyError(f"METADATA lacks the field {name}", where=self.file, mend=f"add it, as {form}")


def _checked_id(value: str, file: str) -> str:
    if not _ID.fullmatch(value):
        raise PolicyError("METADATA field id is malformed", where=file, mend="write it like RMP-LAW-001")
    return value


def _checked_severity(value: str, file: str) -> Severity:
    try:
        return Severity(value)
    except ValueError as error:
        known = ", ".join(Severity)
        raise PolicyError("METADATA field severity is unknown", where=file, mend=f"use one of {known}") from error


def _checked_kinds(values: tuple[str, ...], file: str) -> tuple[str, ...]:
    for value in values:
        if value not in WORDS:
            raise PolicyError(f"METADATA names an unknown kind, {value}", where=file, mend="see docs/rules.md")
    return values
