"""The small deployments of every ``examples.yaml``, as the inputs layer would hand them on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from rempart.judge import Rule, RulePack
from rempart.model.deployment import Deployment, Gap, GapKind, Source, SourceKind
from rempart.model.resource import Resource
from rempart.model.values import SECRET, UNKNOWN, Value

GROUPS = ("fails", "passes", "undetermined")
DAY = "2026-11-24"


@dataclass(frozen=True)
class Program:
    """One example: a deployment, the day on which it is judged, and what its rule should say."""

    rule: Rule
    group: str
    title: str
    deployment: Deployment
    as_of: date

    def __str__(self) -> str:
        return f"{self.rule.id} {self.group}: {self.title}"


def programs(pack: RulePack) -> list[Program]:
    """Return the examples of every rule."""
    found = []
    for rule in pack.rules:
        file = pack.folder / "rules" / rule.description.name / "examples.yaml"
        groups = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert set(groups) <= set(GROUPS), file
        found += [_program(rule, group, entry) for group, entries in groups.items() for entry in entries]
    return found


def _program(rule: Rule, group: str, entry: Mapping[str, Any]) -> Program:
    known = {"title", "as_of", "resources", "backend", "secrets_provider", "gaps"}
    assert set(entry) <= known, (rule.id, entry)
    resources = [
        resource for number, written in enumerate(entry.get("resources", ())) for resource in _pair(written, number)
    ]
    deployment = Deployment(
        source=Source(SourceKind.PREVIEW, "examples.yaml", project="example", stack="dev"),
        resources=tuple(resources),
        backend=entry.get("backend", "file:///srv/state"),
        secrets_provider=entry.get("secrets_provider", "passphrase"),
        gaps=tuple(_gap(gap) for gap in entry.get("gaps", ())),
    )
    return Program(rule, group, entry["title"], deployment, date.fromisoformat(str(entry.get("as_of", DAY))))


def _pair(written: Mapping[str, Any], number: int) -> list[Resource]:
    """Return a resource after its provider."""
    name = f"example-{number}"
    if "provider" not in written:
        return [_resource(written, name, None)]
    provider = _resource(written["provider"], f"{name}-provider", None)
    return [provider, _resource(written, name, provider.urn)]


def _resource(written: Mapping[str, Any], name: str, provider: str | None) -> Resource:
    token = written["type"]
    urn = f"urn:pulumi:dev::example::{token}::{name}"
    inputs = {key: _value(value) for key, value in written["inputs"].items()}
    return Resource(urn=urn, type=token, name=name, inputs=inputs, provider=provider)


def _value(written: Any) -> Value:
    if isinstance(written, dict):
        return {key: _value(value) for key, value in written.items()}
    if isinstance(written, list):
        return [_value(value) for value in written]
    marks: dict[str, Value] = {"<unknown>": UNKNOWN, "<secret>": SECRET}
    return marks.get(written, written) if isinstance(written, str) else written


def _gap(written: Mapping[str, Any]) -> Gap:
    return Gap(
        GapKind(written["kind"]), written["message"], written["mend"], hides_resources=written["hides_resources"]
    )
