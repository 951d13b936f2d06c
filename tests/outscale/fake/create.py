"""New objects: the document's example gives the shape and the defaults, the call's arguments give the rest."""

from __future__ import annotations

from tests.outscale.fake.cloud import ACCOUNT, DATE, Cloud
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.kinds import KINDS


def draft(cloud: Cloud, operation: str, arguments: JsonObject) -> JsonObject:
    """Return what a new object looks like before its kind's own rules: not yet kept.

    Scalars that the example shows are the service's defaults; its lists are empty, its other objects are unknown.
    """
    kind = _kept_as(cloud.document.kind(operation))
    shown = cloud.document.reply_example(operation)[cloud.document.collection(operation)]
    example = shown[0] if isinstance(shown, list) else shown
    properties = cloud.document.properties(cloud.document.kind(operation))
    body = {name: _default(name, value) for name, value in example.items() if name in properties}
    body |= {name: value for name, value in arguments.items() if name in properties}
    identifier = KINDS[kind].identifier
    if identifier not in arguments:
        body[identifier] = cloud.new_identifier(operation, kind)
    if "Tags" in properties:
        body["Tags"] = sorted_tags(arguments.get("Tags", []))
    return {name: value for name, value in body.items() if value is not None}


def sorted_tags(tags: list[JsonObject]) -> list[JsonObject]:
    """Return tags as the service gives them back: one a key, by key."""
    return [{"Key": key, "Value": value} for key, value in sorted({tag["Key"]: tag["Value"] for tag in tags}.items())]


def _kept_as(kind: str) -> str:
    return {"KeypairCreated": "Keypair", "AccessKeySecretKey": "AccessKey"}.get(kind, kind)


def _default(name: str, value: object) -> object:
    if name == "AccountId":
        return ACCOUNT
    if name.endswith("Date"):
        return DATE
    if name.endswith(("Id", "Name")) and name != "SubregionName":
        return None
    return [] if isinstance(value, list) else value
