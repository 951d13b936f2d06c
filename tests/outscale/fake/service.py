"""One call from its name and arguments to its reply: what every call goes through, whatever it does."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

from tests.outscale.fake.cloud import Cloud, is_ended, without_hidden
from tests.outscale.fake.document import Document, JsonObject
from tests.outscale.fake.faults import Control, Fault
from tests.outscale.fake.operations import all_calls
from tests.outscale.fake.refusals import refusal
from tests.outscale.fake.validation import check_request


@dataclass(slots=True)
class Statistics:
    """What was called since the start, or since it was last set to zero."""

    calls: Counter[str] = field(default_factory=Counter)
    """How often each operation was called; ``429`` counts those that were throttled."""
    order: list[str] = field(default_factory=list)
    """The operations in the order in which they came."""


class Service:
    """Answers calls one after the other, however many clients there are."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.control = Control()
        self.cloud = Cloud(document, self.control)
        self.statistics = Statistics()
        self._calls = all_calls(document)
        self._tokens: dict[tuple[str, str], tuple[JsonObject, JsonObject]] = {}
        self._lock = threading.RLock()

    @property
    def served(self) -> frozenset[str]:
        """The operations that the fake can carry out."""
        return frozenset(self._calls)

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self.cloud.store.close()

    def reset(self) -> None:
        """Remove every object; the settings stay."""
        with self._lock:
            self.cloud.store.clear()
            self._tokens.clear()

    def zero(self) -> None:
        """Count from the beginning."""
        with self._lock:
            self.statistics = Statistics()

    def change(self, settings: JsonObject) -> JsonObject:
        """Take settings, ``reset`` and ``zero`` among them; return all settings as they then are."""
        rest = dict(settings)
        with self._lock:
            if rest.pop("reset", False):
                self.reset()
            if rest.pop("zero", False):
                self.zero()
            self.control.change(rest)
            return self.control.show()

    def objects(self, kind: str) -> list[JsonObject]:
        """Return the live objects of a kind as they are now."""
        with self._lock:
            self.cloud.store.settle()
            return [
                {name: value for name, value in body.items() if not name.startswith("_")}
                for body in self.cloud.all(kind)
            ]

    def living(self) -> dict[str, int]:
        """Return how many objects of each kind exist, and are not only shown as having existed."""
        with self._lock:
            self.cloud.store.settle()
            kinds = Counter(
                kind for kind in self.cloud.store.counts() for body in self.cloud.all(kind) if not is_ended(body)
            )
        return dict(kinds)

    def report(self) -> JsonObject:
        """Return the counts of calls and objects, and the calls in order."""
        with self._lock:
            self.cloud.store.settle()
            return {
                "count": dict(self.statistics.calls),
                "objects": self.cloud.store.counts(),
                "log": list(self.statistics.order),
            }

    def admit(self, operation: str) -> Fault | None:
        """Count a call; return what is to spoil it. Raises ``RefusedError`` when it is one too many for the second."""
        with self._lock:
            self.statistics.calls[operation] += 1
            self.statistics.order.append(operation)
            if self.control.throttles():
                self.statistics.calls["429"] += 1
                raise refusal("throttled", "Request rate exceeded.")
            return self.control.fault_for(operation)

    def answer(self, operation: str, arguments: object) -> JsonObject:
        """Carry a call out. Raises ``RefusedError``; nothing has changed then."""
        if operation not in self.document.operations:
            raise refusal("not-served", f"There is no operation '{operation}'.")
        checked = check_request(self.document, operation, arguments)
        if operation not in self._calls:
            raise refusal("not-served", f"The fake does not serve '{operation}'.")
        if checked.get("DryRun"):
            return {}
        with self._lock:
            self.cloud.store.settle()
            token = checked.get("ClientToken")
            if token is None:
                return self._carry_out(operation, checked)
            return self._once(operation, token, checked)

    def _once(self, operation: str, token: str, arguments: JsonObject) -> JsonObject:
        known = self._tokens.get((operation, token))
        if known is None:
            reply = self._carry_out(operation, arguments)
            self._tokens[operation, token] = (arguments, reply)
            return reply
        if known[0] != arguments:
            raise refusal("token-mismatch", "The ClientToken was used with other arguments.")
        return known[1]

    def _carry_out(self, operation: str, arguments: JsonObject) -> JsonObject:
        with self.cloud.store.all_or_nothing():
            reply = self._calls[operation](self.cloud, arguments)
        return {name: without_hidden(value) for name, value in reply.items()}
