"""The lab that REMPART_LAB names, its administrator, and a stack of ours in it that is emptied behind every test."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rempart_lab.inside.connection import administrator, with_credential
from rempart_lab.inside.stack import Credential, credential
from rempart_lab.model.lab import Lab
from rempart_lab.model.profile import Profile
from rempart_lab.model.record import read_record
from rempart_lab.model.site import Site, site_of
from tests.live_lab.tidy import Tidy

STACK = "live-tests"
OWN_DEPRECATIONS = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let openstacksdk warn of its own calls to itself, which no caller can mend."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(OWN_DEPRECATIONS)


@pytest.fixture(scope="session")
def lab() -> Lab:
    folder = os.environ.get("REMPART_LAB")
    if not folder:
        pytest.skip("REMPART_LAB names no lab: rempart lab up, then make test-lab")
    return read_record(Path(folder))


@pytest.fixture(scope="session")
def site(lab: Lab) -> Site:
    return site_of(lab)


@pytest.fixture(scope="session")
def full(site: Site) -> None:
    """Skips what the core profile lacks."""
    if site.lab.profile is not Profile.FULL:
        pytest.skip("the lab runs the core profile: rempart lab up --profile full")


@pytest.fixture(scope="session")
def admin(site: Site) -> Any:
    return administrator(site)


@pytest.fixture(scope="session")
def stack(site: Site) -> Credential:
    return credential(site, STACK)


def connected(site: Site, stack: Credential) -> Any:
    """Return what a stack sees of a site."""
    return with_credential(site, stack.id, stack.secret)


@pytest.fixture(scope="session")
def cloud(site: Site, stack: Credential) -> Any:
    return connected(site, stack)


@pytest.fixture
def name() -> str:
    return f"live-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def tidy() -> Iterator[Tidy]:
    with Tidy() as keeper:
        yield keeper


@pytest.fixture
def network(cloud: Any, name: str, tidy: Tidy) -> Any:
    return tidy.later(cloud.network.create_network(name=name), cloud.network.delete_network)


@pytest.fixture
def subnet(cloud: Any, name: str, network: Any, tidy: Tidy) -> Any:
    made = cloud.network.create_subnet(network_id=network.id, name=name, cidr="10.77.0.0/24", ip_version=4)
    return tidy.later(made, cloud.network.delete_subnet)


@pytest.fixture
def port(cloud: Any, name: str, subnet: Any, tidy: Tidy) -> Any:
    made = cloud.network.create_port(network_id=subnet.network_id, name=name)
    return tidy.later(made, cloud.network.delete_port)


@pytest.fixture
def router(cloud: Any, site: Site, name: str, subnet: Any, tidy: Tidy) -> Any:
    """A router between a subnet of ours and the world."""
    outside = cloud.network.find_network(site.cloud.external_network, ignore_missing=False)
    made = cloud.network.create_router(name=name, external_gateway_info={"network_id": outside.id})
    tidy.later(made, cloud.network.delete_router)
    cloud.network.add_interface_to_router(made, subnet_id=subnet.id)
    tidy.later(made, lambda found, **_: cloud.network.remove_interface_from_router(found, subnet_id=subnet.id))
    return made


@pytest.fixture
def image(cloud: Any, site: Site) -> Any:
    return cloud.image.find_image(site.cloud.images[0], ignore_missing=False)


@pytest.fixture
def flavor(cloud: Any, site: Site) -> Any:
    return cloud.compute.find_flavor(site.cloud.flavors[0].name, ignore_missing=False)
