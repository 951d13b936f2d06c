"""What the program no longer means and what stays all the same is a part of the deployment, at the provider it had."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rempart.inputs import ReadOptions, read
from rempart.model.deployment import Deployment, GapKind
from rempart.model.resource import Resource
from tests.inputs.input_documents import (
    NETWORK,
    PROVIDER,
    UNKNOWN_TEXT,
    Json,
    a_preview,
    a_resource,
    a_state,
    a_step,
    an_event_log,
    named,
    read_content,
    urn,
    write,
)

OLD = {"name": "old"}
NEW = {"name": "new"}


def at(identifier: str, provider: str = "cloud") -> str:
    return f"{urn(PROVIDER, provider)}::{identifier}"


def left(deployment: Deployment) -> list[Resource]:
    return [item for item in deployment.resources if item.left_behind and not item.is_provider]


def an_old(**fields: Any) -> Json:
    return a_resource(inputs=OLD, **fields)


@pytest.mark.parametrize(
    "steps",
    [
        [a_step(op="delete", inputs=OLD, id="1", retainOnDelete=True)],
        [a_step(op="delete-replaced", inputs=OLD, id="1", retainOnDelete=True)],
        [a_step(op="replace", inputs=NEW, old=an_old(retainOnDelete=True))],
        [a_step(op="replace", inputs=NEW, old=an_old(), retainOnDelete=True)],
        [
            a_step(op="create-replacement", inputs=NEW, old=an_old(retainOnDelete=True)),
            a_step(op="replace", inputs=NEW, old=an_old(retainOnDelete=True)),
            a_step(op="delete-replaced", inputs=OLD, id="1", retainOnDelete=True),
        ],
    ],
    ids=["deleted", "deletion of a replaced", "replaced", "replaced, retained from now on", "all three steps"],
)
@pytest.mark.parametrize("write_down", [a_preview, an_event_log], ids=["preview", "events"])
def test_what_is_retained_stays_once(tmp_path: Path, steps: list[Json], write_down: Any) -> None:
    deployment = read_content(tmp_path, write_down(a_step(name="other"), *steps))

    assert [item.inputs for item in left(deployment)] == [OLD]


@pytest.mark.parametrize(
    "step",
    [
        a_step(op="delete", inputs=OLD, id="1"),
        a_step(op="delete", inputs=OLD, id="1", retainOnDelete=False),
        a_step(op="delete", inputs=OLD, id="1", retainOnDelete=True, external=True),
        a_step(op="replace", inputs=NEW, old=an_old()),
        a_step(op="update", inputs=NEW, old=an_old(retainOnDelete=True)),
        a_step(op="same", inputs=NEW, old=an_old(retainOnDelete=True)),
        {**a_step(op="delete", inputs=OLD, id="1", retainOnDelete=True), "op": "remove-pending-replace"},
        {**a_step(op="delete", inputs=OLD, id="1", retainOnDelete=True), "op": "discard"},
    ],
    ids=["deleted", "not retained", "only read", "replaced", "updated", "same", "deleted before", "no longer read"],
)
def test_what_is_deleted_or_stays_the_same_resource_leaves_nothing_behind(tmp_path: Path, step: Json) -> None:
    deployment = read_content(tmp_path, a_preview(a_step(name="other"), step))

    assert left(deployment) == []


def test_what_is_left_behind_is_told_with_the_way_out(tmp_path: Path) -> None:
    step = a_step(op="delete", inputs=OLD, id="1", retainOnDelete=True)

    deployment = read_content(tmp_path, a_preview(a_step(name="other"), step))

    (gap,) = [gap for gap in deployment.gaps if gap.kind is GapKind.LEFT_BEHIND]
    assert gap.urn == urn(NETWORK, "net")
    assert "net stays" in gap.message
    assert gap.mend


def test_a_deployment_of_nothing_but_what_it_leaves_behind_can_be_judged(tmp_path: Path) -> None:
    deployment = read_content(tmp_path, a_preview(a_step(op="delete", inputs=OLD, id="1", retainOnDelete=True)))

    assert [item.inputs for item in deployment.resources] == [OLD]


def test_what_waits_for_its_deletion_in_a_state_is_a_part_of_the_deployment(tmp_path: Path) -> None:
    waiting = a_resource(inputs=OLD, delete=True)

    deployment = read_content(tmp_path, a_state(a_resource(inputs=NEW), waiting))

    assert [item.inputs for item in deployment.resources] == [NEW, OLD]


def test_what_waits_for_its_deletion_in_the_state_beside_a_preview_is_one_too(tmp_path: Path) -> None:
    state = write(tmp_path, a_state(a_resource(inputs=NEW), a_resource(inputs=OLD, delete=True)), "state.json")
    preview = write(tmp_path, a_preview(a_step(op="same", inputs=NEW)))

    deployment = read(preview, ReadOptions(state=state))

    assert [item.inputs for item in left(deployment)] == [OLD]


@pytest.mark.parametrize("op", ["update", "replace"])
def test_what_is_left_behind_stands_at_its_provider_as_it_was(tmp_path: Path, op: str) -> None:
    was = a_resource(PROVIDER, "cloud", {"region": "BHS5"}, id="one")
    provider = a_step(PROVIDER, "cloud", {"region": "GRA11"}, op=op, old=was, id="one" if op == "update" else "")
    kept = a_step(op="delete", inputs=OLD, id="1", retainOnDelete=True) | {}
    kept["oldState"]["provider"] = at("one")

    deployment = read_content(tmp_path, a_preview(provider, kept))

    (resource,) = left(deployment)
    (stands_at,) = [item for item in deployment.resources if item.key == resource.provider]
    assert stands_at.inputs == {"region": "BHS5"}
    assert named(deployment, "cloud").inputs == {"region": "GRA11"}


@pytest.mark.parametrize(
    ("referred", "region"), [("new", "GRA11"), ("old", "BHS5")], ids=["the successor", "the one that waits"]
)
def test_a_resource_stands_at_the_instance_of_its_provider_that_it_names(
    tmp_path: Path, referred: str, region: str
) -> None:
    successor = a_resource(PROVIDER, "cloud", {"region": "GRA11"}, id="new")
    former = a_resource(PROVIDER, "cloud", {"region": "BHS5"}, id="old", delete=True)

    deployment = read_content(tmp_path, a_state(successor, former, a_resource(provider=at(referred))))

    stands_at = {item.key: item for item in deployment.resources}[named(deployment, "net").provider or ""]
    assert stands_at.inputs == {"region": region}


def test_a_former_provider_at_which_nothing_stands_is_no_part_of_the_deployment(tmp_path: Path) -> None:
    successor = a_resource(PROVIDER, "cloud", {"region": "GRA11"}, id="new")
    former = a_resource(PROVIDER, "cloud", {"region": "BHS5"}, id="old", delete=True)

    deployment = read_content(tmp_path, a_state(successor, former, a_resource(provider=at("new"))))

    assert [item.inputs for item in deployment.resources if item.is_provider] == [{"region": "GRA11"}]


def test_an_instance_that_nobody_shows_is_missed(tmp_path: Path) -> None:
    provider = a_resource(PROVIDER, "cloud", {"region": "GRA11"}, id="one")

    deployment = read_content(tmp_path, a_state(provider, a_resource(provider=at("another"))))

    assert named(deployment, "net").provider == at("another")
    assert [gap.kind for gap in deployment.gaps] == [GapKind.UNSEEN_PROVIDER]


@pytest.mark.parametrize("identifier", [UNKNOWN_TEXT, "one"])
def test_a_provider_that_is_known_by_no_id_yet_is_the_one_that_is_meant(tmp_path: Path, identifier: str) -> None:
    provider = a_step(PROVIDER, "cloud", {"region": "GRA11"})
    step = a_step(inputs=NEW)
    step["newState"]["provider"] = at(identifier)

    deployment = read_content(tmp_path, a_preview(provider, step))

    assert named(deployment, "net").provider == urn(PROVIDER, "cloud")
    assert deployment.gaps == ()
