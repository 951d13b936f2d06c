"""The lab through the whole gate: never a pass by itself, and with the switch only as far as is honest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.catalogue import load_catalogue
from rempart.gate import check
from rempart.judge import Levels, Profile, load_pack, load_profile
from rempart.model.deployment import Deployment, Environment
from rempart.model.finding import Level, Outcome, Verdict, Waiver
from rempart.model.values import UNKNOWN, Value
from tests.builders import DeploymentBuilder, a_cloud, a_deployment

CATALOGUE, PACK = load_catalogue(), load_pack()
DAY = date(2026, 11, 28)
LAB = "https://127.82.77.1:5000/v3"
PARTNER = "https://127.82.77.2:5000/v3"
OVHCLOUD = "https://auth.cloud.ovh.net/v3"
RACKSPACE = "https://identity.api.rackspacecloud.com/v2.0"
NETWORK = "openstack:networking/network:Network"
INSTANCE = "openstack:compute/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
OF_LAW_AND_PLACE = {"RMP-LAW-001", "RMP-LAW-002", "RMP-LAW-003", "RMP-LAW-004", "RMP-LOC-001", "RMP-QUA-001"}


def verdict(
    deployment: DeploymentBuilder | Deployment,
    *,
    simulated: bool = True,
    profile: Profile | str = "hds",
    waivers: tuple[Waiver, ...] = (),
) -> Verdict:
    return check(
        deployment.build() if isinstance(deployment, DeploymentBuilder) else deployment,
        catalogue=CATALOGUE,
        pack=PACK,
        profile=load_profile(profile, PACK) if isinstance(profile, str) else profile,
        as_of=DAY,
        waivers=waivers,
        simulated=simulated,
    )


def at(auth_url: Value, region: Value = "GRA9", **settings: Value) -> DeploymentBuilder:
    """Return a network at an OpenStack cloud."""
    return (
        a_deployment()
        .with_provider("openstack", "cloud", authUrl=auth_url, region=region, **settings)
        .with_resource(NETWORK, "net", provider="cloud")
    )


def stopping(found: Verdict, outcome: Outcome = Outcome.FAIL) -> set[tuple[str, str]]:
    return {
        (item.rule.id, item.urn.rpartition("::")[2])
        for item in found.findings
        if item.stops and item.outcome is outcome
    }


def outcomes(found: Verdict) -> dict[str, set[Outcome]]:
    return {rule: set(counts) for rule, counts in found.outcomes.items()}


def test_the_lab_without_the_switch_is_refused_by_a_finding_that_names_the_lab_and_the_switch() -> None:
    found = verdict(at(LAB), simulated=False)

    finding = next(item for item in found.findings if item.rule.id == "RMP-SIM-001")
    assert (found.exit_code, finding.outcome) == (1, Outcome.FAIL)
    assert "Rempart lab" in finding.message
    assert "--simulated" in finding.rule.remedy


def test_the_lab_without_the_switch_stops_at_its_provider_before_anything_exists() -> None:
    found = verdict(a_deployment().with_provider("openstack", "cloud", authUrl=LAB, region="GRA9"), simulated=False)

    assert ("RMP-SIM-001", "cloud") in stopping(found)


@pytest.mark.parametrize("profile", ["hds", "secnumcloud", "hds-floor"])
def test_the_lab_with_the_switch_is_let_through_and_the_verdict_says_what_it_is(profile: str) -> None:
    found = verdict(at(LAB), profile=profile)

    assert found.exit_code == 0
    assert found.simulation is not None
    assert (found.simulation.entities, found.simulation.whole) == (("Rempart lab (simulated)",), True)
    assert found.operators == {"Rempart lab (simulated)": 1}


def test_law_place_and_certificates_are_never_passed_on_a_simulation() -> None:
    found = outcomes(verdict(at(LAB)))

    of_law_and_place = {outcome for rule in OF_LAW_AND_PLACE for outcome in found[rule]}
    assert of_law_and_place - {Outcome.NOT_APPLICABLE} == {Outcome.UNDETERMINED}
    assert Outcome.PASS not in found["RMP-SIM-001"]


def test_what_can_be_judged_of_a_simulation_still_stops_it() -> None:
    insecure = at(LAB, insecure=True, password="correct-horse")  # noqa: S106 - planted, to be found

    found = verdict(insecure)

    assert stopping(found) == {("RMP-PRV-002", "cloud"), ("RMP-IDE-001", "cloud")}


def test_clear_text_stops_at_the_lab_too() -> None:
    assert ("RMP-PRV-003", "cloud") in stopping(verdict(at("http://127.82.77.1:5000/v3")))


def test_a_real_region_name_at_the_lab_lies_in_no_country() -> None:
    place = next(item.placement for item in verdict(at(LAB, "us-east-1")).findings if item.placement is not None)

    assert (place.region, place.country, place.in_eea, place.exposure) == ("us-east-1", None, None, None)


SPELLINGS = (
    "https://127.82.77.1:5000/v3",
    "https://127.82.77.254/identity",
    "https://2136100097/v3",
    "https://0x7f524d01/v3",
    "https://0177.0122.0115.01/v3",
    "https://127.5393665/v3",
    "https://[::ffff:127.82.77.1]:5000/v3",
    "https://[::ffff:7f52:4d01]/v3",
    "https:\\\\127.82.77.1/v3",
    "https://127\u300282\u300277\u30021/v3",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_lab_address_is_the_lab(spelling: str) -> None:
    refused, accepted = verdict(at(spelling), simulated=False), verdict(at(spelling))

    assert ("RMP-SIM-001", "net") in stopping(refused)
    assert accepted.exit_code == 0
    assert accepted.simulation is not None


NOT_THE_LAB = (
    "https://127.0.0.1:5000/v3",
    "https://127.82.76.1:5000/v3",
    "https://127.82.78.1:5000/v3",
    "https://127.82.80.1:5000/v3",
    "https://localhost:5000/v3",
    "https://[::1]:5000/v3",
    "https://[::127.82.77.1]:5000/v3",
    "https://10.82.77.1:5000/v3",
    "https://192.168.77.1:5000/v3",
    "https://127.82.77.1.nip.io:5000/v3",
    "https://127-82-77-1.sslip.io/v3",
    "https://lab.hospital.example/v3",
    "https://lab.internal:5000/v3",
    "https://127.82.77.1@cloud.unheard-of.eu/v3",
    "https://127.82.77.1000/v3",
    "https://127.82.77/v3",
    "https://127.82.77.1.2/v3",
    UNKNOWN,
)


@pytest.mark.parametrize("address", NOT_THE_LAB)
@pytest.mark.parametrize("simulated", [True, False])
def test_what_only_looks_like_the_lab_is_never_passed(address: Value, *, simulated: bool) -> None:
    found = verdict(at(address), simulated=simulated)

    assert found.exit_code == 3
    assert ("RMP-LAW-002", "net") in stopping(found, Outcome.UNDETERMINED)


def test_a_foreign_cloud_is_refused_with_the_switch_as_without() -> None:
    assert ("RMP-LAW-001", "net") in stopping(verdict(at(RACKSPACE, "LON")))


def test_a_real_deployment_is_judged_alike_with_and_without_the_switch() -> None:
    deployment = at(OVHCLOUD, "GRA11").with_provider("aws", "mirror", region="us-east-1")
    deployment = deployment.with_resource(BUCKET, "bucket", provider="mirror", bucket="b")

    with_switch, without = verdict(deployment), verdict(deployment, simulated=False)

    assert with_switch == without
    assert with_switch.simulation is None


def test_a_service_sent_to_a_foreign_cloud_is_refused_beside_the_lab() -> None:
    deployment = at(LAB, endpointOverrides={"network": "https://dfw.networks.api.rackspacecloud.com/v2.0/"})

    found = verdict(deployment)

    assert {("RMP-LAW-001", "net"), ("RMP-LAW-001", "cloud")} <= stopping(found)
    assert found.simulation is not None


def test_a_provider_that_signs_in_at_the_lab_is_refused_though_its_services_are_real() -> None:
    deployment = at(LAB, endpointOverrides={"network": "https://network.compute.gra11.cloud.ovh.net/"})

    refused, accepted = verdict(deployment, simulated=False), verdict(deployment)

    assert ("RMP-SIM-001", "cloud") in stopping(refused)
    assert accepted.simulation is not None


def test_a_service_sent_to_the_lab_does_not_hide_where_its_provider_signs_in() -> None:
    deployment = at(RACKSPACE, "LON", endpointOverrides={"network": "https://127.82.77.1:9696/v2.0/"})

    found = verdict(deployment)

    assert ("RMP-LAW-001", "cloud") in stopping(found)


def test_a_bucket_at_the_lab_does_not_hide_the_rest_of_an_american_provider() -> None:
    deployment = a_deployment().with_provider(
        "aws", "aws", region="eu-west-3", endpoints=[{"s3": "https://127.82.77.1:8080"}]
    )
    deployment = deployment.with_resource(BUCKET, "bucket", provider="aws", bucket="b").with_resource(
        "aws:sqs/queue:Queue", "queue", provider="aws"
    )

    found = verdict(deployment)

    assert stopping(found) == {("RMP-LAW-001", "aws"), ("RMP-LAW-001", "queue")}


def test_a_real_cloud_beside_the_lab_is_judged_in_full_and_the_report_still_says_simulated() -> None:
    deployment = at(LAB).with_provider("openstack", "backup", authUrl=OVHCLOUD, region="BHS5")
    deployment = deployment.with_resource(NETWORK, "off-site", provider="backup")

    found = verdict(deployment)

    assert stopping(found) == {("RMP-LOC-001", "off-site")} | {
        item for item in stopping(found) if item[1] == "off-site"
    }
    assert found.exit_code == 1
    assert found.simulation is not None
    assert not found.simulation.whole


def test_an_unknown_operator_beside_the_lab_still_stops() -> None:
    deployment = at(LAB).with_provider("openstack", "other", authUrl="https://cloud.unheard-of.eu/v3", region="one")
    deployment = deployment.with_resource(NETWORK, "far", provider="other")

    found = verdict(deployment)

    assert found.exit_code == 3
    assert {name for _, name in stopping(found, Outcome.UNDETERMINED)} == {"far", "other"}


def test_data_sent_from_the_lab_to_america_is_still_refused() -> None:
    script = "#!/bin/sh\ncurl -T /data https://bucket.s3.us-east-1.amazonaws.com/x\n"

    found = verdict(at(LAB).with_resource(INSTANCE, "vm", provider="cloud", userData=script))

    assert ("RMP-DST-001", "vm") in stopping(found)


def test_a_lab_address_left_in_a_real_deployment_is_found() -> None:
    script = "#!/bin/sh\ncurl -T /data https://127.82.77.2:8080/backup\n"
    real = at(OVHCLOUD, "GRA11").with_resource(INSTANCE, "vm", provider="cloud", userData=script)

    refused, accepted = verdict(real, simulated=False), verdict(real)

    assert ("RMP-SIM-001", "vm") in stopping(refused)
    assert accepted.exit_code == 0
    assert accepted.simulation is not None
    assert not accepted.simulation.whole


def test_loopback_as_a_destination_stays_local() -> None:
    script = "#!/bin/sh\ncurl -T /data https://127.0.0.1:8080/backup\n"

    found = verdict(
        at(OVHCLOUD, "GRA11").with_resource(INSTANCE, "vm", provider="cloud", userData=script),
        simulated=False,
    )

    assert (found.exit_code, found.simulation) == (0, None)


def test_a_cloud_of_the_environment_at_the_lab_is_the_lab() -> None:
    environment = Environment(default={"openstack": a_cloud("OS_AUTH_URL", PARTNER, "RegionOne")})
    bare = a_deployment().with_provider("openstack", "cloud").with_resource(NETWORK, "net", provider="cloud")

    found = verdict(replace(bare.build(), environment=environment), simulated=False)

    assert ("RMP-SIM-001", "net") in stopping(found)


def test_state_kept_at_the_lab_is_no_pass_without_the_switch() -> None:
    deployment = replace(at(OVHCLOUD, "GRA11"), backend="s3://state?endpoint=127.82.77.1:8080&region=GRA9")

    refused, accepted = verdict(deployment, simulated=False), verdict(deployment)

    assert (refused.exit_code, accepted.exit_code) == (3, 0)
    assert Outcome.PASS not in outcomes(accepted)["RMP-STA-001"]
    assert accepted.simulation is not None


def test_a_profile_without_the_rule_does_not_accept_the_lab() -> None:
    credentials = Profile(
        "ours", "Ours", "Only credentials.", {"RMP-IDE-001": Levels(Level.MANDATORY, Level.MANDATORY)}
    )

    refused = verdict(at(LAB), simulated=False, profile=credentials)

    assert (refused.exit_code, refused.findings) == (3, ())


def test_waivers_do_not_accept_the_lab() -> None:
    rules = {*OF_LAW_AND_PLACE, "RMP-SIM-001"}
    waivers = tuple(Waiver(rule, "*", "a test", "dpo@example.org", date(2027, 1, 31)) for rule in sorted(rules))

    found = verdict(at(LAB), simulated=False, waivers=waivers)

    assert found.exit_code == 3
    assert {item.outcome for item in found.findings if item.rule.id == "RMP-SIM-001"} == {Outcome.WAIVED}


ADDRESSES = st.sampled_from(
    [LAB, PARTNER, OVHCLOUD, RACKSPACE, "https://127.0.0.1/v3", "https://cloud.unheard-of.eu/v3", UNKNOWN]
)


@given(auth_url=ADDRESSES, overrides=st.dictionaries(st.sampled_from(["network", "compute"]), ADDRESSES))
def test_the_switch_accepts_nothing_but_what_stands_at_the_lab(auth_url: Value, overrides: dict[str, Value]) -> None:
    deployment = at(auth_url, endpointOverrides=overrides).with_resource(INSTANCE, "vm", provider="cloud")

    accepted, refused = verdict(deployment), verdict(deployment, simulated=False)

    lowered = stops(refused) - stops(accepted)
    simulated = {item.urn for item in refused.findings if item.placement is not None and item.placement.simulated}
    assert stops(accepted) <= stops(refused)
    assert {urn for _, urn in lowered} <= simulated
    foreign = {item.urn for item in refused.findings if item.rule.id == "RMP-LAW-001" and item.outcome is Outcome.FAIL}
    assert {("RMP-LAW-001", urn) for urn in foreign} <= stops(accepted)
    if accepted.exit_code == 0 and accepted.simulation is None:
        assert refused.exit_code == 0


def stops(found: Verdict) -> set[tuple[str, str]]:
    """Return what stops a deployment, whatever the outcome."""
    return {(item.rule.id, item.urn) for item in found.findings if item.stops}
