"""The life of every kind: made from the document's own example, looked at, found again, imported, removed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outscale.fake import Fake, running_fake
from tests.outscale.plugin import KEYS, Plugin, running_plugin
from tests.outscale.world import World, kinds


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with running_fake() as fake:
        yield fake


@pytest.fixture(scope="module")
def plugin(fake: Fake) -> Iterator[Plugin]:
    with running_plugin() as plugin:
        plugin.configure(**KEYS, endpoint=fake.url, maxRequestsPerSecond=100000)
        yield plugin


@pytest.fixture
def world(fake: Fake, plugin: Plugin) -> World:
    fake.reset()
    fake.control(slow=0.05)
    return World(plugin)


@pytest.mark.parametrize("kind", kinds())
def test_what_was_made_needs_no_change_and_goes_without_a_trace(kind: str, world: World, fake: Fake) -> None:
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
