"""Builders for judge tests: placements, resources and whole deployments, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from rempart.judge import EmbeddedEngine, Engine, Levels, Profile, RulePack, judge, load_pack, load_profile
from rempart.model.deployment import Deployment, Gap, Source, SourceKind
from rempart.model.finding import Finding, Level, Verdict, Waiver
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import NormalisedDeployment, NormalisedResource
from rempart.model.placement import (
    Destination,
    Exposure,
    LawReach,
    PlacedDeployment,
    PlacedResource,
    Placement,
    QualificationFinding,
    QualificationStatus,
)
from rempart.model.reason import Reason
from rempart.model.resource import Resource
from rempart.model.values import Mark, Value

DAY = date(2026, 11, 24)
PACK = load_pack()
HDS = load_profile("hds", PACK)
SECNUMCLOUD = load_profile("secnumcloud", PACK)
LOCAL = Placement(local=True)
NOWHERE = Placement(placed=False)
CLEAN: dict[str, Value] = {"clear_credentials": [], "clear_text_endpoints": []}
FIELDS_OF_OPERATOR = (
    "operator",
    "entity",
    "seat",
    "jurisdiction",
    "exposure",
    "laws",
    "technology",
    "secnumcloud",
    "hds",
    "region",
    "country",
    "in_eea",
)


def qualification(
    status: QualificationStatus = QualificationStatus.VALID,
    *,
    until: str | None = None,
    days_left: int | None = None,
    note: str = "",
) -> QualificationFinding:
    return QualificationFinding(status, "IaaS", "42", until, days_left, note)


def european(
    *,
    entity: str = "OVH SAS",
    exposure: Exposure = Exposure.NONE,
    technology: str | None = None,
    in_eea: bool = True,
    secnumcloud: QualificationFinding | None = None,
    hds: QualificationFinding | None = None,
    unknown: Mapping[str, Reason] | None = None,
) -> Placement:
    laws = () if exposure is Exposure.NONE else (LawReach("CLOUD Act", "US", exposure, "an affiliate", "it trades"),)
    return Placement(
        host="auth.cloud.ovh.net",
        operator="ovhcloud",
        entity=entity,
        seat="FR",
        exposure=exposure,
        laws=laws,
        technology=technology,
        service="Public Cloud",
        region="GRA11" if in_eea else "BHS5",
        country="FR" if in_eea else "CA",
        in_eea=in_eea,
        secnumcloud=secnumcloud or qualification(QualificationStatus.ABSENT),
        hds=hds or qualification(until="2028-01-01", days_left=400),
        unknown=unknown or {},
    )


def american() -> Placement:
    law = LawReach("CLOUD Act", "US", Exposure.DIRECT, "Amazon.com, Inc.", "its parent")
    return Placement(
        host="s3.eu-west-3.amazonaws.com",
        operator="aws",
        entity="Amazon Web Services EMEA SARL",
        exposure=Exposure.DIRECT,
        laws=(law,),
        region="eu-west-3",
        country="FR",
        in_eea=True,
        secnumcloud=qualification(QualificationStatus.ABSENT),
        hds=qualification(),
    )


def unplaced(
    reason: Reason = Reason("provider ovh does not say where it connects", "state its endpoint"),  # noqa: B008 - frozen
) -> Placement:
    return Placement(unknown=dict.fromkeys(FIELDS_OF_OPERATOR, reason))


def address(host: str, role: Role, placement: Placement, path: str = "userData!runcmd.0") -> Destination:
    return Destination(path, host, role, placement)


def a_resource(
    placement: Placement,
    *,
    name: str = "records",
    kind: Kind = Kind.NETWORK,
    attributes: Mapping[str, Value] | None = None,
    labels: Mapping[str, Value] | Mark | None = None,
    elsewhere: tuple[Placement, ...] = (),
    destinations: tuple[Destination, ...] = (),
    unread: Mapping[str, Reason] | None = None,
) -> PlacedResource:
    token = f"openstack:example/{kind}:{kind}"
    urn = f"urn:pulumi:prod::records::{token}::{name}"
    resource = Resource(urn=urn, type=token, name=name, inputs={}, source_position="project:///main.py#3,1")
    normalised = NormalisedResource(resource, kind, attributes={**CLEAN, **(attributes or {})}, labels=labels or {})
    return PlacedResource(normalised, placement, elsewhere, destinations, unread or {})


def a_deployment(
    *resources: PlacedResource,
    backend: Placement = LOCAL,
    secrets_provider: Placement = LOCAL,
    gaps: tuple[Gap, ...] = (),
    source: Source | None = None,
    stated_backend: str | None = "file://~",
) -> PlacedDeployment:
    source = source or Source(SourceKind.PREVIEW, "preview.json", project="records", stack="prod")
    deployment = Deployment(
        source,
        tuple(item.normalised.resource for item in resources),
        gaps=gaps,
        backend=stated_backend,
        secrets_provider="passphrase",
    )
    normalised = NormalisedDeployment(deployment, tuple(item.normalised for item in resources))
    return PlacedDeployment(normalised, resources, backend, secrets_provider)


def verdict(
    placed: PlacedDeployment,
    *,
    profile: Profile = HDS,
    pack: RulePack = PACK,
    engine: Engine | None = None,
    waivers: tuple[Waiver, ...] = (),
    as_of: date = DAY,
) -> Verdict:
    engine = engine or EmbeddedEngine(pack)
    return judge(placed, pack=pack, profile=profile, engine=engine, as_of=as_of, waivers=waivers)


def findings_of(rule: str, found: Verdict) -> list[Finding]:
    return [finding for finding in found.findings if finding.rule.id == rule]


METADATA = """\
# METADATA
# title: Example
# description: An example, of a rule.
# schemas:
#   - input: schema.subject
# custom:
#   id: {id}
#   severity: low
#   kinds: [{kinds}]
#   message: "{{name}} is bad"
#   undetermined: cannot tell whether it is bad
#   risk: None.
#   remedy: None needed.
#   controls: ["GDPR:44"]
"""


def write_rule(
    folder: Path, body: str, *, name: str = "family/example", rule: str = "TST-001", kinds: str = "any"
) -> Path:
    """Write a rule into a policies folder; return its file."""
    file = folder / "rules" / name / "rule.rego"
    file.parent.mkdir(parents=True, exist_ok=True)
    package = f"package rempart.rules.{name.replace('/', '.')}\n\nimport rego.v1\n\n"
    file.write_text(METADATA.format(id=rule, kinds=kinds) + package + body + "\n", encoding="utf-8")
    return file


def a_pack(folder: Path, body: str, *, kinds: str = "any") -> RulePack:
    """Return a pack with one rule, TST-001."""
    write_rule(folder, body, kinds=kinds)
    return load_pack(folder)


def a_profile(*rules: str, undetermined: str = "mandatory") -> Profile:
    levels = Levels(Level.MANDATORY, Level(undetermined))
    return Profile("test", "Test", "For tests.", dict.fromkeys(rules, levels))
