"""What a lost answer leaves behind: made by the cloud, unknown to the state, and in the way of a second attempt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openstack.connection import Connection

from tests.deploy.engine import Held
from tests.deploy.inventory import Found


def orphans(found: Iterable[Found], held: Iterable[Held]) -> list[Found]:
    """Return what exists and could be in the state, but is not; what services make by themselves never is."""
    known = {part for one in held for part in one.id.split("/")}
    return [one for one in found if one.kind in _REMOVERS and one.id not in known]


def remove(cloud: Connection, found: Found) -> None:
    """Remove one orphan."""
    _REMOVERS[found.kind](cloud, found.id)


def unfit_servers(cloud: Connection, held: Iterable[Held]) -> list[str]:
    """Return the URN of each server of the state that the cloud could not build; only replacing it helps."""
    unfit = {server.id for server in cloud.compute.servers() if server.status != "ACTIVE"}
    return [one.urn for one in held if one.id in unfit and one.type.endswith(":Instance")]


_REMOVERS: dict[str, Any] = {
    "server": lambda cloud, one: cloud.delete_server(one, wait=True),
    "port": lambda cloud, one: cloud.network.delete_port(one),
    "subnet": lambda cloud, one: cloud.network.delete_subnet(one),
    "network": lambda cloud, one: cloud.network.delete_network(one),
    "security group": lambda cloud, one: cloud.network.delete_security_group(one),
    "volume": lambda cloud, one: cloud.delete_volume(one, wait=True),
}
