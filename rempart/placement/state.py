"""Places where Pulumi keeps the deployment's state, and who holds the key of its secrets."""

from __future__ import annotations

from dataclasses import dataclass

from rempart.addresses import DEFAULT_HOSTS, ENDPOINT_PARAMETERS, STORE_SCHEMES, Host, host_of, values_of
from rempart.model.deployment import OF_THE_BACKEND
from rempart.model.placement import Placement
from rempart.model.reason import Reason
from rempart.placement.hosted import place_host
from rempart.placement.operators import Ground, Whereabouts, local, unknown_operator
from rempart.placement.own import OwnNames

_ON_THE_MACHINE = frozenset({"b64", "file", "passphrase"})
_NAMED_IN_URL = frozenset({"azurekeyvault", "http", "https", "postgres", "postgresql"})


def place_backend(ground: Ground, backend: str | None, own: OwnNames) -> Placement:
    """Place a state backend, given as the URL that Pulumi writes; a host of one's own is at home."""
    if backend is None:
        return unknown_operator(
            Reason("this input does not say where the state is kept", "state backend.url in Pulumi.yaml")
        )
    return _place(ground, backend, "state backend", own)


def place_secrets_provider(
    ground: Ground, secrets_provider: str | None, backend: Placement, own: OwnNames
) -> Placement:
    """Place a secrets provider; the backend's own is where the backend is."""
    if secrets_provider is None:
        return unknown_operator(
            Reason(
                "this input does not say who encrypts the secrets",
                "state secretsprovider in the stack's configuration",
            )
        )
    if secrets_provider in OF_THE_BACKEND:
        return backend
    return _place(ground, secrets_provider, "secrets provider", own)


def place_store(ground: Ground, url: str) -> Placement | None:
    """Place the store or the key that a URL names by its scheme (``s3://``, ``gcpkms://``); None for other URLs."""
    scheme, found, _ = url.partition("://")
    return _place(ground, url, "URL") if found and scheme.lower() in STORE_SCHEMES else None


def _place(ground: Ground, url: str, what: str, own: OwnNames | None = None) -> Placement:
    scheme = url.partition(":")[0].lower()
    if scheme in _ON_THE_MACHINE:
        return local(None, f"{what} {scheme}")
    if scheme == "hashivault":
        why = "VAULT_ADDR of the environment that deploys says which Vault it is, and was not read"
        mend = "use a passphrase, or sign a waiver for RMP-STA-002 that names the Vault"
        return unknown_operator(Reason(f"{what} hashivault: {why}", mend))
    endpoints, regions = values_of(url, *ENDPOINT_PARAMETERS), values_of(url, "region")
    if len(endpoints) > 1 or len(regions) > 1:
        twice = "endpoint" if len(endpoints) > 1 else "region"
        return unknown_operator(
            Reason(f"{what} URL states its {twice} more than once, and not the same", "state it once")
        )
    region = _region(url, regions)
    where = Whereabouts(region, f"{what} URL") if region else None
    return _Store(ground, what, own, where).at(url, endpoint="".join(endpoints))


@dataclass(frozen=True, slots=True)
class _Store:
    """What is kept at a URL, and what is known of the place besides its host."""

    ground: Ground
    what: str
    own: OwnNames | None
    where: Whereabouts | None

    def at(self, url: str, *, endpoint: str) -> Placement:
        """Place by the endpoint that the URL states, or else by what its scheme reaches."""
        scheme = url.partition(":")[0].lower()
        if endpoint:
            return self._at_host(endpoint, f"endpoint stated in the {self.what} URL")
        if scheme in DEFAULT_HOSTS:
            return self._at_host(DEFAULT_HOSTS[scheme], f"{self.what} {scheme}:// without an endpoint")
        if scheme in _NAMED_IN_URL:
            return self._at_host(url, self.what)
        return unknown_operator(
            Reason(f"{self.what} {scheme}: is of a kind that is not known", "name its operator in the catalogue")
        )

    def _at_host(self, address: str, because: str) -> Placement:
        host = host_of(address)
        if host is None:
            return unknown_operator(Reason(f"{because} holds no host", "mend its URL"))
        home = self.own.because(host) if self.own is not None and self._is_unknown(host) else ""
        return local(host.name, home) if home else place_host(self.ground, host, because, self.where)

    def _is_unknown(self, host: Host) -> bool:
        return self.ground.catalogue.host(host.name) is None


def _region(url: str, stated: tuple[str, ...]) -> str | None:
    """Return the region: a parameter, or the part of an ARN or of a Google key's path that names it."""
    if stated and stated[0]:
        return stated[0]
    _, found, after = url.partition("/locations/")
    if found:
        return after.partition("/")[0] or None
    parts = url.partition("arn:")[2].split(":")
    return parts[2] or None if len(parts) > 2 else None  # noqa: PLR2004 - partition, service, region
