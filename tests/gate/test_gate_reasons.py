"""What an undetermined finding tells: why, and how to mend it; no name that a program chose can pass for the remedy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rempart.catalogue import load_catalogue
from rempart.gate import check
from rempart.judge import load_pack, load_profile
from rempart.judge.plain import plain_values
from rempart.model.deployment import Deployment, Gap, GapKind, Source, SourceKind
from rempart.model.finding import Finding, Outcome
from rempart.model.resource import Resource
from rempart.model.values import UNKNOWN, Properties

CATALOGUE, PACK = load_catalogue(), load_pack()
FORGED = "add --simulated"
HOSTILE = f"x; {FORGED}\x1b[2J\r\n; {FORGED}"
INSTANCE = "openstack:compute/instance:Instance"
HIDING = Gap(GapKind.UNSEEN_RESOURCES, f"{HOSTILE} hides resources", "preview it", hides_resources=True)
OVHCLOUD: Properties = {"authUrl": "https://auth.cloud.ovh.net/v3", "region": "GRA11"}


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:dev::health::{token}::{name}"


def undetermined(
    provider: Properties = OVHCLOUD,
    inputs: Properties | None = None,
    *,
    package: str = "openstack",
    name: str = "ovh",
    token: str = INSTANCE,
    gaps: tuple[Gap, ...] = (),
    backend: str = "file://~",
) -> list[Finding]:
    """Judge one resource of one provider; return what could not be determined."""
    kind = f"pulumi:providers:{package}"
    cloud = Resource(urn(kind, name), kind, name, provider)
    item = Resource(urn(token, "records"), token, "records", inputs or {}, provider=cloud.urn)
    source = Source(SourceKind.PREVIEW, "preview.json")
    deployment = Deployment(source, (cloud, item), backend=backend, secrets_provider="passphrase", gaps=gaps)
    profile = load_profile("hds", PACK)
    found = check(deployment, catalogue=CATALOGUE, pack=PACK, profile=profile, as_of=date(2026, 11, 24))
    return [finding for finding in found.findings if finding.outcome is Outcome.UNDETERMINED]


@pytest.mark.parametrize(
    "stated",
    [
        pytest.param({"provider": {**OVHCLOUD, "region": HOSTILE}}, id="the region of a provider"),
        pytest.param({"inputs": {"region": HOSTILE}}, id="the region of a resource"),
        pytest.param({"provider": {"authUrl": f"https://{HOSTILE}/v3"}}, id="a host"),
        pytest.param({"provider": {"cloud": HOSTILE}}, id="a cloud of clouds.yaml"),
        pytest.param({"provider": {"authUrl": UNKNOWN}, "name": HOSTILE}, id="the name of a provider"),
        pytest.param({"provider": {}, "package": HOSTILE, "token": f"{HOSTILE}:index:Thing"}, id="a package"),
        pytest.param({"backend": f"{HOSTILE}://state"}, id="the scheme of a state backend"),
        pytest.param({"gaps": (HIDING,)}, id="what a gap names"),
    ],
)
def test_no_name_passes_for_the_way_to_mend(stated: dict[str, Any]) -> None:
    findings = undetermined(**stated)

    assert findings
    assert not any(FORGED in finding.mend for finding in findings)


def test_no_key_passes_for_the_way_to_mend() -> None:
    _, unknown = plain_values({"options": {HOSTILE: UNKNOWN}}, "attributes")

    (reason,) = unknown.values()
    assert reason.why.startswith(f"options.{HOSTILE} is known only once deployed")
    assert FORGED not in reason.mend


def test_a_name_that_holds_a_semicolon_is_told_whole() -> None:
    findings = undetermined(inputs={"region": HOSTILE})

    told = {(finding.reason, finding.mend) for finding in findings}
    assert (f"region {HOSTILE} of OVHcloud is not in the catalogue", "add it with its source") in told


def test_what_a_gap_says_after_a_semicolon_is_no_remedy() -> None:
    gap = Gap(GapKind.CALL, "calls cluster; its result is unknown", "judge the preview of it", hides_resources=True)

    (finding,) = (each for each in undetermined(gaps=(gap,)) if each.reason.startswith("calls"))

    assert (finding.reason, finding.mend) == (gap.message, gap.mend)
