"""What the pack forbids stops the whole program, before anything of it exists in any cloud."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.deploy import DEPLOYS
from tests.deploy.cases import program_on
from tests.deploy.engine import Place, Program
from tests.deploy.inventory import counted, project_inventory
from tests.deploy.lab import Access, Lab

pytestmark = DEPLOYS

FORBIDDEN = {
    "american-operator": "CLOUD Act",
    "outside-europe": "outside the European Economic Area",
    "credential-in-clear": "RMP-IDE-001",
}
"""What stands beside the records, and what the engine then says."""


@pytest.fixture
def place(new_place: Callable[[], Place]) -> Place:
    return new_place()


@pytest.fixture
def project(lab: Lab, place: Place) -> Access:
    return lab.project(place.stack)


def mirrored(project: Access, place: Place, *parts: str, simulated: bool = True) -> Program:
    """Set up records on the lab with, before or behind them, what must not be."""
    keys = {"OSC_ACCESS_KEY": "NOT0A0KEY0OF0ANYBODY", "OSC_SECRET_KEY": "not-a-key-of-anybody"}
    program = program_on(project, place, "forbidden", simulated=simulated, **keys)
    program.configure({"parts": " ".join(parts)})
    return program


@pytest.mark.parametrize("part", FORBIDDEN)
def test_what_is_forbidden_stops_what_is_allowed_before_it_exists(part: str, project: Access, place: Place) -> None:
    program = mirrored(project, place, "records", part)

    outcome = program.up_after_preview()

    assert not outcome.succeeded
    assert FORBIDDEN[part] in outcome.output
    assert not counted(project_inventory(project.connect()))
    assert not program.resources()


def test_a_forbidden_provider_stops_even_who_skips_the_preview(project: Access, place: Place) -> None:
    program = mirrored(project, place, "american-operator", "records")

    outcome = program.up()

    assert not outcome.succeeded
    assert FORBIDDEN["american-operator"] in outcome.output
    assert not counted(project_inventory(project.connect()))


def test_the_lab_itself_is_refused_where_no_switch_accepts_a_simulation(project: Access, place: Place) -> None:
    program = mirrored(project, place, "records", simulated=False)

    outcome = program.up()

    assert not outcome.succeeded
    assert "simulat" in outcome.output
    assert not counted(project_inventory(project.connect()))


def test_the_records_alone_are_let_through(project: Access, place: Place) -> None:
    program = mirrored(project, place, "records")

    outcome = program.up_after_preview()

    assert outcome.succeeded, outcome.output
    assert {"network", "subnet", "container"} <= {found.kind for found in project_inventory(project.connect())}
    assert program.destroy().succeeded
