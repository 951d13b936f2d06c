"""A cloud as its file describes it: regions, flavours, volume types, external network, images, quota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    """Where an imitated fact comes from."""

    what: str
    where: str
    date: date


@dataclass(frozen=True, slots=True)
class Region:
    """One region, with an OpenStack of its own; identity is the cloud's."""

    name: str
    index: int
    """Place in the cloud's file: the ports follow it, whichever regions are chosen."""
    external_range: str
    """CIDR that floating addresses come from; different in every region, so that an address names one place."""


@dataclass(frozen=True, slots=True)
class Flavor:
    """A size of server; memory and disk in GiB."""

    name: str
    processors: int
    memory: int
    disk: int


@dataclass(frozen=True, slots=True)
class VolumeType:
    """A kind of volume, and whether the cloud makes a LUKS key for each volume of it."""

    name: str
    backend: str
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Quota:
    """What one project may have; memory and volume sizes in GiB."""

    servers: int
    processors: int
    memory: int
    volumes: int
    volume_size: int
    networks: int
    ports: int
    routers: int
    security_groups: int
    security_group_rules: int
    floating_addresses: int
    load_balancers: int


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud with its own identity service, on a loopback address of its own."""

    name: str
    description: str
    address: str
    port: int
    """First port; each region takes a hundred."""
    regions: tuple[Region, ...]
    external_network: str
    flavors: tuple[Flavor, ...]
    volume_types: tuple[VolumeType, ...]
    default_volume_type: str
    images: tuple[str, ...]
    quota: Quota
    sources: tuple[Source, ...]
