"""What this room asks of the catalogue, answered once per name."""

from __future__ import annotations

from rempart.catalogue import Catalogue
from rempart.catalogue.facts import Purpose
from rempart.meaning.implied import ImpliedTable


class Facts:
    """What hosts are for, and which operators signs imply."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._purposes: dict[str, Purpose | None] = {}
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
