"""Fills a region with what its cloud offers: flavours, volume types, the external network, images."""

from __future__ import annotations

import ipaddress
from typing import Any

from rempart_lab.inside.connection import administrator, site_from
from rempart_lab.inside.ready import alive
from rempart_lab.model.cloud import Cloud, Flavor, VolumeType
from rempart_lab.model.site import Site

LUKS = {
    "provider": "luks",
    "cipher": "aes-xts-plain64",
    # Barbican's own crypto plugin makes no AES key of 512 bits.
    "key_size": 256,
    "control_location": "front-end",
}
BLANK = bytes(65536)
"""What an image holds: nothing boots here, and what copies it moves real bytes."""


def fill(*, folder: str, cloud: str, region: str) -> None:
    """Make what is missing; nothing is made twice."""
    site = site_from(folder, cloud, region)
    connection = administrator(site)
    alive(connection)
    _flavors(connection, site.cloud.flavors)
    _volume_types(connection, site.cloud.volume_types)
    _external_network(connection, site)
    _images(connection, site.cloud)


def _flavors(connection: Any, flavors: tuple[Flavor, ...]) -> None:
    found = {flavor.name for flavor in connection.compute.flavors()}
    for flavor in flavors:
        if flavor.name not in found:
            connection.compute.create_flavor(
                name=flavor.name, vcpus=flavor.processors, ram=flavor.memory * 1024, disk=flavor.disk
            )


def _volume_types(connection: Any, kinds: tuple[VolumeType, ...]) -> None:
    storage = connection.block_storage
    found = {kind.name for kind in storage.types()}
    for kind in kinds:
        if kind.name in found:
            continue
        made = storage.create_type(name=kind.name, extra_specs={"volume_backend_name": kind.backend})
        if kind.encrypted:
            storage.create_type_encryption(made, **LUKS)


def _external_network(connection: Any, site: Site) -> None:
    name = site.cloud.external_network
    network = next(connection.network.networks(name=name), None) or connection.network.create_network(
        name=name,
        is_router_external=True,
        provider_network_type="flat",
        provider_physical_network="public",
    )
    addresses = ipaddress.ip_network(site.region.external_range)
    if not list(connection.network.subnets(network_id=network.id)):
        connection.network.create_subnet(
            network_id=network.id,
            name=f"{name}-{site.region.name}",
            cidr=str(addresses),
            ip_version=addresses.version,
            is_dhcp_enabled=False,
        )


def _images(connection: Any, cloud: Cloud) -> None:
    found = {image.name: image for image in connection.image.images()}
    for name in cloud.images:
        if name in found and found[name].status == "active":
            continue
        if name in found:
            connection.image.delete_image(found[name])
        connection.image.create_image(
            name=name, disk_format="raw", container_format="bare", data=BLANK, visibility="public"
        )
