"""Prism, between the provider and the fake, sees a life of every kind, and no call or answer breaks the document."""

from __future__ import annotations

import pytest

from outscale_provider.table import load_table
from tests.outscale.plugin import KEYS, Plugin
from tests.outscale.prism import Checked
from tests.outscale.world import World, kinds

TAGS = [{"key": "data", "value": "health"}]


@pytest.fixture
def watched(running: Plugin, checked: Checked) -> World:
    """A plugin that reaches its empty cloud through Prism only."""
    checked.fake.reset()
    checked.fake.control(slow=0, hosts=[checked.url.removeprefix("http://")])
    running.configure(**KEYS, endpoint=checked.url, maxRequestsPerSecond=100000)
    return World(running)


@pytest.mark.parametrize("name", kinds())
def test_a_life_within_the_document(name: str, watched: World) -> None:
    plugin, tagged = watched.plugin, load_table().kind_named(name).tags
    inputs = watched.inputs(name)

    made = plugin.create(name, inputs)
    changed = plugin.update(made, inputs | {"tags": TAGS}) if tagged else made
    seen = plugin.refresh(changed)
    plugin.delete(changed)

    assert seen is not None
    assert seen.inputs == changed.inputs
