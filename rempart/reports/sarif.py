"""The report for code scanning: SARIF 2.1.0."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath
from urllib.parse import quote

from rempart.catalogue import Catalogue
from rempart.documents import Document, short_placement
from rempart.model.deployment import Source, SourceKind
from rempart.model.finding import Finding, Level, Outcome, RuleDescription, Severity, Verdict
from rempart.reports.document import (
    dumped,
    own_document,
    simulation_document,
    sorted_findings,
)
from rempart.reports.words import position, resource_name, simulation_notice, verdict_sentence, verdict_word
from rempart.shown import shown

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_VERSION = "2.1.0"
_FINGERPRINT = "rempartRuleUrn/v1"
_SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
}
"""What code scanning sorts by: the middle of the band that it calls by the same name."""


def render(verdict: Verdict, catalogue: Catalogue) -> str:
    """Return the report as a SARIF log with one run, ending with a line break."""
    return dumped({"$schema": SCHEMA, "version": _VERSION, "runs": [_run(verdict, catalogue)]})


def _run(verdict: Verdict, catalogue: Catalogue) -> Document:
    findings = sorted_findings(verdict)
    described = {rule.id: rule for rule in (*verdict.rules, *(finding.rule for finding in findings))}
    rules = [described[name] for name in sorted(described)]
    index = {rule.id: number for number, rule in enumerate(rules)}
    fingerprints = _Fingerprints()
    return {
        "tool": {
            "driver": {
                "name": "Rempart",
                "semanticVersion": _own_version(),
                "rules": [_rule(rule, catalogue) for rule in rules],
            }
        },
        "invocations": [_invocation(verdict)],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"PROJECT": {"description": {"text": "The folder with Pulumi.yaml."}}},
        "results": [_result(finding, index, fingerprints, verdict.source) for finding in findings],
        "properties": {
            "profile": verdict.profile,
            "asOf": verdict.as_of.isoformat(),
            "verdict": verdict_word(verdict),
            "summary": verdict_sentence(verdict),
            "resources": verdict.resources,
            "simulation": simulation_document(verdict),
            **own_document(verdict),
        },
    }


def _invocation(verdict: Verdict) -> Document:
    """Return how the run went: it judged, whatever it concluded; what it could not see is told as a notification."""
    return {
        "executionSuccessful": True,
        "exitCode": verdict.exit_code,
        "exitCodeDescription": verdict_sentence(verdict),
        "toolExecutionNotifications": [
            *_simulation(verdict),
            *(
                {
                    "level": "warning" if gap.hides_resources else "note",
                    "message": _message(f"{gap.message}; {gap.mend}" if gap.mend else gap.message),
                    **({"locations": [{"logicalLocations": [_logical(gap.urn)]}]} if gap.urn else {}),
                }
                for gap in verdict.gaps
            ),
        ],
    }


def _simulation(verdict: Verdict) -> list[Document]:
    """Return the warning that the whole log is no evidence, where it is none."""
    notice = simulation_notice(verdict)
    return [{"level": "warning", "message": _message(notice)}] if notice else []


def _rule(rule: RuleDescription, catalogue: Catalogue) -> Document:
    controls = [(name, catalogue.control(name)) for name in rule.controls]
    told = [f"{name}: {control.title}" if control else name for name, control in controls]
    text = f"{rule.description}\n\nWhy: {rule.risk}\n\nWhat to do: {rule.remedy}\n\nIn law: {'; '.join(told)}"
    listed = "\n".join(f"- {line}" for line in told)
    markdown = f"{rule.description}\n\n**Why** {rule.risk}\n\n**What to do** {rule.remedy}\n\n**In law**\n\n{listed}"
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": _message(rule.title),
        "fullDescription": _message(rule.description),
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {
            "level": "error" if rule.severity in (Severity.CRITICAL, Severity.HIGH) else "warning"
        },
        "properties": {
            "tags": ["security", "sovereignty", rule.name.partition("/")[0]],
            "security-severity": _SECURITY_SEVERITY[rule.severity],
            "severity": rule.severity.value,
            "controls": list(rule.controls),
        },
    }


def _result(finding: Finding, index: dict[str, int], fingerprints: _Fingerprints, source: Source) -> Document:
    place = finding.placement
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": index[finding.rule.id],
        **_standing(finding),
        "message": _message(_told(finding)),
        "locations": [_location(finding, source)],
        "partialFingerprints": {_FINGERPRINT: fingerprints.of(finding)},
        **_suppression(finding),
        "properties": {
            "outcome": finding.outcome.value,
            "stops": finding.stops,
            "type": finding.type,
            "evidence": list(finding.evidence),
            "placement": None if place is None else short_placement(place),
        },
    }


def _standing(finding: Finding) -> Document:
    """Return kind and level. SARIF keeps levels for failures: what could not be told, and stops, is one too.

    An undetermined outcome that stops nothing is left to a person's review, and such a result has no level.
    """
    if finding.outcome is Outcome.UNDETERMINED and not finding.stops:
        return {"kind": "review", "level": "none"}
    return {"kind": "fail", "level": "error" if finding.level is Level.MANDATORY else "note"}


def _told(finding: Finding) -> str:
    """Return what a result says, with what to do where the rule's own remedy is not the answer."""
    parts = (finding.message, finding.reason, f"To mend: {finding.mend}" if finding.mend else "")
    return ". ".join(part for part in parts if part)


def _suppression(finding: Finding) -> Document:
    """Return the waiver of a waived finding."""
    waiver = finding.waiver
    if finding.outcome is not Outcome.WAIVED or waiver is None:
        return {}
    signed = f"{waiver.reason} (signed by {waiver.owner}, until {waiver.expires.isoformat()})"
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": shown(signed)}]}


def _location(finding: Finding, source: Source) -> Document:
    logical = {"logicalLocations": [_logical(finding.urn)]}
    at = position(finding.source_position)
    if at is None:
        return {"physicalLocation": {"artifactLocation": {"uri": _uri(_input(source))}}, **logical}
    region: Document = {}
    if at.line is not None:
        region = {"region": {"startLine": at.line, **({"startColumn": at.column} if at.column is not None else {})}}
    artifact = {"uri": _uri(at.path), "uriBaseId": "PROJECT"}
    return {"physicalLocation": {"artifactLocation": artifact, **region}, **logical}


def _input(source: Source) -> str:
    """Return the file that a finding without a position of its own is about: code scanning shows none without."""
    path = PurePath(source.path)
    return (path / "Pulumi.yaml" if source.kind is SourceKind.PROGRAM else path).as_posix()


def _logical(urn: str) -> Document:
    return {"name": resource_name(urn), "fullyQualifiedName": urn, "kind": "resource"}


def _message(text: str) -> Document:
    """Return a message; SARIF reads braces and brackets as placeholders and links, so they are escaped."""
    safe = shown(text)
    for special, escaped in (("\\", "\\\\"), ("{", "{{"), ("}", "}}"), ("[", "\\["), ("]", "\\]")):
        safe = safe.replace(special, escaped)
    return {"text": safe or "-"}


def _uri(path: str) -> str:
    """Return a path as a URI: percent-encoded, whatever stands in it."""
    return quote(path.encode("utf-8", "replace"), safe="/~@!$&'()*+,;=-._") or "."


class _Fingerprints:
    """What stays the same of a result from run to run: rule and URN, and a number when a rule says several things."""

    def __init__(self) -> None:
        self._met: dict[tuple[str, str], int] = {}

    def of(self, finding: Finding) -> str:
        key = (finding.rule.id, finding.urn)
        number = self._met[key] = self._met.get(key, -1) + 1
        text = "\0".join(key) + (f"\0{number}" if number else "")
        return sha256(text.encode("utf-8", "replace")).hexdigest()


@cache
def _own_version() -> str:
    try:
        return version("rempart")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0.0.0"
