"""Buckets through the plugin itself: the protocol on one side, an S3 server on the other."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from outscale_provider.values.json import UNKNOWN
from outscale_provider.wire.messages import provider_pb2
from tests.outscale.object_store import Store, refusal, running_server, store_at
from tests.outscale.plugin import KEYS, Plugin, init_failure, running_plugin


@pytest.fixture
def store() -> Iterator[Store]:
    with running_server() as port, store_at(port) as store:
        yield store


@pytest.fixture
def plugin(store: Store) -> Iterator[Plugin]:
    with running_plugin() as plugin:
        plugin.configure(**KEYS, oosEndpoint=store.door.url)
        yield plugin


def test_a_bucket_lives_through_the_plugin(store: Store, plugin: Plugin) -> None:
    made = plugin.create("Bucket", {"objectLock": True, "retentionDays": 30}, name="records")
    refreshed = plugin.refresh(made)
    changed = plugin.update(made, {"objectLock": True, "retentionDays": 60, "tags": [{"key": "a", "value": "b"}]})
    adopted = plugin.adopt("Bucket", made.id)
    plugin.delete(changed)

    assert made.id.startswith("records-")
    assert made.state["endpoint"] == store.door.url
    assert refreshed == made
    assert adopted is not None
    assert adopted.inputs == changed.inputs
    assert plugin.refresh(made) is None


def test_a_preview_needs_no_store_and_knows_what_it_cannot_know(plugin: Plugin) -> None:
    foreseen = plugin.preview("Bucket", {"bucket": "records", "policy": UNKNOWN})

    assert foreseen["bucket"] == "records"
    assert foreseen["endpoint"] == UNKNOWN


def test_a_bucket_that_is_changed_for_another_is_told_so(plugin: Plugin) -> None:
    made = plugin.create("Bucket", {"bucket": "records"}, name="records")

    answer = plugin.diff(made, {"bucket": "records", "objectLock": True})

    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert list(answer.replaces) == ["objectLock"]
    assert answer.deleteBeforeReplace


def test_a_half_made_bucket_reaches_the_engines_state(store: Store, plugin: Plugin) -> None:
    store.fail("PUT", "policy", status=400, body=refusal("MalformedPolicy", "Invalid principal"))

    with pytest.raises(grpc.RpcError) as failed:
        plugin.create("Bucket", {"bucket": "records", "policy": '{"Statement": []}'}, name="records")

    left = init_failure(failed.value)
    assert left.id == "records"
    assert left.inputs == {"bucket": "records"}
    assert "Invalid principal" in left.reasons[0]
