"""Create, read, update and delete for any row of the table; a kind with ways of its own overrides what differs."""

from __future__ import annotations

import contextlib
import dataclasses
import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from outscale_provider.contract import Checked, Context, Difference, Found, Made
from outscale_provider.errors import ApiError, CancelledError, OutOfTimeError, PartialError, ProviderError, told
from outscale_provider.operations import planning
from outscale_provider.operations.identity import fill, fits, identifier_of, known_values, unusable
from outscale_provider.operations.lookalikes import lookalikes
from outscale_provider.operations.lookup import is_absent, look
from outscale_provider.operations.pauses import pauses
from outscale_provider.operations.session import Session
from outscale_provider.operations.views import agrees, inputs_view, live_input, state_view
from outscale_provider.table import Kind
from outscale_provider.values.compare import dig
from outscale_provider.values.json import JsonObject
from outscale_provider.values.names import api_name, pulumi_name, to_api
from outscale_provider.values.shapes import Shape

INTERRUPTED = (ApiError, CancelledError, OutOfTimeError)

_FAILED = frozenset({"error", "failed", "failure"})
_APPEARS_WITHIN = 30.0
"""Seconds after which an object that was made and still cannot be read counts as gone."""
_CONFLICT_PASSES_WITHIN = 60.0
"""Seconds during which any conflict on deletion is taken for one that passes: what used the object is going too."""
_CODE_PASSES_WITHIN = 180.0
"""Seconds during which an error that passes by itself is waited out: nobody should wait ten minutes for a mistake."""
_CONFLICTS = frozenset({"ResourceConflict", "InvalidState"})
_HTTP_CONFLICT = 409
_HTTP_REFUSED = (401, 403)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What a live object does not have yet."""

    identifier: str
    inputs: JsonObject
    """What is outstanding, with Pulumi's names."""
    news: JsonObject
    """All the inputs wanted."""
    live: JsonObject
    """The object as it is, with the service's names."""
    context: Context


class ResourceHandler:
    """One kind of resource, as its row of the table describes it."""

    def __init__(self, kind: Kind, session: Session) -> None:
        self.kind = kind
        self.session = session
        self.client = session.client

    # What can be said beforehand

    def check(self, inputs: JsonObject, olds: JsonObject, *, urn: str, seed: bytes) -> Checked:
        """Fill in what is left out; tell what cannot be right."""
        name = urn.rsplit("::", 1)[-1]
        region = self.client.settings.region
        return planning.check(self.kind, inputs, olds, name=name, seed=seed, region=region)

    def diff(self, olds: JsonObject, news: JsonObject, state: JsonObject) -> Difference:  # noqa: ARG002 - other kinds look at the state
        """Compare the inputs deployed with those wanted."""
        return planning.diff(self.kind, olds, news)

    # Looking

    def look(self, identifier: str, properties: JsonObject) -> JsonObject | None:
        """Return the live object, whatever its state; ``None`` when the service knows of none."""
        return look(self.client, self.kind, identifier, properties)

    def fetch(self, identifier: str, properties: JsonObject) -> JsonObject | None:
        """Return the live object; ``None`` when it is gone."""
        live = self.look(identifier, properties)
        return None if live is None or self.state_of(live) in self.kind.gone else live

    def state_of(self, live: JsonObject) -> str:
        """Return the state that the service reports, empty where it reports none."""
        return str(dig(live, self.kind.state) or "")

    def wait(self, identifier: str, properties: JsonObject, context: Context, *, fresh: bool = False) -> JsonObject:
        """Wait until the object is settled, and return it.

        A fresh object may take a moment to be seen at all. Raises ``ApiError`` when it is gone or has failed,
        ``OutOfTimeError`` and ``CancelledError``.
        """
        began = time.monotonic()
        pause = pauses()
        while True:
            live = self.look(identifier, properties)
            state = self.state_of(live) if live else "absent"
            if live is None and not (fresh and time.monotonic() - began < _APPEARS_WITHIN):
                raise ApiError(self.kind.read, f"{self.kind.name} {identifier} no longer exists")
            if live and (state in self.kind.gone or state in _FAILED):
                raise ApiError(self.kind.read, f"{self.kind.name} {identifier} is {state}{_reason(live)}")
            if live and state not in self.kind.pending:
                return live
            self.pause(next(pause), context, f"{self.kind.name} {identifier} is {state}")

    def pause(self, seconds: float, context: Context, what: str) -> None:
        """Show what is awaited, and wait. Raises ``OutOfTimeError`` and ``CancelledError``.

        A wait that would end too late is not begun: the call after it could only say that the time is over, not what
        was awaited.
        """
        if time.monotonic() + seconds > context.deadline:
            raise OutOfTimeError(f"{what} after the time allowed; raise it with customTimeouts, or look into the cause")
        context.progress(what)
        self.client.sleep(seconds)

    def outwait(self, error: ApiError, seconds: float, context: Context) -> None:
        """Wait for an error to pass by itself. Raises it once there is no time left, and ``CancelledError``."""
        try:
            self.pause(seconds, context, str(error))
        except OutOfTimeError:
            details = f"{error.details.rstrip('. ')}; this was so for as long as customTimeouts allows"
            raise dataclasses.replace(error, details=details) from None

    # Making

    def create(self, inputs: JsonObject, context: Context) -> Made:
        """Make the object and wait until it is usable. Raises ``PartialError`` once it exists but is not finished."""
        for argument, kind in self.kind.after.items():
            self._await_other(kind, str(inputs[pulumi_name(argument)]), context)
        answer = self._send_creation(self.creation(inputs), context)
        identifier = identifier_of(self.kind, to_api(inputs), answer)
        return self.finish(identifier, inputs, answer, context)

    def creation(self, inputs: JsonObject) -> JsonObject:
        """Return the arguments of the call that makes the object."""
        kind = self.kind
        arguments: JsonObject = {
            api_name(name): to_api(value)
            for name, value in inputs.items()
            if value is not None and api_name(name) in kind.creatable
        }
        if kind.tags_at_creation and inputs.get("tags"):
            arguments["Tags"] = to_api(inputs["tags"])
        if kind.body:
            beside = {key: value for key, value in arguments.items() if key in kind.beside_body}
            within = {key: value for key, value in arguments.items() if key not in kind.beside_body}
            arguments = beside | {kind.body: within}
        return arguments | kind.create_arguments

    def finish(self, identifier: str, inputs: JsonObject, answer: JsonObject, context: Context) -> Made:
        """Do what the creating call could not, and wait. Raises ``PartialError``, keeping what exists."""
        kind = self.kind
        done = {name: value for name, value in inputs.items() if self._made_at_once(name)}
        kept = {pulumi_name(key): answer[key] for key in kind.secret if answer.get(key) is not None} | inputs
        try:
            if "tags" in inputs and "tags" not in done:
                self.tag(identifier, inputs["tags"] or [], {})
                done["tags"] = inputs["tags"]
            if late := {name: value for name, value in inputs.items() if name not in done and value is not None}:
                live = self.wait(identifier, inputs, context, fresh=True)
                self.push(Outstanding(identifier, late, inputs, live, context))
                done |= late
            live = self.wait(identifier, inputs, context, fresh=True)
        except Exception as error:
            # Whatever went wrong: the object exists, and only a partial failure keeps it.
            if self._never_was(identifier, inputs):
                raise
            state = state_view(kind, answer, done, kept)
            raise PartialError(
                identifier, state, done, f"{identifier} was created but is not finished: {told(error)}"
            ) from None
        return Made(identifier, state_view(kind, live, inputs, kept))

    def _made_at_once(self, name: str) -> bool:
        return self.kind.tags_at_creation if name == "tags" else api_name(name) in self.kind.creatable

    def _never_was(self, identifier: str, inputs: JsonObject) -> bool:
        """Tell whether a creation that was answered came to nothing, as a VM without capacity that ends at once."""
        try:
            live = self.look(identifier, inputs)
        except INTERRUPTED:
            return False
        return live is not None and self.state_of(live) in self.kind.gone

    def _await_other(self, kind_name: str, identifier: str, context: Context) -> None:
        ResourceHandler(self.session.table.kind_named(kind_name), self.session).wait(identifier, {}, context)

    def _send_creation(self, arguments: JsonObject, context: Context) -> JsonObject:
        kind = self.kind
        if kind.token_accepted:
            arguments = arguments | {"ClientToken": str(uuid.uuid4())}
        try:
            answer = self.persist(kind.create, arguments, kind.retry, context, repeatable=kind.token_accepted)
        except ApiError as error:
            if error.ambiguous:
                error.details += lookalikes(self.client, kind, arguments, self.look)
            raise
        found: Any = answer.get(kind.result, answer) if kind.result else answer
        if isinstance(found, list):
            found = found[0] if found else None
        if not isinstance(found, dict):
            raise unusable(kind, kind.result)
        return dict(found)

    def persist(
        self,
        operation: str,
        arguments: JsonObject,
        codes: Collection[str],
        context: Context,
        *,
        repeatable: bool = False,
    ) -> JsonObject:
        """Call until the errors that pass by themselves have passed."""
        pause = pauses()
        passes_until = time.monotonic() + _CODE_PASSES_WITHIN
        while True:
            try:
                return self.client.call(operation, arguments, repeatable=repeatable, deadline=context.deadline)
            except ApiError as error:
                if error.code not in codes or time.monotonic() > passes_until:
                    raise
                self.outwait(error, next(pause), context)

    # Changing

    def read(self, identifier: str, state: JsonObject, inputs: JsonObject) -> Found | None:
        """Look at the live object; without ``inputs`` it is an import."""
        if not inputs and not fits(self.kind, identifier):
            raise ProviderError(f"{identifier} is no identifier of a {self.kind.name}; it is written {self.kind.id}")
        live = self.fetch(identifier, inputs | state)
        if live is None:
            return None
        found = inputs_view(self.kind, identifier, live, inputs)
        return Found(state_view(self.kind, live, found, state), found)

    def update(
        self, identifier: str, olds: JsonObject, news: JsonObject, *, state: JsonObject, context: Context
    ) -> JsonObject:
        """Bring the live object to the wanted inputs, whatever the state says. Raises ``PartialError``."""
        live = self.wait(identifier, state | news, context)
        try:
            if self.kind.tags:
                self.tag(identifier, news.get("tags") or [], _tags_of(live))
            if wanted := self.outstanding(live, olds, news):
                self.push(Outstanding(identifier, wanted, news, live, context))
            live = self.wait(identifier, state | news, context)
        except Exception as error:  # noqa: BLE001 - the same
            reason = f"{identifier} was only partly updated: {told(error)}"
            raise PartialError(identifier, self._as_it_is(identifier, live, olds, state), olds, reason) from None
        return state_view(self.kind, live, news, state)

    def _as_it_is(self, identifier: str, live: JsonObject, olds: JsonObject, state: JsonObject) -> JsonObject:
        with contextlib.suppress(*INTERRUPTED):
            live = self.look(identifier, state) or live
        return state | state_view(self.kind, live, olds, state)

    def outstanding(self, live: JsonObject, olds: JsonObject, news: JsonObject) -> JsonObject:
        """Return the inputs that the live object does not have yet, with what to reset to where one is unset."""
        outstanding: JsonObject = {}
        for name in sorted({*olds, *news} - {"tags"}):
            key = api_name(name)
            wanted = news.get(name) if news.get(name) is not None else self._unset(key)
            if key not in self.kind.updatable or wanted is None:
                continue
            found = live_input(self.kind, live, key)
            settled = olds.get(name) == wanted if found is None else agrees(self.kind, key, wanted, found)
            if not settled:
                outstanding[name] = wanted
        return outstanding

    def _unset(self, key: str) -> object:
        if key in self.kind.reset:
            return self.kind.reset[key]
        shape = self.kind.inputs.get(key, Shape())
        return {"boolean": False, "array": []}.get(shape.type)

    def push(self, change: Outstanding) -> None:
        """Send what is outstanding."""
        kind, news = self.kind, change.news
        changes = news if kind.update_whole else change.inputs
        arguments = {
            kind.update_names.get(api_name(name), api_name(name)): to_api(value)
            for name, value in changes.items()
            if name != "tags" and value is not None
        }
        addressed = {kind.update_identifier: change.identifier} if kind.update_identifier else {}
        addressed |= {key: news[pulumi_name(key)] for key in kind.scope if news.get(pulumi_name(key))}
        for group in kind.update_apart:
            if part := {key: arguments.pop(key) for key in group if key in arguments}:
                self.persist(kind.update, addressed | part, kind.retry, change.context)
        if arguments:
            self.persist(kind.update, addressed | arguments, kind.retry, change.context)

    def tag(self, identifier: str, wanted: list[JsonObject], live: dict[str, str]) -> None:
        """Give the object exactly the tags wanted. ``live`` holds those that it has."""
        add_call, remove_call, addressee = self.kind.tag_calls
        tags = {tag["key"]: tag["value"] for tag in wanted}
        removed = [{"Key": key, "Value": value} for key, value in live.items() if key not in tags]
        added = [{"Key": key, "Value": value} for key, value in tags.items() if live.get(key) != value]
        if removed:
            by_key = [{"Key": tag["Key"]} for tag in removed]
            self.client.call(
                remove_call, {addressee: [identifier], "Tags": removed if remove_call == "DeleteTags" else by_key}
            )
        if added:
            self.client.call(add_call, {addressee: [identifier], "Tags": added})

    # Removing

    def delete(self, identifier: str, state: JsonObject, context: Context) -> None:
        """Remove the object, waiting for what still uses it; one that is gone already is no error."""
        if not self.kind.delete:
            return
        known = known_values(self.kind, identifier, state)
        arguments = fill(self.kind.delete_arguments, known)
        arguments |= {key: known[key] for key in self.kind.scope if known.get(key)}
        self.remove(identifier, state, arguments, context)
        if self.kind.wait_for_delete:
            pause = pauses()
            while self.fetch(identifier, state) is not None:
                self.pause(next(pause), context, f"{self.kind.name} {identifier} is not gone yet")

    def remove(self, identifier: str, state: JsonObject, arguments: JsonObject, context: Context) -> None:
        """Send the deletion until it is accepted."""
        passes_until = time.monotonic() + _CONFLICT_PASSES_WITHIN
        expected = self.kind.retry | self.kind.retry_delete
        pause = pauses()
        while True:
            try:
                self.client.call(self.kind.delete, arguments, deadline=context.deadline)
            except ApiError as error:
                if error.status not in _HTTP_REFUSED and self._surely_gone(identifier, state):
                    return
                conflict = error.status == _HTTP_CONFLICT or error.kind in _CONFLICTS
                if error.code not in expected and not (conflict and time.monotonic() < passes_until):
                    raise
                self.outwait(error, next(pause), context)
            else:
                return

    def _surely_gone(self, identifier: str, state: JsonObject) -> bool:
        try:
            return self.fetch(identifier, state) is None
        except ApiError as error:
            if is_absent(error):
                return True
            raise


def _tags_of(live: JsonObject) -> dict[str, str]:
    return {tag["Key"]: tag.get("Value", "") for tag in live.get("Tags") or []}


def _reason(live: JsonObject) -> str:
    comment = live.get("StateComment")
    reason = live.get("StateReason") or (comment.get("StateMessage") if isinstance(comment, dict) else None)
    return f": {reason}" if reason else ""
