"""EIM users and groups, who belongs to which, and the policies written into them."""

from __future__ import annotations

import json
import re

from tests.outscale.fake.cloud import ACCOUNT, DATE, Cloud, new_name
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.kinds import KINDS
from tests.outscale.fake.plain import Call
from tests.outscale.fake.read import page
from tests.outscale.fake.refusals import refusal

_PATH = re.compile(r"/(?:[A-Za-z0-9/_-]{0,510}/)?")
_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]{1,64}")


def clean_path(path: str) -> str:
    """Return a path. Raises ``RefusedError`` unless it begins and ends with a slash."""
    if not _PATH.fullmatch(path):
        raise refusal("invalid-parameter-value", f"The path '{path}' does not begin and end with a slash.")
    return path


def _clean_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise refusal("invalid-parameter-value", f"'{name}' is no name of at most 64 letters, digits and +=,.@-_.")
    return name


def clean_policy(text: str) -> str:
    """Return a policy document as the service writes it. Raises ``RefusedError`` where it is none."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    statements = document.get("Statement") if isinstance(document, dict) else None
    if not isinstance(statements, list) or not statements or not all(map(_is_statement, statements)):
        raise refusal("invalid-permission-format", "The policy document is no JSON object with statements.")
    return json.dumps(document)


def _is_statement(statement: object) -> bool:
    return isinstance(statement, dict) and statement.get("Effect") in ("Allow", "Deny") and "Action" in statement


def create_user(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a user."""
    user = {
        "UserName": _clean_name(arguments["UserName"]),
        "UserId": new_name(31),
        "Path": clean_path(arguments.get("Path", "/")),
        "CreationDate": DATE,
        "LastModificationDate": DATE,
        "OutscaleLoginAllowed": False,
        "_policies": {},
    }
    if "UserEmail" in arguments:
        user["UserEmail"] = arguments["UserEmail"]
    cloud.add("User", user)
    return {"User": user}


def update_user(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change a user's name, path or address."""
    user = cloud.require("User", arguments["UserName"])
    wanted = {"NewUserName": user["UserName"], "NewPath": user["Path"]} | arguments
    _rename(cloud, "User", user, wanted["NewUserName"])
    user["Path"] = clean_path(wanted["NewPath"])
    if "NewUserEmail" in arguments:
        user["UserEmail"] = arguments["NewUserEmail"]
    cloud.save("User", user)
    return {"User": user}


def delete_user(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a user who is in no group and has no key and no linked policy."""
    user = cloud.require("User", arguments["UserName"])
    for kind, identifier in cloud.users_of(user["UserId"]):
        if kind != "User":
            raise refusal("busy", f"The user '{user['UserName']}' is referred to by the {kind} '{identifier}'.")
    cloud.remove("User", user)
    return {}


def create_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a group."""
    group = {
        "Name": _clean_name(arguments["UserGroupName"]),
        "UserGroupId": f"ug-{new_name(8).lower()}",
        "CreationDate": DATE,
        "LastModificationDate": DATE,
        "_policies": {},
        "_users": [],
    }
    group = _placed(group, arguments.get("Path", "/"))
    cloud.add("UserGroup", group)
    return {"UserGroup": group}


def update_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change a group's name and path; a path that is not given becomes a slash."""
    group = _group(cloud, arguments)
    wanted = {"NewUserGroupName": group["Name"], "NewPath": "/"} | arguments
    _rename(cloud, "UserGroup", group, wanted["NewUserGroupName"])
    group = _placed(group, wanted["NewPath"])
    cloud.save("UserGroup", group)
    return {"UserGroup": group, "Users": _members(cloud, group)}


def delete_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a group; one with users or linked policies must be forced."""
    group = _group(cloud, arguments)
    linked = [policy for policy in cloud.all("Policy") if group["UserGroupId"] in policy["_groups"]]
    if (group["_users"] or linked) and not arguments.get("Force"):
        raise refusal("busy", f"The group '{group['Name']}' has users or linked policies.")
    for policy in linked:
        policy["_groups"].remove(group["UserGroupId"])
        policy["ResourcesCount"] -= 1
        cloud.save("Policy", policy)
    cloud.remove("UserGroup", group)
    return {}


def read_groups(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Find groups by identifier or by how their path begins."""
    filters = arguments.get("Filters", {})
    prefix, identifiers = filters.get("PathPrefix", "/"), filters.get("UserGroupIds")
    found = [
        group
        for group in cloud.all("UserGroup")
        if group["Path"].startswith(prefix) and (identifiers is None or group["UserGroupId"] in identifiers)
    ]
    return page(cloud, "ReadUserGroups", arguments, found)


def read_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Show a group and its users. Raises ``RefusedError`` where there is none."""
    group = _group(cloud, arguments)
    return {"UserGroup": group, "Users": _members(cloud, group)}


def read_groups_of_user(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """List the groups that a user belongs to."""
    user = cloud.require("User", arguments["UserName"])
    return {"UserGroups": [group for group in cloud.all("UserGroup") if user["UserId"] in group["_users"]]}


def add_user(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Put a user into a group; one who is in it already stays."""
    group, user = _group(cloud, arguments), cloud.require("User", arguments["UserName"])
    if user["UserId"] not in group["_users"]:
        group["_users"].append(user["UserId"])
    cloud.save("UserGroup", group)
    return {}


def remove_user(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Take a user out of a group."""
    group, user = _group(cloud, arguments), cloud.require("User", arguments["UserName"])
    if user["UserId"] not in group["_users"]:
        raise refusal("no-such-user", f"The user '{user['UserName']}' is not in the group '{group['Name']}'.")
    group["_users"].remove(user["UserId"])
    cloud.save("UserGroup", group)
    return {}


def put_user_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Write a policy into a user, in place of one of that name."""
    user = cloud.require("User", arguments["UserName"])
    user["_policies"][arguments["PolicyName"]] = clean_policy(arguments["PolicyDocument"])
    cloud.save("User", user)
    return {}


def read_user_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Show a policy of a user. Raises ``RefusedError`` where there is none."""
    user = cloud.require("User", arguments["UserName"])
    name = arguments["PolicyName"]
    return {"UserName": user["UserName"], "PolicyName": name, "PolicyDocument": _inline(user, name)}


def read_user_policies(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Name the policies written into a user."""
    return {"PolicyNames": sorted(cloud.require("User", arguments["UserName"])["_policies"])}


def delete_user_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Take a policy out of a user."""
    _delete_inline(cloud, "User", cloud.require("User", arguments["UserName"]), arguments["PolicyName"])
    return {}


def put_group_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Write a policy into a group, in place of one of that name."""
    group = _group(cloud, arguments)
    group["_policies"][arguments["PolicyName"]] = clean_policy(arguments["PolicyDocument"])
    cloud.save("UserGroup", group)
    return {}


def read_group_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Show a policy of a group. Raises ``RefusedError`` where there is none."""
    name = arguments["PolicyName"]
    return {"Policy": {"Name": name, "Body": _inline(_group(cloud, arguments), name)}}


def read_group_policies(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Show the policies written into a group."""
    policies = sorted(_group(cloud, arguments)["_policies"].items())
    found = [{"Name": name, "Body": body} for name, body in policies]
    return page(cloud, "ReadUserGroupPolicies", arguments, found)


def delete_group_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Take a policy out of a group."""
    _delete_inline(cloud, "UserGroup", _group(cloud, arguments), arguments["PolicyName"])
    return {}


def _group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    group = cloud.require("UserGroup", arguments["UserGroupName"])
    path = arguments.get("UserGroupPath", arguments.get("Path", group["Path"]))
    if path != group["Path"]:
        raise refusal("no-such-user-group", f"There is no group '{group['Name']}' at the path '{path}'.")
    return group


def _placed(group: JsonObject, path: str) -> JsonObject:
    orn = f"orn:ows:idauth::{ACCOUNT}:usergroup{clean_path(path)}{group['Name']}"
    return group | {"Path": path, "Orn": orn}


def _members(cloud: Cloud, group: JsonObject) -> list[JsonObject]:
    return [user for user in cloud.all("User") if user["UserId"] in group["_users"]]


def _rename(cloud: Cloud, kind: str, body: JsonObject, name: str) -> None:
    identifier = KINDS[kind].identifier
    if name == body[identifier]:
        return
    if cloud.find(kind, name) is not None:
        raise refusal(KINDS[kind].taken, f"The {kind} '{name}' exists already.")
    cloud.store.rename(kind, body[identifier], _clean_name(name))
    body[identifier] = name


def _inline(holder: JsonObject, name: str) -> str:
    policies: dict[str, str] = holder["_policies"]
    if name not in policies:
        raise refusal("no-such-resource", f"There is no inline policy '{name}'.")
    return policies[name]


def _delete_inline(cloud: Cloud, kind: str, holder: JsonObject, name: str) -> None:
    _inline(holder, name)
    del holder["_policies"][name]
    cloud.save(kind, holder)


CALLS: dict[str, Call] = {
    "CreateUser": create_user,
    "UpdateUser": update_user,
    "DeleteUser": delete_user,
    "CreateUserGroup": create_group,
    "UpdateUserGroup": update_group,
    "DeleteUserGroup": delete_group,
    "ReadUserGroup": read_group,
    "ReadUserGroups": read_groups,
    "ReadUserGroupsPerUser": read_groups_of_user,
    "AddUserToUserGroup": add_user,
    "RemoveUserFromUserGroup": remove_user,
    "PutUserPolicy": put_user_policy,
    "ReadUserPolicy": read_user_policy,
    "ReadUserPolicies": read_user_policies,
    "DeleteUserPolicy": delete_user_policy,
    "PutUserGroupPolicy": put_group_policy,
    "ReadUserGroupPolicy": read_group_policy,
    "ReadUserGroupPolicies": read_group_policies,
    "DeleteUserGroupPolicy": delete_group_policy,
}
