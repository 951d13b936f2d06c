"""A fake cloud and a configured plugin for every room's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outscale.calling import Caller
from tests.outscale.fake import Fake, running_fake
from tests.outscale.plugin import KEYS, Plugin, running_plugin
from tests.outscale.prism import Checked, find_prism, running_prism
from tests.outscale.world import World


@pytest.fixture(scope="session")
def cloud() -> Iterator[Fake]:
    with running_fake() as fake:
        yield fake


@pytest.fixture
def fake(cloud: Fake) -> Fake:
    """An empty cloud in which nothing goes wrong."""
    cloud.reset()
    cloud.control(slow=0.05)
    return cloud


@pytest.fixture(scope="module")
def running() -> Iterator[Plugin]:
    with running_plugin() as plugin:
        yield plugin


@pytest.fixture
def plugin(running: Plugin, fake: Fake) -> Plugin:
    """A plugin that has just been configured for the empty cloud."""
    running.configure(**KEYS, endpoint=fake.url, maxRequestsPerSecond=100000)
    return running


@pytest.fixture
def world(plugin: Plugin) -> World:
    return World(plugin)


@pytest.fixture
def call(fake: Fake) -> Iterator[Caller]:
    """Calls the empty cloud, whose state changes then take no time; every reply is checked against the document."""
    fake.control(slow=0)
    caller = Caller(f"{fake.url}/api/v1")
    yield caller
    caller.close()


@pytest.fixture(scope="session")
def checked() -> Iterator[Checked]:
    """A cloud behind Prism, which refuses every call and every reply that the document does not allow."""
    executable = find_prism()
    if executable is None:
        pytest.skip("Prism is not installed: put `prism` on PATH, or its path or that of node_modules in PRISM")
    with running_fake() as behind, running_prism(executable, behind.url) as url:
        # The client signs for Prism's address; Prism passes calls on under the fake's.
        behind.control(slow=0, hosts=[url.removeprefix("http://")])
        yield Checked(behind, url)
