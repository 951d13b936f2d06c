"""Builders for tests: deployments as an input gives them, and verdicts as the judge gives them, in words.

Each ``with_...`` returns a new builder, so that a test can branch from a shared beginning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from rempart.model.deployment import Cloud, Deployment, Gap, GapKind, Source, SourceKind
from rempart.model.fact import Citation, Confidence
from rempart.model.finding import Finding, Level, Outcome, RuleDescription, Severity, Simulation, Verdict, Waiver
from rempart.model.placement import (
    Exposure,
    LawReach,
    Placement,
    QualificationFinding,
    QualificationStatus,
    Step,
)
from rempart.model.reason import Reason
from rempart.model.resource import Resource
from rempart.model.setting import Setting
from rempart.model.values import Value

DAY = date(2026, 11, 24)
PREVIEW = Source(SourceKind.PREVIEW, "preview.json", project="records", stack="prod")
VOLUME = "openstack:blockstorage/volume:Volume"
BUCKET = "aws:s3/bucket:Bucket"
REGISTER = Citation("company register, extract", "2026-09-15", Confidence.VERIFIED)

AT_OVHCLOUD = Placement(
    host="auth.cloud.ovh.net",
    operator="ovhcloud",
    entity="OVH SAS",
    seat="FR",
    jurisdiction="eu_only",
    exposure=Exposure.NONE,
    owners=("OVH Groupe SA",),
    service="Public Cloud",
    region="GRA11",
    country="FR",
    in_eea=True,
    secnumcloud=QualificationFinding(QualificationStatus.WRONG_SERVICE, "Hosted Private Cloud", "2279", "2026-12-29"),
    hds=QualificationFinding(QualificationStatus.VALID, "Public Cloud"),
    basis=(Step("operator: OVHcloud", "host auth.cloud.ovh.net, stated by authUrl of provider ovh", REGISTER),),
)
_NOT_OF_A_SIMULATION = Reason("Rempart lab only imitates a cloud", "judge it with the endpoint of the real cloud")
AT_LAB = Placement(
    simulated=True,
    host="127.82.77.1",
    operator="rempart-lab",
    entity="Rempart lab (simulated)",
    service="ovh-like",
    region="GRA9",
    unknown=dict.fromkeys(("exposure", "country", "in_eea"), _NOT_OF_A_SIMULATION),
    basis=(Step("operator: Rempart lab", "host 127.82.77.1, stated by authUrl of provider ovh", REGISTER),),
)
CLOUD_ACT = LawReach("CLOUD Act", "US", Exposure.DIRECT, "Amazon.com, Inc.", "its parent")
AT_AWS = Placement(
    host="s3.eu-west-3.amazonaws.com",
    operator="aws",
    entity="Amazon Web Services EMEA SARL",
    seat="LU",
    jurisdiction="us_controlled",
    exposure=Exposure.DIRECT,
    laws=(CLOUD_ACT,),
    owners=("Amazon.com, Inc.",),
    service="S3",
    region="eu-west-3",
    country="FR",
    in_eea=True,
    secnumcloud=QualificationFinding(QualificationStatus.ABSENT),
    hds=QualificationFinding(QualificationStatus.VALID, "S3"),
    basis=(
        Step("operator: Amazon Web Services", "package aws", REGISTER),
        Step("region: eu-west-3", "region of provider aws"),
    ),
)


def a_cloud(
    origin: str, endpoint: str | None = None, region: str | None = None, *, verified: bool | None = None
) -> Cloud:
    """What one source says of a cloud."""
    return Cloud(
        Setting(endpoint, origin) if endpoint is not None else None,
        Setting(region, origin) if region is not None else None,
        Setting(verified, origin) if verified is not None else None,
    )


def told_of(setting: Setting) -> str:
    """Why a setting is not known, and how to mend it; empty when it is known."""
    return setting.unknown.told if setting.unknown is not None else ""


def a_rule(
    name: str = "RMP-LAW-001",
    *,
    title: str = "Operator answers to extra-European law",
    severity: Severity = Severity.CRITICAL,
    controls: tuple[str, ...] = ("GDPR:48", "SecNumCloud-3.2:19.6.c"),
) -> RuleDescription:
    return RuleDescription(
        id=name,
        name="law/operator_under_extra_european_law",
        title=title,
        description="Health data stays with operators that European law alone reaches.",
        risk="A foreign authority can have the data handed over, without a European judge.",
        remedy="Deploy to an operator that only European law reaches.",
        severity=severity,
        kinds=("any_placed",),
        message="{placement.entity} answers to law from outside Europe",
        controls=controls,
    )


def an_urn(name: str, token: str = BUCKET) -> str:
    return f"urn:pulumi:prod::records::{token}::{name}"


def a_waiver(rule: str = "RMP-LAW-001") -> Waiver:
    return Waiver(rule, "*", "mirror of public data", "dpo@example.org", date(2027, 1, 31))


@dataclass(frozen=True, slots=True)
class VerdictBuilder:
    """A verdict in the making; accepted, with 14 resources at OVH SAS, until something is added."""

    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    source: Source = PREVIEW
    resources: int = 14
    operators: Mapping[str, int] = field(default_factory=lambda: {"OVH SAS": 14})
    profile: str = "hds"
    simulation: Simulation | None = None
    own: tuple[str, ...] = ()

    def with_finding(self, finding: Finding) -> VerdictBuilder:
        return replace(self, findings=(*self.findings, finding))

    def with_failure(
        self,
        name: str = "mirror",
        *,
        rule: RuleDescription | None = None,
        message: str = "Amazon Web Services EMEA SARL answers to law from outside Europe",
        level: Level = Level.MANDATORY,
        placement: Placement | None = AT_AWS,
        position: str | None = "project:///mirror.py#12,5",
    ) -> VerdictBuilder:
        return self.with_finding(
            Finding(
                rule=rule or a_rule(),
                urn=an_urn(name),
                outcome=Outcome.FAIL,
                level=level,
                message=message,
                type=BUCKET,
                evidence=("placement.exposure",),
                placement=placement,
                source_position=position,
            )
        )

    def with_undetermined(
        self,
        name: str = "records",
        *,
        rule: RuleDescription | None = None,
        message: str = "cannot tell which law reaches the operator",
        reason: str = "nobody knows who runs cloud.example.org",
        mend: str = "add cloud.example.org to the catalogue, with its source",
        level: Level = Level.MANDATORY,
    ) -> VerdictBuilder:
        unknown = Placement(host="cloud.example.org", unknown={"operator": Reason(reason, mend)})
        return self.with_finding(
            Finding(
                rule=rule or a_rule(),
                urn=an_urn(name, VOLUME),
                outcome=Outcome.UNDETERMINED,
                level=level,
                message=message,
                type=VOLUME,
                evidence=("placement.operator",),
                reason=reason,
                mend=mend,
                placement=unknown,
                source_position="project:///records.py#7",
            )
        )

    def with_waived(self, name: str = "mirror") -> VerdictBuilder:
        finding = replace(VerdictBuilder().with_failure(name).findings[0], outcome=Outcome.WAIVED, waiver=a_waiver())
        return self.with_finding(finding)

    def with_gap(self, message: str = "the answer of an invoke is not known", *, hides: bool = False) -> VerdictBuilder:
        gap = Gap(GapKind.INVOKE, message, mend="name it in an answers file", urn=None, hides_resources=hides)
        return replace(self, gaps=(*self.gaps, gap))

    def in_simulation(self, *, whole: bool = True, accepted: bool = True) -> VerdictBuilder:
        entity = "Rempart lab (simulated)"
        operators = {entity: 14} if whole else {"OVH SAS": 9, entity: 5}
        return replace(self, operators=operators, simulation=Simulation((entity,), whole, accepted))

    def believing(self, *own: str) -> VerdictBuilder:
        return replace(self, own=own)

    def read_from(self, source: Source) -> VerdictBuilder:
        return replace(self, source=source)

    def build(self) -> Verdict:
        rules = {finding.rule.id: finding.rule for finding in self.findings} or {"RMP-LAW-001": a_rule()}
        outcomes = {name: Counter(f.outcome for f in self.findings if f.rule.id == name) for name in rules}
        return Verdict(
            source=self.source,
            profile=self.profile,
            as_of=DAY,
            resources=self.resources,
            findings=self.findings,
            rules=tuple(rules.values()),
            outcomes=outcomes,
            operators=self.operators,
            gaps=self.gaps,
            simulation=self.simulation,
            own=self.own,
        )


def a_verdict() -> VerdictBuilder:
    return VerdictBuilder()


@dataclass(frozen=True, slots=True)
class DeploymentBuilder:
    """A deployment in the making, as an input gives it."""

    resources: tuple[Resource, ...] = ()
    source: Source = PREVIEW
    backend: str | None = "file:///state"
    secrets_provider: str | None = "passphrase"

    def with_provider(self, package: str, name: str, **inputs: Value) -> DeploymentBuilder:
        token = f"pulumi:providers:{package}"
        provider = Resource(urn=an_urn(name, token), type=token, name=name, inputs=inputs)
        return replace(self, resources=(*self.resources, provider))

    def with_resource(
        self, token: str, name: str, *, provider: str | None = None, **inputs: Value
    ) -> DeploymentBuilder:
        """Add a resource; ``provider`` is the name of one that was added before."""
        serving = next((item.urn for item in self.resources if item.is_provider and item.name == provider), None)
        resource = Resource(urn=an_urn(name, token), type=token, name=name, inputs=inputs, provider=serving)
        return replace(self, resources=(*self.resources, resource))

    def build(self) -> Deployment:
        return Deployment(self.source, self.resources, backend=self.backend, secrets_provider=self.secrets_provider)


def a_deployment() -> DeploymentBuilder:
    return DeploymentBuilder()
