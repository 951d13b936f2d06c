from __future__ import annotations

import builtins
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rempart.errors import InputError
from rempart.inputs.environment import read_backend, read_environment
from rempart.model.deployment import Cloud, Environment
from rempart.model.setting import Setting
from rempart.model.values import UNKNOWN
from tests.builders import a_cloud, told_of

CLOUDS = """
clouds:
  hospital:
    auth:
      auth_url: https://auth.cloud.ovh.net/v3
      username: u
      password: hunter2
    region_name: GRA11
  lab:
    auth: {auth_url: https://keystone.lab.internal:5000/v3}
    regions: [one, two]
    verify: false
  vendor:
    profile: otc
  remote:
    profile: https://cloud.example.org
  nested:
    profile: ovh
    region_name: SBG5
    auth: {auth_url: https://auth.cloud.ovh.net/v3}
  unfinished: {}
  careless: {insecure: true}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without settings, and a working folder without a clouds.yaml."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _read(home: Path, **variables: str) -> Environment:
    return read_environment({"HOME": str(home), **variables})


def _clouds(home: Path, **variables: str) -> Mapping[str, Cloud]:
    file = _read(home, **variables).file
    assert file is not None
    return file.clouds


def _write_clouds(folder: Path, text: str = CLOUDS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "clouds.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_environment_that_says_nothing_supplies_nothing(home: Path) -> None:
    environment = _read(home)

    assert (environment.default, environment.services, environment.file) == ({}, {}, None)


def _by(variable: str, value: str | bool) -> Setting:  # noqa: FBT001 - what the variable says
    return Setting(value, f"{variable} of the environment")


@pytest.mark.parametrize(
    ("variables", "package", "cloud"),
    [
        ({"OS_AUTH_URL": "https://a/v3"}, "openstack", Cloud(_by("OS_AUTH_URL", "https://a/v3"))),
        (
            {"OS_AUTH_URL": "https://a/v3", "OS_REGION_NAME": "GRA11", "OS_INSECURE": "true"},
            "openstack",
            Cloud(_by("OS_AUTH_URL", "https://a/v3"), _by("OS_REGION_NAME", "GRA11"), _by("OS_INSECURE", False)),  # noqa: FBT003 - what it says
        ),
        (
            {"OS_REGION_NAME": "GRA11", "OS_INSECURE": "0"},
            "openstack",
            Cloud(region=_by("OS_REGION_NAME", "GRA11"), verified=_by("OS_INSECURE", True)),  # noqa: FBT003 - the same
        ),
        ({"OS_INSECURE": "1"}, "openstack", Cloud(verified=_by("OS_INSECURE", False))),  # noqa: FBT003 - the same
        ({"OS_CLOUD": "hospital"}, "openstack", Cloud(entry=_by("OS_CLOUD", "hospital"))),
        ({"OSC_REGION": "eu-west-2"}, "outscale", Cloud(region=_by("OSC_REGION", "eu-west-2"))),
        (
            {"OSC_ENDPOINT_API": "https://api.eu-west-2.outscale.com", "OSC_INSECURE": "1"},
            "outscale",
            Cloud(
                _by("OSC_ENDPOINT_API", "https://api.eu-west-2.outscale.com"),
                verified=_by("OSC_INSECURE", False),  # noqa: FBT003 - the same
            ),
        ),
        (
            {"AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-3"},
            "aws-native",
            Cloud(region=_by("AWS_DEFAULT_REGION", "eu-west-3")),
        ),
        (
            {"AWS_REGION": "eu-west-3", "AWS_DEFAULT_REGION": "eu-west-3"},
            "eks",
            Cloud(region=_by("AWS_REGION", "eu-west-3")),
        ),
        ({"OVH_ENDPOINT": "ovh-eu"}, "ovh", Cloud(_by("OVH_ENDPOINT", "ovh-eu"))),
        ({"SCW_DEFAULT_REGION": "fr-par"}, "scaleway", Cloud(region=_by("SCW_DEFAULT_REGION", "fr-par"))),
        ({"SCW_API_URL": "https://api.example.fr"}, "scaleway-v2", Cloud(_by("SCW_API_URL", "https://api.example.fr"))),
        ({"SCW_INSECURE": "true"}, "scaleway-v3", Cloud(verified=_by("SCW_INSECURE", False))),  # noqa: FBT003 - the same
        (
            {"GOOGLE_REGION": "u-france-east1", "GOOGLE_CLOUD_UNIVERSE_DOMAIN": "s3nsapis.fr"},
            "gcp",
            Cloud(_by("GOOGLE_CLOUD_UNIVERSE_DOMAIN", "s3nsapis.fr"), _by("GOOGLE_REGION", "u-france-east1")),
        ),
        (
            {"CLOUDSDK_COMPUTE_REGION": "europe-west9"},
            "gcp",
            Cloud(region=_by("CLOUDSDK_COMPUTE_REGION", "europe-west9")),
        ),
        ({"ARM_ENVIRONMENT": "usgovernment"}, "azure", Cloud(_by("ARM_ENVIRONMENT", "usgovernment"))),
        (
            {"AWS_ENDPOINT_URL": "https://s3.gra.io.cloud.ovh.net", "AWS_REGION": "gra"},
            "aws",
            Cloud(_by("AWS_ENDPOINT_URL", "https://s3.gra.io.cloud.ovh.net"), _by("AWS_REGION", "gra")),
        ),
    ],
)
def test_each_provider_gets_what_its_variables_say(
    home: Path, variables: dict[str, str], package: str, cloud: Cloud
) -> None:
    assert _read(home, **variables).default[package] == cloud


def test_variables_of_several_clouds_reach_each_its_own_providers(home: Path) -> None:
    default = _read(home, OS_REGION_NAME="GRA11", OSC_REGION="eu-west-2", AWS_REGION="us-east-1").default

    regions = {name: cloud.region.value for name, cloud in default.items() if cloud.region is not None}
    assert regions.pop("openstack") == "GRA11"
    assert regions.pop("outscale") == "eu-west-2"
    assert set(regions.values()) == {"us-east-1"}


@pytest.mark.parametrize(
    ("variables", "package"),
    [
        ({"AWS_DEFAULT_REGION": "eu-west-3", "AWS_REGION": "us-east-1"}, "aws"),
        ({"OSC_REGION": "eu-west-2", "OUTSCALE_REGION": "us-east-2"}, "outscale"),
        ({"GOOGLE_REGION": "europe-west9", "CLOUDSDK_COMPUTE_REGION": "us-east1"}, "gcp"),
    ],
)
def test_variables_that_contradict_each_other_say_nothing_and_are_told(
    home: Path, variables: dict[str, str], package: str
) -> None:
    region = _read(home, **variables).default[package].region

    assert region is not None
    assert region.value is UNKNOWN
    assert all(name in told_of(region) for name in variables)


def test_a_switch_that_says_neither_yes_nor_no_leaves_verification_unknown(home: Path) -> None:
    verified = _read(home, OS_INSECURE="maybe").default["openstack"].verified

    assert verified is not None
    assert verified.value is UNKNOWN
    assert "OS_INSECURE" in told_of(verified)


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_ENDPOINT_URL_S3": "https://s3.gra.io.cloud.ovh.net"},
        {"AWS_ENDPOINT_URL": "https://a.example.fr", "AWS_ENDPOINT_URL_S3": "https://s3.amazonaws.com"},
    ],
)
def test_endpoints_that_differ_by_service_name_no_host(home: Path, variables: dict[str, str]) -> None:
    endpoint = _read(home, **variables).default["aws"].endpoint

    assert endpoint is not None
    assert endpoint.value is UNKNOWN
    assert all(name in told_of(endpoint) for name in variables)


def test_endpoints_of_services_that_agree_are_one(home: Path) -> None:
    same = "https://s3.gra.io.cloud.ovh.net"

    cloud = _read(home, AWS_ENDPOINT_URL=same, AWS_ENDPOINT_URL_S3=same).default["aws"]

    assert cloud.endpoint == _by("AWS_ENDPOINT_URL", same)


@pytest.mark.parametrize("place", [".", ".config/openstack"])
def test_clouds_are_found_where_openstacks_tools_look(home: Path, place: str) -> None:
    _write_clouds(home / place)

    clouds = _clouds(home)

    file = "clouds.yaml" if place == "." else f"{home}/{place}/clouds.yaml"
    assert clouds["hospital"] == a_cloud(
        f"{file}, cloud hospital", "https://auth.cloud.ovh.net/v3", "GRA11", verified=True
    )
    assert clouds["lab"] == a_cloud(
        f"{file}, cloud lab", "https://keystone.lab.internal:5000/v3", "one", verified=False
    )
    assert clouds["unfinished"].endpoint is None
    assert clouds["careless"].verified == Setting(value=False, origin=f"{file}, cloud careless")


def test_the_file_that_a_variable_names_comes_first(home: Path) -> None:
    _write_clouds(home, "clouds: {other: {}}")
    named = _write_clouds(home / "elsewhere")

    assert "hospital" in _clouds(home, OS_CLIENT_CONFIG_FILE=str(named))


def test_the_users_configuration_folder_may_be_moved(home: Path) -> None:
    _write_clouds(home / "moved" / "openstack")

    assert "hospital" in _clouds(home, XDG_CONFIG_HOME=str(home / "moved"))


def test_vendor_profiles_come_from_openstacksdk(home: Path) -> None:
    _write_clouds(home)

    vendor = _clouds(home)["vendor"]

    assert vendor.endpoint is not None
    assert "otc.t-systems.com" in str(vendor.endpoint.value)
    assert vendor.region == Setting("eu-de", "clouds.yaml, cloud vendor")


def test_a_profile_behind_a_url_is_not_fetched(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("went over the network")

    _write_clouds(home)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    clouds = _clouds(home)

    assert clouds["remote"] == Cloud()
    assert clouds["nested"] == a_cloud("clouds.yaml, cloud nested", "https://auth.cloud.ovh.net/v3", "SBG5")


def test_a_profile_that_is_no_name_is_refused(home: Path) -> None:
    _write_clouds(home, "clouds: {odd: {profile: [otc]}}")

    with pytest.raises(InputError, match="cannot be read: cloud odd"):
        _read(home)


@pytest.mark.parametrize("file", ["secure.yaml", "clouds-public.yaml"])
def test_files_that_complete_a_cloud_count_as_well(home: Path, file: str) -> None:
    _write_clouds(home, "clouds: {prod: {profile: region}}")
    where = "{prod: {auth: {auth_url: 'https://elsewhere.example.org/v3'}}, region: {}}"
    public = "{region: {auth: {auth_url: 'https://elsewhere.example.org/v3'}}}"
    (home / "secure.yaml").write_text(f"clouds: {where if file == 'secure.yaml' else '{}'}")
    (home / "clouds-public.yaml").write_text(
        f"public-clouds: {public if file == 'clouds-public.yaml' else '{region: {}}'}"
    )

    endpoint = _clouds(home)["prod"].endpoint

    assert endpoint is not None
    assert endpoint.value == "https://elsewhere.example.org/v3"


def test_a_region_of_a_cloud_may_have_an_address_of_its_own(home: Path) -> None:
    _write_clouds(
        home,
        "clouds: {prod: {auth: {auth_url: 'https://a.example.fr'}, regions:"
        " [{name: one, values: {}}, {name: two, values: {auth: {auth_url: 'https://b.example.org'}}}]}}",
    )

    prod = _clouds(home)["prod"]

    assert prod.endpoint == Setting("https://a.example.fr", "clouds.yaml, cloud prod")
    assert prod.regions["two"].endpoint == Setting("https://b.example.org", "clouds.yaml, cloud prod, region two")


@pytest.mark.parametrize(
    "public",
    ["", "public-clouds: {other: {}}", "public-clouds: {prod: {profile: prod}}"],
)
def test_a_profile_that_leads_nowhere_or_in_a_circle_is_told(home: Path, public: str) -> None:
    _write_clouds(home, "clouds: {prod: {profile: prod, auth: {auth_url: 'https://auth.cloud.ovh.net/v3'}}}")
    if public:
        (home / "clouds-public.yaml").write_text(public)

    endpoint = _clouds(home)["prod"].endpoint

    assert endpoint is not None
    assert endpoint.value is UNKNOWN
    assert "profile prod" in told_of(endpoint)


def test_no_credential_is_taken_along(home: Path) -> None:
    _write_clouds(home)

    environment = _read(home, OS_PASSWORD="hunter2", OS_AUTH_URL="https://a/v3", OSC_SECRET_KEY="hunter2")  # noqa: S106 - invented

    assert "hunter2" not in repr(environment)


def test_a_service_with_an_endpoint_of_its_own_is_read_apart(home: Path) -> None:
    environment = _read(home, OSC_ENDPOINT_OOS="https://oos.example.fr", OSC_ENDPOINT_OKS="")

    assert environment.services == {("outscale", "oos"): _by("OSC_ENDPOINT_OOS", "https://oos.example.fr")}


@pytest.mark.parametrize(
    "text",
    [
        "clouds: [hunter2",
        "- hunter2",
        "clouds: hunter2",
        "clouds: {a: hunter2}",
        "clouds: {a: {auth: hunter2}}",
        "hunter2",
        "clouds: {a: {auth: {auth_url: 'https://hunter2'}}, a: {}}",
        "clouds: &all {a: {auth: *all, hunter2: 1}}",
        "clouds: {a: &a {auth: {auth_url: hunter2}, regions: [{name: r, values: *a}]}}",
    ],
)
def test_a_file_that_is_no_clouds_yaml_is_refused_without_a_word_of_it(home: Path, text: str) -> None:
    path = _write_clouds(home, text)

    with pytest.raises(InputError, match="cannot be read") as caught:
        _read(home)

    assert path.name in caught.value.line()
    assert "hunter2" not in caught.value.line()


def test_without_openstacksdk_the_line_says_what_to_install(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write_clouds(home)
    real = builtins.__import__

    def import_(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("openstack"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", import_)

    with pytest.raises(InputError, match=r"not installed; install rempart\[openstack\]"):
        _read(home)


def test_variables_alone_need_no_openstacksdk(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openstack", None)

    assert _read(home, OS_AUTH_URL="https://a/v3").default["openstack"].endpoint == _by("OS_AUTH_URL", "https://a/v3")


def test_the_backend_is_the_one_that_the_environment_names() -> None:
    assert read_backend({"PULUMI_BACKEND_URL": "file://~"}) == "file://~"
    assert read_backend({"PULUMI_BACKEND_URL": ""}) is None


def test_the_processs_own_environment_is_the_default(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("OVH_ENDPOINT", "ovh-eu")
    monkeypatch.delenv("PULUMI_BACKEND_URL", raising=False)

    assert read_environment().default["ovh"].endpoint == _by("OVH_ENDPOINT", "ovh-eu")
    assert read_backend() is None
