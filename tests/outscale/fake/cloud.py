"""The fake cloud as the calls see it: objects that exist, refer to each other, fill quotas and change state in time."""

from __future__ import annotations

import uuid
from collections.abc import Container

from tests.outscale.fake.document import Document, JsonObject
from tests.outscale.fake.faults import Control
from tests.outscale.fake.kinds import KINDS
from tests.outscale.fake.refusals import refusal
from tests.outscale.fake.store import GONE, Store

ACCOUNT = "123456789012"
REGION = "eu-west-2"
SUBREGION = "eu-west-2a"
DATE = "2026-11-24T10:00:00.000Z"
_ENDED = ("terminated", "deleted", "rejected", "expired", "failed")


class Cloud:
    """The account's objects, and the few things that every call does with them."""

    def __init__(self, document: Document, control: Control) -> None:
        self.document = document
        self.control = control
        self.store = Store()

    def find(self, kind: str, identifier: str) -> JsonObject | None:
        """Return a live object, or nothing."""
        found = self.store.find(kind, identifier)
        return None if found is None or is_ended(found) else found

    def require(self, kind: str, identifier: str) -> JsonObject:
        """Return a live object. Raises ``RefusedError`` where there is none."""
        found = self.find(kind, identifier)
        if found is None:
            raise refusal(KINDS[kind].missing, f"The {kind} '{identifier}' does not exist.")
        return found

    def all(self, kind: str) -> list[JsonObject]:
        """Return the live objects of a kind, the oldest first."""
        return [found for found in self.store.all(kind) if not is_ended(found)]

    def new_identifier(self, operation: str, kind: str) -> str:
        """Invent an identifier of the form that the document's example has."""
        start = self.document.identifier_start(operation, KINDS[kind].identifier)
        return new_identifier(start, digits=32 if start in _LONG else 8)

    def add(self, kind: str, body: JsonObject, *, becomes: JsonObject | None = None, seconds: float = 0) -> None:
        """Keep a new object, which ``becomes`` something more after some seconds of an ordinary cloud.

        Raises ``RefusedError`` when the quota is reached or the identifier is taken.
        """
        rules = KINDS[kind]
        limit = self.control.quota.get(kind)
        if limit is not None and len(self.all(kind)) >= limit:
            raise refusal(rules.full, f"The quota of {limit} for {kind} has been reached.")
        identifier = body[rules.identifier]
        if self.store.find(kind, identifier) is not None:
            raise refusal(rules.taken, f"The {kind} '{identifier}' exists already.")
        self.store.add(kind, identifier, body)
        if becomes is not None:
            self.later(kind, body, becomes, seconds)

    def save(self, kind: str, body: JsonObject) -> None:
        """Replace an object's content."""
        self.store.save(kind, body[KINDS[kind].identifier], body)

    def later(self, kind: str, body: JsonObject, change: JsonObject, seconds: float) -> None:
        """Have an object change after some seconds of an ordinary cloud."""
        self.store.await_change(kind, body[KINDS[kind].identifier], change, seconds * self.control.slow)

    def remove(self, kind: str, body: JsonObject) -> None:
        """Remove an object at once."""
        self.store.remove(kind, body[KINDS[kind].identifier])

    def vanish(self, kind: str, body: JsonObject, seconds: float) -> None:
        """Show an object as being deleted, and remove it after some seconds of an ordinary cloud."""
        body["State"] = "deleting"
        self.save(kind, body)
        self.later(kind, body, GONE, seconds)

    def refuse_if_used(self, kind: str, identifier: str, *, but: Container[str] = ()) -> None:
        """Raise ``RefusedError`` when a live object refers to this one; identifiers and kinds in ``but`` may."""
        for user_kind, user in self.users_of(identifier):
            if (user_kind, user) != (kind, identifier) and user_kind not in but and user not in but:
                raise refusal(KINDS[kind].busy, f"The {kind} '{identifier}' is used by the {user_kind} '{user}'.")

    def users_of(self, identifier: str) -> list[tuple[str, str]]:
        """Return kind and identifier of the live objects that refer to an identifier, other than by a tag."""
        found = self.store.mentioning(identifier)
        return [(kind, user) for kind, user, body in found if not is_ended(body) and _mentions(body, identifier)]


_LONG = frozenset({"aar-", "ca-", "key-", "vmgroup-", "vmtemplate-"})


def new_identifier(start: str, *, digits: int = 8) -> str:
    """Invent an identifier such as ``vpc-0123abcd``."""
    return start + uuid.uuid4().hex[:digits]


def without_hidden(value: object) -> object:
    """Return objects of a reply without what the fake only knows for itself: the properties that start with ``_``."""
    if isinstance(value, list):
        return [without_hidden(item) for item in value]
    if isinstance(value, dict):
        return {name: item for name, item in value.items() if not name.startswith("_")}
    return value


def new_name(length: int) -> str:
    """Invent capitals and digits, such as the service gives to users and keys."""
    return (uuid.uuid4().hex + uuid.uuid4().hex)[:length].upper()


def is_ended(body: JsonObject) -> bool:
    """Tell whether an object is only shown as having existed."""
    state = body.get("State")
    return (state.get("Name") if isinstance(state, dict) else state) in _ENDED


def _mentions(value: object, identifier: str) -> bool:
    if isinstance(value, dict):
        return value.get("State") != "detached" and any(
            _mentions(item, identifier) for name, item in value.items() if name != "Tags"
        )
    if isinstance(value, list):
        return any(_mentions(item, identifier) for item in value)
    return value == identifier
