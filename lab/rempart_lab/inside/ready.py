"""Waits until every worker behind the APIs answers: what no port tells."""

from __future__ import annotations

from typing import Any

from rempart_lab.inside.connection import administrator, site_from, until
from rempart_lab.model.profile import HOSTS

WORKERS = {"cinder-volume", "cinder-scheduler", "cinder-backup"}


def wait(*, folder: str, cloud: str, region: str) -> None:
    """Return once the region can make servers and volumes."""
    alive(administrator(site_from(folder, cloud, region)))


def alive(connection: Any) -> None:
    """Return once hosts and volume workers are up."""
    until("both hosts are up", lambda: _hosts(connection))
    until("the volume workers are up", lambda: _up(connection.block_storage) >= WORKERS)


def _hosts(connection: Any) -> bool:
    up = [one for one in connection.compute.services() if one.binary == "nova-compute" and one.state == "up"]
    return len(up) >= len(HOSTS) and len(list(connection.compute.hypervisors())) >= len(HOSTS)


def _up(block_storage: Any) -> set[str]:
    return {str(one.binary) for one in block_storage.services() if one.state == "up"}
