"""A bucket through its life, against a real S3 server: made, looked at, changed, adopted, removed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from outscale_provider.errors import ProviderError
from outscale_provider.values.json import JsonObject
from tests.outscale.object_store import Store, running_server, store_at

POLICY = json.dumps({
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
         "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::records"},
    ],
})  # fmt: skip
TAGS = [{"key": "team", "value": "imaging"}, {"key": "data", "value": "health"}]
EVERYTHING: JsonObject = {
    "objectLock": True,
    "retentionDays": 30,
    "acl": "authenticated-read",
    "policy": POLICY,
    "tags": TAGS,
    "forceDestroy": True,
}


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with running_server() as port:
        yield port


@pytest.fixture
def store(server: int) -> Iterator[Store]:
    with store_at(server) as store:
        yield store


def test_a_plain_bucket_is_made_private_and_without_versions(store: Store) -> None:
    made = store.create()

    assert made.id == "records"
    assert made.state == {
        "bucket": "records",
        "acl": "private",
        "versioning": False,
        "objectLock": False,
        "tags": [],
        "forceDestroy": False,
        "endpoint": store.door.url,
    }
    assert store.buckets() == ["records"]


def test_a_bucket_is_made_with_all_that_was_asked_for(store: Store) -> None:
    store.create(EVERYTHING)

    lock = store.console.get_object_lock_configuration(Bucket="records")["ObjectLockConfiguration"]
    assert lock["Rule"]["DefaultRetention"]["Mode"] == "COMPLIANCE"
    assert lock["Rule"]["DefaultRetention"]["Days"] == 30
    assert store.console.get_bucket_versioning(Bucket="records")["Status"] == "Enabled"
    assert json.loads(store.console.get_bucket_policy(Bucket="records")["Policy"]) == json.loads(POLICY)
    assert len(store.console.get_bucket_tagging(Bucket="records")["TagSet"]) == 2
    assert len(store.console.get_bucket_acl(Bucket="records")["Grants"]) == 2


@pytest.mark.parametrize("inputs", [{}, {"versioning": True}, {"versioning": False, "tags": []}, EVERYTHING])
def test_a_bucket_just_made_reads_back_as_it_was_asked_for(store: Store, inputs: JsonObject) -> None:
    made = store.create(inputs)
    checked = store.checked({"bucket": "records"} | inputs)

    found = store.read(checked, made.state)

    assert found is not None
    assert found.inputs == checked
    assert found.state == made.state
    assert store.handler.diff(found.inputs, checked, found.state).changes == {}


def test_the_bodies_sent_carry_the_digest_that_other_stores_than_amazons_ask_for(store: Store) -> None:
    store.create(EVERYTHING)

    with_body = [seen for seen in store.door.seen if int(seen.headers.get("Content-Length", 0))]
    assert with_body
    assert all("Content-MD5" in seen.headers for seen in with_body)
    assert all(seen.path.startswith("/records") for seen in store.door.seen)


def test_a_bucket_that_is_gone_reads_as_gone(store: Store) -> None:
    assert store.read({"bucket": "records"}) is None


@pytest.mark.parametrize(
    ("behind_its_back", "name", "live"),
    [
        (lambda s3: s3.put_bucket_versioning(Bucket="records", VersioningConfiguration={"Status": "Suspended"}),
         "versioning", False),
        (lambda s3: s3.put_bucket_acl(Bucket="records", ACL="public-read"), "acl", "public-read"),
        (lambda s3: s3.put_bucket_policy(Bucket="records", Policy='{"Statement": []}'), "policy", '{"Statement": []}'),
        (lambda s3: s3.delete_bucket_policy(Bucket="records"), "policy", None),
        (lambda s3: s3.put_bucket_tagging(Bucket="records", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]}),
         "tags", [{"key": "a", "value": "b"}]),
        (lambda s3: s3.delete_bucket_tagging(Bucket="records"), "tags", []),
        (lambda s3: s3.put_object_lock_configuration(Bucket="records", ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 7}}}),
         "retentionDays", 7),
        (lambda s3: s3.put_object_lock_configuration(Bucket="records", ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 2}}}),
         "retentionDays", 730),
        (lambda s3: s3.put_object_lock_configuration(Bucket="records", ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 30}}}),
         "retentionMode", "GOVERNANCE"),
        (lambda s3: s3.put_object_lock_configuration(
            Bucket="records", ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"}), "retentionDays", None),
    ],
)  # fmt: skip
def test_what_somebody_changes_by_hand_is_seen(store: Store, behind_its_back: Any, name: str, live: object) -> None:
    made = store.create(EVERYTHING)
    checked = store.checked({"bucket": "records"} | EVERYTHING)

    behind_its_back(store.console)
    found = store.read(checked, made.state)

    assert found is not None
    assert found.inputs.get(name) == live
    assert found.state.get(name) == live
    assert name in store.handler.diff(found.inputs, checked, found.state).changes


def test_what_somebody_adds_by_hand_is_seen_though_the_program_never_stated_it(store: Store) -> None:
    store.create()

    store.console.put_bucket_acl(Bucket="records", ACL="public-read")
    found = store.read({"bucket": "records"})

    assert found is not None
    assert found.inputs == {"bucket": "records", "acl": "public-read"}


def test_grants_that_are_no_canned_acl_are_seen(store: Store) -> None:
    store.create()
    owner = store.console.get_bucket_acl(Bucket="records")["Owner"]

    store.console.put_bucket_acl(
        Bucket="records",
        AccessControlPolicy={
            "Owner": {"ID": owner["ID"]},
            "Grants": [{"Grantee": {"ID": "f" * 64, "Type": "CanonicalUser"}, "Permission": "READ"}],
        },
    )
    found = store.read({"bucket": "records"})

    assert found is not None
    assert found.inputs["acl"] == "custom"


def test_a_policy_written_otherwise_is_no_drift(store: Store) -> None:
    store.create({"policy": POLICY})
    document = json.loads(POLICY)
    document["Statement"][0]["Action"].reverse()
    document["Statement"][0]["Resource"] = [document["Statement"][0]["Resource"]]

    store.console.put_bucket_policy(Bucket="records", Policy=json.dumps(document, indent=4))
    found = store.read({"bucket": "records", "policy": POLICY})

    assert found is not None
    assert found.inputs["policy"] == POLICY


def test_a_bucket_is_imported_by_its_name_with_what_it_has(store: Store) -> None:
    store.create(EVERYTHING)

    found = store.read()

    assert found is not None
    wanted = store.checked({"bucket": "records"} | EVERYTHING)
    del wanted["forceDestroy"]
    assert json.loads(found.inputs.pop("policy")) == json.loads(wanted.pop("policy"))
    assert found.inputs == wanted


def test_a_plain_bucket_is_imported_without_what_goes_without_saying(store: Store) -> None:
    store.create()

    found = store.read()

    assert found is not None
    assert found.inputs == {"bucket": "records"}


@pytest.mark.parametrize("identifier", ["arn:aws:s3:::records", "a/b", "x", ""])
def test_what_is_no_name_cannot_be_imported(store: Store, identifier: str) -> None:
    with pytest.raises(ProviderError, match="is no bucket's name"):
        store.handler.read(identifier, {}, {})


@pytest.mark.parametrize(
    ("olds", "news"),
    [
        ({}, {"versioning": True}),
        ({"versioning": True}, {}),
        ({"versioning": True}, {"versioning": False}),
        ({"acl": "public-read"}, {}),
        ({}, {"acl": "authenticated-read"}),
        ({"tags": TAGS}, {"tags": TAGS[:1]}),
        ({"tags": TAGS}, {}),
        ({}, {"policy": POLICY}),
        ({"policy": POLICY}, {}),
        ({"objectLock": True}, {"objectLock": True, "retentionDays": 3, "retentionMode": "GOVERNANCE"}),
        ({"objectLock": True, "retentionDays": 3}, {"objectLock": True, "retentionDays": 9}),
        ({"objectLock": True, "retentionDays": 3}, {"objectLock": True}),
        ({}, {"forceDestroy": True}),
    ],
)
def test_a_changed_bucket_becomes_what_is_wanted(store: Store, olds: JsonObject, news: JsonObject) -> None:
    store.create(olds)

    state = store.update(olds, news)

    wanted = store.checked({"bucket": "records"} | news)
    found = store.read(wanted, state)
    assert found is not None
    assert found.inputs == wanted
    assert found.state == state


def test_an_update_goes_by_the_live_bucket_and_mends_what_drifted(store: Store) -> None:
    store.create({"versioning": True, "acl": "private"})
    store.console.put_bucket_versioning(Bucket="records", VersioningConfiguration={"Status": "Suspended"})

    store.update({"versioning": True}, {"versioning": True, "tags": TAGS})

    assert store.console.get_bucket_versioning(Bucket="records")["Status"] == "Enabled"


def test_an_update_leaves_alone_what_the_program_never_stated(store: Store) -> None:
    store.create()
    store.console.put_bucket_policy(Bucket="records", Policy=POLICY)

    store.update({}, {"versioning": True})

    assert store.console.get_bucket_policy(Bucket="records")["Policy"] == POLICY


def test_an_update_sends_nothing_for_what_is_right_already(store: Store) -> None:
    store.create(EVERYTHING)
    store.door.seen.clear()

    store.update(EVERYTHING, EVERYTHING)

    assert {seen.method for seen in store.door.seen} == {"GET"}


def test_a_bucket_that_is_gone_cannot_be_updated(store: Store) -> None:
    with pytest.raises(ProviderError, match=r"records no longer exists; run `pulumi refresh`"):
        store.update({}, {"versioning": True})


def test_an_empty_bucket_is_removed(store: Store) -> None:
    made = store.create()

    store.delete(made.state)

    assert store.buckets() == []


def test_a_bucket_that_is_gone_already_is_no_error_to_remove(store: Store) -> None:
    store.delete()

    assert [seen.method for seen in store.door.seen] == ["DELETE"]
