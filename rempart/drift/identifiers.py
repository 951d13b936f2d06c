"""The identifiers by which a state and a cloud mean the same thing, in one form."""

from __future__ import annotations

_SECURITY_GROUP_RULE = "outscale:index/securityGroupRule:SecurityGroupRule"
_PORTS = slice(3, 5)
"""Where a rule's identifier says its ports: ``sg-1|Inbound|-1|-1|-1|0.0.0.0/0``."""


def one_identifier(token: str, identifier: str) -> str:
    """Return an identifier in its one form.

    Outscale gives a security group rule none that its calls take, so that the provider makes one of what the rule says.
    A program says "all ports" by naming none, the service by -1.
    """
    if token != _SECURITY_GROUP_RULE:
        return identifier
    parts = identifier.split("|")
    parts[_PORTS] = ["" if port == "-1" else port for port in parts[_PORTS]]
    return "|".join(parts)
