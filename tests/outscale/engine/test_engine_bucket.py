"""A bucket's life under the real engine, on an S3 server (moto)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outscale.engine.workspace import Workspace
from tests.outscale.object_store import Store, running_server, store_at

BACKUPS = """
backups = outscale.Bucket("backups", object_lock=True, retention_days=30, tags=[{"key": "data", "value": "health"}])
plain = outscale.Bucket("plain", bucket="plain-records", versioning=True)
pulumi.export("endpoint", backups.endpoint)
"""


@pytest.fixture
def store() -> Iterator[Store]:
    with running_server() as port, store_at(port) as store:
        yield store


def test_buckets_are_made_changed_imported_and_removed(workspace: Workspace, store: Store) -> None:
    workspace.write(BACKUPS)
    workspace.configure(oosEndpoint=store.door.url)

    made = workspace.up()
    again = workspace.up("--refresh")
    workspace.write(BACKUPS.replace("retention_days=30", "retention_days=60"))
    changed = workspace.up()
    workspace.forget()
    imported = workspace.take_over([{"type": "outscale:index/bucket:Bucket", "name": "plain", "id": "plain-records"}])
    previewed = workspace.preview()
    destroyed = workspace.destroy()

    assert (made.status, made.counts) == (0, {"create": 2}), made.text
    assert (again.status, again.counts) == (0, {}), again.text
    assert changed.operations == {"Bucket backups": ["update"]}, changed.text
    assert imported.status == 0, imported.text
    assert (previewed.status, previewed.counts) == (0, {}), previewed.text
    assert (destroyed.status, destroyed.counts) == (0, {"delete": 1}), destroyed.text


def test_a_bucket_with_records_in_it_is_not_removed(workspace: Workspace, store: Store) -> None:
    workspace.write('outscale.Bucket("records", bucket="records-1")')
    workspace.configure(oosEndpoint=store.door.url)
    workspace.up()
    store.console.put_object(Bucket="records-1", Key="a", Body=b"health")

    refused = workspace.destroy()

    assert refused.status != 0
    assert "forceDestroy" in refused.told("error")
    assert list(workspace.state().resources) == ["Bucket records"]
