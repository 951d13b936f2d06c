"""One setting of a provider as it takes effect, whoever states it."""

from __future__ import annotations

from dataclasses import dataclass

from rempart.model.reason import Reason
from rempart.model.values import Value


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and where it comes from.

    ``origin`` names the source for people: ``authUrl of provider main``, ``OS_AUTH_URL of the environment``. ``path``
    is the provider's property that states it, and empty where something outside the program does. ``unknown`` says why
    the value cannot be told, and how to mend it; the value then is a mark.
    """

    value: Value
    origin: str
    path: str = ""
    unknown: Reason | None = None
