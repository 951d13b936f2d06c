from __future__ import annotations

import json
from pathlib import Path

import pytest

from rempart.errors import InputError
from rempart.model.deployment import GapKind, SourceKind
from rempart.model.values import SECRET, UNKNOWN
from tests.inputs.input_documents import (
    NETWORK,
    PROVIDER,
    Json,
    a_secret,
    a_step,
    an_event_log,
    named,
    names,
    read_content,
    urn,
)

ASSET = {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", "hash": "0", "text": ""}


def _outputs(op: str, outputs: Json, **state: object) -> Json:
    new = {"urn": urn(NETWORK, "net"), "type": NETWORK, "custom": True, "outputs": outputs, **state}
    return {"resOutputsEvent": {"metadata": {"op": op, "urn": urn(NETWORK, "net"), "new": new}}}


def test_a_log_shows_its_steps_and_configuration(tmp_path: Path) -> None:
    log = an_event_log(a_step(inputs={"name": "net"}), config={"care:region": "GRA11", "care:key": "[secret]"})

    deployment = read_content(tmp_path, log)

    assert deployment.source.kind is SourceKind.EVENTS
    assert named(deployment, "net").inputs == {"name": "net"}
    assert deployment.config == {"care:region": "GRA11", "care:key": SECRET}


def test_a_log_leaves_a_false_custom_flag_out(tmp_path: Path) -> None:
    step = a_step("care:index:Records", "records")
    del step["newState"]["custom"]

    assert not named(read_content(tmp_path, an_event_log(step)), "records").custom


def test_secrets_of_a_log_are_marked(tmp_path: Path) -> None:
    log = an_event_log(a_step(inputs={"password": a_secret("hunter2")}))

    deployment = read_content(tmp_path, log)

    assert named(deployment, "net").inputs == {"password": SECRET}
    assert "hunter2" not in repr(deployment)


def test_the_text_of_an_asset_that_the_log_elides_is_unknown(tmp_path: Path) -> None:
    log = an_event_log(a_step(inputs={"content": {**ASSET, "text": "<contents elided>"}}))

    assert named(read_content(tmp_path, log), "net").inputs == {"content": {"text": UNKNOWN}}


@pytest.mark.parametrize("op", ["same", "read"])
def test_what_stays_as_it_is_has_its_outputs(tmp_path: Path, op: str) -> None:
    step = a_step(op=op, old={"urn": urn(NETWORK, "net"), "custom": True, "id": "1"})

    deployment = read_content(tmp_path, an_event_log(step, extra=[_outputs(op, {"region": "GRA11"})]))

    assert named(deployment, "net").outputs == {"region": "GRA11"}


def test_predicted_outputs_are_left_out(tmp_path: Path) -> None:
    log = an_event_log(a_step(), extra=[_outputs("create", {"region": "GRA11"})])

    assert named(read_content(tmp_path, log), "net").outputs == {}


def test_outputs_of_what_no_step_announced_are_left_out(tmp_path: Path) -> None:
    log = an_event_log(a_step(name="other"), extra=[_outputs("same", {"region": "GRA11"})])

    assert names(read_content(tmp_path, log)) == {"other"}


def test_what_a_refresh_found_gone_is_no_part_of_the_deployment(tmp_path: Path) -> None:
    steps = (a_step(op="refresh"), a_step(name="kept", op="update"))

    deployment = read_content(tmp_path, an_event_log(*steps, extra=[_outputs("delete", {})]))

    assert names(deployment) == {"kept"}


@pytest.mark.parametrize("result", ["failed", "canceled", "", "yes"])
def test_any_result_but_success_is_refused(tmp_path: Path, result: str) -> None:
    with pytest.raises(InputError, match="failed"):
        read_content(tmp_path, an_event_log(a_step(), result=result))


def test_an_error_beside_a_success_is_refused(tmp_path: Path) -> None:
    error = {"diagnosticEvent": {"severity": "error", "message": "hunter2"}}

    with pytest.raises(InputError, match="failed") as caught:
        read_content(tmp_path, an_event_log(a_step(), extra=[error]))

    assert "hunter2" not in caught.value.line()


def test_an_older_engine_says_success_by_the_absence_of_errors(tmp_path: Path) -> None:
    log = an_event_log(a_step(), result=None)

    assert names(read_content(tmp_path, log)) == {"net"}


def test_an_older_engine_says_by_its_policy_events_that_a_pack_stopped_it(tmp_path: Path) -> None:
    violation = {"policyEvent": {"enforcementLevel": "mandatory"}}

    with pytest.raises(InputError, match="a policy pack stopped"):
        read_content(tmp_path, an_event_log(a_step(), result=None, extra=[violation]))


def test_a_log_without_its_end_is_refused(tmp_path: Path) -> None:
    lines = an_event_log(a_step()).splitlines(keepends=True)

    with pytest.raises(InputError, match="did not end"):
        read_content(tmp_path, "".join(lines[:-2]))


def test_a_log_of_a_single_event_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did not end"):
        read_content(tmp_path, an_event_log(a_step()).splitlines()[0])


@pytest.mark.parametrize("kept", [slice(None), slice(1, None)], ids=["with its prelude", "without"])
def test_two_runs_in_one_log_are_refused(tmp_path: Path, kept: slice) -> None:
    second = an_event_log(a_step(name="second")).splitlines(keepends=True)

    with pytest.raises(InputError, match="one log holds one run"):
        read_content(tmp_path, an_event_log(a_step()) + "".join(second[kept]))


def test_a_log_of_some_targets_is_refused(tmp_path: Path) -> None:
    skipped = a_step(op="same", old={"urn": urn(NETWORK, "net"), "custom": True, "id": ""})

    with pytest.raises(InputError, match=r"line 2: skips a resource: .*--target"):
        read_content(tmp_path, an_event_log(skipped))


def test_a_filtered_log_hides_resources(tmp_path: Path) -> None:
    lines = an_event_log(a_step(name="a"), a_step(name="b")).splitlines(keepends=True)
    del lines[2]

    (gap,) = read_content(tmp_path, "".join(lines)).gaps

    assert gap.hides_resources
    assert "1 of the 2 create steps" in gap.message


def test_a_provider_that_a_log_does_not_show_is_unseen(tmp_path: Path) -> None:
    log = an_event_log(a_step(provider="default_5_5_1"), config={"openstack:authUrl": "https://auth.cloud.ovh.net"})

    (gap,) = read_content(tmp_path, log).gaps

    assert (gap.kind, gap.urn) == (GapKind.UNSEEN_PROVIDER, urn(PROVIDER, "default_5_5_1"))


def test_blank_lines_and_events_of_other_kinds_are_passed_over(tmp_path: Path) -> None:
    log = "\n\r\n" + an_event_log(a_step(), extra=[{"progressEvent": {"done": True}}, {"futureEvent": {}}]) + "\n \n"

    assert names(read_content(tmp_path, log)) == {"net"}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("[]", "is not an event"),
        ('{"sequence": 1}', "is not an event"),
        ('{"resourcePreEvent": {"metadata": []}}', "has no metadata"),
        ('{"resOutputsEvent": {}}', "has no metadata"),
        ('{"resourcePreEvent": {"metadata": {"op": "create"}}}', "urn: is not a URN"),
        ('{"resourcePreEvent": {"met', "cut short"),
        ('{"a": {}, "a": {}}', "same key twice"),
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, line: str, complaint: str) -> None:
    log = an_event_log(a_step()).splitlines()
    log.insert(2, line)

    with pytest.raises(InputError, match=f"line 3: .*{complaint}"):
        read_content(tmp_path, "\n".join(log))


@pytest.mark.parametrize("counts", [[], {"create": "1"}])
def test_malformed_counts_are_refused(tmp_path: Path, counts: object) -> None:
    log = [json.loads(line) for line in an_event_log(a_step()).splitlines()]
    log[-2]["summaryEvent"]["resourceChanges"] = counts

    with pytest.raises(InputError, match="counts"):
        read_content(tmp_path, "\n".join(map(json.dumps, log)))
