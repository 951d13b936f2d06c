"""A plugin from elsewhere is not the package that it is named after; a component is what its parts are."""

from __future__ import annotations

import base64
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rempart.catalogue import load_catalogue
from rempart.gate import check
from rempart.inputs import read
from rempart.judge import load_pack, load_profile

PREFIX = "urn:pulumi:dev::health::"
STACK = f"{PREFIX}pulumi:pulumi:Stack::health-dev"
SETTINGS = {
    "openstack": {"authUrl": "https://auth.cloud.ovh.net/v3", "region": "GRA11"},
    "ovh": {"endpoint": "ovh-eu"},
    "random": {},
    "scaleway": {"region": "fr-par"},
}


def exit_code(folder: Path, *resources: dict[str, Any]) -> int:
    file = folder / "state.json"
    stack = {"urn": STACK, "type": "pulumi:pulumi:Stack", "custom": False}
    secrets = {"type": "passphrase", "state": {"salt": "v1:x"}}
    content = {"version": 3, "deployment": {"secrets_providers": secrets, "resources": [stack, *resources]}}
    file.write_text(json.dumps(content), encoding="utf-8")
    pack = load_pack()
    verdict = check(
        read(file),
        catalogue=load_catalogue(),
        pack=pack,
        profile=load_profile("hds", pack),
        as_of=date(2026, 11, 22),
    )
    return verdict.exit_code


def resource(token: str, name: str, *, custom: bool = True, **fields: Any) -> dict[str, Any]:
    return {
        "urn": f"{PREFIX}{token}::{name}",
        "type": token,
        "custom": custom,
        **({"id": name} if custom else {}),
        "inputs": {},
        "parent": STACK,
        **fields,
    }


def provider(package: str, **inputs: Any) -> dict[str, Any]:
    return resource(f"pulumi:providers:{package}", "main", inputs={**SETTINGS.get(package, {}), **inputs})


def at(package: str) -> str:
    return f"{PREFIX}pulumi:providers:{package}::main::main"


def bridged(url: str) -> dict[str, Any]:
    parameter = base64.b64encode(json.dumps({"remote": {"url": url, "version": "1.0.0"}}).encode()).decode()
    return {"__internal": {"name": "terraform-provider", "version": "1.0.0", "parameterization": parameter}}


@pytest.mark.parametrize(
    ("package", "inputs"),
    [
        ("openstack", {}),
        ("openstack", {"pluginDownloadURL": "https://get.pulumi.com/releases/plugins"}),
        ("openstack", {"__internal": {"pluginDownloadURL": "github://api.github.com/pulumi/pulumi-openstack"}}),
        ("openstack", bridged("registry.opentofu.org/terraform-provider-openstack/openstack")),
        ("ovh", {"__internal": {"pluginDownloadURL": "github://api.github.com/ovh/pulumi-ovh"}}),
        ("ovh", {"pluginDownloadURL": "github://api.github.com/OVH/pulumi-ovh/"}),
        ("ovh", bridged("registry.opentofu.org/ovh/ovh")),
        ("scaleway", {"__internal": {"pluginDownloadURL": "github://api.github.com/pulumiverse"}}),
        ("random", bridged("registry.opentofu.org/hashicorp/random")),
    ],
)
def test_a_plugin_of_its_publisher_is_no_finding(tmp_path: Path, package: str, inputs: dict[str, Any]) -> None:
    assert exit_code(tmp_path, provider(package, **inputs)) == 0


@pytest.mark.parametrize(
    ("package", "inputs"),
    [
        ("openstack", {"pluginDownloadURL": "https://plugins.example.org/openstack"}),
        ("openstack", {"__internal": {"pluginDownloadURL": "github://api.github.com/ovh/pulumi-ovh"}}),
        ("openstack", {"__internal": {"pluginDownloadURL": "github://api.github.com/pulumi-labs/openstack"}}),
        ("openstack", {"pluginDownloadURL": "https://get.pulumi.com.example.org/releases"}),
        ("openstack", {"pluginDownloadURL": "https://get.pulumi.com@example.org/releases"}),
        ("openstack", {"pluginDownloadURL": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}),
        ("openstack", bridged("registry.opentofu.org/evil/openstack")),
        ("openstack", {"__internal": {"name": "terraform-provider", "parameterization": "bm90IGpzb24="}}),
        ("ovh", bridged("registry.example.org/ovh/ovh")),
        ("random", {"pluginDownloadURL": "https://plugins.example.org/random"}),
    ],
)
def test_a_plugin_from_elsewhere_is_never_a_pass(tmp_path: Path, package: str, inputs: dict[str, Any]) -> None:
    assert exit_code(tmp_path, provider(package, **inputs)) == 3


COMPONENT = "chu-lib:index:Warehouse"
NETWORK = f"{COMPONENT}$openstack:networking/network:Network"


def a_component(**fields: Any) -> dict[str, Any]:
    return resource(COMPONENT, "warehouse", custom=False, provider=at("chu-lib"), **fields)


def a_part(of: str = f"{PREFIX}{COMPONENT}::warehouse") -> dict[str, Any]:
    part = resource("openstack:networking/network:Network", "net", provider=at("openstack"))
    return {**part, "urn": f"{PREFIX}{NETWORK}::net", "parent": of}


def test_a_component_of_ones_own_package_is_what_its_parts_are(tmp_path: Path) -> None:
    assert exit_code(tmp_path, provider("chu-lib"), provider("openstack"), a_component(), a_part()) == 0


def test_a_component_whose_parts_nobody_shows_is_never_a_pass(tmp_path: Path) -> None:
    assert exit_code(tmp_path, provider("chu-lib"), provider("openstack"), a_component()) == 3


def test_one_component_with_parts_does_not_hide_another_without(tmp_path: Path) -> None:
    other = {**a_component(), "urn": f"{PREFIX}{COMPONENT}::other"}

    assert exit_code(tmp_path, provider("chu-lib"), provider("openstack"), a_component(), a_part(), other) == 3


def test_a_package_that_makes_more_than_components_is_not_known_by_them(tmp_path: Path) -> None:
    bucket = resource("chu-lib:index:Bucket", "bucket", provider=at("chu-lib"))

    assert exit_code(tmp_path, provider("chu-lib"), provider("openstack"), a_component(), a_part(), bucket) == 3
