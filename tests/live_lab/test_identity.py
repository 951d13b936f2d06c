"""Who may do what, and over which connections."""

from __future__ import annotations

from typing import Any

import openstack
import pytest
import requests

from rempart_lab.inside.stack import Credential, credential
from rempart_lab.model.lab import Lab
from rempart_lab.model.site import Site, sites
from tests.live_lab.conftest import STACK, connected

pytestmark = pytest.mark.lab


def test_every_endpoint_of_every_region_answers_over_tls_under_the_lab_s_own_authority(lab: Lab) -> None:
    for place in sites(lab):
        for name, url in place.endpoints().items():
            root = url.split("/v", 1)[0] + ("/healthcheck" if name == "swift" else "/")

            answer = requests.get(root, verify=str(lab.folders.authority), timeout=10)

            assert url.startswith("https://")
            assert answer.status_code < 400, (name, answer.status_code)


def test_a_client_that_does_not_know_the_authority_refuses_the_connection(site: Site) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(site.identity, timeout=10)


def test_the_catalogue_lists_what_the_model_says(cloud: Any, site: Site) -> None:
    listed = {
        service["name"]: {
            endpoint["url"] for endpoint in service["endpoints"] if endpoint["region"] == site.region.name
        }
        for service in cloud.service_catalog
    }

    expected = {
        name: {url.replace("%(project_id)s", cloud.current_project_id)} for name, url in site.endpoints().items()
    }
    assert {name: urls for name, urls in listed.items() if urls} == expected


def test_a_stack_asked_for_twice_keeps_its_project_and_credential(site: Site, stack: Credential) -> None:
    again = credential(site, STACK)

    assert again == stack


def test_a_stack_s_credential_declares_the_roles_that_its_services_ask_for(cloud: Any, stack: Credential) -> None:
    roles = set(cloud.session.auth.get_access(cloud.session).role_names)

    assert roles >= {"member", "reader", "creator", "load-balancer_member"}
    assert "admin" not in roles
    assert cloud.current_project_id == stack.project


def test_two_stacks_do_not_see_each_other_s_networks(site: Site, network: Any) -> None:
    other = connected(site, credential(site, f"{STACK}-other"))

    assert network.id not in {found.id for found in other.network.networks()}


def test_a_stack_may_not_list_hypervisors(cloud: Any) -> None:
    with pytest.raises(openstack.exceptions.ForbiddenException):
        list(cloud.compute.hypervisors())


def test_a_quota_is_enforced(cloud: Any, admin: Any, site: Site, name: str, network: Any) -> None:
    used = len([found for found in cloud.network.networks() if found.project_id == network.project_id])
    admin.network.update_quota(network.project_id, networks=used)
    try:
        with pytest.raises(openstack.exceptions.ConflictException, match="Quota exceeded"):
            cloud.network.create_network(name=name)
    finally:
        admin.network.update_quota(network.project_id, networks=site.cloud.quota.networks)


def test_a_stack_has_the_quota_of_its_cloud_in_every_region(lab: Lab) -> None:
    for place in sites(lab):
        seen, quota = connected(place, credential(place, STACK)), place.cloud.quota

        project = seen.current_project_id
        compute = seen.compute.get_quota_set(project)
        volumes = seen.block_storage.get_quota_set(project)
        network = seen.network.get_quota(project)

        assert (compute.instances, compute.cores) == (quota.servers, quota.processors)
        assert (volumes.volumes, volumes.gigabytes) == (quota.volumes, quota.volume_size)
        assert (network.ports, network.floating_ips) == (quota.ports, quota.floating_addresses)


def test_a_proxy_in_the_user_s_environment_is_not_asked_for_what_is_on_this_machine(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)

    assert credential(site, STACK).project


def test_each_region_offers_what_its_cloud_s_file_says(lab: Lab) -> None:
    for place in sites(lab):
        seen = connected(place, credential(place, STACK))

        flavors = {(one.name, one.vcpus, one.ram // 1024, one.disk) for one in seen.compute.flavors()}
        assert flavors == {(one.name, one.processors, one.memory, one.disk) for one in place.cloud.flavors}
        assert {one.name for one in seen.block_storage.types()} >= {one.name for one in place.cloud.volume_types}
        assert {one.name for one in seen.image.images(visibility="public")} == set(place.cloud.images)
        assert seen.network.find_network(place.cloud.external_network, ignore_missing=False).is_router_external
