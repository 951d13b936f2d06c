"""The life of every kind: made from the document's own example, looked at, found again, imported, removed."""

from __future__ import annotations

import pytest

from tests.outscale.world import World, kinds

NEVER_GONE = {
    "ApiAccessPolicy",  # an account always has one
    "MainRouteTableLink",  # a Net always has a main table
    "NetPeeringAcceptation",  # accepted once and for all: only the peering itself can go
}


@pytest.mark.parametrize("kind", kinds())
def test_what_was_made_needs_no_change_and_goes_without_a_trace(kind: str, world: World) -> None:
    inputs = world.inputs(kind)

    made = world.plugin.create(kind, inputs)
    seen = world.plugin.refresh(made)

    assert made.id
    assert seen is not None
    assert seen.inputs == made.inputs
    assert not world.plugin.diff(seen, inputs).diffs
    world.plugin.delete(made)
    assert world.plugin.refresh(made) is None or kind in {
        "ApiAccessPolicy",
        "NetPeeringAcceptation",
        "MainRouteTableLink",
    }


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind != "AccessKey"])
def test_what_was_made_can_be_imported(kind: str, world: World) -> None:
    made = world.plugin.create(kind, world.inputs(kind))

    adopted = world.plugin.adopt(kind, made.id)

    assert adopted is not None
    assert adopted.id == made.id
