"""Resources declared by their type token, for clouds whose Python package is not installed here."""

from collections.abc import Mapping

import pulumi


def provider(package: str, name: str, inputs: Mapping[str, object]) -> pulumi.ProviderResource:
    """Declare an explicit provider of a package."""
    return pulumi.ProviderResource(package, name, dict(inputs))


def resource(
    token: str, name: str, inputs: Mapping[str, object], opts: pulumi.ResourceOptions
) -> pulumi.CustomResource:
    """Declare one resource of the type that the token names."""
    return pulumi.CustomResource(token, name, dict(inputs), opts)
