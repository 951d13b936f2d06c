"""What can go wrong between the engine, the provider and the service. No message ever holds a secret."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import PurePath

from outscale_provider.values.json import JsonObject


class ProviderError(Exception):
    """The base of all that the provider raises on purpose; its text is one clear message for the user."""


@dataclass(slots=True, eq=False)
class ApiError(ProviderError):
    """The service refused a call, or its answer never came."""

    operation: str
    """The call, such as ``CreateNet``."""
    details: str
    """The cause, in the service's words or in ours."""
    status: int = 0
    """The HTTP status; 0 where there was no answer."""
    code: str = ""
    """The service's error code, such as ``9058``."""
    kind: str = ""
    """The service's error type, such as ``ResourceConflict``."""
    request_id: str = ""
    """What the service's support asks for."""
    ambiguous: bool = False
    """Whether the call may have been carried out although it was not confirmed."""

    def __str__(self) -> str:
        label = " ".join(part for part in (self.kind, self.code) if part)
        text = f"{self.operation}: {self.details or label or f'HTTP {self.status}'}"
        if label and self.details:
            text += f" [{label}]"
        return f"{text} (request {self.request_id})" if self.request_id else text


class ConfigurationError(ProviderError):
    """The provider's settings cannot be used."""


class CancelledError(ProviderError):
    """The engine asked to stop; nothing new is begun."""


class OutOfTimeError(ProviderError):
    """What was awaited did not come within the resource's time limit (``customTimeouts``)."""


@dataclass(slots=True, eq=False)
class PartialError(ProviderError):
    """Something exists, but is not what was asked for: the engine keeps it, and the next ``up`` finishes it."""

    id: str
    state: JsonObject
    inputs: JsonObject
    """The inputs that the object really has, so that the next ``up`` sees what is missing."""
    reason: str

    def __str__(self) -> str:
        return self.reason


class InternalError(ProviderError):
    """The provider itself is at fault. What was being worked on is not told: it may hold a secret."""


def internal(error: Exception) -> InternalError:
    """Return an unforeseen error as one that may be told: its type, and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {PurePath(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return InternalError(
        f"a fault of the Outscale provider ({type(error).__name__}{where}); please report it."
        " Should the resource exist in the cloud by now, `pulumi refresh` or `pulumi import` tells the state"
    )


def told(error: Exception) -> str:
    """Return what may be told of an error: all of one of ours, and of any other what kind it is."""
    return str(error if isinstance(error, ProviderError) else internal(error))
