"""What an address says once it is parsed: the host that a client would really connect to, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

RUN_TIME = "\ue000"
"""Stands in a text for what is only decided when the text runs (an unset variable, the output of a command)."""


class HostKind(Enum):
    """What a host says about where it leads."""

    NAME = "name"
    """A public name: the catalogue may know who runs it."""
    ADDRESS = "address"
    """A public literal IP: it says nothing about who runs it."""
    LOCAL = "local"
    """Stays inside the deployment or the machine."""
    RESERVED = "reserved"
    """Set aside for documentation and tests (RFC 2606): resolves nowhere."""
    RUN_TIME = "run_time"
    """The part that would tell is only decided when the program runs."""


@dataclass(frozen=True, slots=True)
class Host:
    """One host, normalised: lower case, ASCII, without credentials or trailing dot.

    ``scheme`` is the protocol that the address states, in lower case; ``port`` the one that it states.
    """

    name: str
    kind: HostKind
    scheme: str | None = None
    port: int | None = None
