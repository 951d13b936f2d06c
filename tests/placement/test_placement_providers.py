"""Resources are placed by what their provider is told, never by what it is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.errors import InputError
from rempart.model.deployment import CloudsFile, Environment
from rempart.model.kind import Kind
from rempart.model.placement import Exposure, Placement
from rempart.model.values import SECRET, UNKNOWN, Value
from rempart.placement import locate
from rempart.placement.operators import BY_OPERATOR, BY_REGION
from tests.builders import a_cloud
from tests.placement.placement_builders import CATALOGUE, OVH, TODAY, a_provider, a_resource, last, placed, urn_of

AUTH = "https://auth.cloud.ovh.net/v3"


def test_an_auth_url_and_a_region_decide_operator_country_and_law() -> None:
    placement = last(OVH, a_resource()).placement

    assert (placement.operator, placement.region, placement.country, placement.in_eea) == (
        "ovhcloud",
        "GRA",
        "FR",
        True,
    )
    assert (placement.entity, placement.seat, placement.owners) == ("ovhcloud SA", "FR", ("ovhcloud Holding",))
    assert placement.exposure is Exposure.INDIRECT
    assert placement.service == "Public Cloud"
    assert not placement.unknown


def test_every_conclusion_keeps_the_fact_behind_it() -> None:
    basis = last(OVH, a_resource()).placement.basis

    conclusions = [step.conclusion.partition(":")[0] for step in basis]
    assert conclusions == ["host", "operator", "region", "country", "entity", "owner", "law", "secnumcloud", "hds"]
    assert basis[0].because == "endpoint of provider main"
    assert all(step.citation for step in basis if step.conclusion.startswith(("operator", "country", "owner", "law")))


def test_resources_of_one_provider_service_and_region_share_a_placement() -> None:
    result = placed(OVH, a_resource(name="a"), a_resource(name="b"))

    assert result.resources[1].placement is result.resources[2].placement


def test_the_region_of_a_resource_wins_over_its_providers() -> None:
    placement = last(OVH, a_resource(regions=("BHS5",))).placement

    assert (placement.country, placement.in_eea) == ("CA", False)


def test_a_replica_in_another_region_is_placed_too() -> None:
    result = last(OVH, a_resource(regions=("GRA", "BHS5", "GRA", "BHS5")))

    assert [place.country for place in result.elsewhere] == ["CA"]


def test_an_american_region_of_ovhcloud_is_run_by_another_company() -> None:
    placement = last(OVH, a_resource(regions=("US-EAST-VA-1",))).placement

    assert (placement.operator, placement.exposure, placement.country) == ("ovhcloud-us", Exposure.DIRECT, "US")


def test_a_service_override_moves_that_service_and_no_other() -> None:
    provider = a_provider("aws", region="eu-west-3", endpoints={"s3": "https://s3.gra.io.cloud.ovh.net"})

    bucket = last(provider, a_resource("aws", service="s3")).placement
    machine = last(provider, a_resource("aws", service="ec2")).placement

    assert (bucket.operator, bucket.region, bucket.country) == ("ovhcloud", "GRA", "FR")
    assert (machine.operator, machine.region) == ("aws", "eu-west-3")


def test_a_provider_that_overrides_all_to_one_place_is_there_itself() -> None:
    provider = a_provider("aws", region="eu-west-3", endpoints={"s3": "https://s3.gra.io.cloud.ovh.net"})

    assert last(provider).placement.operator == "ovhcloud"


def test_overrides_that_disagree_leave_the_provider_where_it_was() -> None:
    endpoints = {"s3": "https://s3.gra.io.cloud.ovh.net", "sts": "https://sts.amazonaws.com"}

    assert last(a_provider("aws", region="eu-west-3", endpoints=endpoints)).placement.operator == "aws"


def test_an_override_for_every_service_moves_them_all() -> None:
    provider = a_provider("openstack", endpoint="https://auth.cloud.ovh.net", endpoints={"*": UNKNOWN})

    assert "operator" in last(provider, a_resource()).placement.unknown


def test_a_resource_without_a_known_service_is_undetermined_beside_overrides() -> None:
    provider = a_provider("aws", region="eu-west-3", endpoints={"s3": "https://s3.gra.io.cloud.ovh.net"})

    assert "operator" in last(provider, a_resource("aws", service=None)).placement.unknown


@pytest.mark.parametrize(
    ("region", "operator"),
    [("eu-west-3", "aws"), ("cn-north-1", "aws-cn"), ("eusc-de-east-1", "aws-esc"), ("eu-west-3a", "aws")],
)
def test_amazons_partitions_are_different_operators(region: str, operator: str) -> None:
    placement = last(a_provider("aws", region=region), a_resource("aws")).placement

    assert placement.operator == operator
    assert placement.country is not None


def test_aws_without_a_region_is_still_aws() -> None:
    placement = last(a_provider("aws"), a_resource("aws")).placement

    assert (placement.operator, placement.exposure) == ("aws", Exposure.DIRECT)
    assert set(placement.unknown) == {"region", "country", "in_eea", "hds"}


def test_a_universe_domain_moves_google_to_its_licensee() -> None:
    provider = a_provider("gcp", universe="s3nsapis.fr", region="u-france-east1")

    placement = last(provider, a_resource("gcp")).placement

    assert (placement.operator, placement.technology, placement.exposure) == ("s3ns", "US", Exposure.NONE)


@pytest.mark.parametrize(
    ("name", "operator"),
    [("ovh-eu", "ovhcloud"), ("ovh-us", "ovhcloud-us"), ("https://eu.api.ovh.com/1.0", "ovhcloud"), ("ovh-mars", None)],
)
def test_an_endpoint_name_is_looked_up_as_the_provider_does(name: str, operator: str | None) -> None:
    assert last(a_provider("ovh", endpoint_name=name, region="GRA")).placement.operator == operator


@pytest.mark.parametrize(
    ("cloud", "operator"), [("public", "azure"), ("AzureCloud", "azure"), ("AzureChinaCloud", None), (UNKNOWN, None)]
)
def test_a_sovereign_partition_of_azure_is_told_apart(cloud: Value, operator: str | None) -> None:
    provider = a_provider("azure-native", cloud=cloud, region="France Central")

    assert last(provider, a_resource("azure-native")).placement.operator == operator


def test_outscale_derives_its_host_from_the_region() -> None:
    provider = a_provider("outscale", region="cloudgouv-eu-west-1")

    placement = last(provider, a_resource("outscale")).placement

    assert (placement.operator, placement.host) == ("outscale", "api.cloudgouv-eu-west-1.outscale.com")


def test_the_host_of_a_regional_api_wins_over_the_region_that_is_claimed() -> None:
    provider = a_provider("outscale", endpoint="https://api.us-east-2.outscale.com", region="cloudgouv-eu-west-1")

    assert last(provider, a_resource("outscale")).placement.country == "US"


@pytest.mark.parametrize("region", [UNKNOWN, SECRET])
def test_a_region_that_cannot_be_read_hides_where_outscale_is(region: Value) -> None:
    placement = last(a_provider("outscale", region=region), a_resource("outscale")).placement

    assert placement.operator is None
    assert "region" in placement.unknown["operator"].told


def test_a_named_cloud_overrules_the_auth_url_beside_it() -> None:
    provider = a_provider("openstack", endpoint="https://auth.cloud.ovh.net/v3", cloud="other")

    placement = last(provider, a_resource()).placement

    assert "clouds.yaml" in placement.unknown["operator"].told


def test_a_named_cloud_is_followed_into_the_environment() -> None:
    file = CloudsFile("clouds.yaml", {"prod": a_cloud("clouds.yaml, cloud prod", AUTH, "GRA11")})
    provider = a_provider("openstack", cloud="prod")

    placement = last(provider, a_resource(), environment=Environment(file=file)).placement

    assert (placement.operator, placement.region) == ("ovhcloud", "GRA11")
    assert "clouds.yaml, cloud prod" in placement.basis[0].because


def test_a_cloud_that_clouds_yaml_does_not_hold_stays_unknown() -> None:
    provider = a_provider("openstack", cloud="prod")

    placement = last(provider, a_resource(), environment=Environment()).placement

    assert "operator" in placement.unknown


def test_the_environment_speaks_only_where_the_provider_is_silent() -> None:
    environment = Environment({"openstack": a_cloud("OS_AUTH_URL", AUTH, "BHS5")})

    silent = last(a_provider("openstack"), a_resource(), environment=environment).placement
    partly = last(a_provider("openstack", region="GRA"), a_resource(), environment=environment).placement
    stated = last(a_provider("openstack", endpoint="https://elsewhere.fr"), a_resource(), environment=environment)

    assert (silent.operator, silent.region) == ("ovhcloud", "BHS5")
    assert partly.region == "GRA"
    assert stated.placement.operator is None


@pytest.mark.parametrize(
    "value",
    [
        UNKNOWN,
        SECRET,
        "https://keystone.nobody-knows.fr",
        "https://203.0.113.9:5000",
        "",
        "https://10.0.0.5:5000",
        "not a host!",
        "https://logs.test/",
        5,
    ],
)
def test_an_endpoint_that_nobody_can_place_leaves_all_that_follows_unknown(value: Value) -> None:
    placement = last(a_provider("openstack", endpoint=value, region="GRA"), a_resource()).placement

    assert placement.region == "GRA"
    assert {*BY_OPERATOR, *BY_REGION} <= set(placement.unknown)
    assert len(set(placement.unknown.values())) == 1
    assert not placement.local


def test_a_provider_that_states_nothing_is_undetermined_with_the_way_to_mend_it() -> None:
    placement = last(a_provider("openstack"), a_resource()).placement

    assert "--environment" in placement.unknown["operator"].told


def test_a_provider_that_the_input_does_not_show_is_undetermined() -> None:
    placement = last(a_resource(provider=urn_of("openstack", "gone"))).placement

    assert "--show-sames" in placement.unknown["operator"].told


def test_an_input_that_names_no_provider_is_undetermined() -> None:
    assert "--state" in last(a_resource(provider=None)).placement.unknown["operator"].told


def test_a_package_that_nobody_knows_is_undetermined() -> None:
    placement = last(a_resource("mystery", kind=Kind.UNSUPPORTED)).placement

    assert "mystery" in placement.unknown["operator"].told
    assert placement.placed


def test_a_package_whose_operator_the_catalogue_lacks_is_undetermined() -> None:
    assert "operator" in last(a_provider("orphan"), a_resource("orphan")).placement.unknown


@pytest.mark.parametrize(
    ("package", "kind"),
    [
        ("random", Kind.VALUE),
        ("pulumi", Kind.STACK),
        ("command", Kind.COMMAND),
        ("my", Kind.COMPONENT),
        ("random", Kind.PROVIDER),
        ("pulumi-python", Kind.DYNAMIC),
    ],
)
def test_what_is_nowhere_has_no_place(package: str, kind: Kind) -> None:
    result = last(a_resource(package, kind=kind, regions=("GRA", "BHS5")))

    assert result.placement == Placement(placed=False)
    assert result.elsewhere == ()


def test_a_known_operator_without_a_region_keeps_its_exposure() -> None:
    provider = a_provider("openstack", endpoint="https://auth.cloud.ovh.net/v3")

    placement = last(provider, a_resource()).placement

    assert placement.exposure is Exposure.INDIRECT
    assert set(placement.unknown) == {"region", "country", "in_eea", "secnumcloud", "hds"}


@pytest.mark.parametrize("region", [UNKNOWN, SECRET, ["GRA"]])
def test_a_region_that_is_withheld_is_not_taken_from_the_provider(region: Value) -> None:
    placement = last(OVH, a_resource(regions=(region,))).placement

    assert placement.country is None
    assert "region of the resource" in placement.unknown["country"].told


def test_a_region_that_the_catalogue_lacks_is_named() -> None:
    placement = last(OVH, a_resource(regions=("GRA99",))).placement

    assert placement.region == "GRA99"
    assert "GRA99" in placement.unknown["country"].told


def test_the_docker_socket_is_local_to_the_machine() -> None:
    assert last(a_provider("docker"), a_resource("docker")).placement.local


def test_a_single_host_is_located() -> None:
    placement = locate("https://s3.gra.io.cloud.ovh.net/bucket", CATALOGUE, TODAY)

    assert (placement.operator, placement.region) == ("ovhcloud", "GRA")


def test_a_bucket_url_is_located_with_the_operator_of_its_scheme() -> None:
    assert locate("s3://bucket/key", CATALOGUE, TODAY).operator == "aws"


def test_a_local_host_is_located_as_local() -> None:
    assert locate("localhost:5432", CATALOGUE, TODAY).local


def test_a_host_that_nobody_knows_is_located_as_unknown() -> None:
    assert "operator" in locate("nobody-knows.fr", CATALOGUE, TODAY).unknown


@pytest.mark.parametrize("target", ["", "a b", "https://"])
def test_garbage_is_refused_with_an_example_of_what_is_meant(target: str) -> None:
    with pytest.raises(InputError, match="host"):
        locate(target, CATALOGUE, TODAY)


_VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.just(UNKNOWN),
    st.just(SECRET),
    st.text(max_size=12),
    st.sampled_from(["GRA", "https://auth.cloud.ovh.net"]),
)


@given(endpoint=_VALUES, cloud=_VALUES, region=_VALUES, override=_VALUES, own=_VALUES)
def test_no_setting_makes_placement_fail_and_no_mark_becomes_an_operator(
    *, endpoint: Value, cloud: Value, region: Value, override: Value, own: Value
) -> None:
    provider = a_provider("openstack", endpoint=endpoint, cloud=cloud, region=region, endpoints={"compute": override})

    placement = last(provider, a_resource(regions=(own,))).placement

    deciding = next((value for value in (override, cloud, endpoint) if value not in (None, "")), None)
    if deciding is UNKNOWN or deciding is SECRET:
        assert placement.operator is None
    assert (placement.operator is None) == ("operator" in placement.unknown)
    assert (placement.country is None) == ("country" in placement.unknown)


@pytest.mark.parametrize(
    ("package", "endpoint", "operator"),
    [
        ("azure-native", "AzureUSGovernment", None),
        ("azure-native", "AZUREPUBLICCLOUD", "azure"),
        ("ovh", "ovh-us", "ovhcloud-us"),
        ("gcp", "s3nsapis.fr", "s3ns"),
        ("aws", "AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_S3", None),
        ("cloudflare", "https://api.nobody-knows.fr", None),
    ],
)
def test_the_environment_may_name_an_endpoint_as_the_provider_would(
    package: str, endpoint: str, operator: str | None
) -> None:
    environment = Environment({package: a_cloud("a variable", endpoint)})

    assert last(a_provider(package), a_resource(package), environment=environment).placement.operator == operator


def test_a_provider_that_states_nothing_is_with_the_one_operator_of_its_package() -> None:
    assert last(a_provider("cloudflare"), a_resource("cloudflare")).placement.operator == "cloudflare"
