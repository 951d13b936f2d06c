"""What a project of OpenStack holds, in the words of Pulumi's provider."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from rempart.errors import InputError
from rempart.model.deployment import GapKind, SourceKind
from rempart.model.values import SECRET, UNKNOWN
from tests.scan.conftest import describe
from tests.scan.openstack_double import PROJECT, REGION, Cloud
from tests.scan.openstack_things import (
    SERVERS,
    VOLUMES,
    a_record,
    a_rule,
    a_server,
    a_volume,
    fill,
    names,
    one,
    quick,
    scan,
)


def test_a_server_has_the_inputs_that_a_program_would_have_given_it(cloud: Cloud) -> None:
    cloud.add(SERVERS, a_server(key_name="ops", metadata={"team": "care"}))

    deployment = scan()

    server = one(deployment, ":compute/instance:Instance")
    assert server.inputs == {
        "name": "web",
        "metadata": {"team": "care"},
        "availabilityZone": "nova",
        "imageId": "i-1",
        "keyPair": "ops",
        "securityGroups": ["default"],
        "flavorName": "b3-8",
        "userData": UNKNOWN,
    }
    assert (server.id, server.name) == ("s-1", "web@s-1")
    assert deployment.source.kind is SourceKind.OPENSTACK
    assert (deployment.source.path, deployment.source.project, deployment.source.stack) == ("care", "demo", REGION)


def test_user_data_that_is_not_shown_is_unknown_and_says_why(cloud: Cloud) -> None:
    cloud.add(SERVERS, a_server())

    server = one(scan(), "Instance")

    assert "shown to administrators only" in server.unseen["userData"].why


def test_user_data_is_searched_and_never_shown(cloud: Cloud) -> None:
    text = base64.b64encode(b"#cloud-config\npassword: hunter2\n").decode()
    cloud.add(SERVERS, a_server(**{"OS-EXT-SRV-ATTR:user_data": text, "OS-EXT-SRV-ATTR:hostname": "web"}))

    server = one(scan(), "Instance")

    assert server.inputs["userData"] is SECRET
    assert server.sealed["userData"].search(lambda content: content) == text
    assert text not in repr(server)


def test_an_administrator_sees_that_a_server_has_no_user_data(cloud: Cloud) -> None:
    cloud.add(SERVERS, a_server() | {"OS-EXT-SRV-ATTR:user_data": None, "OS-EXT-SRV-ATTR:hostname": "web"})

    server = one(scan(), "Instance")

    assert "userData" not in server.inputs


def test_whether_a_volume_is_encrypted_the_cloud_says_and_not_its_type(cloud: Cloud) -> None:
    cloud.add(VOLUMES, a_volume(encrypted=False, volume_type="high-speed-luks"))

    volume = one(scan(), "Volume")

    assert volume.inputs["encrypted"] is False


def test_snapshots_and_backups_are_things_of_their_own(cloud: Cloud) -> None:
    cloud.add(f"/volume/v3/{PROJECT}/snapshots/detail", {"id": "n-1", "name": "nightly", "volume_id": "v-1", "size": 1})
    cloud.add(f"/volume/v3/{PROJECT}/backups/detail", {"id": "b-1", "name": "weekly", "volume_id": "v-1", "size": 1})

    deployment = scan()

    assert one(deployment, ":blockstorage/snapshot:Snapshot").inputs["volumeId"] == "v-1"
    assert one(deployment, ":blockstorage/backup:Backup").inputs["volumeId"] == "v-1"


def test_a_rule_that_is_open_to_the_world_says_so(cloud: Cloud) -> None:
    cloud.add("/network/v2.0/security-group-rules", a_rule())

    rule = one(scan(), "SecGroupRule")

    assert rule.inputs == {
        "direction": "ingress",
        "ethertype": "IPv4",
        "protocol": "tcp",
        "portRangeMin": 22,
        "portRangeMax": 22,
        "remoteIpPrefix": "0.0.0.0/0",
        "securityGroupId": "g-1",
    }


def test_a_port_of_a_router_is_its_interface_and_those_of_the_service_are_left_out(cloud: Cloud) -> None:
    fixed = [{"subnet_id": "n-1", "ip_address": "10.0.0.1"}]
    cloud.add(
        "/network/v2.0/ports",
        {"id": "p-1", "device_owner": "network:router_interface", "device_id": "router", "fixed_ips": fixed},
        {"id": "p-2", "device_owner": "network:dhcp", "device_id": "dhcp", "fixed_ips": fixed},
        {"id": "p-3", "device_owner": "compute:nova", "device_id": "s-1", "fixed_ips": fixed, "network_id": "net"},
    )

    deployment = scan()

    interface = one(deployment, "RouterInterface")
    assert interface.inputs == {"portId": "p-1", "routerId": "router", "subnetId": "n-1"}
    assert interface.id == "p-1"
    assert one(deployment, "Port").inputs["fixedIps"] == [{"subnetId": "n-1", "ipAddress": "10.0.0.1"}]


def test_a_container_tells_whom_it_lets_in_and_keeps_its_keys(cloud: Cloud) -> None:
    cloud.containers["open data"] = {
        "X-Container-Read": ".r:*,.rlistings",
        "X-Versions-Enabled": "True",
        "X-Container-Meta-Temp-Url-Key": "hunter2",
        "X-Container-Sync-Key": "hunter2",
    }

    container = one(scan(), ":objectstorage/container:Container")

    assert container.inputs == {"name": "open data", "containerRead": ".r:*,.rlistings", "versioning": True}
    assert container.id == "open data"
    assert "hunter2" not in repr(container)


def test_the_records_that_a_zone_comes_with_are_left_out(cloud: Cloud) -> None:
    apex = "care.example.org."
    cloud.add(
        "/dns/v2/recordsets",
        a_record("1", "SOA", apex, "ns1.lab.example. a.example.org. 1 1 1 1 1"),
        a_record("2", "NS", apex, "ns1.lab.example."),
        a_record("3", "NS", "far.care.example.org.", "ns.elsewhere.example."),
    )

    deployment = scan()

    assert names(deployment) == {"far.care.example.org.@z-1/3"}
    assert one(deployment, "RecordSet").id == "z-1/3"


def test_a_record_with_an_address_of_the_project_leads_to_what_has_it(cloud: Cloud) -> None:
    cloud.add("/network/v2.0/floatingips", {"id": "f-1", "floating_ip_address": "203.0.113.7", "port_id": "p-1"})
    cloud.add("/dns/v2/recordsets", a_record("1", "A", "www.care.example.org.", "203.0.113.7", "192.0.2.9"))

    deployment = scan()

    record = one(deployment, "RecordSet")
    assert record.inputs["records"] == [UNKNOWN, "192.0.2.9"]
    assert record.property_dependencies == {"records": (one(deployment, "FloatingIp").urn,)}


def test_of_a_secret_only_its_description_is_read(cloud: Cloud) -> None:
    cloud.add(
        "/keys/v1/secrets",
        {"name": "key", "algorithm": "aes", "bit_length": 256, "secret_ref": f"{cloud.url}/keys/v1/secrets/k-1"},
    )

    secret = one(scan(), ":keymanager/secretV1:SecretV1")

    assert secret.inputs == {"name": "key", "algorithm": "aes", "bitLength": 256}
    assert secret.id == "k-1"
    assert not cloud.asked("payload")


def test_the_members_of_a_pool_are_listed_pool_by_pool(cloud: Cloud) -> None:
    member = {"id": "m-1", "address": "10.0.0.9", "protocol_port": 80}
    cloud.add(
        "/balance/v2.0/lbaas/pools", {"id": "p-1", "name": "web", "lb_algorithm": "ROUND_ROBIN", "_members": [member]}
    )

    deployment = scan()

    assert one(deployment, ":loadbalancer/pool:Pool").inputs["lbMethod"] == "ROUND_ROBIN"
    assert one(deployment, ":loadbalancer/member:Member").inputs["poolId"] == "p-1"


def test_hidden_images_are_seen_and_those_of_others_are_not(cloud: Cloud) -> None:
    cloud.add(
        "/image/v2/images",
        {"id": "i-1", "name": "base", "visibility": "public", "os_hidden": False},
        {"id": "i-2", "name": "hidden", "visibility": "private", "os_hidden": True},
        {"id": "i-3", "name": "of another", "visibility": "public", "owner": "another"},
    )

    deployment = scan()

    assert names(deployment) == {"base@i-1", "hidden@i-2"}


def test_an_administrator_is_shown_the_networks_of_this_project_alone(cloud: Cloud) -> None:
    cloud.add("/network/v2.0/networks", {"id": "n-1", "name": "ours"}, {"id": "n-2", "project_id": "another"})

    assert names(scan()) == {"ours@n-1"}


def test_every_page_of_every_service_is_read(cloud: Cloud) -> None:
    cloud.page = 2
    fill(cloud, 5)
    cloud.add("/dns/v2/zones", *({"id": f"z-{n}", "name": f"{n}.example.org."} for n in range(5)))
    cloud.add("/keys/v1/secrets", *({"secret_ref": f"x/k-{n}"} for n in range(5)))
    cloud.add("/image/v2/images", *({"id": f"i-{n}", "name": ""} for n in range(5)))
    cloud.containers |= {f"c-{n}": {} for n in range(5)}

    deployment = scan()

    assert len(names(deployment)) == 25
    assert not deployment.gaps


def test_the_token_goes_to_the_hosts_of_the_catalogue_alone(cloud: Cloud) -> None:
    cloud.page = 1
    fill(cloud, 3)

    deployment = scan()

    # The links to the next pages name elsewhere.example.org; only their parameters count.
    assert len(names(deployment)) == 3
    assert {request.headers["Host"] for request in cloud.requests} == {f"127.0.0.1:{cloud.port}"}


def test_a_scan_only_reads(cloud: Cloud) -> None:
    fill(cloud, 3)
    cloud.containers["records"] = {}

    scan()

    assert {request.method for request in cloud.requests if request.path != "/identity/v3/auth/tokens"} == {
        "GET",
        "HEAD",
    }


def test_each_service_is_placed_where_the_catalogue_says_that_it_is(cloud: Cloud) -> None:
    cloud.offer(object_store="http://storage.us-east-va-1.cloud.ovh.us:1/v1/AUTH_x")

    provider = next(item for item in scan(quick(without=("object-store",))).resources if item.is_provider)

    assert provider.type == "pulumi:providers:openstack"
    assert provider.inputs["authUrl"] == f"{cloud.url}/identity/v3"
    assert provider.inputs["region"] == REGION
    overrides = provider.inputs["endpointOverrides"]
    assert isinstance(overrides, dict)
    assert overrides["object-store"] == "http://storage.us-east-va-1.cloud.ovh.us:1/v1/AUTH_x"
    assert overrides["compute"] == f"{cloud.url}/compute/v2.1"


def test_a_service_that_the_cloud_does_not_offer_is_no_gap(cloud: Cloud) -> None:
    cloud.offer(load_balancer=None, dns=None)

    deployment = scan()

    assert not deployment.gaps
    assert not cloud.asked("^/balance|^/dns")


def test_an_extension_that_the_network_service_lacks_is_no_gap(cloud: Cloud) -> None:
    cloud.extensions = []

    deployment = scan()

    assert not deployment.gaps
    assert not cloud.asked("trunks")


def test_a_service_that_is_not_read_is_a_gap_that_hides_resources(cloud: Cloud) -> None:
    cloud.offer(messaging="http://127.0.0.1:1")

    (gap,) = scan().gaps

    assert gap.kind is GapKind.UNREAD_SERVICE
    assert gap.hides_resources
    assert "messaging" in gap.message
    assert gap.mend == "say --without messaging if the project does not use it"


def test_a_service_that_the_user_leaves_out_is_told_and_hides_nothing(cloud: Cloud) -> None:
    cloud.offer(messaging="http://127.0.0.1:1")

    (gap,) = scan(quick(without=("messaging", "dns"))).gaps

    assert gap.kind is GapKind.OUT_OF_SCOPE
    assert not gap.hides_resources
    assert gap.message == "messaging, dns: left out, as whoever scanned asked"


def test_leaving_out_a_service_that_does_not_exist_is_refused(cloud: Cloud) -> None:
    with pytest.raises(InputError, match="--without: names a service that the cloud does not offer"):
        scan(quick(without=("obejct-store",)))
    assert cloud.tokens == 1


def test_a_second_endpoint_of_a_service_is_a_gap(cloud: Cloud) -> None:
    cloud.offer(dns=f"{cloud.url}/dns")
    cloud.endpoints["dns"].append({**cloud.endpoints["dns"][0], "url": "http://127.0.0.1:1/dns"})

    (gap,) = scan().gaps

    assert gap.hides_resources
    assert "names 2 endpoints" in gap.message


def test_other_regions_are_told(cloud: Cloud) -> None:
    cloud.endpoints["compute"] = [
        {"interface": "public", "region_id": region, "url": f"{cloud.url}/compute/v2.1"} for region in (REGION, "SBG5")
    ]

    (gap,) = scan().gaps

    assert gap.kind is GapKind.OUT_OF_SCOPE
    assert gap.message == "this is region GRA9 alone; the catalogue also has SBG5"


@pytest.mark.parametrize(
    ("region", "told"),
    [("SBG5", "has no such region; name one of GRA9 with --region"), (None, None)],
)
def test_the_region_is_one_of_the_catalogue_and_the_only_one_by_default(
    region: str | None, told: str | None, *, cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    describe(cloud, tmp_path, monkeypatch, region=region)

    if told is None:
        assert scan().source.stack == REGION
        return
    with pytest.raises(InputError, match=told):
        scan()
    assert scan(quick(region=REGION)).source.stack == REGION


def test_one_of_several_regions_must_be_named(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    describe(cloud, tmp_path, monkeypatch, region=None)
    cloud.endpoints["compute"] = [
        {"interface": "public", "region_id": region, "url": f"{cloud.url}/compute/v2.1"} for region in (REGION, "SBG5")
    ]

    with pytest.raises(InputError, match="has the regions GRA9, SBG5; say which one to scan"):
        scan()


def test_two_things_of_one_name_have_urns_of_their_own(cloud: Cloud) -> None:
    cloud.add(SERVERS, a_server("s-1"), a_server("s-2"))

    deployment = scan()

    assert {item.urn.rpartition("::")[2] for item in deployment.resources[1:]} == {"web@s-1", "web@s-2"}


def test_a_name_cannot_break_a_line_of_the_report(cloud: Cloud) -> None:
    cloud.add(SERVERS, a_server(name="web\n\x1b[2J::x"))

    server = one(scan(), "Instance")

    assert server.urn.endswith("::web\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}[2J::x@s-1")


def test_a_thing_that_moves_between_pages_counts_once(cloud: Cloud) -> None:
    cloud.add(SERVERS, a_server(), a_server())

    assert names(scan()) == {"web@s-1"}


def test_a_scan_says_how_far_it_sees_of_each_type(cloud: Cloud) -> None:
    cloud.offer(load_balancer=None)
    cloud.fail("/dns/v2/zones", status=403, times=99)

    listings = scan(quick(without=("key-manager",))).listings

    assert {"name", "size", "volumeType"} <= listings["openstack:blockstorage/volume:Volume"].properties
    assert listings["openstack:blockstorage/volume:Volume"].unread == ""
    assert listings["openstack:dns/zone:Zone"].unread.startswith("dns: zones could not be read: these credentials")
    assert listings["openstack:loadbalancer/pool:Pool"].unread == ""
    assert "openstack:keymanager/secretV1:SecretV1" not in listings
