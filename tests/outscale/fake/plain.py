"""Plain creations, updates and deletions, for the kinds that have no rules of their own."""

from __future__ import annotations

from collections.abc import Callable, Container

from tests.outscale.fake.cloud import Cloud
from tests.outscale.fake.create import draft, sorted_tags
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.kinds import KINDS

Call = Callable[[Cloud, JsonObject], JsonObject]


def creates(operation: str, *, pending: str = "", settled: str = "", seconds: float = 0) -> Call:
    """Answer a creation; the object is ``pending`` for some seconds and then ``settled``, where it has states."""

    def call(cloud: Cloud, arguments: JsonObject) -> JsonObject:
        body = draft(cloud, operation, arguments)
        if pending:
            body["State"] = pending
        becomes = {"State": settled} if settled else None
        cloud.add(cloud.document.kind(operation), body, becomes=becomes, seconds=seconds)
        return {cloud.document.collection(operation): body}

    return call


def updates(operation: str, kind: str) -> Call:
    """Answer an update: the arguments that are properties of the object replace them."""

    def call(cloud: Cloud, arguments: JsonObject) -> JsonObject:
        body = change(cloud, kind, arguments)
        return {name: body} if (name := cloud.document.collection(operation)) else {}

    return call


def change(cloud: Cloud, kind: str, arguments: JsonObject) -> JsonObject:
    """Replace the properties of an object by the arguments of their name, and return it."""
    body = cloud.require(kind, arguments[KINDS[kind].identifier])
    body |= {name: value for name, value in arguments.items() if name in cloud.document.properties(kind)}
    if "Tags" in arguments:
        body["Tags"] = sorted_tags(arguments["Tags"])
    cloud.save(kind, body)
    return body


def deletes(kind: str, *, seconds: float | None = None, but: Container[str] = (), stays: bool = False) -> Call:
    """Answer a deletion, refused while objects of other kinds than ``but`` need the object.

    It takes some seconds where that is said; an object that ``stays`` can be read as ``deleted`` afterwards.
    """

    def call(cloud: Cloud, arguments: JsonObject) -> JsonObject:
        body = cloud.require(kind, arguments[KINDS[kind].identifier])
        delete(cloud, kind, body, seconds=seconds, but=but)
        if stays:
            cloud.later(kind, body, {"State": "deleted"}, seconds or 0)
        return {}

    return call


def delete(
    cloud: Cloud, kind: str, body: JsonObject, *, seconds: float | None = None, but: Container[str] = ()
) -> None:
    """Remove an object. Raises ``RefusedError`` while objects of other kinds than ``but`` need it."""
    cloud.refuse_if_used(kind, body[KINDS[kind].identifier], but=but)
    if seconds is None:
        cloud.remove(kind, body)
    else:
        cloud.vanish(kind, body, seconds)
