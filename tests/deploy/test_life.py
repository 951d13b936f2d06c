"""The life of each program: previewed under the pack, deployed, deployed again, looked at, changed, destroyed.

Each step is taken once, after the one before it; each test says what one step must have come to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.deploy import DEPLOYS, cases
from tests.deploy.cases import Case, of_kinds
from tests.deploy.engine import Outcome, Place
from tests.deploy.inventory import Inventory

pytestmark = DEPLOYS


@dataclass(frozen=True, slots=True)
class Step:
    """What one command did, and what exists afterwards."""

    case: Case
    outcome: Outcome
    stock: Inventory


@pytest.fixture(scope="module", params=["every_kind", "records_ovhcloud", "records_outscale"])
def case(request: pytest.FixtureRequest, new_place: Callable[[], Place]) -> Iterator[Case]:
    if request.param == "records_outscale":
        request.getfixturevalue("engine")
        with cases.records_outscale(new_place()) as case:
            yield case
    else:
        case = getattr(cases, request.param)(request.getfixturevalue("lab"), new_place())
        yield case
    case.program.destroy()


@pytest.fixture(scope="module")
def previewed(case: Case) -> Step:
    return _step(case, case.program.preview())


@pytest.fixture(scope="module")
def deployed(previewed: Step) -> Step:
    return _step(previewed.case, previewed.case.program.up())


@pytest.fixture(scope="module")
def deployed_again(deployed: Step) -> Step:
    return _step(deployed.case, deployed.case.program.up())


@pytest.fixture(scope="module")
def refreshed(deployed_again: Step) -> Step:
    return _step(deployed_again.case, deployed_again.case.program.refresh())


@pytest.fixture(scope="module")
def changed(refreshed: Step) -> Step:
    refreshed.case.program.configure(refreshed.case.change)
    return _step(refreshed.case, refreshed.case.program.up())


@pytest.fixture(scope="module")
def destroyed(changed: Step) -> Step:
    return _step(changed.case, changed.case.program.destroy())


def _step(case: Case, outcome: Outcome) -> Step:
    return Step(case, outcome, case.take_stock())


def test_a_preview_makes_nothing_and_the_pack_lets_it_through(previewed: Step) -> None:
    assert previewed.outcome.succeeded, previewed.outcome.output
    assert "rempart" in previewed.outcome.output
    assert previewed.outcome.counts == {"create": len(previewed.outcome.steps)}
    assert not previewed.stock


def test_what_was_previewed_is_deployed(previewed: Step, deployed: Step) -> None:
    assert deployed.outcome.succeeded, deployed.outcome.output
    assert deployed.outcome.steps == previewed.outcome.steps


def test_everything_exists_as_often_as_the_program_says(deployed: Step) -> None:
    assert of_kinds(deployed.stock) == deployed.case.makes


def test_deploying_again_changes_nothing(deployed: Step, deployed_again: Step) -> None:
    assert deployed_again.outcome.succeeded, deployed_again.outcome.output
    assert deployed_again.outcome.changed == {}
    assert deployed_again.stock == deployed.stock


def test_a_refresh_finds_that_all_is_as_the_state_says(refreshed: Step) -> None:
    assert refreshed.outcome.succeeded, refreshed.outcome.output
    assert refreshed.outcome.changed == {}


def test_a_change_is_made_in_place_where_it_can_be_and_by_replacement_where_not(changed: Step) -> None:
    assert changed.outcome.succeeded, changed.outcome.output
    assert changed.outcome.changed == changed.case.changes


def test_a_change_leaves_nothing_twice(deployed: Step, changed: Step) -> None:
    assert of_kinds(changed.stock) == of_kinds(deployed.stock)


def test_destroying_leaves_nothing_but_what_the_cloud_keeps_by_its_own_rules(destroyed: Step) -> None:
    assert destroyed.outcome.succeeded, destroyed.outcome.output
    assert of_kinds(destroyed.stock) == destroyed.case.stays
