"""What the gRPC face asks of a kind of resource, and what it gets back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from outscale_provider.values.json import JsonObject


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds one request of the engine."""

    urn: str
    deadline: float
    """When to give up waiting, on the clock of ``time.monotonic``, in seconds."""
    progress: Callable[[str], None]
    """Shows one line beside the resource; never holds a secret."""

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.rsplit("::", 1)[-1]


@dataclass(frozen=True, slots=True)
class Failure:
    """An argument that cannot be accepted, and why."""

    argument: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The inputs with what the provider fills in, and what is wrong with them."""

    inputs: JsonObject
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """How one argument differs from what was deployed."""

    what: Literal["add", "delete", "update"]
    replace: bool
    """Whether it takes a new object."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How the wanted inputs differ from those deployed."""

    changes: dict[str, Change]
    delete_before_replace: bool = False
    warnings: tuple[str, ...] = ()
    """What the user should know before agreeing."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new object: its identifier and its state, both as Pulumi keeps them."""

    id: str
    state: JsonObject


@dataclass(frozen=True, slots=True)
class Found:
    """A live object: its state, and the inputs that would make it as it is."""

    state: JsonObject
    inputs: JsonObject


class Handler(Protocol):
    """One kind of resource. Inputs and states have Pulumi's names (``ipRange``)."""

    def check(self, inputs: JsonObject, olds: JsonObject, *, urn: str, seed: bytes) -> Checked:
        """Fill in what is left out; tell what cannot be right. Values may be unknown. ``olds`` is empty at first."""

    def diff(self, olds: JsonObject, news: JsonObject, state: JsonObject) -> Difference:
        """Compare the inputs deployed with those wanted. Values may be unknown."""

    def create(self, inputs: JsonObject, context: Context) -> Made:
        """Make the object and wait until it is usable. Raises ``PartialError`` once it exists but is not finished."""

    def read(self, identifier: str, state: JsonObject, inputs: JsonObject) -> Found | None:
        """Look at the live object; ``None`` when it is gone. Without ``inputs`` it is an import."""

    def update(
        self, identifier: str, olds: JsonObject, news: JsonObject, *, state: JsonObject, context: Context
    ) -> JsonObject:
        """Bring the live object to the wanted inputs; returns its state. Raises ``PartialError`` when half done."""

    def delete(self, identifier: str, state: JsonObject, context: Context) -> None:
        """Remove the object and wait until it is gone; one that is gone already is no error."""
