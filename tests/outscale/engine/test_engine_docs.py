"""The first program of the provider's page, as whoever reads it would run it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outscale.engine.workspace import Workspace
from tests.outscale.fake import Fake
from tests.outscale.object_store import Store, running_server, store_at
from tests.outscale.test_docs import programs


@pytest.fixture
def store() -> Iterator[Store]:
    with running_server() as port, store_at(port) as store:
        yield store


def test_the_first_program_is_deployed_stays_and_goes(workspace: Workspace, fake: Fake, store: Store) -> None:
    (workspace.project / "__main__.py").write_text(programs()[0], encoding="utf-8")
    workspace.configure(oosEndpoint=store.door.url)
    workspace.set(**{"clinic:image": "ami-12345678"})

    made = workspace.up()
    again = workspace.preview("--expect-no-changes")
    machines, buckets = fake.objects("Vm"), store.buckets()
    destroyed = workspace.destroy()

    assert made.status == 0, made.text
    assert again.status == 0, again.text
    assert [(vm["State"], vm["TpmEnabled"]) for vm in machines] == [("running", True)]
    assert len(buckets) == 1
    assert destroyed.status == 0, destroyed.text
    assert store.buckets() == []
