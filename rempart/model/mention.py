"""What the strings of a resource say: the hosts that they mention, credentials in clear, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rempart.model.address import Host
from rempart.model.reason import Reason


class Role(StrEnum):
    """What an address inside properties is for. Only where data is sent or software fetched is a destination."""

    SENDS = "sends"
    """Data goes there: logs, backups, telemetry, mail, identity, databases. Judged like a placement."""
    FETCHES = "fetches"
    """Software, certificates or the time come from there. Supply chain."""
    REFERS = "refers"
    """A link, an identifier or a namespace: nothing connects."""
    NAMES = "names"
    """What this deployment itself is called: nothing leads elsewhere."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A host, an address or an implied operator found in a string, and what it is for."""

    place: str
    """Property path; inside a text followed by ``!`` and the place there (``userData!runcmd.0``)."""
    host: Host
    role: Role


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text, or all strings of a resource, say."""

    mentions: tuple[Mention, ...] = ()
    credentials: tuple[str, ...] = ()
    """Places of credentials in clear."""
    unread: Mapping[str, Reason] = field(default_factory=dict)
    """Place -> why it could not be read."""


NOTHING_SAID = Reading()
"""What most strings say."""
