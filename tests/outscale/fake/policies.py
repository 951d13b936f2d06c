"""EIM managed policies: their versions, and the users and groups that they are linked to."""

from __future__ import annotations

from tests.outscale.fake.cloud import ACCOUNT, DATE, Cloud, new_name
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.eim import clean_path, clean_policy
from tests.outscale.fake.plain import Call
from tests.outscale.fake.read import page
from tests.outscale.fake.refusals import refusal

_MOST_VERSIONS = 5


def create_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a policy with its first version."""
    path, name = clean_path(arguments.get("Path", "/")), arguments["PolicyName"]
    if any(policy["PolicyName"] == name for policy in cloud.all("Policy")):
        raise refusal("duplicate-name", f"There is a policy '{name}' already.")
    policy = {
        "PolicyName": name,
        "PolicyId": new_name(31),
        "Orn": f"orn:ows:idauth::{ACCOUNT}:policy{path}{name}",
        "Path": path,
        "Description": arguments.get("Description", ""),
        "PolicyDefaultVersionId": "v1",
        "ResourcesCount": 0,
        "IsLinkable": True,
        "CreationDate": DATE,
        "LastModificationDate": DATE,
        "_versions": {"v1": clean_policy(arguments["Document"])},
        "_last": 1,
        "_users": [],
        "_groups": [],
    }
    cloud.add("Policy", policy)
    return {"Policy": policy}


def read_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Show a policy. Raises ``RefusedError`` where there is none."""
    return {"Policy": _policy(cloud, arguments)}


def read_policies(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Find policies: of the account, by how their path begins, or only those in use."""
    filters = arguments.get("Filters", {})
    found = [
        policy
        for policy in cloud.all("Policy")
        if policy["Path"].startswith(filters.get("PathPrefix", "/"))
        and (policy["ResourcesCount"] or not filters.get("OnlyLinked"))
        and filters.get("Scope") != "OWS"
    ]
    return page(cloud, "ReadPolicies", arguments, found)


def delete_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a policy that is linked to nobody and has no other version than the default one."""
    policy = _policy(cloud, arguments)
    if policy["ResourcesCount"]:
        raise refusal("policy-in-use", f"The policy '{policy['PolicyName']}' is linked.")
    if len(policy["_versions"]) > 1:
        raise refusal("policy-in-use", f"The policy '{policy['PolicyName']}' has several versions.")
    cloud.remove("Policy", policy)
    return {}


def create_version(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a version, of which there are at most five; numbers are never used again."""
    policy = _policy(cloud, arguments)
    if len(policy["_versions"]) >= _MOST_VERSIONS:
        raise refusal("too-many-versions", f"A policy has at most {_MOST_VERSIONS} versions.")
    policy["_last"] += 1
    version = f"v{policy['_last']}"
    policy["_versions"][version] = clean_policy(arguments["Document"])
    if arguments.get("SetAsDefault"):
        policy["PolicyDefaultVersionId"] = version
    cloud.save("Policy", policy)
    return {"PolicyVersion": _version(policy, version)}


def read_version(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Show a version. Raises ``RefusedError`` where there is none."""
    return {"PolicyVersion": _version(_policy(cloud, arguments), arguments["VersionId"])}


def read_versions(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """List a policy's versions, the latest first."""
    policy = _policy(cloud, arguments)
    found = [_version(policy, version) for version in reversed(policy["_versions"])]
    return page(cloud, "ReadPolicyVersions", arguments, found)


def set_default_version(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Let another version apply."""
    policy = _policy(cloud, arguments)
    policy["PolicyDefaultVersionId"] = _version(policy, arguments["VersionId"])["VersionId"]
    cloud.save("Policy", policy)
    return {}


def delete_version(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a version other than the one that applies."""
    policy = _policy(cloud, arguments)
    if _version(policy, arguments["VersionId"])["DefaultVersion"]:
        raise refusal("default-version", "The default version of a policy cannot be deleted.")
    del policy["_versions"][arguments["VersionId"]]
    cloud.save("Policy", policy)
    return {}


def link_to_user(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Link a policy to a user."""
    user = cloud.require("User", arguments["UserName"])
    return _link(cloud, _policy(cloud, arguments), "_users", user["UserId"])


def unlink_from_user(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Take a policy from a user."""
    user = cloud.require("User", arguments["UserName"])
    return _unlink(cloud, _policy(cloud, arguments), "_users", user["UserId"])


def link_to_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Link a policy to a group."""
    group = cloud.require("UserGroup", arguments["UserGroupName"])
    return _link(cloud, _policy(cloud, arguments), "_groups", group["UserGroupId"])


def unlink_from_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Take a policy from a group."""
    group = cloud.require("UserGroup", arguments["UserGroupName"])
    return _unlink(cloud, _policy(cloud, arguments), "_groups", group["UserGroupId"])


def read_linked_to_user(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """List the policies linked to a user."""
    user = cloud.require("User", arguments["UserName"])
    prefix = arguments.get("Filters", {}).get("PathPrefix", "/")
    found = [_light(policy) for policy in _linked(cloud, "_users", user["UserId"]) if policy["Path"].startswith(prefix)]
    return page(cloud, "ReadLinkedPolicies", arguments, found)


def read_linked_to_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """List the policies linked to a group."""
    group = cloud.require("UserGroup", arguments["UserGroupName"])
    found = [_light(policy) for policy in _linked(cloud, "_groups", group["UserGroupId"])]
    return page(cloud, "ReadManagedPoliciesLinkedToUserGroup", arguments, found)


def read_entities(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """List the users and groups that a policy is linked to."""
    policy = _policy(cloud, arguments)
    types = arguments.get("EntitiesType", ["ACCOUNT", "USER", "GROUP"])
    users = [
        {
            "Id": user["UserId"],
            "Name": user["UserName"],
            "Orn": f"orn:ows:idauth::{ACCOUNT}:user{user['Path']}{user['UserName']}",
        }
        for user in cloud.all("User")
        if user["UserId"] in policy["_users"] and "USER" in types
    ]
    groups = [
        {"Id": group["UserGroupId"], "Name": group["Name"], "Orn": group["Orn"]}
        for group in cloud.all("UserGroup")
        if group["UserGroupId"] in policy["_groups"] and "GROUP" in types
    ]
    entities: JsonObject = {"Users": users, "Groups": groups, "Accounts": [], "ItemsCount": len(users) + len(groups)}
    entities |= {"HasMoreItems": False, "MaxResultsLimit": 100, "MaxResultsTruncated": False}
    return {"PolicyEntities": entities}


def _policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    return cloud.require("Policy", arguments["PolicyOrn"])


def _version(policy: JsonObject, version: str) -> JsonObject:
    if version not in policy["_versions"]:
        raise refusal("no-such-resource", f"The policy has no version '{version}'.")
    return {
        "VersionId": version,
        "DefaultVersion": version == policy["PolicyDefaultVersionId"],
        "CreationDate": DATE,
        "Body": policy["_versions"][version],
    }


def _link(cloud: Cloud, policy: JsonObject, holders: str, holder: str) -> JsonObject:
    if holder not in policy[holders]:
        policy[holders].append(holder)
    return _counted(cloud, policy)


def _unlink(cloud: Cloud, policy: JsonObject, holders: str, holder: str) -> JsonObject:
    if holder not in policy[holders]:
        raise refusal("no-such-resource", f"The policy '{policy['PolicyName']}' is not linked there.")
    policy[holders].remove(holder)
    return _counted(cloud, policy)


def _counted(cloud: Cloud, policy: JsonObject) -> JsonObject:
    policy["ResourcesCount"] = len(policy["_users"]) + len(policy["_groups"])
    cloud.save("Policy", policy)
    return {}


def _linked(cloud: Cloud, holders: str, holder: str) -> list[JsonObject]:
    return [policy for policy in cloud.all("Policy") if holder in policy[holders]]


def _light(policy: JsonObject) -> JsonObject:
    names = ("Orn", "PolicyId", "PolicyName", "CreationDate", "LastModificationDate")
    return {name: policy[name] for name in names}


CALLS: dict[str, Call] = {
    "CreatePolicy": create_policy,
    "ReadPolicy": read_policy,
    "ReadPolicies": read_policies,
    "DeletePolicy": delete_policy,
    "CreatePolicyVersion": create_version,
    "ReadPolicyVersion": read_version,
    "ReadPolicyVersions": read_versions,
    "SetDefaultPolicyVersion": set_default_version,
    "DeletePolicyVersion": delete_version,
    "LinkPolicy": link_to_user,
    "UnlinkPolicy": unlink_from_user,
    "ReadLinkedPolicies": read_linked_to_user,
    "LinkManagedPolicyToUserGroup": link_to_group,
    "UnlinkManagedPolicyFromUserGroup": unlink_from_group,
    "ReadManagedPoliciesLinkedToUserGroup": read_linked_to_group,
    "ReadEntitiesLinkedToPolicy": read_entities,
}
