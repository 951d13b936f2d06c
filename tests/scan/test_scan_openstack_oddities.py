"""What other versions of a service tell otherwise, and what hostile ones tell."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rempart.inputs.live import Patience
from rempart.inputs.openstack_live import ScanOptions
from rempart.model.values import UNKNOWN
from tests.scan.openstack_double import Cloud
from tests.scan.openstack_things import SERVERS, a_record, a_server, names, one, scan


def test_an_older_nova_numbers_its_flavours(cloud: Cloud) -> None:
    cloud.add(SERVERS, a_server() | {"flavor": {"id": "42", "links": []}})

    server = one(scan(), "Instance")

    assert server.inputs["flavorId"] == "42"
    assert "flavorName" not in server.inputs


def test_a_server_from_a_volume_has_no_image(cloud: Cloud) -> None:
    cloud.add(SERVERS, a_server() | {"image": ""})

    assert "imageId" not in one(scan(), "Instance").inputs


@pytest.mark.parametrize("policy", [{"policy": "anti-affinity"}, {"policies": ["anti-affinity"]}])
def test_a_group_of_servers_has_one_policy_or_a_list(cloud: Cloud, policy: dict[str, Any]) -> None:
    cloud.add("/compute/v2.1/os-server-groups", {"id": "g-1", "name": "apart", **policy})

    assert one(scan(), "ServerGroup").inputs["policies"] == ["anti-affinity"]


def test_a_key_pair_is_known_by_its_name(cloud: Cloud) -> None:
    cloud.add("/compute/v2.1/os-keypairs", {"keypair": {"name": "ops", "public_key": "ssh-ed25519 AAAA"}})

    pair = one(scan(), "Keypair")

    assert (pair.id, pair.name) == ("ops", "ops")
    assert pair.inputs == {"name": "ops", "publicKey": "ssh-ed25519 AAAA"}


def test_a_record_with_the_address_of_a_load_balancer_leads_to_it(cloud: Cloud) -> None:
    cloud.add("/balance/v2.0/lbaas/loadbalancers", {"id": "b-1", "name": "web", "vip_address": "141.94.1.2"})
    cloud.add("/dns/v2/recordsets", a_record("1", "A", "www.care.example.org.", "141.94.1.2"))

    deployment = scan()

    record = one(deployment, "RecordSet")
    assert record.inputs["records"] == [UNKNOWN]
    assert record.property_dependencies == {"records": (one(deployment, "LoadBalancer").urn,)}


def test_the_key_of_a_tunnel_is_left_where_it_is(cloud: Cloud) -> None:
    cloud.extensions.append("vpnaas")
    connection = {"id": "c-1", "name": "hospital", "peer_address": "vpn.example.org", "psk": "hunter2"}
    cloud.fail(
        "/vpn/ipsec-site-connections", status=200, times=9, body=json.dumps({"ipsec_site_connections": [connection]})
    )
    cloud.fail("/vpn/vpnservices", status=200, times=9, body=json.dumps({"vpnservices": []}))

    deployment = scan()

    assert one(deployment, "SiteConnection").inputs["peerAddress"] == "vpn.example.org"
    assert "hunter2" not in repr(deployment)


def test_services_that_are_not_in_the_lab_are_read_as_their_apis_say(cloud: Cloud) -> None:
    cloud.offer(sharev2=f"{cloud.url}/share", database=f"{cloud.url}/trove", container_infra=f"{cloud.url}/magnum")
    for path, key, item in (
        ("/share/shares/detail", "shares", {"id": "f-1", "name": "scans", "size": 5, "share_proto": "NFS"}),
        ("/trove/instances", "instances", {"id": "d-1", "name": "records", "flavor": {"id": "7"}}),
        ("/magnum/v1/clusters", "clusters", {"uuid": "k-1", "name": "apps", "node_count": 3}),
    ):
        cloud.fail(path, status=200, times=9, body=json.dumps({key: [item]}))

    deployment = scan()

    assert names(deployment) == {"scans@f-1", "records@d-1", "apps@k-1"}
    assert not deployment.gaps


def test_a_container_listing_that_stands_still_ends(cloud: Cloud) -> None:
    cloud.fail("/swift/v1/AUTH_[^/]*$", status=200, times=99, body='[{"name": "a"}]')

    (gap,) = scan().gaps

    assert gap.message == "object-store: containers could not be read: it gives the same page again and again"


@pytest.mark.parametrize("body", ["{}", '{"extensions": 1}'])
def test_a_network_service_that_does_not_say_what_it_offers_leaves_gaps(cloud: Cloud, body: str) -> None:
    cloud.fail("/extensions", status=200, times=99, body=body)

    gaps = scan().gaps

    assert "network: trunks could not be read: it does not say what it offers" in {gap.message for gap in gaps}
    assert all(gap.hides_resources for gap in gaps)


def test_a_sign_in_that_stays_broken_in_the_middle_leaves_a_partial_scan(cloud: Cloud) -> None:
    cloud.fail(SERVERS, status=401)
    cloud.fail("/auth/tokens", status=500, skip=1, times=99)

    gaps = scan(ScanOptions(patience=Patience(first_pause=0.01, tries=2))).gaps

    assert "compute: servers could not be read: signing in again was answered with HTTP 500" in {
        gap.message for gap in gaps
    }
