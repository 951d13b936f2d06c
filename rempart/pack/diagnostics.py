"""Findings as the engine's diagnostics, and rules as its policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from rempart.model.finding import Finding, Level, Outcome, RuleDescription, Severity
from rempart.pack.settings import POLICY, SCHEMA
from rempart.shown import shown

NAME = "rempart"

_SIMULATED = "this stands where a cloud is only imitated, and is evidence of nothing"

LEVELS = {
    Level.ADVISORY: analyzer_pb2.ADVISORY,
    Level.MANDATORY: analyzer_pb2.MANDATORY,
    Level.DISABLED: analyzer_pb2.DISABLED,
}

SEVERITIES = {
    Severity.LOW: analyzer_pb2.POLICY_SEVERITY_LOW,
    Severity.MEDIUM: analyzer_pb2.POLICY_SEVERITY_MEDIUM,
    Severity.HIGH: analyzer_pb2.POLICY_SEVERITY_HIGH,
    Severity.CRITICAL: analyzer_pb2.POLICY_SEVERITY_CRITICAL,
}


def level_from_wire(level: int) -> Level:
    """Return the level that the engine names; *remediate* stops too, since the pack changes nothing."""
    if level == analyzer_pb2.ADVISORY:
        return Level.ADVISORY
    return Level.DISABLED if level == analyzer_pb2.DISABLED else Level.MANDATORY


def policies(rules: Iterable[RuleDescription], levels: Mapping[str, Level]) -> list[analyzer_pb2.PolicyInfo]:
    """Describe each rule as a policy, and the pack itself as the policy that carries its configuration."""
    schema = json_format.ParseDict(SCHEMA, struct_pb2.Struct())
    pack = analyzer_pb2.PolicyInfo(
        name=POLICY,
        displayName="Rempart",
        description="Configuration of the whole pack; reports what the pack itself could not do.",
        enforcementLevel=analyzer_pb2.MANDATORY,
        policy_type=analyzer_pb2.POLICY_TYPE_RESOURCE,
        configSchema=analyzer_pb2.PolicyConfigSchema(properties=schema),
    )
    return [pack, *(_policy(rule, levels[rule.id]) for rule in rules)]


def _policy(rule: RuleDescription, level: Level) -> analyzer_pb2.PolicyInfo:
    whole = rule.kinds == ("deployment",)
    return analyzer_pb2.PolicyInfo(
        name=rule.id,
        displayName=rule.title,
        description=rule.description.strip(),
        enforcementLevel=LEVELS[level],
        policy_type=analyzer_pb2.POLICY_TYPE_STACK if whole else analyzer_pb2.POLICY_TYPE_RESOURCE,
        severity=SEVERITIES[rule.severity],
        tags=rule.controls,
        remediation_steps=rule.remedy.strip(),
    )


def diagnostic(finding: Finding, urn: str, version: str) -> analyzer_pb2.AnalyzeDiagnostic:
    """Say what was found, why it matters, and what to do, in the engine's terms."""
    rule = finding.rule
    if finding.outcome is Outcome.UNDETERMINED:
        why, mend = shown(finding.reason or finding.message), shown(finding.mend) or rule.remedy.strip()
        text = f"could not tell: {why}\nWhat to do: {mend}"
    else:
        text = f"{shown(finding.message)}\nWhy: {rule.risk.strip()}\nWhat to do: {rule.remedy.strip()}"
    imitated = f"\nSimulated: {_SIMULATED}" if finding.placement is not None and finding.placement.simulated else ""
    cited = f"\nCited: {', '.join(rule.controls)}" if rule.controls else ""
    return analyzer_pb2.AnalyzeDiagnostic(
        policyName=rule.id,
        policyPackName=NAME,
        policyPackVersion=version,
        description=rule.title,
        message=f"{rule.title}\n{text}{imitated}{cited}",
        enforcementLevel=LEVELS[finding.level],
        urn=urn,
        severity=SEVERITIES[rule.severity],
    )


def believed(names: Iterable[str], urn: str, version: str) -> analyzer_pb2.AnalyzeDiagnostic:
    """Say what was taken for one's own because the configuration declares it; it stops nothing."""
    return analyzer_pb2.AnalyzeDiagnostic(
        policyName=POLICY,
        policyPackName=NAME,
        policyPackVersion=version,
        description="Own names were believed",
        message=f"Own names believed: {', '.join(names)}",
        enforcementLevel=analyzer_pb2.ADVISORY,
        urn=urn,
        severity=analyzer_pb2.POLICY_SEVERITY_LOW,
    )


def breakdown(what: str, urn: str, version: str) -> analyzer_pb2.AnalyzeDiagnostic:
    """Say that the pack itself failed: a mandatory violation, since nothing was judged."""
    return analyzer_pb2.AnalyzeDiagnostic(
        policyName=POLICY,
        policyPackName=NAME,
        policyPackVersion=version,
        description="Rempart could not judge this",
        message=f"Rempart could not judge this: {what}",
        enforcementLevel=analyzer_pb2.MANDATORY,
        urn=urn,
        severity=analyzer_pb2.POLICY_SEVERITY_CRITICAL,
    )
