"""How a state and an account of Outscale mean the same thing."""

from __future__ import annotations

from rempart.model.resource import Resource
from rempart.tables import Identity

_ACCESS_KEY = "outscale:index/accessKey:AccessKey"
_SECURITY_GROUP_RULE = "outscale:index/securityGroupRule:SecurityGroupRule"
_PORTS = slice(3, 5)
"""Where a rule's identifier says its ports: ``sg-1|Inbound|-1|-1|-1|0.0.0.0/0``."""


def _identifier(token: str, identifier: str) -> str:
    """Return an identifier in its one form.

    Outscale gives a security group rule none that its calls take, so that the provider makes one of what the rule says.
    A program says "all ports" by naming none, the service by -1.
    """
    if token != _SECURITY_GROUP_RULE:
        return identifier
    parts = identifier.split("|")
    parts[_PORTS] = ["" if port == "-1" else port for port in parts[_PORTS]]
    return "|".join(parts)


def _is_listed(resource: Resource) -> bool:
    """Whether a listing of its type shows a resource: Outscale lists an account's own keys, not its users'."""
    return resource.type != _ACCESS_KEY or not resource.inputs.get("userName")


IDENTITY = Identity(identifier=_identifier, listed=_is_listed)
