"""What leads back to the deployment: names and addresses that it makes itself, and domains declared as one's own."""

from __future__ import annotations

from collections.abc import Iterable

from rempart.addresses import host_of, lies_in, network_of
from rempart.model.address import Host, HostKind
from rempart.model.normalised import NormalisedResource


class OwnNames:
    """Names, addresses and domains of one's own: made by the deployment, or declared by whoever judges it."""

    def __init__(self, resources: Iterable[NormalisedResource], declared: Iterable[str]) -> None:
        self._names: set[str] = set()
        self._zones: set[str] = set()
        for item in resources:
            for name in item.own:
                if name.startswith("*."):
                    self._zones.add(name.removeprefix("*."))
                else:
                    self._names.add(_host_name(name))
            self._zones.update(item.zones)
        self._declared = frozenset(declared)
        self._networks = [(text, network) for text in sorted(self._declared) if (network := network_of(text))]
        self.believed: set[str] = set()
        """What of the declared a conclusion rests on so far."""

    def because(self, host: Host) -> str:
        """Return why a host is one's own; an empty text when it is not."""
        domains = _domains(host.name)
        if host.name in self._names or not self._zones.isdisjoint(domains):
            return "the deployment itself makes this name"
        declared = next((domain for domain in domains if domain in self._declared), None) or self._network(host)
        if declared is None:
            return ""
        self.believed.add(declared)
        return f"{declared} is declared as one's own"

    def _network(self, host: Host) -> str | None:
        if host.kind is not HostKind.ADDRESS:
            return None
        return next((text for text, network in self._networks if lies_in(host.name, network)), None)


def _host_name(name: str) -> str:
    host = host_of(name)
    return host.name if host is not None else name


def _domains(name: str) -> list[str]:
    """Return a name and every domain above it."""
    labels = name.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]
