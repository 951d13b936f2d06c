"""Buckets when things go wrong: names taken, answers lost, keys refused, a store that is busy or is no store."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from botocore.exceptions import SSLError

from outscale_provider.errors import ApiError, CancelledError, OutOfTimeError, PartialError
from outscale_provider.kinds.object_store import store as store_module
from outscale_provider.kinds.object_store.refusals import passes, refusal_of
from outscale_provider.values.json import JsonObject
from tests.outscale.object_store import (
    ACCESS_KEY,
    SECRET_KEY,
    QuietClient,
    Store,
    handler_with,
    refusal,
    running_server,
    settings_for,
    store_at,
)


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with running_server() as port:
        yield port


@pytest.fixture
def store(server: int) -> Iterator[Store]:
    with store_at(server) as store:
        yield store


def read_through(**settings: Any) -> ApiError:
    """Read a bucket with other settings than the right ones; returns what went wrong."""
    handler = handler_with(QuietClient(settings_for(**settings)))
    with pytest.raises(ApiError) as failed:
        handler.read("records", {}, {})
    handler.close()
    return failed.value


def test_a_bucket_that_the_account_has_already_is_not_taken_over(store: Store) -> None:
    store.console.create_bucket(Bucket="records", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})

    with pytest.raises(ApiError) as refused:
        store.create()

    assert refused.value.code == "BucketAlreadyOwnedByYou"
    assert "pulumi import outscale:index/bucket:Bucket NAME records" in str(refused.value)


def test_a_name_that_another_account_has_is_told_as_such(store: Store) -> None:
    store.fail("HEAD", status=403)
    store.fail("PUT", status=409, body=refusal("BucketAlreadyExists"))

    with pytest.raises(ApiError) as refused:
        store.create()

    assert refused.value.code == "BucketAlreadyExists"
    assert "another account has a bucket records" in str(refused.value)


def test_a_bucket_whose_creation_went_unanswered_is_found_and_kept(store: Store) -> None:
    store.fail("PUT", "records", skip=1, lost=True, carried_out=True)

    made = store.create({"versioning": True})

    assert made.id == "records"
    assert store.console.get_bucket_versioning(Bucket="records")["Status"] == "Enabled"


def test_a_bucket_that_was_there_before_the_lost_answer_is_not_taken_over(store: Store) -> None:
    store.console.create_bucket(Bucket="records", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    store.fail("PUT", "records", skip=1, lost=True)

    with pytest.raises(ApiError, match="has a bucket records already"):
        store.create()


def test_a_creation_that_is_never_confirmed_is_told_as_such(store: Store) -> None:
    store.fail("PUT", "records", times=-1, lost=True)

    with pytest.raises(ApiError) as failed:
        store.create()

    assert failed.value.ambiguous
    assert "may have been made although no answer came: look for records" in str(failed.value)
    assert len(store.client.slept) == 5


def test_a_creation_that_is_refused_is_not_ambiguous(store: Store) -> None:
    store.fail("PUT", status=400, body=refusal("TooManyBuckets", "You have attempted to create more"))

    with pytest.raises(ApiError) as refused:
        store.create()

    assert not refused.value.ambiguous
    assert refused.value.request_id == "R-1"
    assert str(refused.value).startswith("CreateBucket: You have attempted to create more: delete buckets that")


@pytest.mark.parametrize(
    ("part", "held"),
    [
        ("versioning", {}),
        ("acl", {"versioning": True}),
        ("tagging", {"versioning": True, "acl": "public-read"}),
        ("policy", {"versioning": True, "acl": "public-read", "tags": [{"key": "a", "value": "b"}]}),
    ],
)
def test_a_half_made_bucket_is_kept_with_the_inputs_that_it_has(store: Store, part: str, held: JsonObject) -> None:
    inputs: JsonObject = {
        "versioning": True,
        "acl": "public-read",
        "tags": [{"key": "a", "value": "b"}],
        "policy": '{"Statement": []}',
        "forceDestroy": True,
    }
    store.fail("PUT", part, status=400, body=refusal("NotImplemented", "Not here"))

    with pytest.raises(PartialError) as failed:
        store.create(inputs)

    expected = {"bucket": "records", "forceDestroy": True} | held
    assert failed.value.id == "records"
    assert failed.value.inputs == expected
    assert expected.items() <= failed.value.state.items()
    assert "this region's object store does not offer it" in failed.value.reason


def test_a_half_made_bucket_is_finished_by_the_next_update(store: Store) -> None:
    store.fail("PUT", "object-lock", status=403, body=refusal("AccessDenied", "Access Denied"))
    wanted = store.checked({"bucket": "records", "objectLock": True, "retentionDays": 3})
    with pytest.raises(PartialError) as failed:
        store.handler.create(wanted, store.context())

    state = store.handler.update("records", failed.value.inputs, wanted, state={}, context=store.context())

    assert state["retentionDays"] == 3
    found = store.read(wanted, state)
    assert found is not None
    assert found.inputs == wanted


def test_a_half_done_update_keeps_what_was_reached(store: Store) -> None:
    store.create({"acl": "public-read"})
    store.fail("PUT", "tagging", status=400, body=refusal("InvalidTag"))

    with pytest.raises(PartialError) as failed:
        store.update({"acl": "public-read"}, {"versioning": True, "tags": [{"key": "a", "value": "b"}]})

    assert failed.value.inputs == {"bucket": "records", "versioning": True}
    assert "only partly updated: PutBucketTagging" in failed.value.reason


def test_a_creation_stopped_by_the_engine_keeps_the_bucket(store: Store) -> None:
    class StoppedWhileItWaits(QuietClient):
        def sleep(self, seconds: float) -> None:
            raise CancelledError(f"stopped, with {seconds} seconds to wait")

    handler = handler_with(StoppedWhileItWaits(store.client.settings))
    store.fail("PUT", "versioning")

    with contextlib.closing(handler), pytest.raises(PartialError, match="only partly made: stopped"):
        handler.create(store.checked({"bucket": "records", "versioning": True}), store.context())

    assert store.buckets() == ["records"]


def test_nothing_is_begun_once_the_engine_asked_to_stop(store: Store) -> None:
    store.client.cancelled = True

    with pytest.raises(CancelledError):
        store.create()

    assert store.buckets() == []


def test_nothing_is_begun_once_the_time_is_up(store: Store) -> None:
    with pytest.raises(OutOfTimeError):
        store.handler.create({"bucket": "records"}, store.context(seconds=-1))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_store_is_asked_again(store: Store, status: int) -> None:
    store.create()
    store.fail("GET", "versioning", status=status, times=3)

    assert store.read() is not None
    assert len(store.client.slept) == 3


def test_a_store_that_stays_busy_is_given_up(store: Store) -> None:
    store.create()
    store.fail("GET", "versioning", body=refusal("SlowDown", "Please reduce your request rate."), times=-1)

    with pytest.raises(ApiError, match="Please reduce your request rate") as failed:
        store.read()

    assert failed.value.code == "SlowDown"
    assert not failed.value.ambiguous
    assert len(store.client.slept) == 5


def test_a_conflict_with_another_request_passes(store: Store) -> None:
    store.create()
    store.fail("DELETE", status=409, body=refusal("OperationAborted"))

    store.delete()

    assert store.buckets() == []


def test_a_deletion_whose_answer_is_lost_is_no_error(store: Store) -> None:
    store.create()
    store.fail("DELETE", lost=True, carried_out=True)

    store.delete()

    assert store.buckets() == []


@pytest.mark.parametrize("part", ["versioning", "acl", "policy", "tagging", "object-lock"])
def test_what_cannot_be_read_is_never_taken_for_what_was_never_set(store: Store, part: str) -> None:
    store.create({"objectLock": True})
    store.fail("GET", part, status=403, body=refusal("AccessDenied", "Access Denied"))

    with pytest.raises(ApiError) as refused:
        store.read()

    assert refused.value.code == "AccessDenied"
    assert "use keys that may do this" in str(refused.value)


def test_a_bucket_that_vanishes_while_it_is_read_is_gone(store: Store) -> None:
    store.create()
    store.fail("GET", "tagging", status=404, body=refusal("NoSuchBucket"))

    assert store.read() is None


@pytest.mark.parametrize(
    ("code", "way_out"),
    [
        ("InvalidAccessKeyId", "OSC_ACCESS_KEY"),
        ("SignatureDoesNotMatch", "OSC_SECRET_KEY"),
        ("RequestTimeTooSkewed", "clock"),
        ("PermanentRedirect", "outscale:region"),
        ("MethodNotAllowed", "no"),
    ],
)
def test_a_refusal_is_told_with_its_code_and_the_way_out(store: Store, code: str, way_out: str) -> None:
    store.fail("GET", status=403, body=refusal(code))

    with pytest.raises(ApiError) as refused:
        store.read()

    assert refused.value.code == code
    assert way_out in str(refused.value)


def test_no_message_holds_a_key_even_when_the_store_says_it(store: Store) -> None:
    told = f"{ACCESS_KEY} is not known, nor {SECRET_KEY}"
    store.fail("GET", status=403, body=refusal("InvalidAccessKeyId", told))

    with pytest.raises(ApiError) as refused:
        store.read()

    assert ACCESS_KEY not in repr(refused.value) + str(refused.value)
    assert SECRET_KEY not in repr(refused.value) + str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("status", "body"), [(200, "<html/>"), (200, "Welcome"), (404, "<html/>"), (404, ""), (418, "")]
)
def test_what_something_else_than_a_store_answers_is_never_taken_for_a_buckets(
    store: Store, status: int, body: str
) -> None:
    store.create()
    store.fail("GET", status=status, body=body, times=-1)

    with pytest.raises(ApiError, match="check outscale:oosEndpoint") as failed:
        store.read()

    assert "Welcome" not in str(failed.value)


def test_a_bare_404_is_not_taken_for_a_bucket_that_is_gone_when_deleting(store: Store) -> None:
    store.create()
    store.fail("DELETE", status=404)

    with pytest.raises(ApiError, match="Not Found: S3 would have said why"):
        store.delete()


def test_without_keys_nothing_is_sent_and_the_settings_are_named(store: Store) -> None:
    failed = read_through(endpoint=store.door.url, access_key=None)

    assert "set outscale:accessKeyId and outscale:secretKeyId" in str(failed)
    assert store.door.seen == []


def test_a_store_that_nobody_answers_for_is_told_with_its_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    failed = read_through(endpoint=f"http://127.0.0.1:{port}")

    assert f"no answer from http://127.0.0.1:{port} (EndpointConnection); check outscale:oosEndpoint" in str(failed)


def test_an_address_that_is_none_is_told() -> None:
    assert "Invalid endpoint" in str(read_through(endpoint="not an address"))


def test_a_certificate_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    failed = read_through(endpoint="https://127.0.0.1:1", ca_file=str(tmp_path / "absent.pem"))

    assert "absent.pem, which outscale:caFile names" in str(failed)


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        ("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed", "is not trusted; name the one to trust with outscale:caFile"),
        ("[SSL: WRONG_VERSION_NUMBER]", "no answer from https://oos.invalid (SSL); check outscale:oosEndpoint"),
    ],
)
def test_what_tls_refuses_is_told_with_its_cause_and_not_tried_again(cause: str, told: str) -> None:
    error = SSLError(endpoint_url="https://oos.invalid", error=OSError(cause))

    refused = refusal_of(error, "HeadBucket", settings_for("https://oos.invalid"))

    assert told in str(refused)
    assert not refused.ambiguous
    assert not passes(error)


def test_aws_own_settings_are_never_used(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile other]\nregion = us-east-1\ns3 =\n  addressing_style = virtual\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "absent")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AMAZON")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "AMAZON")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "AMAZON")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_USE_DUALSTACK_ENDPOINT", "true")

    store.create()

    assert "AMAZON" not in str(store.door.seen)
    assert all(ACCESS_KEY in seen.headers["Authorization"] for seen in store.door.seen)
    assert all("/eu-west-2/s3/" in seen.headers["Authorization"] for seen in store.door.seen)


def test_threads_share_one_connection(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = Mock(wraps=store_module.connect)
    monkeypatch.setattr(store_module, "connect", connect)

    with ThreadPoolExecutor(8) as pool:
        found = [*pool.map(lambda _: store.read(), range(8))]

    assert found == [None] * 8
    assert connect.call_count == 1
