"""How Outscale's two providers are configured: the native one, and the Terraform provider that Pulumi bridges.

Both are package ``outscale``. The native one takes ``endpoint`` and ``oosEndpoint`` at the top level, the bridged one a
block for each of its services, ``api`` and ``oks``, and the older ``endpoints``. Read in terraform-provider-outscale
1.8.0 on 2026-11-24.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rempart.clouds.paths import value_at
from rempart.clouds.settings import first_claim, overrides, tls_verified
from rempart.model.normalised import Claim, ProviderSettings
from rempart.model.resource import Resource
from rempart.model.values import Mark, Properties, Value

_API_BLOCKS = ("api", "api.0", "apis.0")
"""A block of at most one is an object in Pulumi; older versions of the provider did not say that it is one."""
_OKS_BLOCKS = ("oks", "oks.0")
_OBJECT_STORE, _KUBERNETES = "oos", "oks"
_BARE_API = re.compile(r"(?:https://)?api\.(?P<region>[a-z0-9-]+)\.outscale\.com")
_DEFAULT_REGION = "eu-west-2"
"""Where both providers go when neither the program nor the environment names a region."""


def provider_settings(resource: Resource) -> ProviderSettings:
    """Return where an Outscale provider connects, in neutral words."""
    inputs = resource.inputs
    region = first_claim(inputs, *(f"{block}.region" for block in _API_BLOCKS), "region")
    endpoint = _endpoint(inputs, region)
    return ProviderSettings(
        resource.package,
        endpoint,
        _services(inputs),
        region=region,
        service_regions=_service_regions(inputs),
        verified=_tls_verified(inputs),
    )


def _endpoint(inputs: Properties, region: Claim | None) -> Claim | None:
    bridged = first_claim(inputs, *(f"{block}.endpoint" for block in _API_BLOCKS), "endpoints.0.api", "endpoints.api")
    if bridged is None:
        return first_claim(inputs, "endpoint")
    return None if _is_overruled(bridged.value, region) else bridged


def _is_overruled(endpoint: Value, region: Claim | None) -> bool:
    """Whether the bridged provider connects elsewhere than its endpoint says.

    It takes an endpoint without a path for the name of a default one, and writes its own region into it: the stated
    one, else that of the environment, else ``eu-west-2``.
    """
    bare = _BARE_API.fullmatch(endpoint) if isinstance(endpoint, str) else None
    if bare is None:
        return False
    return (region.value if region is not None else _DEFAULT_REGION) != bare["region"]


def _services(inputs: Properties) -> dict[str, Claim]:
    """Return the endpoints of what has one apart from the API: the object store, and Kubernetes (OKS)."""
    found = {name: claim for name, claim in overrides(inputs, "endpoints").items() if name != "api"}
    store = first_claim(inputs, "oosEndpoint")
    kubernetes = first_claim(inputs, *(f"{block}.endpoint" for block in _OKS_BLOCKS))
    if store is not None:
        found[_OBJECT_STORE] = store
    if kubernetes is not None:
        found[_KUBERNETES] = kubernetes
    return found


def _service_regions(inputs: Properties) -> dict[str, Claim]:
    own = first_claim(inputs, *(f"{block}.region" for block in _OKS_BLOCKS))
    return {_KUBERNETES: own} if own is not None else {}


def _tls_verified(inputs: Properties) -> Claim | None:
    """Return the first of its blocks that leaves certificates unverified, or may; else the first that speaks."""
    places = [("", inputs), *((f"{block}.", value_at(inputs, block)) for block in _API_BLOCKS)]
    said = [claim for above, place in places if (claim := _verified_in(above, place)) is not None]
    return next((claim for claim in said if claim.value is not True), said[0] if said else None)


def _verified_in(above: str, place: Properties | Value) -> Claim | None:
    if isinstance(place, Mark):
        return Claim(above.removesuffix("."), place)
    claim = tls_verified(place) if isinstance(place, Mapping) else None
    return Claim(f"{above}{claim.path}", claim.value) if claim is not None else None
