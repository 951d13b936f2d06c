"""Regions share an identity and nothing else; clouds share nothing."""

from __future__ import annotations

from typing import Any

import openstack
import pytest

from rempart_lab.inside.stack import Credential, credential
from rempart_lab.model.lab import Lab
from rempart_lab.model.site import Site, sites
from tests.live_lab.conftest import STACK, connected
from tests.live_lab.tidy import Tidy

pytestmark = pytest.mark.lab


@pytest.fixture
def another_region(lab: Lab, site: Site) -> Site:
    found = [place for place in sites(lab) if place.cloud == site.cloud and place.region != site.region]
    if not found:
        pytest.skip("the lab runs one region: rempart lab up --all-regions")
    return found[0]


@pytest.fixture
def another_cloud(lab: Lab, site: Site) -> Site:
    found = [place for place in sites(lab) if place.cloud != site.cloud]
    if not found:
        pytest.skip("the lab runs one cloud: rempart lab up --cloud ovh-like --cloud partner")
    return found[0]


def test_one_credential_opens_every_region_of_its_cloud_and_each_has_its_own_networks(
    another_region: Site, stack: Credential, network: Any
) -> None:
    elsewhere = connected(another_region, stack)

    assert elsewhere.current_project_id == stack.project
    assert network.id not in {found.id for found in elsewhere.network.networks()}


def test_a_credential_of_one_cloud_opens_no_other(another_cloud: Site, stack: Credential) -> None:
    with pytest.raises(openstack.exceptions.SDKException, match="Could not find Application Credential"):
        connected(another_cloud, stack).authorize()


@pytest.mark.usefixtures("full")
def test_a_copy_of_an_object_goes_to_another_cloud_under_its_own_credential(
    another_cloud: Site, cloud: Any, name: str, tidy: Tidy
) -> None:
    elsewhere = connected(another_cloud, credential(another_cloud, STACK))
    for place in (cloud, elsewhere):
        place.object_store.create_container(name=name)
        tidy.callback(place.object_store.delete_container, name)
    cloud.object_store.upload_object(container=name, name="dump", data=b"records")
    tidy.callback(cloud.object_store.delete_object, "dump", container=name)

    copied = cloud.object_store.download_object("dump", container=name)
    elsewhere.object_store.upload_object(container=name, name="dump", data=copied)
    tidy.callback(elsewhere.object_store.delete_object, "dump", container=name)

    assert elsewhere.object_store.download_object("dump", container=name) == b"records"


def test_a_volume_of_an_encrypted_type_can_be_made_in_every_region_of_every_cloud(
    lab: Lab, name: str, tidy: Tidy
) -> None:
    for place in sites(lab):
        seen = connected(place, credential(place, STACK))
        kind = next(one.name for one in place.cloud.volume_types if one.encrypted)

        volume = tidy.volume(seen, seen.block_storage.create_volume(name=name, size=1, volume_type=kind))

        assert volume.is_encrypted
