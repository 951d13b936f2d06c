"""Users, groups, policies, keys and access rules keep the limits that the service's document states."""

from __future__ import annotations

import json

import pytest

from tests.outscale.calling import AnsweredError, Caller
from tests.outscale.fake import Fake
from tests.outscale.test_fake_replies import CERTIFICATE, DOCUMENT

USER, GROUP = {"UserName": "alice"}, {"UserGroupName": "readers"}


@pytest.fixture
def policy(call: Caller) -> dict[str, str]:
    return {"PolicyOrn": call("CreatePolicy", PolicyName="ro", Path="/own/", Document=DOCUMENT)["Policy"]["Orn"]}


def test_a_policy_has_at_most_five_versions_and_never_uses_a_number_again(call: Caller, policy: dict[str, str]) -> None:
    made = [call("CreatePolicyVersion", **policy, Document=DOCUMENT)["PolicyVersion"]["VersionId"] for _ in range(4)]
    with pytest.raises(AnsweredError, match="at most 5"):
        call("CreatePolicyVersion", **policy, Document=DOCUMENT)
    call("DeletePolicyVersion", **policy, VersionId="v5")
    again = call("CreatePolicyVersion", **policy, Document=DOCUMENT, SetAsDefault=True)["PolicyVersion"]

    assert made == ["v2", "v3", "v4", "v5"]
    assert (again["VersionId"], again["DefaultVersion"]) == ("v6", True)
    assert call("ReadPolicy", **policy)["Policy"]["PolicyDefaultVersionId"] == "v6"


def test_the_version_that_applies_cannot_go(call: Caller, policy: dict[str, str]) -> None:
    with pytest.raises(AnsweredError, match="default version"):
        call("DeletePolicyVersion", **policy, VersionId="v1")


def test_a_policy_goes_once_it_is_unlinked_and_has_one_version(call: Caller, policy: dict[str, str]) -> None:
    call("CreateUser", **USER)
    call("CreatePolicyVersion", **policy, Document=DOCUMENT)
    call("LinkPolicy", **policy, **USER)

    for mend in (("UnlinkPolicy", USER), ("DeletePolicyVersion", {"VersionId": "v2"})):
        with pytest.raises(AnsweredError) as refused:
            call("DeletePolicy", **policy)
        assert refused.value.status == 409
        call(mend[0], **policy, **mend[1])

    call("DeletePolicy", **policy)


def test_a_document_comes_back_meaning_the_same_in_other_words(call: Caller) -> None:
    written = json.dumps(json.loads(DOCUMENT), separators=(",", ":"))
    orn = call("CreatePolicy", PolicyName="ro", Document=written)["Policy"]["Orn"]

    read = call("ReadPolicyVersion", PolicyOrn=orn, VersionId="v1")["PolicyVersion"]["Body"]

    assert read != written
    assert json.loads(read) == json.loads(written)


@pytest.mark.parametrize("document", ["", "{}", '{"Statement": []}', '{"Statement": [{"Effect": "Perhaps"}]}'])
def test_what_is_no_policy_document_is_refused(call: Caller, document: str) -> None:
    with pytest.raises(AnsweredError) as refused:
        call("CreatePolicy", PolicyName="ro", Document=document)

    assert refused.value.code == "4050"


def test_a_user_goes_once_nothing_is_left_of_him(call: Caller, policy: dict[str, str]) -> None:
    call("CreateUser", **USER)
    call("CreateUserGroup", **GROUP)
    key = call("CreateAccessKey", **USER)["AccessKey"]["AccessKeyId"]
    call("AddUserToUserGroup", **USER, **GROUP)
    call("LinkPolicy", **USER, **policy)

    for operation, arguments in (
        ("DeleteAccessKey", {**USER, "AccessKeyId": key}),
        ("RemoveUserFromUserGroup", {**USER, **GROUP}),
        ("UnlinkPolicy", {**USER, **policy}),
    ):
        with pytest.raises(AnsweredError, match="is referred to by"):
            call("DeleteUser", **USER)
        call(operation, **arguments)

    call("DeleteUser", **USER)


def test_a_group_with_users_or_policies_must_be_forced_to_go(call: Caller, policy: dict[str, str]) -> None:
    call("CreateUser", **USER)
    call("CreateUserGroup", **GROUP)
    call("AddUserToUserGroup", **USER, **GROUP)
    call("LinkManagedPolicyToUserGroup", **GROUP, **policy)

    with pytest.raises(AnsweredError, match="has users"):
        call("DeleteUserGroup", **GROUP)
    call("DeleteUserGroup", **GROUP, Force=True)

    assert call("ReadUserGroupsPerUser", **USER)["UserGroups"] == []
    assert call("ReadPolicy", **policy)["Policy"]["ResourcesCount"] == 0


def test_a_group_shows_its_users_and_a_user_its_groups_under_new_names_too(call: Caller) -> None:
    call("CreateUser", **USER)
    call("CreateUserGroup", **GROUP)
    call("AddUserToUserGroup", **USER, **GROUP)

    call("UpdateUser", **USER, NewUserName="bob")
    call("UpdateUserGroup", **GROUP, NewUserGroupName="writers", NewPath="/own/")

    shown = call("ReadUserGroup", UserGroupName="writers")
    assert [user["UserName"] for user in shown["Users"]] == ["bob"]
    assert shown["UserGroup"]["Orn"].endswith(":usergroup/own/writers")
    assert [group["Name"] for group in call("ReadUserGroupsPerUser", UserName="bob")["UserGroups"]] == ["writers"]


def test_what_links_to_a_policy_is_listed_on_both_sides(call: Caller, policy: dict[str, str]) -> None:
    call("CreateUser", **USER)
    call("CreateUserGroup", **GROUP)
    call("LinkPolicy", **USER, **policy)
    call("LinkManagedPolicyToUserGroup", **GROUP, **policy)

    entities = call("ReadEntitiesLinkedToPolicy", **policy)["PolicyEntities"]

    assert ([user["Name"] for user in entities["Users"]], [group["Name"] for group in entities["Groups"]]) == (
        ["alice"],
        ["readers"],
    )
    assert call("ReadPolicy", **policy)["Policy"]["ResourcesCount"] == 2
    assert len(call("ReadManagedPoliciesLinkedToUserGroup", **GROUP)["Policies"]) == 1


def test_an_inline_policy_is_replaced_by_one_of_its_name(call: Caller) -> None:
    call("CreateUserGroup", **GROUP)
    other = DOCUMENT.replace("Allow", "Deny")

    for document in (DOCUMENT, other):
        call("PutUserGroupPolicy", **GROUP, PolicyName="own", PolicyDocument=document)

    assert call("ReadUserGroupPolicies", **GROUP)["Policies"] == [{"Name": "own", "Body": other}]


def test_a_secret_key_is_shown_once(fake: Fake, call: Caller) -> None:
    made = call("CreateAccessKey")["AccessKey"]

    assert len(made["SecretKey"]) == 40
    assert "SecretKey" not in call("ReadAccessKeys")["AccessKeys"][0]
    assert made["SecretKey"] not in str(fake.objects("AccessKey"))


def test_an_expiration_that_is_not_given_again_is_lost(call: Caller) -> None:
    made = call("CreateAccessKey", ExpirationDate="2063-04-05")["AccessKey"]

    updated = call("UpdateAccessKey", AccessKeyId=made["AccessKeyId"], State="INACTIVE")["AccessKey"]

    assert made["ExpirationDate"] == "2063-04-05T00:00:00.000+0000"
    assert "ExpirationDate" not in updated


def test_an_access_rule_is_written_anew_by_an_update(call: Caller) -> None:
    ca = call("CreateCa", CaPem=CERTIFICATE)["Ca"]["CaId"]
    rule = call("CreateApiAccessRule", CaIds=[ca], Cns=["b", "a"], Description="ours")["ApiAccessRule"]

    updated = call("UpdateApiAccessRule", ApiAccessRuleId=rule["ApiAccessRuleId"], IpRanges=["192.0.2.0/24"])

    assert rule["Cns"] == ["a", "b"]
    assert updated["ApiAccessRule"] == {
        "ApiAccessRuleId": rule["ApiAccessRuleId"],
        "CaIds": [],
        "Cns": [],
        "Description": "",
        "IpRanges": ["192.0.2.0/24"],
    }


def test_the_access_policy_is_open_until_it_is_changed(call: Caller) -> None:
    before = call("ReadApiAccessPolicy")["ApiAccessPolicy"]
    with pytest.raises(AnsweredError, match="expire"):
        call("UpdateApiAccessPolicy", MaxAccessKeyExpirationSeconds=0, RequireTrustedEnv=True)
    call("UpdateApiAccessPolicy", MaxAccessKeyExpirationSeconds=3600, RequireTrustedEnv=True)

    assert before == {"MaxAccessKeyExpirationSeconds": 0, "RequireTrustedEnv": False}
    assert call("ReadApiAccessPolicy")["ApiAccessPolicy"]["RequireTrustedEnv"] is True
