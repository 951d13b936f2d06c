"""What Outscale's resources open, and to whom: security group rules, buckets, shared snapshots and images."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from rempart.clouds.paths import claims_at
from rempart.clouds.table import Read
from rempart.model.values import UNKNOWN, Mark, Properties, Value

_EVERY_PORT = (0, 65535)
_ALL = (None, -1)
"""How a rule says that a port range has no end on this side."""
_PUBLIC_ACLS = ("public-read", "public-read-write", "authenticated-read")
"""The last one lets in every account of the object store."""


def direction(inputs: Properties) -> Value:
    """Return the neutral word for a rule's flow."""
    flow = inputs.get("flow")
    return flow if isinstance(flow, Mark) else {"Inbound": "ingress", "Outbound": "egress"}.get(str(flow))


def openings(inputs: Properties) -> Value:
    """Return what a rule opens: its own range, and those of its ``rules``; a rule for a group opens no network."""
    rules = inputs.get("rules")
    if isinstance(rules, Mark):
        return rules
    found = [opening for rule in rules for opening in _of_rule(rule)] if isinstance(rules, list) else []
    if inputs.get("ipRange") not in (None, ""):
        found.append(_opening(inputs["ipRange"], inputs))
    return found


def _of_rule(rule: Value) -> Iterator[Value]:
    """Yield the openings of one item of ``rules``; what is not known of it stays in the list as such."""
    if isinstance(rule, Mark):
        yield rule
    elif isinstance(rule, dict):
        ranges = rule.get("ipRanges")
        for cidr in ranges if isinstance(ranges, list) else [ranges] if isinstance(ranges, Mark) else ():
            yield _opening(cidr, rule)


def _opening(cidr: Value, rule: Properties) -> dict[str, Value]:
    low, high = rule.get("fromPortRange"), rule.get("toPortRange")
    protocol = rule.get("ipProtocol")
    return {
        "cidr": cidr,
        "from": _EVERY_PORT[0] if low in _ALL else low,
        "to": _EVERY_PORT[1] if high in _ALL else high,
        "protocol": "any" if protocol in (None, "", "-1", -1) else protocol,
    }


def shared_with_all(permissions: str) -> Read:
    """Return a reader of whether these permissions, an object or a list of objects, are given to every account."""
    paths = (f"{permissions}.globalPermission", f"{permissions}.*.globalPermission")

    def read(inputs: Properties) -> Value:
        return _any(_is_true(claim.value) for path in paths for claim in claims_at(inputs, path))

    return read


def bucket_is_public(inputs: Properties) -> Value:
    """Return whether strangers may read or write a bucket, by its ACL or its policy; with neither it is private."""
    return _any((_acl_is_public(inputs.get("acl")), _policy_is_public(inputs.get("policy"))))


def bucket_is_versioned(inputs: Properties) -> Value:
    """Return whether a bucket keeps old versions: when it says so, and always under object lock."""
    return _any(_is_true(inputs.get(name)) for name in ("versioning", "objectLock"))


def _acl_is_public(acl: Value) -> Value:
    return acl if isinstance(acl, Mark) else acl in _PUBLIC_ACLS


def _policy_is_public(policy: Value) -> Value:
    document = _parsed(policy)
    if not isinstance(document, dict):
        return document if isinstance(document, Mark) else False
    statements = document.get("Statement")
    return _any(_statement_is_public(item) for item in (statements if isinstance(statements, list) else [statements]))


def _parsed(policy: Value) -> Value:
    """Return the document of a policy, which may be its JSON text; what is no JSON is not known."""
    if not isinstance(policy, str) or not policy:
        return policy
    try:
        document: Value = json.loads(policy)
    except (ValueError, RecursionError):
        return UNKNOWN
    return document if isinstance(document, dict) else UNKNOWN


def _statement_is_public(statement: Value) -> Value:
    """Return whether a statement allows something to everyone; whom a condition leaves over is not known here."""
    if not isinstance(statement, dict):
        return statement if isinstance(statement, Mark) else False
    effect = statement.get("Effect")
    if isinstance(effect, Mark) or effect != "Allow":
        return effect if isinstance(effect, Mark) else False
    everyone = True if "NotPrincipal" in statement else _names_everyone(statement.get("Principal"))
    return UNKNOWN if everyone is True and statement.get("Condition") else everyone


def _names_everyone(principal: Value) -> Value:
    if isinstance(principal, dict):
        return _any(_names_everyone(names) for names in principal.values())
    if isinstance(principal, list):
        return _any(_names_everyone(name) for name in principal)
    return principal if isinstance(principal, Mark) else principal == "*"


def _is_true(value: Value) -> Value:
    return value if isinstance(value, Mark) else value is True or (isinstance(value, str) and value.lower() == "true")


def _any(values: Iterable[Value]) -> Value:
    """Return True when one of them is, else the mark of one that is not known, else False."""
    unknown: Value = False
    for value in values:
        if value is True:
            return True
        if isinstance(value, Mark):
            unknown = value
    return unknown
