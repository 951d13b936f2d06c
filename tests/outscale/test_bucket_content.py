"""Removing buckets that hold something: refused, forced, or stopped by object lock, the clock or the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from outscale_provider.errors import ApiError, CancelledError, OutOfTimeError
from tests.outscale.object_store import Store, refusal, running_server, store_at

FORCED = {"forceDestroy": True}


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with running_server() as port:
        yield port


@pytest.fixture
def store(server: int) -> Iterator[Store]:
    with store_at(server) as store:
        yield store


def fill(store: Store, count: int) -> None:
    for number in range(count):
        store.console.put_object(Bucket="records", Key=f"patient-{number}", Body=b"x")


def stock(count: int) -> None:
    """Put things into the bucket behind the store's back: a thousand requests would show nothing of what is removed."""
    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for number in range(count):
        backend.put_object("records", f"patient-{number}", b"x")


def test_a_bucket_that_holds_something_is_not_removed_and_the_way_out_is_told(store: Store) -> None:
    store.create()
    fill(store, 1)

    with pytest.raises(ApiError) as refused:
        store.delete({"forceDestroy": False})

    assert refused.value.code == "BucketNotEmpty"
    assert "empty it, or set forceDestroy: true and run `pulumi up` before" in str(refused.value)
    assert store.console.list_objects_v2(Bucket="records")["KeyCount"] == 1


def test_a_bucket_is_removed_with_its_versions_and_delete_markers_when_forced(store: Store) -> None:
    store.create({"versioning": True})
    fill(store, 2)
    fill(store, 2)
    store.console.delete_object(Bucket="records", Key="patient-0")

    store.delete(FORCED)

    assert store.buckets() == []
    assert store.progress == ["5 versions deleted from the bucket records"]


def test_a_large_bucket_is_emptied_in_pages(store: Store) -> None:
    store.create()
    stock(1001)

    store.delete(FORCED)

    assert store.buckets() == []
    assert len([seen for seen in store.door.seen if seen.method == "POST"]) == 2
    assert store.progress[-1] == "1001 versions deleted from the bucket records"


def test_names_that_xml_cannot_carry_are_emptied_too(store: Store) -> None:
    store.create()
    for key in ("a b&c<d>", "é/ü", "tab\there", "%2F+"):
        store.console.put_object(Bucket="records", Key=key, Body=b"x")

    store.delete(FORCED)

    assert store.buckets() == []


def test_what_object_lock_protects_stays_and_the_end_of_its_protection_is_told(store: Store) -> None:
    store.create({"objectLock": True, "retentionDays": 3})
    fill(store, 2)

    with pytest.raises(ApiError) as refused:
        store.delete(FORCED)

    end = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    assert f"protects 2 of the versions in the bucket records, one of them until {end:%Y-%m-%d}" in str(refused.value)
    assert "patient" not in str(refused.value)
    assert len(store.console.list_object_versions(Bucket="records")["Versions"]) == 2


def test_the_protection_told_is_that_of_the_very_version_refused(store: Store) -> None:
    store.create({"objectLock": True, "retentionDays": 3})
    fill(store, 1)
    version = store.console.list_object_versions(Bucket="records")["Versions"][0]["VersionId"]
    store.console.delete_object(Bucket="records", Key="patient-0")
    error = f"<Key>patient-0</Key><VersionId>{version}</VersionId><Code>AccessDenied</Code>"
    store.fail("POST", "delete", status=200, body=f"<DeleteResult><Error>{error}</Error></DeleteResult>")

    with pytest.raises(ApiError, match=r"object lock protects 1 of the versions .* until 20\d\d-\d\d-\d\d"):
        store.delete(FORCED)


def test_a_legal_hold_is_told_as_object_lock_without_an_end(store: Store) -> None:
    store.create({"objectLock": True})
    fill(store, 1)
    store.console.put_object_legal_hold(Bucket="records", Key="patient-0", LegalHold={"Status": "ON"})

    with pytest.raises(ApiError, match=r"object lock protects 1 of the versions in the bucket records; nothing can"):
        store.delete(FORCED)


def test_a_version_that_may_not_be_deleted_is_told(store: Store) -> None:
    store.create()
    fill(store, 1)
    answer = "<DeleteResult><Error><Key>patient-0</Key><Code>AccessDenied</Code></Error></DeleteResult>"
    store.fail("POST", "delete", status=200, body=answer)

    with pytest.raises(ApiError, match=r"1 of the versions in the bucket records cannot be deleted: AccessDenied"):
        store.delete(FORCED)


def test_a_version_that_fails_for_the_moment_is_tried_again(store: Store) -> None:
    store.create()
    fill(store, 1)
    answer = "<DeleteResult><Error><Key>patient-0</Key><Code>SlowDown</Code></Error></DeleteResult>"
    store.fail("POST", "delete", status=200, body=answer)

    store.delete(FORCED)

    assert store.buckets() == []
    assert len(store.client.slept) == 1


def test_a_bucket_that_others_keep_writing_to_is_given_up_in_the_end(store: Store) -> None:
    store.create()
    store.fail("DELETE", status=409, body=refusal("BucketNotEmpty"), times=-1)

    with pytest.raises(ApiError, match=r"others still write to it"):
        store.delete(FORCED)

    assert len([seen for seen in store.door.seen if seen.method == "DELETE"]) == 5


def test_emptying_stops_when_the_time_is_up(store: Store) -> None:
    store.create()
    fill(store, 1)

    with pytest.raises(OutOfTimeError, match="customTimeouts"):
        store.delete(FORCED, seconds=-1)

    assert store.buckets() == ["records"]


def test_emptying_stops_when_the_engine_asks(store: Store) -> None:
    store.create()
    fill(store, 1)
    store.client.cancelled = True

    with pytest.raises(CancelledError):
        store.delete(FORCED)

    assert store.console.list_objects_v2(Bucket="records")["KeyCount"] == 1


def test_a_bucket_that_vanishes_while_it_is_emptied_is_no_error(store: Store) -> None:
    store.create()
    store.fail("DELETE", status=404, body=refusal("NoSuchBucket"))

    store.delete(FORCED)

    assert store.progress == []
