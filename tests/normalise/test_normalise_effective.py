"""Each setting of a provider once, as the provider itself finds it, with where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from rempart.catalogue import Catalogue, load_catalogue
from rempart.inputs.environment import read_beside, read_environment
from rempart.model.deployment import Environment
from rempart.model.normalised import EffectiveProvider
from rempart.model.resource import Resource
from rempart.model.values import SECRET, UNKNOWN, Properties, Value
from rempart.normalise.clear_text import clear_text_endpoints
from rempart.normalise.effective import effective, verification
from tests.builders import told_of

CATALOGUE = load_catalogue()
OVH = "https://auth.cloud.ovh.net/v3"
OTHER = "https://keystone.example.org/v3"
CLOUDS = """
clouds:
  prod: {auth: {auth_url: "https://auth.cloud.ovh.net/v3"}, region_name: GRA11}
  careless: {auth: {auth_url: "http://keystone.example.org/v3"}, verify: false, region_name: BHS5}
  empty: {region_name: SBG5}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clouds.yaml").write_text(CLOUDS, encoding="utf-8")
    return tmp_path


def a_provider(
    package: str, inputs: Properties, environment: Environment | None = None, catalogue: Catalogue = CATALOGUE
) -> EffectiveProvider:
    token = f"pulumi:providers:{package}"
    resource = Resource(f"urn:pulumi:dev::health::{token}::main", token, "main", inputs)
    return effective(resource, environment, catalogue)


def within(folder: Path, **variables: str) -> Environment:
    return read_environment({"HOME": str(folder), **variables}, folder)


def told(provider: EffectiveProvider) -> tuple[Value, Value, Value]:
    """Return the endpoint, the region and whether certificates are verified."""
    endpoint, region = provider.endpoint, provider.region
    return (
        endpoint.value if endpoint is not None else None,
        region.value if region is not None else None,
        verification(provider).value,
    )


@pytest.mark.parametrize(
    ("inputs", "variables", "expected"),
    [
        ({}, {}, (None, None, True)),
        ({"authUrl": OVH, "region": "GRA11"}, {}, (OVH, "GRA11", True)),
        ({}, {"OS_AUTH_URL": OVH, "OS_REGION_NAME": "GRA11", "OS_INSECURE": "true"}, (OVH, "GRA11", False)),
        ({"authUrl": OVH}, {"OS_AUTH_URL": OTHER}, (OVH, None, True)),
        ({"region": "GRA11"}, {"OS_REGION_NAME": "BHS5"}, (None, "GRA11", True)),
        ({"insecure": False}, {"OS_INSECURE": "true"}, (None, None, True)),
        ({"insecure": True}, {"OS_INSECURE": "false"}, (None, None, False)),
        ({"cloud": "prod"}, {}, (OVH, "GRA11", True)),
        ({"cloud": "careless"}, {}, ("http://keystone.example.org/v3", "BHS5", False)),
        ({"cloud": "prod", "authUrl": OTHER}, {}, (OVH, "GRA11", True)),
        ({"cloud": "prod", "region": "SBG5"}, {}, (OVH, "SBG5", True)),
        ({"cloud": "prod"}, {"OS_REGION_NAME": "BHS5"}, (OVH, "BHS5", True)),
        ({"cloud": "prod"}, {"OS_INSECURE": "true"}, (OVH, "GRA11", False)),
        ({"cloud": "careless"}, {"OS_INSECURE": "false"}, ("http://keystone.example.org/v3", "BHS5", True)),
        ({"cloud": "prod"}, {"OS_AUTH_URL": OTHER}, (OVH, "GRA11", True)),
        ({"cloud": "empty"}, {"OS_AUTH_URL": OTHER}, (OTHER, "SBG5", True)),
        ({"cloud": "empty"}, {}, (UNKNOWN, "SBG5", True)),
        ({"cloud": "nobody"}, {}, (UNKNOWN, None, True)),
        ({}, {"OS_CLOUD": "prod"}, (OVH, "GRA11", True)),
        ({"authUrl": OTHER}, {"OS_CLOUD": "prod"}, (OVH, "GRA11", True)),
        ({"cloud": "prod"}, {"OS_CLOUD": "careless"}, (OVH, "GRA11", True)),
        ({}, {"OS_CLOUD": "prod", "OS_AUTH_URL": OVH}, (OVH, "GRA11", True)),
        ({}, {"OS_CLOUD": "prod", "OS_AUTH_URL": OTHER}, (UNKNOWN, "GRA11", True)),
    ],
)
def test_openstack_takes_input_then_variable_then_the_entry_whose_address_overrules(
    folder: Path, inputs: Properties, variables: dict[str, str], expected: tuple[Value, Value, Value]
) -> None:
    provider = a_provider("openstack", inputs, within(folder, **variables))

    assert told(provider) == expected


@pytest.mark.parametrize(
    ("package", "inputs", "variables", "expected"),
    [
        ("outscale", {"region": "eu-west-2"}, {"OSC_REGION": "us-east-2"}, (None, "eu-west-2", True)),
        ("outscale", {}, {"OSC_REGION": "us-east-2", "OSC_INSECURE": "1"}, (None, "us-east-2", False)),
        ("outscale", {}, {"OSC_INSECURE": "1"}, (None, None, False)),
        ("scaleway", {}, {"SCW_API_URL": "http://api.example.fr"}, ("http://api.example.fr", None, True)),
        ("ovh", {}, {"OVH_ENDPOINT": "OVH-US"}, ("api.us.ovhcloud.com", None, True)),
        ("ovh", {"endpoint": "ovh-eu"}, {"OVH_ENDPOINT": "ovh-us"}, ("eu.api.ovh.com", None, True)),
        ("azure-native", {"environment": "AzureChinaCloud"}, {}, ("management.chinacloudapi.cn", None, True)),
        ("aws", {}, {"AWS_ENDPOINT_URL_S3": "https://s3.example.fr"}, (UNKNOWN, None, True)),
    ],
)
def test_the_other_providers_read_their_input_before_their_variables(
    tmp_path: Path,
    *,
    package: str,
    inputs: Properties,
    variables: dict[str, str],
    expected: tuple[Value, Value, Value],
) -> None:
    assert told(a_provider(package, inputs, within(tmp_path, **variables))) == expected


@pytest.mark.parametrize(
    ("inputs", "variables", "origin"),
    [
        ({"authUrl": OVH}, {}, "authUrl of provider main"),
        ({}, {"OS_AUTH_URL": OVH}, "OS_AUTH_URL of the environment"),
        ({"cloud": "prod"}, {}, "cloud of provider main, found in {folder}/clouds.yaml, cloud prod"),
        ({}, {"OS_CLOUD": "prod"}, "OS_CLOUD of the environment, found in {folder}/clouds.yaml, cloud prod"),
    ],
)
def test_a_setting_keeps_who_states_it(
    folder: Path, inputs: Properties, variables: dict[str, str], origin: str
) -> None:
    endpoint = a_provider("openstack", inputs, within(folder, **variables)).endpoint

    assert endpoint is not None
    assert endpoint.origin == origin.format(folder=folder)


@pytest.mark.parametrize(
    ("inputs", "variables", "found"),
    [
        ({"authUrl": "http://keystone.example.org"}, {}, ["authUrl"]),
        ({}, {"OS_AUTH_URL": "http://keystone.example.org"}, ["OS_AUTH_URL of the environment"]),
        (
            {"cloud": "careless"},
            {},
            ["cloud of provider main, found in {folder}/clouds.yaml, cloud careless"],
        ),
        ({"cloud": "prod"}, {}, []),
        ({"authUrl": OVH}, {"OS_AUTH_URL": "http://keystone.example.org"}, []),
    ],
)
def test_clear_text_is_found_wherever_the_address_comes_from(
    folder: Path, inputs: Properties, variables: dict[str, str], found: list[str]
) -> None:
    provider = a_provider("openstack", inputs, within(folder, **variables))

    assert clear_text_endpoints(inputs, provider, CATALOGUE) == [text.format(folder=folder) for text in found]


def test_a_service_that_the_environment_sends_elsewhere_in_clear_text_is_found(tmp_path: Path) -> None:
    provider = a_provider("outscale", {}, within(tmp_path, OSC_ENDPOINT_OOS="http://oos.example.fr"))

    assert clear_text_endpoints({}, provider, CATALOGUE) == ["OSC_ENDPOINT_OOS of the environment"]


class TestBesideTheProgram:
    """A ``clouds.yaml`` beside the program speaks against a deployment, never for it."""

    def test_a_lawful_entry_leaves_the_endpoint_unknown_and_names_the_file(self, folder: Path) -> None:
        provider = a_provider("openstack", {"cloud": "prod"}, read_beside(folder))

        assert provider.endpoint is not None
        assert provider.endpoint.value is UNKNOWN
        assert f"{folder}/clouds.yaml" in told_of(provider.endpoint)
        assert "--environment" in told_of(provider.endpoint)
        assert verification(provider).value is True

    def test_an_entry_that_switches_verification_off_counts(self, folder: Path) -> None:
        provider = a_provider("openstack", {"cloud": "careless"}, read_beside(folder))

        assert verification(provider).value is False
        assert clear_text_endpoints({"cloud": "careless"}, provider, CATALOGUE)

    def test_the_file_says_nothing_of_a_provider_that_names_no_cloud(self, folder: Path) -> None:
        provider = a_provider("openstack", {}, read_beside(folder))

        assert provider.beside is None
        assert told(provider) == (None, None, True)

    def test_a_file_that_contains_itself_is_told_and_leaves_the_endpoint_unknown(self, tmp_path: Path) -> None:
        (tmp_path / "clouds.yaml").write_text("clouds: &all {prod: {auth: *all}}", encoding="utf-8")

        endpoint = a_provider("openstack", {"cloud": "prod"}, read_beside(tmp_path)).endpoint

        assert endpoint is not None
        assert endpoint.value is UNKNOWN
        assert "contains itself" in told_of(endpoint)

    def test_without_a_file_none_is_named_as_read(self, tmp_path: Path) -> None:
        endpoint = a_provider("openstack", {"cloud": "prod"}, read_beside(tmp_path)).endpoint

        assert endpoint is not None
        assert "no clouds.yaml was read" in told_of(endpoint)
        assert "--environment" in told_of(endpoint)


@pytest.mark.parametrize(
    ("cloud", "words"),
    [("nobody", "/clouds.yaml does not hold it"), ("empty", "/clouds.yaml gives no auth URL to it")],
)
def test_a_file_that_was_read_is_named_with_what_it_lacks(folder: Path, cloud: str, words: str) -> None:
    endpoint = a_provider("openstack", {"cloud": cloud}, within(folder)).endpoint

    assert endpoint is not None
    assert f"{folder}{words}" in told_of(endpoint)


def test_where_no_file_was_found_the_message_says_where_was_looked(tmp_path: Path) -> None:
    endpoint = a_provider("openstack", {"cloud": "prod"}, within(tmp_path)).endpoint

    assert endpoint is not None
    assert f"no clouds.yaml was found in {tmp_path} or" in told_of(endpoint)


@pytest.mark.parametrize("mark", [UNKNOWN, SECRET])
@pytest.mark.parametrize("name", ["authUrl", "cloud", "region", "insecure"])
def test_a_setting_that_is_withheld_is_never_taken_from_the_environment(folder: Path, name: str, mark: Value) -> None:
    variables = {"OS_AUTH_URL": OVH, "OS_REGION_NAME": "GRA11", "OS_INSECURE": "false"}

    provider = a_provider("openstack", {name: mark}, within(folder, **variables))

    settings = {
        "authUrl": provider.endpoint,
        "cloud": provider.endpoint,
        "region": provider.region,
        "insecure": provider.verified,
    }
    setting = settings[name]
    assert setting is not None
    assert setting.value in (UNKNOWN, SECRET)


def test_a_cloud_whose_regions_differ_follows_the_region(tmp_path: Path) -> None:
    regions = f"[{{name: one, values: {{}}}}, {{name: two, values: {{auth: {{auth_url: '{OTHER}'}}}}}}]"
    (tmp_path / "clouds.yaml").write_text(
        f"clouds: {{prod: {{auth: {{auth_url: '{OVH}'}}, regions: {regions}}}}}", encoding="utf-8"
    )
    environment = within(tmp_path)

    found = [
        told(a_provider("openstack", {"cloud": "prod", "region": region}, environment))[0]
        for region in ("one", "two", UNKNOWN)
    ]

    assert found == [OVH, OTHER, UNKNOWN]


@pytest.mark.parametrize(
    ("package", "inputs", "stated"),
    [
        ("openstack", {}, False),
        ("openstack", {"authUrl": OTHER}, True),
        ("openstack", {"cloud": "prod"}, False),
        ("ovh", {}, False),
        ("grafana", {}, False),
        ("grafana", {"url": "https://grafana.example.org"}, True),
        ("random", {}, True),
    ],
)
def test_what_the_environment_says_is_not_stated_by_the_program(
    folder: Path,
    package: str,
    inputs: Properties,
    stated: bool,  # noqa: FBT001 - a row of the table
) -> None:
    environment = within(folder, OS_AUTH_URL=OVH, OVH_ENDPOINT="ovh-eu")

    assert a_provider(package, inputs, environment).endpoint_stated is stated


def test_an_entry_that_a_variable_names_overrules_what_the_program_states(folder: Path) -> None:
    provider = a_provider("openstack", {"authUrl": OTHER}, within(folder, OS_CLOUD="prod"))

    assert provider.endpoint_stated is False
