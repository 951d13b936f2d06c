"""What a lost answer leaves behind: made by the cloud, unknown to the state, and in the way of a second attempt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openstack.connection import Connection

from tests.deploy.engine import Held
from tests.deploy.inventory import Found, project_inventory


def orphans(cloud: Connection, held: Iterable[Held]) -> list[Found]:
    """Return what the project holds and nothing accounts for: neither the state, nor, for a key, a volume."""
    known = {part for one in held for part in one.id.split("/")}
    known |= {volume.encryption_key_id for volume in cloud.block_storage.volumes()}
    return [one for one in project_inventory(cloud) if one.kind in _REMOVERS and one.id not in known]


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
    "key of a volume": lambda cloud, one: cloud.key_manager.delete_secret(one),
    "volume": lambda cloud, one: cloud.delete_volume(one, wait=True),
}
