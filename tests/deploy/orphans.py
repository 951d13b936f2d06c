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


def remove_unfinished(cloud: Connection, operator: Connection) -> None:
    """Remove the servers and volumes that the cloud began and did not finish.

    A volume whose making was forgotten stays in ``creating`` for ever, and only the cloud's operator can remove it.
    """
    for server in list(cloud.compute.servers()):
        if server.status != "ACTIVE":
            cloud.delete_server(server.id, wait=True)
    for volume in list(cloud.block_storage.volumes()):
        if volume.status not in {"available", "in-use"}:
            operator.block_storage.delete_volume(volume.id, force=True)
            cloud.block_storage.wait_for_delete(volume)


_REMOVERS: dict[str, Any] = {
    "server": lambda cloud, one: cloud.delete_server(one, wait=True),
    "port": lambda cloud, one: cloud.network.delete_port(one),
    "subnet": lambda cloud, one: cloud.network.delete_subnet(one),
    "network": lambda cloud, one: cloud.network.delete_network(one),
    "security group": lambda cloud, one: cloud.network.delete_security_group(one),
    "secret order": lambda cloud, one: cloud.key_manager.delete_order(one),
    "key of a volume": lambda cloud, one: cloud.key_manager.delete_secret(one),
    "volume": lambda cloud, one: cloud.delete_volume(one, wait=True),
}
