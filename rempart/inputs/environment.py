"""Reads what the environment adds to a deployment, when the user says that this environment is the one that deploys.

Providers fall back to variables and configuration files for what a program leaves out. Only addresses, regions and the
like are read here; no variable that holds a credential is looked at. Nothing goes over the network.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

from rempart.inputs.openstack_clouds import read_clouds, switched_on
from rempart.model.deployment import Cloud, Environment

_REGIONS: Mapping[str, tuple[str, ...]] = {
    "aws": ("AWS_REGION", "AWS_DEFAULT_REGION"),
    "aws-native": ("AWS_REGION", "AWS_DEFAULT_REGION"),
    "gcp": ("GOOGLE_REGION", "GCLOUD_REGION", "CLOUDSDK_COMPUTE_REGION"),
    "google-native": ("GOOGLE_REGION", "GCLOUD_REGION", "CLOUDSDK_COMPUTE_REGION"),
    "outscale": ("OSC_REGION", "OUTSCALE_REGION"),
    "scaleway": ("SCW_DEFAULT_REGION",),
}
"""By package, the variables that name a region: the first that is set counts, as in the providers."""
_ENDPOINTS: Mapping[str, tuple[str, ...]] = {
    "azure": ("ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"),
    "azure-native": ("ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"),
    "gcp": ("GOOGLE_CLOUD_UNIVERSE_DOMAIN", "GOOGLE_UNIVERSE_DOMAIN", "CLOUDSDK_CORE_UNIVERSE_DOMAIN"),
    "outscale": ("OSC_ENDPOINT_API", "OUTSCALE_ENDPOINT_API"),
    "ovh": ("OVH_ENDPOINT",),
    "scaleway": ("SCW_API_URL",),
}
"""By package, the variables that say where the provider connects: an address, a domain or a well-known name."""
_SERVICE_ENDPOINTS: Mapping[tuple[str, str], str] = {
    ("outscale", "oks"): "OSC_ENDPOINT_OKS",
    ("outscale", "oos"): "OSC_ENDPOINT_OOS",
}
"""By package and service, the variable that says where a service is reached that has an endpoint of its own."""
_UNVERIFIED: Mapping[str, tuple[str, ...]] = {
    "outscale": ("OSC_INSECURE",),
    "scaleway": ("SCW_INSECURE",),
}
"""By package, the variables that switch the verification of certificates off."""
_SAME_SETTINGS = {"scaleway": ("scaleway-v2", "scaleway", "pulumiverse-scaleway")}
_AWS = ("aws", "aws-native")
_AWS_ENDPOINT = "AWS_ENDPOINT_URL"


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """Return what this environment supplies to providers; ``variables`` are those of this process by default.

    Raises InputError when there is a ``clouds.yaml`` that cannot be read, or openstacksdk, which reads it, is missing.
    """
    own = os.environ if variables is None else variables
    default: dict[str, Cloud] = {}
    for package in sorted({*_REGIONS, *_ENDPOINTS}):
        cloud = _from_variables(package, own)
        if cloud is not None:
            default.update(dict.fromkeys(_SAME_SETTINGS.get(package, (package,)), cloud))
    _add_aws_endpoint(default, own)
    clouds, chosen = _openstack(own)
    if chosen is not None:
        default["openstack"] = chosen
    services = {
        service: Cloud(variable, own[variable]) for service, variable in _SERVICE_ENDPOINTS.items() if own.get(variable)
    }
    return Environment(default=default, clouds=clouds, services=services)


def read_backend(variables: Mapping[str, str] | None = None) -> str | None:
    """Return the state backend that the environment names, None when it leaves that to the login of the user."""
    own = os.environ if variables is None else variables
    return own.get("PULUMI_BACKEND_URL") or None


def _from_variables(package: str, variables: Mapping[str, str]) -> Cloud | None:
    endpoint = _first(_ENDPOINTS.get(package, ()), variables)
    region = _first(_REGIONS.get(package, ()), variables)
    if endpoint is None and region is None:
        return None
    insecure = _first(_UNVERIFIED.get(package, ()), variables)
    return Cloud(
        origin=endpoint or region or "",
        endpoint=variables[endpoint] if endpoint else None,
        region=variables[region] if region else None,
        verify=_verify(variables[insecure]) if insecure else None,
    )


def _add_aws_endpoint(default: dict[str, Cloud], variables: Mapping[str, str]) -> None:
    """Add AWS's endpoint, common to all services or not at all.

    ``AWS_ENDPOINT_URL_S3`` and its like send single services elsewhere. A cloud of the model has one endpoint, so
    where they disagree the endpoint becomes the names of the variables: no host, hence undetermined, never a guess.
    """
    stated = sorted(name for name in variables if _is_aws_endpoint(name) and variables[name])
    if not stated:
        return
    names = " and ".join(stated)
    for_all = variables.get(_AWS_ENDPOINT)
    agree = all(variables[name] == for_all for name in stated)
    for package in _AWS:
        region = default[package].region if package in default else None
        default[package] = Cloud(names, for_all if agree else names, region)


def _is_aws_endpoint(name: str) -> bool:
    return name == _AWS_ENDPOINT or name.startswith(f"{_AWS_ENDPOINT}_")


def _first(names: tuple[str, ...], variables: Mapping[str, str]) -> str | None:
    return next((name for name in names if variables.get(name)), None)


def _verify(insecure: str) -> bool | None:
    unverified = switched_on(insecure)
    return None if unverified is None else not unverified


def _openstack(variables: Mapping[str, str]) -> tuple[dict[str, Cloud], Cloud | None]:
    """Return the clouds of ``clouds.yaml``, and what a provider that names none gets from ``OS_*``."""
    clouds = read_clouds(variables)
    region = variables.get("OS_REGION_NAME") or None
    verify = _verify(variables.get("OS_INSECURE", ""))
    name = variables.get("OS_CLOUD")
    if name:
        entry = clouds.get(name, Cloud(f"OS_CLOUD, cloud {name}"))
        chosen = replace(entry, region=region or entry.region, verify=entry.verify if verify is None else verify)
        return clouds, chosen
    endpoint = variables.get("OS_AUTH_URL") or None
    if endpoint is None and region is None:
        return clouds, None
    return clouds, Cloud("OS_AUTH_URL" if endpoint else "OS_REGION_NAME", endpoint, region, verify)
