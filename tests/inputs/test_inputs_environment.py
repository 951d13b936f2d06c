from __future__ import annotations

import builtins
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from rempart.errors import InputError
from rempart.inputs.environment import read_backend, read_environment
from rempart.model.deployment import Cloud, Environment

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


def _write_clouds(folder: Path, text: str = CLOUDS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "clouds.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_environment_that_says_nothing_supplies_nothing(home: Path) -> None:
    assert _read(home) == Environment()


@pytest.mark.parametrize(
    ("variables", "package", "cloud"),
    [
        ({"OS_AUTH_URL": "https://a/v3"}, "openstack", Cloud("OS_AUTH_URL", "https://a/v3")),
        (
            {"OS_AUTH_URL": "https://a/v3", "OS_REGION_NAME": "GRA11", "OS_INSECURE": "true"},
            "openstack",
            Cloud("OS_AUTH_URL", "https://a/v3", "GRA11", verify=False),
        ),
        (
            {"OS_REGION_NAME": "GRA11", "OS_INSECURE": "0"},
            "openstack",
            Cloud("OS_REGION_NAME", None, "GRA11", verify=True),
        ),
        ({"OS_REGION_NAME": "GRA11", "OS_INSECURE": "maybe"}, "openstack", Cloud("OS_REGION_NAME", None, "GRA11")),
        ({"OSC_REGION": "eu-west-2"}, "outscale", Cloud("OSC_REGION", None, "eu-west-2")),
        (
            {"OSC_ENDPOINT_API": "https://api.eu-west-2.outscale.com", "OSC_INSECURE": "1"},
            "outscale",
            Cloud("OSC_ENDPOINT_API", "https://api.eu-west-2.outscale.com", verify=False),
        ),
        ({"AWS_DEFAULT_REGION": "eu-west-3", "AWS_REGION": "us-east-1"}, "aws", Cloud("AWS_REGION", None, "us-east-1")),
        (
            {"AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-3"},
            "aws-native",
            Cloud("AWS_DEFAULT_REGION", None, "eu-west-3"),
        ),
        ({"OVH_ENDPOINT": "ovh-eu"}, "ovh", Cloud("OVH_ENDPOINT", "ovh-eu")),
        ({"SCW_DEFAULT_REGION": "fr-par"}, "scaleway", Cloud("SCW_DEFAULT_REGION", None, "fr-par")),
        ({"SCW_API_URL": "https://api.example.fr"}, "scaleway-v2", Cloud("SCW_API_URL", "https://api.example.fr")),
        (
            {"GOOGLE_REGION": "u-france-east1", "GOOGLE_CLOUD_UNIVERSE_DOMAIN": "s3nsapis.fr"},
            "gcp",
            Cloud("GOOGLE_CLOUD_UNIVERSE_DOMAIN", "s3nsapis.fr", "u-france-east1"),
        ),
        ({"CLOUDSDK_COMPUTE_REGION": "europe-west9"}, "gcp", Cloud("CLOUDSDK_COMPUTE_REGION", None, "europe-west9")),
        ({"ARM_ENVIRONMENT": "usgovernment"}, "azure", Cloud("ARM_ENVIRONMENT", "usgovernment")),
        (
            {"AWS_ENDPOINT_URL": "https://s3.gra.io.cloud.ovh.net", "AWS_REGION": "gra"},
            "aws",
            Cloud("AWS_ENDPOINT_URL", "https://s3.gra.io.cloud.ovh.net", "gra"),
        ),
    ],
)
def test_each_provider_gets_what_its_variables_say(
    home: Path, variables: dict[str, str], package: str, cloud: Cloud
) -> None:
    assert _read(home, **variables).default[package] == cloud


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_ENDPOINT_URL_S3": "https://s3.gra.io.cloud.ovh.net"},
        {"AWS_ENDPOINT_URL": "https://a.example.fr", "AWS_ENDPOINT_URL_S3": "https://s3.amazonaws.com"},
    ],
)
def test_endpoints_that_differ_by_service_name_no_host(home: Path, variables: dict[str, str]) -> None:
    endpoint = _read(home, **variables).default["aws"].endpoint

    assert endpoint == " and ".join(sorted(variables))


def test_endpoints_of_services_that_agree_are_one(home: Path) -> None:
    same = "https://s3.gra.io.cloud.ovh.net"

    cloud = _read(home, AWS_ENDPOINT_URL=same, AWS_ENDPOINT_URL_S3=same).default["aws"]

    assert cloud.endpoint == same


@pytest.mark.parametrize("place", [".", ".config/openstack"])
def test_clouds_are_found_where_openstacks_tools_look(home: Path, place: str) -> None:
    _write_clouds(home / place)

    clouds = _read(home).clouds

    assert clouds["hospital"] == Cloud(
        "clouds.yaml, cloud hospital", "https://auth.cloud.ovh.net/v3", "GRA11", verify=True
    )
    assert clouds["lab"] == Cloud(
        "clouds.yaml, cloud lab", "https://keystone.lab.internal:5000/v3", "one", verify=False
    )
    assert clouds["unfinished"].endpoint is None
    assert clouds["careless"].verify is False


def test_the_file_that_a_variable_names_comes_first(home: Path) -> None:
    _write_clouds(home, "clouds: {other: {}}")
    named = _write_clouds(home / "elsewhere")

    assert "hospital" in _read(home, OS_CLIENT_CONFIG_FILE=str(named)).clouds


def test_the_users_configuration_folder_may_be_moved(home: Path) -> None:
    _write_clouds(home / "moved" / "openstack")

    assert "hospital" in _read(home, XDG_CONFIG_HOME=str(home / "moved")).clouds


def test_vendor_profiles_come_from_openstacksdk(home: Path) -> None:
    _write_clouds(home)

    vendor = _read(home).clouds["vendor"]

    assert vendor.endpoint is not None
    assert "otc.t-systems.com" in vendor.endpoint
    assert vendor.region == "eu-de"


def test_a_profile_behind_a_url_is_not_fetched(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("went over the network")

    _write_clouds(home)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    clouds = _read(home).clouds

    assert clouds["remote"] == Cloud("clouds.yaml, cloud remote")
    assert clouds["nested"] == Cloud("clouds.yaml, cloud nested", "https://auth.cloud.ovh.net/v3", "SBG5")


def test_a_profile_that_is_no_name_is_refused(home: Path) -> None:
    _write_clouds(home, "clouds: {odd: {profile: [otc]}}")

    with pytest.raises(InputError, match="cannot be read: cloud odd"):
        _read(home)


def test_a_chosen_cloud_is_the_default_and_the_regions_variable_overrules_it(home: Path) -> None:
    _write_clouds(home)

    cloud = _read(home, OS_CLOUD="hospital", OS_REGION_NAME="SBG5", OS_INSECURE="yes").default["openstack"]

    assert cloud == Cloud("clouds.yaml, cloud hospital", "https://auth.cloud.ovh.net/v3", "SBG5", verify=False)


def test_a_chosen_cloud_that_no_file_describes_has_no_endpoint(home: Path) -> None:
    cloud = _read(home, OS_CLOUD="hospital", OS_AUTH_URL="https://ignored.example.fr").default["openstack"]

    assert cloud == Cloud("OS_CLOUD, cloud hospital")


def test_no_credential_is_taken_along(home: Path) -> None:
    _write_clouds(home)

    environment = _read(home, OS_PASSWORD="hunter2", OS_AUTH_URL="https://a/v3", OSC_SECRET_KEY="hunter2")  # noqa: S106 - invented

    assert "hunter2" not in repr(environment)


def test_a_service_with_an_endpoint_of_its_own_is_read_apart(home: Path) -> None:
    environment = _read(home, OSC_ENDPOINT_OOS="https://oos.example.fr", OSC_ENDPOINT_OKS="")

    assert environment.services == {("outscale", "oos"): Cloud("OSC_ENDPOINT_OOS", "https://oos.example.fr")}


@pytest.mark.parametrize(
    "text",
    [
        "clouds: [hunter2",
        "- hunter2",
        "clouds: hunter2",
        "clouds: {a: hunter2}",
        "clouds: {a: {auth: hunter2}}",
        "hunter2",
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

    assert _read(home, OS_AUTH_URL="https://a/v3").default["openstack"].endpoint == "https://a/v3"


def test_the_backend_is_the_one_that_the_environment_names() -> None:
    assert read_backend({"PULUMI_BACKEND_URL": "file://~"}) == "file://~"
    assert read_backend({"PULUMI_BACKEND_URL": ""}) is None


def test_the_processs_own_environment_is_the_default(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("OVH_ENDPOINT", "ovh-eu")
    monkeypatch.delenv("PULUMI_BACKEND_URL", raising=False)

    assert read_environment().default["ovh"].endpoint == "ovh-eu"
    assert read_backend() is None
