"""A verdict as plain values, in an order that depends on nothing but the verdict: what every program reads."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from rempart.catalogue import Catalogue
from rempart.documents import Document, placement_document, short_placement
from rempart.model.finding import Finding, Outcome, RuleDescription, Verdict
from rempart.model.placement import Placement
from rempart.reports.words import position, simulation_notice, verdict_sentence, verdict_word
from rempart.shown import escaped_json, shown

SCHEMA = "rempart.report/1"


def sorted_findings(verdict: Verdict) -> list[Finding]:
    """Return the findings in an order of their own: by rule, URN, outcome, message."""
    return sorted(
        verdict.findings,
        key=lambda item: (item.rule.id, item.urn, item.outcome, item.message, item.evidence, item.reason),
    )


def document(verdict: Verdict, catalogue: Catalogue) -> Document:
    """Return the report. Placements stand once, by a key that findings name: thousands of resources share a few."""
    findings = sorted_findings(verdict)
    places = _Places()
    rows = [_finding(finding, places) for finding in findings]
    controls = sorted({name for rule in verdict.rules for name in rule.controls})
    return {
        "schema": SCHEMA,
        "verdict": verdict_word(verdict),
        "exit_code": verdict.exit_code,
        "summary": verdict_sentence(verdict),
        "profile": verdict.profile,
        "as_of": verdict.as_of.isoformat(),
        "simulation": simulation_document(verdict),
        **own_document(verdict),
        "source": {
            "kind": verdict.source.kind.value,
            "path": verdict.source.path,
            "project": verdict.source.project,
            "stack": verdict.source.stack,
        },
        "counts": _counts(verdict),
        "operators": dict(verdict.operators),
        "outcomes": {
            rule: {outcome.value: number for outcome, number in sorted(outcomes.items())}
            for rule, outcomes in sorted(verdict.outcomes.items())
        },
        "rules": [_rule(rule) for rule in sorted(verdict.rules, key=lambda rule: rule.id)],
        "controls": {name: _control(name, catalogue) for name in controls},
        "findings": rows,
        "placements": places.documents,
        "gaps": [
            {
                "kind": gap.kind.value,
                "message": shown(gap.message),
                "mend": shown(gap.mend),
                "urn": gap.urn,
                "hides_resources": gap.hides_resources,
            }
            for gap in verdict.gaps
        ],
    }


def simulation_document(verdict: Verdict) -> Document | None:
    """Return what of the deployment is only imitated, and what that means; None when nothing is."""
    simulation = verdict.simulation
    if simulation is None:
        return None
    return {
        "entities": list(simulation.entities),
        "whole": simulation.whole,
        "accepted": simulation.accepted,
        "notice": simulation_notice(verdict),
    }


def own_document(verdict: Verdict) -> Document:
    """Return what was believed to be one's own, as a field of its own; no field when nothing was."""
    return {"own": list(verdict.own)} if verdict.own else {}


def dumped(content: Document) -> str:
    """Return a document as indented JSON that ends with a line break; always valid UTF-8, and safe to be shown."""
    try:
        text = orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    except orjson.JSONEncodeError:
        text = orjson.dumps(_encodable(content), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    return escaped_json(text)


class _Places:
    """Placements by key, in the order in which findings name them; equal ones share a key."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self._by_identity: dict[int, Document] = {}
        self._by_content: dict[bytes, str] = {}

    def in_short(self, place: Placement) -> Document:
        """Return a placement in short, with its key."""
        short = self._by_identity.get(id(place))
        if short is None:
            content = placement_document(place)
            key = self._by_content.setdefault(repr(content).encode("utf-8", "replace"), f"p{len(self.documents) + 1}")
            self.documents.setdefault(key, content)
            short = self._by_identity[id(place)] = {"key": key, **short_placement(place)}
        return short


def _counts(verdict: Verdict) -> Document:
    def number(outcome: Outcome) -> int:
        return sum(1 for finding in verdict.findings if finding.outcome is outcome)

    return {
        "resources": verdict.resources,
        "findings": len(verdict.findings),
        "stopping": sum(1 for finding in verdict.findings if finding.stops),
        "fail": number(Outcome.FAIL),
        "undetermined": number(Outcome.UNDETERMINED),
        "waived": number(Outcome.WAIVED),
    }


def _finding(finding: Finding, places: _Places) -> Document:
    place, waiver = finding.placement, finding.waiver
    at = position(finding.source_position)
    return {
        "rule": finding.rule.id,
        "urn": finding.urn,
        "type": finding.type,
        "outcome": finding.outcome.value,
        "level": finding.level.value,
        "stops": finding.stops,
        "message": shown(finding.message),
        "evidence": list(finding.evidence),
        "reason": shown(finding.reason),
        "mend": shown(finding.mend),
        "source_position": None if at is None else {"path": at.path, "line": at.line, "column": at.column},
        "placement": None if place is None else places.in_short(place),
        "waiver": None
        if waiver is None
        else {
            "rule": waiver.rule,
            "urn": waiver.urn,
            "reason": waiver.reason,
            "owner": waiver.owner,
            "expires": waiver.expires.isoformat(),
        },
    }


def _rule(rule: RuleDescription) -> Document:
    return {
        "id": rule.id,
        "name": rule.name,
        "title": rule.title,
        "description": rule.description,
        "risk": rule.risk,
        "remedy": rule.remedy,
        "severity": rule.severity.value,
        "kinds": list(rule.kinds),
        "controls": list(rule.controls),
    }


def _control(name: str, catalogue: Catalogue) -> Document:
    """Return what the catalogue says of a control; a control of someone's own rules may not stand there."""
    control = catalogue.control(name)
    if control is None:
        return {"framework": None, "title": None, "paraphrase": None, "source": None, "source_date": None}
    return {
        "framework": control.framework,
        "title": control.title,
        "paraphrase": control.paraphrase,
        "source": control.citation.source,
        "source_date": control.citation.source_date,
    }


def _encodable(value: object) -> object:
    """Return a document in which what UTF-8 has no form for, half a surrogate pair, is replaced."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [_encodable(item) for item in value]
    return value
