"""Addresses inside resources, the state, steps that hide what they do, and the deployment as a whole."""

from __future__ import annotations

import pytest

from rempart.judge import load_profile
from rempart.model.deployment import Gap, GapKind, Source, SourceKind
from rempart.model.finding import Level, Outcome
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.reason import Reason
from rempart.model.values import SECRET, UNKNOWN, Mark, Value
from tests.judge.judge_builders import (
    NOWHERE,
    PACK,
    a_deployment,
    a_resource,
    address,
    american,
    european,
    findings_of,
    unplaced,
    verdict,
)

FLOOR = load_profile("hds-floor", PACK)


def test_data_sent_to_an_american_service_is_rejected_with_path_and_host() -> None:
    sent = address("logs.datadoghq.eu", Role.SENDS, american())
    placed = a_deployment(a_resource(european(), destinations=(sent,)))

    found = verdict(placed)

    assert found.exit_code == 1
    (finding,) = findings_of("RMP-DST-001", found)
    assert finding.message == (
        "userData!runcmd.0 sends data to logs.datadoghq.eu, run by Amazon Web Services EMEA SARL"
    )
    assert finding.evidence == ("destinations.0.placement.exposure",)
    assert finding.placement == sent.placement


def test_software_from_an_american_service_is_shown_and_stops_nothing() -> None:
    fetched = address("docker.io", Role.FETCHES, american(), path="image")
    placed = a_deployment(a_resource(european(), destinations=(fetched,)))

    found = verdict(placed)

    assert [(f.rule.id, f.level) for f in found.findings] == [("RMP-DST-002", Level.ADVISORY)]
    assert found.exit_code == 0


def test_a_destination_whose_operator_is_known_is_judged_though_its_region_is_not() -> None:
    place = european(unknown=dict.fromkeys(("region", "country", "in_eea"), Reason("the host does not say")))
    sent = address("mail.example.fr", Role.SENDS, place)
    placed = a_deployment(a_resource(european(), destinations=(sent,)))

    found = verdict(placed)

    assert found.outcomes["RMP-DST-001"][Outcome.PASS] == 1
    assert [(f.rule.id, f.level) for f in found.findings] == [("RMP-DST-003", Level.ADVISORY)]
    assert found.exit_code == 0


def test_software_from_nobody_knows_where_does_not_touch_the_rule_about_data() -> None:
    fetched = address("example.org", Role.FETCHES, unplaced())
    placed = a_deployment(a_resource(european(), destinations=(fetched,)))

    found = verdict(placed)

    assert {f.rule.id for f in found.findings} == {"RMP-DST-002"}
    assert found.exit_code == 0


def test_a_text_that_could_not_be_searched_is_undetermined() -> None:
    placed = a_deployment(a_resource(european(), unread={"userData": Reason("userData is known only once deployed")}))

    found = verdict(placed)

    assert found.exit_code == 3
    (finding,) = findings_of("RMP-DST-001", found)
    assert finding.reason == "userData is known only once deployed"
    assert finding.evidence == ("userData",)
    assert finding.message == "cannot tell who receives the data that userData sends"
    assert finding.placement is None


def test_state_kept_by_an_american_company_is_rejected() -> None:
    placed = a_deployment(backend=american(), secrets_provider=american())

    found = verdict(placed)

    assert {f.rule.id for f in found.findings} == {"RMP-STA-001", "RMP-STA-002"}
    assert found.exit_code == 1
    assert {f.urn for f in found.findings} == {"urn:pulumi:prod::records::pulumi:pulumi:Stack::records-prod"}


def test_a_backend_that_the_input_does_not_name_is_shown_and_stops_nothing() -> None:
    placed = a_deployment(backend=unplaced(), stated_backend=None)

    found = verdict(placed)

    assert [(f.rule.id, f.outcome, f.level) for f in found.findings] == [("RMP-STA-003", Outcome.FAIL, Level.ADVISORY)]
    assert found.exit_code == 0


def test_a_backend_that_is_named_and_that_nobody_knows_stops() -> None:
    placed = a_deployment(backend=unplaced(Reason("no operator is known for host pulumi.partner.fr")))

    found = verdict(placed)

    assert ("RMP-STA-001", Outcome.UNDETERMINED, Level.MANDATORY) in {
        (f.rule.id, f.outcome, f.level) for f in found.findings
    }
    assert found.exit_code == 3


def test_the_deployment_is_judged_under_the_urn_of_its_stack() -> None:
    stack = a_resource(NOWHERE, kind=Kind.STACK)
    placed = a_deployment(stack, backend=american())

    found = verdict(placed)

    assert [f.urn for f in found.findings] == [stack.normalised.resource.urn]


def test_a_deployment_without_names_still_has_a_urn() -> None:
    placed = a_deployment(backend=american(), source=Source(SourceKind.STATE, "state.json"))

    found = verdict(placed)

    assert [f.urn for f in found.findings] == ["urn:pulumi:stack::project::pulumi:pulumi:Stack::project-stack"]


@pytest.mark.parametrize("kind", [Kind.COMMAND, Kind.DYNAMIC, Kind.UNSUPPORTED])
def test_a_step_that_hides_what_it_creates_is_undetermined(kind: Kind) -> None:
    placed = a_deployment(a_resource(NOWHERE, kind=kind, attributes={"opaque": "runs a command of its own"}))

    found = verdict(placed)

    assert found.exit_code == 3
    (finding,) = findings_of("RMP-PRG-001", found)
    assert finding.reason == "it runs a command of its own"
    assert finding.mend == "declare what it creates as resources, or sign a waiver for it"


@pytest.mark.parametrize("attributes", [{}, {"opaque": UNKNOWN}])
def test_a_hiding_step_is_undetermined_even_if_nobody_says_what_hides_it(attributes: dict[str, Value]) -> None:
    placed = a_deployment(a_resource(NOWHERE, kind=Kind.COMMAND, attributes=attributes))

    found = verdict(placed)

    assert [f.reason for f in findings_of("RMP-PRG-001", found)] == ["nobody can say what it creates"]


def test_a_gap_that_hides_resources_leaves_the_deployment_undetermined() -> None:
    gaps = tuple(
        Gap(GapKind.REMOTE_COMPONENT, f"component {name} is built elsewhere", "use the pack", hides_resources=True)
        for name in "abcde"
    )
    placed = a_deployment(gaps=gaps)

    found = verdict(placed)

    assert found.exit_code == 3
    (finding,) = found.findings
    assert finding.rule.id == "RMP-PRG-002"
    assert finding.reason.endswith("component c is built elsewhere, and 2 more")
    assert finding.mend == "use the pack"
    assert found.gaps == gaps


def test_a_gap_that_hides_no_resource_is_only_passed_on() -> None:
    gap = Gap(GapKind.INVOKE, "an invoke was not answered")

    found = verdict(a_deployment(gaps=(gap,)))

    assert (found.findings, found.gaps) == ((), (gap,))


@pytest.mark.parametrize(
    ("mark", "reason"), [(UNKNOWN, "tls_verified is known only once deployed"), (SECRET, "tls_verified is secret")]
)
def test_a_withheld_attribute_is_undetermined_with_the_reason(mark: Mark, reason: str) -> None:
    attributes: dict[str, Value] = {"endpoint_stated": True, "tls_verified": mark}
    placed = a_deployment(a_resource(european(), kind=Kind.PROVIDER, attributes=attributes))

    found = verdict(placed)

    assert [(f.rule.id, f.reason) for f in found.findings] == [("RMP-PRV-002", reason)]
