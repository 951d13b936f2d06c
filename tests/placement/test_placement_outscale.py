"""Where Outscale's resources really go, with the real tables and the real catalogue."""

from __future__ import annotations

import base64
from datetime import date

import pytest

from rempart.catalogue import load_catalogue
from rempart.model.deployment import Deployment, Environment, Source, SourceKind
from rempart.model.mention import Role
from rempart.model.placement import PlacedResource
from rempart.model.resource import Resource
from rempart.model.setting import Setting
from rempart.model.values import SECRET, UNKNOWN, Properties, Value
from rempart.normalise import normalise
from rempart.placement import place

CATALOGUE = load_catalogue()
QUALIFIED = "cloudgouv-eu-west-1"
BARE = f"https://api.{QUALIFIED}.outscale.com"
ELSEWHERE: Properties = {"region": QUALIFIED, "oosEndpoint": "https://s3.eu-west-3.amazonaws.com"}
TODAY = date(2026, 11, 24)
SOURCE = Source(SourceKind.PREVIEW, "preview.json")
PROVIDER = "urn:pulumi:dev::health::pulumi:providers:outscale::main"


def placed(
    kind: str, inputs: Properties, settings: Properties, environment: Environment | None = None
) -> PlacedResource:
    """Place one resource of a provider with these settings."""
    token = f"outscale:index/{kind}:{kind[0].upper()}{kind[1:]}"
    provider = Resource(PROVIDER, "pulumi:providers:outscale", "main", settings)
    resource = Resource(f"urn:pulumi:dev::health::{token}::it", token, "it", inputs, provider=PROVIDER)
    deployment = Deployment(SOURCE, (provider, resource), environment=environment)
    return place(normalise(deployment, CATALOGUE), CATALOGUE, TODAY).resources[-1]


def host_of(kind: str, **settings: Value) -> str | None:
    return placed(kind, {}, settings).placement.host


def held(kind: str, inputs: Properties) -> PlacedResource:
    """Place one resource in the qualified region."""
    return placed(kind, inputs, {"region": QUALIFIED})


def test_a_resource_goes_where_the_region_says() -> None:
    placement = held("net", {}).placement

    assert (placement.operator, placement.region, placement.country) == ("outscale", QUALIFIED, "FR")


def test_without_a_region_nobody_knows_though_the_provider_would_take_its_default() -> None:
    assert placed("net", {}, {}).placement.operator is None


def test_a_region_of_the_american_company_is_its() -> None:
    assert placed("net", {}, {"region": "us-east-2"}).placement.operator == "outscale-us"


class TestObjectStore:
    """Outscale's object store is a host of its own in each region, whatever the API's endpoint is."""

    @pytest.mark.parametrize("endpoint", [None, f"https://api.{QUALIFIED}.outscale.com/api/v1"])
    def test_a_bucket_follows_the_region(self, endpoint: str | None) -> None:
        assert host_of("bucket", region="us-east-2", endpoint=endpoint) == "oos.us-east-2.outscale.com"

    def test_a_bucket_goes_to_the_store_that_is_stated(self) -> None:
        assert placed("bucket", {}, ELSEWHERE).placement.operator == "aws"

    def test_only_buckets_do(self) -> None:
        assert placed("vm", {}, ELSEWHERE).placement.host == f"api.{QUALIFIED}.outscale.com"

    def test_the_provider_itself_stays_where_its_api_is(self) -> None:
        provider = Resource(PROVIDER, "pulumi:providers:outscale", "main", ELSEWHERE)
        deployment = Deployment(SOURCE, (provider,))

        found = place(normalise(deployment, CATALOGUE), CATALOGUE, TODAY).resources[0]

        assert found.placement.operator == "outscale"

    @pytest.mark.parametrize("region", [None, UNKNOWN, SECRET])
    def test_the_api_does_not_say_in_which_region_the_bucket_is(self, region: Value) -> None:
        stated: Properties = {"endpoint": f"https://api.{QUALIFIED}.outscale.com/api/v1", "region": region}

        placement = placed("bucket", {}, stated).placement

        assert placement.operator is None
        assert "region" in placement.unknown["operator"].told

    @pytest.mark.parametrize("store", [UNKNOWN, SECRET])
    def test_a_store_that_is_withheld_hides_where_the_bucket_is(self, store: Value) -> None:
        placement = placed("bucket", {}, {"region": QUALIFIED, "oosEndpoint": store}).placement

        assert placement.operator is None
        assert "oosEndpoint" in placement.unknown["operator"].told

    def test_the_environment_may_name_the_store(self) -> None:
        elsewhere = Setting("https://s3.eu-west-3.amazonaws.com", "OSC_ENDPOINT_OOS of the environment")
        environment = Environment(services={("outscale", "oos"): elsewhere})

        assert placed("bucket", {}, {"region": QUALIFIED}, environment).placement.operator == "aws"


class TestKubernetes:
    """OKS is reached at hosts of its own as well."""

    def test_a_cluster_is_where_the_region_says(self) -> None:
        api = {"endpoint": f"https://api.{QUALIFIED}.outscale.com/api/v1"}

        assert host_of("oksCluster", api=api, region="eu-west-2") == "api.eu-west-2.oks.outscale.com"

    def test_its_own_block_has_the_last_word(self) -> None:
        assert host_of("oksManifest", region=QUALIFIED, oks={"region": "us-east-2"}) == "api.us-east-2.oks.outscale.com"


@pytest.mark.parametrize(
    ("settings", "host"),
    [
        ({"region": "us-east-2"}, "api.us-east-2.outscale.com"),
        ({"endpoints": [{"api": BARE}]}, None),
        ({"endpoints": [{"api": BARE}], "region": "us-east-2"}, "api.us-east-2.outscale.com"),
        ({"api": {"endpoint": f"{BARE}/api/v1", "region": "us-east-2"}}, f"api.{QUALIFIED}.outscale.com"),
    ],
)
def test_the_bridge_goes_where_it_really_connects(settings: Properties, host: str | None) -> None:
    assert placed("vm", {}, settings).placement.host == host


class TestDestinations:
    def test_the_far_end_of_a_vpn_is_an_address_that_nobody_knows(self) -> None:
        found = held("clientGateway", {"publicIp": "81.2.69.142"}).destinations

        assert [(to.path, to.host, to.role, to.placement.operator) for to in found] == [
            ("publicIp", "81.2.69.142", Role.SENDS, None)
        ]

    def test_a_far_end_that_is_not_known_yet_is_told(self) -> None:
        assert set(held("clientGateway", {"publicIp": UNKNOWN}).unread) == {"publicIp"}

    def test_names_are_asked_of_whoever_runs_the_name_server(self) -> None:
        found = held("dhcpOption", {"domainNameServers": ["OutscaleProvidedDNS", "9.9.9.9"]}).destinations

        assert [to.placement.operator for to in found if not to.placement.local] == ["quad9"]

    def test_logs_sent_inside_the_network_lead_nowhere_else(self) -> None:
        assert held("dhcpOption", {"logServers": ["10.0.0.5"]}).destinations == ()

    def test_user_data_is_read_through_its_base64(self) -> None:
        script = base64.b64encode(b"#!/bin/sh\ncurl -T /data https://logs.s3.eu-west-3.amazonaws.com/\n").decode()

        found = held("vm", {"userData": script}).destinations

        assert [to.placement.operator for to in found] == ["aws"]

    def test_an_imported_snapshot_names_where_it_comes_from(self) -> None:
        found = held("snapshot", {"fileLocation": "https://exports.s3.eu-west-3.amazonaws.com/disk?sig=x"}).destinations

        assert [(to.role, to.placement.operator) for to in found] == [(Role.FETCHES, "aws")]

    @pytest.mark.parametrize(
        ("kind", "inputs"),
        [
            ("netAccessPoint", {"serviceName": "com.outscale.eu-west-2.oos"}),
            ("netPeering", {"accepterOwnerId": "123456789012", "accepterNetId": "vpc-12345678"}),
            ("directLink", {"location": "PAR1", "bandwidth": "1Gbps"}),
            ("loadBalancer", {"accessLog": {"isEnabled": True, "osuBucketName": "lb-logs"}}),
            ("policyLink", {"policyOrn": "orn:ows:idauth::012345678910:policy/example/example-policy"}),
            ("bucket", {"policy": '{"Statement": [{"Resource": "arn:aws:s3:::records/*"}]}'}),
            ("dhcpOption", {"domainName": "eu-west-2.compute.internal"}),
            ("securityGroupRule", {"ipRange": "0.0.0.0/0"}),
        ],
    )
    def test_what_stays_with_outscale_is_no_destination(self, kind: str, inputs: Properties) -> None:
        found = held(kind, inputs)

        assert [to for to in found.destinations if not to.placement.local] == []
        assert found.unread == {}
