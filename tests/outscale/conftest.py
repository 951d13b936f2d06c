"""What the tests of Outscale share: an empty cloud of their own, and a way to call it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outscale.calling import Caller
from tests.outscale.fake import Fake, running_fake
from tests.outscale.prism import Checked, find_prism, running_prism


@pytest.fixture
def fake() -> Iterator[Fake]:
    """An empty cloud, whose state changes take no time."""
    with running_fake() as running:
        running.control(slow=0)
        yield running


@pytest.fixture
def call(fake: Fake) -> Iterator[Caller]:
    """Calls the cloud; every reply is checked against the service's document."""
    caller = Caller(f"{fake.url}/api/v1")
    yield caller
    caller.close()


@pytest.fixture(scope="session")
def checked() -> Iterator[Checked]:
    """A cloud behind Prism, which refuses every call and every reply that the document does not allow."""
    executable = find_prism()
    if executable is None:
        pytest.skip("Prism is not installed: put `prism` on PATH, or its path or that of node_modules in PRISM")
    with running_fake() as running, running_prism(executable, running.url) as url:
        # The client signs for Prism's address; Prism passes calls on under the fake's.
        running.control(slow=0, hosts=[url.removeprefix("http://")])
        yield Checked(running, url)
