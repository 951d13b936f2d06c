"""How a state and an OpenStack cloud mean the same thing."""

from __future__ import annotations

from rempart.clouds.openstack.family import spellings
from rempart.tables import Governed, Identity

_PACKAGE = "openstack:"
INSTANCE = "openstack:compute/instance:Instance"
PORT = "openstack:networking/port:Port"
_ROUTER_INTERFACE = "openstack:networking/routerInterface:RouterInterface"


def spelling(token: str) -> str:
    """Return the token that Pulumi's own provider uses, for one that the Terraform bridge spells another way."""
    rest = token.removeprefix(_PACKAGE)
    return f"{_PACKAGE}{spellings().get(rest, rest)}"


IDENTITY = Identity(
    spelling=spelling,
    # A port that a program made and plugged into a router is listed as what it became.
    listed_as={PORT: _ROUTER_INTERFACE},
    governs={
        "openstack:compute/interfaceAttach:InterfaceAttach": Governed("instanceId", INSTANCE, "securityGroups"),
        "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate": Governed(
            "portId", PORT, "securityGroupIds"
        ),
    },
    projects=("tenantName",),
)
