"""What is told of a bucket before the store is asked: wrong inputs, what is filled in, what a change will mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outscale_provider.contract import Change
from outscale_provider.kinds.object_store.acl import canned_acl
from outscale_provider.kinds.object_store.checks import name_faults, unique_name
from outscale_provider.kinds.object_store.policies import same_policy
from outscale_provider.values.json import UNKNOWN, JsonObject
from tests.outscale.object_store import SEED, URN, QuietClient, handler_with, settings_for

HANDLER = handler_with(QuietClient(settings_for("http://127.0.0.1:1")))
POLICY = '{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject"}]}'


def filled(inputs: JsonObject, olds: JsonObject | None = None) -> JsonObject:
    return HANDLER.check(inputs, olds or {}, urn=URN, seed=SEED).inputs


def failures(inputs: JsonObject) -> dict[str, str]:
    checked = HANDLER.check({"bucket": "records"} | inputs, {}, urn=URN, seed=SEED)
    return {failure.argument: failure.reason for failure in checked.failures}


def changes(olds: JsonObject, news: JsonObject) -> dict[str, Change]:
    return HANDLER.diff({"bucket": "records"} | olds, {"bucket": "records"} | news, {}).changes


def test_a_bucket_without_a_name_gets_one_from_the_resources() -> None:
    assert filled({}) == {"bucket": "records-0102030"}


def test_a_name_once_given_is_kept() -> None:
    assert filled({}, {"bucket": "records-fffffff"}) == {"bucket": "records-fffffff"}


def test_two_resources_of_the_same_name_without_a_seed_get_different_names() -> None:
    assert unique_name("records", b"") != unique_name("records", b"")


@given(st.text(), st.binary(max_size=32))
def test_whatever_a_resource_is_called_its_bucket_has_a_valid_name(name: str, seed: bytes) -> None:
    assert [*name_faults(unique_name(name, seed))] == []


@pytest.mark.parametrize("name", ["xn--records", "sthree-records", "amzn-s3-demo-records", "x" * 90, "---", "Éléments"])
def test_a_name_that_s3_would_refuse_is_not_made(name: str) -> None:
    assert [*name_faults(unique_name(name, SEED))] == []


@pytest.mark.parametrize("name", ["abc", "records-2026", "0day", "a-b", "a--b", "x" * 63])
def test_a_good_name_is_accepted(name: str) -> None:
    assert failures({"bucket": name}) == {}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ab", "3 to 63 characters; it has 2"),
        ("", "3 to 63 characters; it has 0"),
        ("x" * 64, "3 to 63 characters; it has 64"),
        ("Records", "lowercase"),
        ("my_records", "lowercase letters, digits and hyphens"),
        ("my.records", "lowercase letters, digits and hyphens"),
        ("192.168.5.4", "lowercase letters, digits and hyphens"),
        ("-records", "begin and end with"),
        ("records-", "begin and end with"),
        ("records\n", "lowercase"),
        ("dossiers-médicaux", "lowercase"),
        ("xn--records", "must not begin with xn--"),
        ("records-s3alias", "must not end with -s3alias"),
        ("records--x-s3", "must not end with --x-s3"),
    ],
)
def test_a_name_that_breaks_the_rules_is_told_with_the_rule(name: str, reason: str) -> None:
    checked = HANDLER.check({"bucket": name}, {}, urn=URN, seed=SEED)

    assert reason in " ".join(failure.reason for failure in checked.failures if failure.argument == "bucket")


def test_an_argument_that_does_not_exist_is_told_with_those_that_do() -> None:
    assert failures({"lifecycleRules": []})["lifecycleRules"].startswith(
        "Bucket has no such argument; it has acl, bucket, forceDestroy"
    )


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"versioning": "yes"}, "must be true or false"),
        ({"objectLock": True, "retentionDays": "30"}, "must be an integer"),
        ({"objectLock": True, "retentionDays": 0}, "must be between 1 and 36500"),
        ({"objectLock": True, "retentionDays": 36501}, "must be between 1 and 36500"),
        ({"objectLock": True, "retentionDays": 30, "retentionMode": "compliance"}, "must be one of COMPLIANCE"),
        ({"acl": "public"}, "must be one of private, public-read"),
        ({"acl": "bucket-owner-read"}, "must be one of private, public-read"),
        ({"policy": {"Statement": []}}, "must be a string"),
        ({"policy": "{'Statement': []}"}, "must be JSON"),
        ({"policy": "[]"}, "must be a JSON object with a Statement"),
        ({"policy": '{"Version": "2012-10-17"}'}, "must be a JSON object with a Statement"),
        ({"tags": {"team": "imaging"}}, "must be a list"),
        ({"tags": [{"key": "team"}]}, "[0].value is required"),
        ({"tags": [{"key": "", "value": "x"}]}, "must not be empty"),
        ({"tags": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]}, "the key a is there more than once"),
        ({"retentionDays": 30}, "needs objectLock: true"),
        ({"retentionDays": 30, "objectLock": False}, "needs objectLock: true"),
        ({"retentionMode": "COMPLIANCE", "objectLock": True}, "needs retentionDays"),
        ({"objectLock": True, "versioning": False}, "object lock keeps versions"),
    ],
)
def test_what_cannot_be_right_is_told(inputs: JsonObject, reason: str) -> None:
    assert reason in " ".join(failures(inputs).values())


def test_what_is_not_known_yet_is_never_wrong() -> None:
    inputs = {
        "bucket": UNKNOWN,
        "acl": UNKNOWN,
        "versioning": UNKNOWN,
        "objectLock": UNKNOWN,
        "retentionMode": UNKNOWN,
        "retentionDays": UNKNOWN,
        "policy": UNKNOWN,
        "tags": [{"key": "team", "value": UNKNOWN}],
        "forceDestroy": UNKNOWN,
    }

    assert failures(inputs) == {}
    assert filled(inputs) == inputs


def test_object_lock_implies_versioning() -> None:
    assert filled({"bucket": "records", "objectLock": True})["versioning"] is True


def test_retention_is_compliance_unless_said_otherwise() -> None:
    inputs = {"bucket": "records", "objectLock": True, "retentionDays": 30}

    assert filled(inputs)["retentionMode"] == "COMPLIANCE"
    assert filled(inputs | {"retentionMode": "GOVERNANCE"})["retentionMode"] == "GOVERNANCE"


@pytest.mark.parametrize(
    ("olds", "news"),
    [
        ({}, {}),
        ({}, {"versioning": False}),
        ({"forceDestroy": False}, {}),
        ({}, {"acl": "private"}),
        ({"tags": []}, {}),
        ({"tags": [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]},
         {"tags": [{"key": "b", "value": "2"}, {"key": "a", "value": "1"}]}),
        ({"policy": POLICY}, {"policy": POLICY.replace(" ", "\n")}),
    ],
)  # fmt: skip
def test_what_means_the_same_is_no_change(olds: JsonObject, news: JsonObject) -> None:
    assert changes(olds, news) == {}


@pytest.mark.parametrize(
    ("olds", "news", "change"),
    [
        ({}, {"versioning": True}, Change("add", replace=False)),
        ({"versioning": True}, {}, Change("delete", replace=False)),
        ({"versioning": True}, {"versioning": UNKNOWN}, Change("update", replace=False)),
        ({"acl": "public-read"}, {}, Change("delete", replace=False)),
        ({"policy": POLICY}, {"policy": POLICY.replace("Get", "Put")}, Change("update", replace=False)),
        ({"policy": POLICY}, {"policy": UNKNOWN}, Change("update", replace=False)),
        ({"tags": [{"key": "a", "value": "1"}]}, {"tags": []}, Change("update", replace=False)),
        ({"retentionDays": 30}, {"retentionDays": 60}, Change("update", replace=False)),
        ({}, {"objectLock": True}, Change("add", replace=True)),
        ({"objectLock": True}, {}, Change("delete", replace=True)),
    ],
)
def test_a_change_is_told_and_whether_it_takes_a_new_bucket(olds: JsonObject, news: JsonObject, change: Change) -> None:
    assert [*changes(olds, news).values()] == [change]


def test_another_name_takes_a_new_bucket_made_before_the_old_one_goes() -> None:
    difference = HANDLER.diff({"bucket": "records"}, {"bucket": "archives"}, {})

    assert difference.changes == {"bucket": Change("update", replace=True)}
    assert difference.delete_before_replace is False


def test_a_replacement_that_keeps_the_name_is_made_after_the_old_one_goes() -> None:
    difference = HANDLER.diff({"bucket": "records"}, {"bucket": "records", "objectLock": True}, {})

    assert difference.delete_before_replace is True


@pytest.mark.parametrize("acl", ["public-read", "public-read-write", "authenticated-read"])
def test_an_acl_that_lets_strangers_in_is_warned_of(acl: str) -> None:
    (warning,) = HANDLER.diff({"bucket": "records"}, {"bucket": "records", "acl": acl}, {}).warnings

    assert warning.startswith(f"acl {acl}: anyone")


@pytest.mark.parametrize("acl", ["private", None, UNKNOWN])
def test_an_acl_that_lets_nobody_in_is_not_warned_of(acl: str | None) -> None:
    assert HANDLER.diff({"bucket": "records"}, {"bucket": "records", "acl": acl}, {}).warnings == ()


def test_a_retention_mode_that_outscale_does_not_document_is_warned_of() -> None:
    news = {"bucket": "records", "objectLock": True, "retentionDays": 3, "retentionMode": "GOVERNANCE"}

    (warning,) = HANDLER.diff(news | {"retentionMode": "COMPLIANCE"}, news, {}).warnings

    assert "GOVERNANCE" in warning


def test_a_replacement_that_deletes_what_the_bucket_holds_is_warned_of() -> None:
    olds = {"bucket": "records", "forceDestroy": True}

    (warning,) = HANDLER.diff(olds, olds | {"objectLock": True}, {}).warnings

    assert "deleted with all that it holds" in warning


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (POLICY, '{"Statement":{"Action":["s3:GetObject"],"Effect":"Allow"}}'),
        ('{"Statement": [{"Action": ["a", "b"]}, {"Action": "c"}]}',
         '{"Statement": [{"Action": ["c"]}, {"Action": ["b", "a"]}]}'),
        ("not JSON", "not JSON"),
        (None, None),
    ],
)  # fmt: skip
def test_policies_that_allow_the_same_are_the_same(one: object, other: object) -> None:
    assert same_policy(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (POLICY, POLICY.replace("Allow", "Deny")),
        (POLICY, None),
        ('{"Statement": []}', '{"Statement": [{"Effect": "Allow"}]}'),
        ('{"Condition": {"Bool": {"x": true}}}', '{"Condition": {"Bool": {"x": 1}}}'),
        ("not JSON", "not JSON either"),
    ],
)
def test_policies_that_differ_in_meaning_are_different(one: object, other: object) -> None:
    assert not same_policy(one, other)


@pytest.mark.parametrize(
    ("grants", "acl"),
    [
        ([("OWNER", "FULL_CONTROL")], "private"),
        ([], "private"),
        ([("AllUsers", "READ")], "public-read"),
        ([("OWNER", "FULL_CONTROL"), ("AllUsers", "WRITE"), ("AllUsers", "READ")], "public-read-write"),
        ([("AuthenticatedUsers", "READ")], "authenticated-read"),
        ([("AllUsers", "FULL_CONTROL")], "custom"),
        ([("AllUsers", "READ"), ("SOMEBODY", "READ")], "custom"),
    ],
)
def test_grants_are_told_by_the_name_of_their_canned_acl(grants: list[tuple[str, str]], acl: str) -> None:
    answer = {"Owner": {"ID": "OWNER"}, "Grants": [grant(whom, permission) for whom, permission in grants]}

    assert canned_acl(answer) == acl  # type: ignore[arg-type]  # the stub wants what canned_acl does not read


def grant(whom: str, permission: str) -> JsonObject:
    if whom.isupper():
        return {"Grantee": {"ID": whom, "Type": "CanonicalUser"}, "Permission": permission}
    uri = f"http://acs.amazonaws.com/groups/global/{whom}"
    return {"Grantee": {"URI": uri, "Type": "Group"}, "Permission": permission}
