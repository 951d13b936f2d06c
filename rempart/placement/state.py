"""Places where Pulumi keeps the deployment's state, and who holds the key of its secrets."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from rempart.addresses import DEFAULT_HOSTS, STORE_SCHEMES, host_of
from rempart.model.placement import Placement
from rempart.placement.hosted import place_host
from rempart.placement.operators import Ground, Whereabouts, local, unknown_operator

_ON_THE_MACHINE = frozenset({"b64", "file", "passphrase"})
_OF_THE_BACKEND = frozenset({"", "default", "service"})
_ENDPOINT_PARAMETERS = ("endpoint", "domain", "hostname_override")
_NAMED_IN_URL = frozenset({"azurekeyvault", "http", "https", "postgres", "postgresql"})


def place_backend(ground: Ground, backend: str | None) -> Placement:
    """Place a state backend, given as the URL that Pulumi writes."""
    if backend is None:
        return unknown_operator("this input does not say where the state is kept; state backend.url in Pulumi.yaml")
    return _place(ground, backend, "state backend")


def place_secrets_provider(ground: Ground, secrets_provider: str | None, backend: Placement) -> Placement:
    """Place a secrets provider; the backend's own is where the backend is."""
    if secrets_provider is None:
        return unknown_operator(
            "this input does not say who encrypts the secrets; state secretsprovider in the stack's configuration"
        )
    if secrets_provider in _OF_THE_BACKEND:
        return backend
    return _place(ground, secrets_provider, "secrets provider")


def place_store(ground: Ground, url: str) -> Placement | None:
    """Place the store or the key that a URL names by its scheme (``s3://``, ``gcpkms://``); None for other URLs."""
    scheme, found, _ = url.partition("://")
    return _place(ground, url, "URL") if found and scheme.lower() in STORE_SCHEMES else None


def _place(ground: Ground, url: str, what: str) -> Placement:
    scheme = url.partition(":")[0].lower()
    if scheme in _ON_THE_MACHINE:
        return local(None, f"{what} {scheme}")
    if scheme == "hashivault":
        return unknown_operator(
            f"{what} hashivault: VAULT_ADDR of the environment that deploys says which Vault it is, and was not read"
        )
    parameters = _parameters(url)
    endpoint = next((parameters[name] for name in _ENDPOINT_PARAMETERS if parameters.get(name)), None)
    region = _region(url, parameters)
    where = Whereabouts(region, f"{what} URL") if region else None
    if endpoint is not None:
        return _at(ground, endpoint, f"endpoint stated in the {what} URL", where)
    if scheme in DEFAULT_HOSTS:
        return _at(ground, DEFAULT_HOSTS[scheme], f"{what} {scheme}:// without an endpoint", where)
    if scheme in _NAMED_IN_URL:
        return _at(ground, url, what, where)
    return unknown_operator(f"{what} {scheme}: is of a kind that is not known; name its operator in the catalogue")


def _at(ground: Ground, address: str, because: str, where: Whereabouts | None) -> Placement:
    host = host_of(address)
    if host is None:
        return unknown_operator(f"{because} holds no host; mend its URL")
    return place_host(ground, host, because, where)


def _parameters(url: str) -> dict[str, str]:
    try:
        return {name.lower(): values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
    except ValueError:  # a malformed address in brackets
        return {}


def _region(url: str, parameters: dict[str, str]) -> str | None:
    """Return the region: a parameter, or the part of an ARN or of a Google key's path that names it."""
    if parameters.get("region"):
        return parameters["region"]
    _, found, after = url.partition("/locations/")
    if found:
        return after.partition("/")[0] or None
    parts = url.partition("arn:")[2].split(":")
    return parts[2] or None if len(parts) > 2 else None  # noqa: PLR2004 - partition, service, region
