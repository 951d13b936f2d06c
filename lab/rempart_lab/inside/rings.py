"""Writes the rings by which Swift finds its stores: one device, one replica."""

from __future__ import annotations

from pathlib import Path

from swift.common.ring import RingBuilder

from rempart_lab.model.ports import Listener
from rempart_lab.model.profile import STORES
from rempart_lab.model.record import read_record
from rempart_lab.model.site import site_of

PART_POWER = 2
REPLICAS = 1


def write_rings(*, folder: str, cloud: str, region: str) -> None:
    """Write one ring for each store, in the folder of Swift's configuration."""
    site = site_of(read_record(Path(folder)), cloud, region)
    for store, listener in STORES.items():
        address, port = site.cloud.address, site.port(listener)
        builder = RingBuilder(PART_POWER, REPLICAS, 0)
        builder.add_dev(
            {
                "id": 0,
                "region": 1,
                "zone": 1,
                "ip": address,
                "port": port,
                "device": "one",
                "weight": 1.0,
                "replication_ip": address,
                "replication_port": port,
                "meta": "",
            }
        )
        builder.rebalance()
        builder.get_ring().save(str(site.configuration(Listener.SWIFT) / f"{store}.ring.gz"))
