"""What this room asks of the catalogue, answered once per name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rempart.catalogue import Catalogue
from rempart.catalogue.facts import Purpose
from rempart.meaning.findings import Act
from rempart.meaning.implied import ImpliedTable
from rempart.model.address import Host
from rempart.model.mention import Role


@dataclass(frozen=True, slots=True)
class Said:
    """What a value says of one host; the host is of kind RUN_TIME where only the run decides it."""

    host: Host
    role: Role


@dataclass(frozen=True, slots=True)
class Bucket:
    """A URL that names a bucket by its scheme, and no host."""

    scheme: str


Saying: TypeAlias = Said | Bucket


class Facts:
    """What hosts are for, which operators signs imply, and what the values read so far said."""

    def __init__(self, catalogue: Catalogue, secrets: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._catalogue = catalogue
        self.secrets = secrets or {}
        """What secrets of the same deployment keep in plain sight: some tools read an endpoint from there."""
        self._purposes: dict[str, Purpose | None] = {}
        self.said: dict[tuple[str, str, Act | None, bool], tuple[Saying, ...]] = {}
        """By value, key, act and whether it is a label: the same values stand in thousands of texts."""
        self.implied = ImpliedTable(catalogue.implied)

    def purpose(self, host: str) -> Purpose | None:
        """Return what a host is for; None when the catalogue does not know it."""
        if host not in self._purposes:
            match = self._catalogue.host(host)
            self._purposes[host] = match.endpoint.purpose if match is not None else None
        return self._purposes[host]

    def knows(self, host: str) -> bool:
        """Whether the catalogue knows a host."""
        return self.purpose(host) is not None
