"""What the providers' own tables share: reading settings by their names."""

from __future__ import annotations

from collections.abc import Mapping

from rempart.clouds.paths import value_at
from rempart.clouds.switches import switched_on
from rempart.model.normalised import Claim
from rempart.model.values import UNKNOWN, Mark, Properties

_OFF = ("insecure", "skipTlsVerify", "tlsInsecure", "insecureSkipVerify", "sslInsecure", "skipTlsVerification",
        "allowUnverifiedSsl", "tlsSkipVerify")  # fmt: skip
"""Names under which providers let TLS verification be switched off."""
EVERY_SERVICE = "*"


def first_claim(inputs: Properties, *paths: str) -> Claim | None:
    """Return the first of these settings that is stated; an empty text states nothing."""
    for path in paths:
        value = value_at(inputs, path)
        if value not in (None, ""):
            return Claim(path, value)
    return None


def tls_verified(inputs: Properties, *more: str) -> Claim | None:
    """Return what the provider says of the verification of certificates; None when it says nothing.

    What is no switch for anyone leaves it unknown.
    """
    stated: Claim | None = None
    for name in (*_OFF, *more):
        value = inputs.get(name)
        if value in (None, ""):
            continue
        off = value if isinstance(value, Mark) else switched_on(value)
        if off is None or isinstance(off, Mark):
            return Claim(name, UNKNOWN if off is None else off)
        if off:
            return Claim(name, value=False)
        stated = stated or Claim(name, value=True)
    return stated


def overrides(inputs: Properties, name: str, aliases: Mapping[str, str] | None = None) -> dict[str, Claim]:
    """Return endpoint overrides by service, from an object or a list of objects.

    What cannot be read, and a service that the table does not know under ``aliases``, is taken for an override of
    every service: where it leads must be looked at.
    """
    value = inputs.get(name)
    if value is None:
        return {}
    if isinstance(value, Mapping):
        groups = [(name, value)]
    elif isinstance(value, list):
        groups = [(f"{name}.{n}", group) for n, group in enumerate(value) if isinstance(group, Mapping)]
        if len(groups) != len(value):
            return {EVERY_SERVICE: Claim(name, UNKNOWN)}
    else:
        return {EVERY_SERVICE: Claim(name, value if isinstance(value, Mark) else UNKNOWN)}
    found: dict[str, Claim] = {}
    for path, group in groups:
        for service, address in group.items():
            if address not in (None, ""):
                key = service.lower() if aliases is None else aliases.get(_squeezed(service), EVERY_SERVICE)
                found[key] = Claim(f"{path}.{service}", address)
    return found


def _squeezed(service: str) -> str:
    return service.lower().replace("-", "").replace("_", "")
