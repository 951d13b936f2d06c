from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from rempart.errors import InputError
from rempart.inputs import ReadOptions, read
from rempart.model.deployment import Deployment, GapKind
from rempart.model.resource import Resource
from rempart.model.values import SECRET, UNKNOWN
from tests.inputs.input_documents import FIXTURES

FAILED = {
    "default-provider-none",
    "failed/invoke",
    "failed/raise",
    "programs/p10-invoke",
    "programs/p12-exception",
    "programs/p15-duplicate",
    "programs/p16-applyfail",
    "programs/p17-denied",
}
ALL_LOGS = sorted(FIXTURES.rglob("*events.jsonl"))

CLEAR_IN_PREVIEW_ONLY = {"hunter2", "alice:pwpw"}
"""The event log blinds every text in which the value of a secret occurs; ``preview --json`` shows it."""


def _title(path: Path) -> str:
    return str(path.relative_to(FIXTURES)).replace("events.jsonl", "").rstrip("./")


def _preview_of(log: Path) -> Path:
    return log.with_name(log.name.replace("events.jsonl", "preview.json"))


SUCCESSFUL_LOGS = [log for log in ALL_LOGS if _title(log) not in FAILED]


def _by_urn(deployment: Deployment) -> Mapping[str, Resource]:
    return {item.urn: item for item in deployment.resources}


@pytest.mark.parametrize("log", SUCCESSFUL_LOGS, ids=_title)
def test_an_event_log_and_a_preview_of_one_run_agree(log: Path) -> None:
    state = log.with_name("state.json")

    from_log = _by_urn(read(log))
    from_preview = _by_urn(read(_preview_of(log), ReadOptions(state=state if state.exists() else None)))

    assert from_log.keys() == from_preview.keys()
    for urn, logged in from_log.items():
        previewed = from_preview[urn]
        for field in ("type", "name", "custom", "provider", "parent", "external", "protect"):
            assert getattr(logged, field) == getattr(previewed, field), (urn, field)
        assert _comparable(logged.inputs, previewed.inputs) == previewed.inputs, urn


def _comparable(logged: Mapping[str, object], previewed: Mapping[str, object]) -> dict[str, object]:
    """Undo the two known differences: the version of a default provider, and what the log blinds beyond secrets."""
    comparable = {key: value for key, value in logged.items() if key != "version" or key in previewed}
    for key, value in comparable.items():
        if value is SECRET and previewed.get(key) in CLEAR_IN_PREVIEW_ONLY:
            comparable[key] = previewed[key]
    return comparable


@pytest.mark.parametrize("log", SUCCESSFUL_LOGS, ids=_title)
def test_both_documents_of_a_run_show_the_same_configuration(log: Path) -> None:
    assert read(log).config == read(_preview_of(log)).config


@pytest.mark.parametrize("log", [log for log in ALL_LOGS if log not in SUCCESSFUL_LOGS], ids=_title)
def test_a_failed_run_is_refused_whichever_document_tells_of_it(log: Path) -> None:
    for document in (log, _preview_of(log)):
        with pytest.raises(InputError, match="failed"):
            read(document)


def test_the_streaming_preview_reads_like_the_event_log() -> None:
    streamed = read(FIXTURES / "demo" / "preview-streaming.jsonl")

    logged = read(FIXTURES / "demo" / "events.jsonl")

    assert _by_urn(streamed).keys() == _by_urn(logged).keys()
    assert len(streamed.resources) == 10


def test_a_preview_that_a_policy_pack_stopped_is_refused_and_says_how_to_go_on() -> None:
    with pytest.raises(InputError, match=r"a policy pack stopped.*preview again without that pack"):
        read(FIXTURES / "demo" / "events-pack-violation.jsonl")


def test_a_preview_with_advisory_policy_results_is_read() -> None:
    deployment = read(FIXTURES / "demo" / "events-pack-unknown.jsonl")

    assert len(deployment.resources) == 10


def test_an_update_plan_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"update plan .*give a Pulumi preview"):
        read(FIXTURES / "demo" / "update-plan.json")


def test_unknowns_and_secrets_of_a_real_preview_are_marked() -> None:
    resources = {item.name: item for item in read(FIXTURES / "demo" / "preview.json").resources}

    assert resources["ovh"].inputs["password"] is SECRET
    assert resources["sub"].inputs["networkId"] is UNKNOWN
    assert resources["sub"].inputs["cidr"] == "10.1.0.0/24"


def test_the_engines_bookkeeping_is_left_out() -> None:
    for document in (*FIXTURES.rglob("update/*"), FIXTURES / "demo" / "preview.json"):
        for resource in read(document).resources:
            assert not {"__defaults", "__internal"} & resource.inputs.keys()


def test_a_real_state_shows_what_exists_with_its_outputs_and_secrets_provider() -> None:
    state = read(FIXTURES / "update" / "state.json")

    network = next(item for item in state.resources if item.name == "net")
    keypair = next(item for item in state.resources if item.name == "kp")

    assert state.secrets_provider == "passphrase"
    assert network.outputs["region"] == "GRA11"
    assert keypair.outputs["privateKey"] is SECRET
    assert not state.gaps


def test_an_update_without_its_state_says_what_it_leaves_out() -> None:
    gaps = {gap.kind: gap for gap in read(FIXTURES / "update" / "preview.json").gaps}

    assert gaps[GapKind.UNSEEN_RESOURCES].hides_resources
    assert gaps[GapKind.UNSEEN_PROVIDER].urn == "urn:pulumi:dev::upd::pulumi:providers:openstack::ovh"
    for gap in gaps.values():
        assert "--show-sames" in gap.mend
        assert "--state" in gap.mend


def test_an_update_beside_its_state_is_complete() -> None:
    update = read(FIXTURES / "update" / "preview.json", ReadOptions(state=FIXTURES / "update" / "state.json"))

    resources = {item.name: item for item in update.resources}

    assert not update.gaps
    assert update.secrets_provider == "passphrase"
    assert "netd" not in resources
    assert resources["net"].inputs["description"] == "v2"
    assert resources["ovh"].inputs["region"] == "GRA11"
