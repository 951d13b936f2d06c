"""One lab: which clouds and regions, which profile, on which ports, in which folder."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from rempart_lab.errors import LabError
from rempart_lab.model.cloud import Cloud, Region
from rempart_lab.model.folders import Folders
from rempart_lab.model.ports import BUS_PORT, BUS_PORTS, FIRST_CLOUD, PER_REGION, highest_port
from rempart_lab.model.profile import Profile


@dataclass(frozen=True, slots=True)
class Lab:
    """What a plan and its configuration follow from; holds no secret."""

    folders: Folders
    environment: Path
    """Virtual environment with OpenStack in it."""
    account: str
    """The user of this machine that everything runs as; MariaDB knows it by its socket and asks for no password."""
    group: str
    """That user's group."""
    profile: Profile
    clouds: tuple[Cloud, ...]
    """With the chosen regions only."""
    bus_port: int = BUS_PORT


def with_regions(cloud: Cloud, chosen: Sequence[str]) -> Cloud:
    """Return the cloud with the chosen regions only; none chosen means its first.

    Raises ``LabError`` when it has no such region.
    """
    known = {region.name: region for region in cloud.regions}
    for name in chosen:
        if name not in known:
            raise LabError(f"{cloud.name} has no region {name}", mend=f"choose from {', '.join(known)}")
    kept: tuple[Region, ...] = tuple(region for region in cloud.regions if region.name in chosen)
    return replace(cloud, regions=kept or cloud.regions[:1])


def moved(lab: Lab, first: int) -> Lab:
    """Return the lab on other ports: its bus on the first, its clouds one behind the other.

    Raises ``LabError`` when they do not fit.
    """
    clouds, port = [], first + FIRST_CLOUD
    for cloud in lab.clouds:
        clouds.append(replace(cloud, port=port))
        port += len(_ports(cloud))
    if first < 1024 or port > highest_port():  # noqa: PLR2004  below it only root may listen
        raise LabError(f"no room for the lab's ports from {first} on", mend="choose a port from 1024 to 60000")
    return replace(lab, clouds=tuple(clouds), bus_port=first)


def check(lab: Lab) -> Lab:
    """Return the lab, once its clouds are known to share no name, address, port and range.

    Raises ``LabError`` when they do.
    """
    for one, other in combinations(lab.clouds, 2):
        if one.name == other.name:
            raise LabError(f"cloud {one.name} is given twice", mend="leave one out")
        if one.address == other.address:
            raise LabError(
                f"clouds {one.name} and {other.name} both listen on {one.address}", mend="give one another address"
            )
        if set(_ports(one)) & set(_ports(other)):
            raise LabError(
                f"the ports of clouds {one.name} and {other.name} overlap",
                mend=f"give one another first port: each region takes {PER_REGION}",
            )
    for cloud in lab.clouds:
        if set(_ports(cloud)) & set(range(lab.bus_port, lab.bus_port + BUS_PORTS)):
            raise LabError(f"cloud {cloud.name} takes the ports of the lab's bus", mend="choose others with --port")
    places = [(cloud, region) for cloud in lab.clouds for region in cloud.regions]
    for (cloud, region), (another, elsewhere) in combinations(places, 2):
        if ipaddress.ip_network(region.external_range).overlaps(ipaddress.ip_network(elsewhere.external_range)):
            raise LabError(
                f"{cloud.name} {region.name} and {another.name} {elsewhere.name} give out the same addresses",
                mend="give each region an external_range of its own",
            )
    return lab


def _ports(cloud: Cloud) -> range:
    return range(cloud.port, cloud.port + PER_REGION * (1 + max(region.index for region in cloud.regions)))
