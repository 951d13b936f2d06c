"""Reads the answers file: what the cloud would say to a program that looks something up.

invokes:
  - token: openstack:networking/getNetwork:getNetwork
    args: {name: Ext-Net}            # some of the call's arguments; all calls of the token when absent
    return: {id: net-ext, name: Ext-Net}
reads:
  - token: openstack:networking/network:Network
    args: {id: 0000-1111}
    return: {name: legacy}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rempart.errors import InputError
from rempart.inputs.program.yaml_files import read_yaml

_KINDS = ("invokes", "reads")
_FIELDS = {"token", "args", "return"}


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by kind; the first that fits a question counts."""

    invokes: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    reads: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def invoke(self, token: str, arguments: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the answer to a function call, None when there is none."""
        return _first(self.invokes, token, arguments)

    def read(self, token: str, identifier: str) -> Mapping[str, Any] | None:
        """Return the properties of a resource that is looked up, None when there are none."""
        return _first(self.reads, token, {"id": identifier})


def load_answers(file: Path | None) -> Answers:
    """Read an answers file; without one, nothing is answered. Raises InputError when it is malformed."""
    if file is None:
        return Answers()
    where = str(file)
    content = read_yaml(file)
    if surplus := sorted(content.keys() - _KINDS):
        raise InputError(f"{surplus[0]} is not a field", where=where, mend="write lists under invokes and reads")
    return Answers(*(_entries(content.get(kind) or [], kind, where) for kind in _KINDS))


def _entries(entries: object, kind: str, where: str) -> list[Mapping[str, Any]]:
    if not isinstance(entries, list):
        raise InputError(f"{kind} is not a list", where=where)
    for number, entry in enumerate(entries):
        at = f"{kind}[{number}]"
        if not isinstance(entry, dict) or set(entry) - _FIELDS:
            raise InputError(f"{at} has other fields than token, args and return", where=where)
        if not isinstance(entry.get("token"), str):
            raise InputError(f"{at}.token is missing", where=where, mend="name the function or the type")
        if not isinstance(entry.get("return"), dict):
            raise InputError(f"{at}.return is missing", where=where, mend="give what the cloud would answer")
        if not isinstance(entry.get("args") or {}, dict):
            raise InputError(f"{at}.args does not hold fields", where=where)
    return entries


def _first(entries: Sequence[Mapping[str, Any]], token: str, arguments: Mapping[str, Any]) -> Mapping[str, Any] | None:
    for entry in entries:
        wanted = entry.get("args") or {}
        if entry["token"] == token and all(arguments.get(name) == value for name, value in wanted.items()):
            answer: Mapping[str, Any] = entry["return"]
            return answer
    return None
