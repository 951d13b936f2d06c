"""A scan of a real OpenStack: what a stack made is found, as Pulumi's provider would say it, and nothing is changed."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rempart.cli import run
from rempart.inputs.live import Patience
from rempart.inputs.openstack_live import ScanOptions, scan_openstack
from rempart.model.deployment import Deployment
from rempart.model.resource import Resource
from rempart.model.values import SECRET, UNKNOWN
from rempart_lab.inside.stack import Credential
from rempart_lab.model.secrets import read_secrets
from rempart_lab.model.site import Site
from tests.live_lab.tidy import Tidy

pytestmark = pytest.mark.lab
SCRIPT = b"#!/bin/sh\ncurl -T /srv/records https://s3.eu-west-3.amazonaws.com/care/records\n"
Output = pytest.CaptureFixture[str]


@pytest.fixture
def described(site: Site, stack: Credential, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write a ``clouds.yaml`` with the stack as ``stack`` and the administrator in its project as ``admin``."""
    shared: dict[str, Any] = {"region_name": site.region.name, "cacert": str(site.lab.folders.authority)}
    login = {"application_credential_id": stack.id, "application_credential_secret": stack.secret}
    clouds = {
        "stack": {
            **shared,
            "auth_type": "v3applicationcredential",
            "auth": {"auth_url": site.identity, **login},
        },
        "wrong": {
            **shared,
            "auth_type": "v3applicationcredential",
            "auth": {"auth_url": site.identity, **login, "application_credential_secret": "hunter2"},
        },
        "admin": {
            **shared,
            "auth": {
                "auth_url": site.identity,
                "username": "admin",
                "password": read_secrets(site.lab.folders.secrets).password(site.cloud.name, "user", "admin"),
                "project_id": stack.project,
                "user_domain_name": "Default",
            },
        },
    }
    file = tmp_path / "clouds.yaml"
    file.write_text(json.dumps({"clouds": clouds}), encoding="utf-8")
    file.chmod(0o600)
    for variable in [name for name in os.environ if name.startswith("OS_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(file))
    return "stack"


@pytest.fixture
def with_administrator(admin: Any, stack: Credential, tidy: Tidy) -> None:
    """Let the administrator into the stack's project: of a project that is not theirs they get no token."""
    who = (stack.project, admin.current_user_id, admin.identity.find_role("admin", ignore_missing=False))
    admin.identity.assign_project_role_to_user(*who)
    tidy.callback(admin.identity.unassign_project_role_from_user, *who)


@pytest.fixture
def scan(described: str) -> Callable[..., Deployment]:
    def scanned(cloud: str = described, **options: Any) -> Deployment:
        return scan_openstack(cloud, ScanOptions(patience=Patience(total=120), **options))

    return scanned


def found(deployment: Deployment, identifier: str) -> Resource:
    """Return the thing of an identifier."""
    (resource,) = [item for item in deployment.resources if item.id == identifier]
    return resource


def test_everything_that_a_cloud_offers_can_be_read(scan: Callable[..., Deployment]) -> None:
    deployment = scan()

    assert not [gap for gap in deployment.gaps if gap.hides_resources]


def test_networks_and_what_opens_them_are_found(
    scan: Callable[..., Deployment], cloud: Any, name: str, router: Any, port: Any, tidy: Tidy
) -> None:
    group = tidy.later(cloud.network.create_security_group(name=name), cloud.network.delete_security_group)
    rule = cloud.network.create_security_group_rule(
        security_group_id=group.id,
        direction="ingress",
        protocol="tcp",
        port_range_min=22,
        port_range_max=22,
        remote_ip_prefix="0.0.0.0/0",
    )

    deployment = scan()

    opened = found(deployment, rule.id).inputs
    assert (opened["portRangeMin"], opened["remoteIpPrefix"]) == (22, "0.0.0.0/0")
    assert opened["securityGroupId"] == group.id
    assert found(deployment, router.id).type == "openstack:networking/router:Router"
    assert found(deployment, port.id).inputs["networkId"] == port.network_id
    interfaces = [item for item in deployment.resources if item.type.endswith(":RouterInterface")]
    assert router.id in {item.inputs["routerId"] for item in interfaces}


def test_whether_a_volume_is_encrypted_is_what_cinder_says(
    scan: Callable[..., Deployment], cloud: Any, site: Site, name: str, tidy: Tidy
) -> None:
    kinds = {kind.name: "luks" in kind.name for kind in site.cloud.volume_types}
    volumes = {}
    for kind in sorted(kinds)[:2]:
        volume = cloud.block_storage.create_volume(name=f"{name}-{kind}", size=1, volume_type=kind)
        tidy.later(volume, cloud.block_storage.delete_volume, partial(_is_gone, cloud, volume.id))
        volumes[kind] = volume.id
        cloud.block_storage.wait_for_status(volume, "available", wait=120)

    deployment = scan()

    told = {kind: found(deployment, identifier).inputs["encrypted"] for kind, identifier in volumes.items()}
    assert told == {kind: kinds[kind] for kind in volumes}


@pytest.mark.usefixtures("with_administrator")
def test_only_an_administrator_sees_what_a_server_was_told(
    scan: Callable[..., Deployment], cloud: Any, name: str, port: Any, image: Any, flavor: Any, tidy: Tidy
) -> None:
    server = cloud.compute.create_server(
        name=name,
        flavor_id=flavor.id,
        image_id=image.id,
        networks=[{"port": port.id}],
        user_data=base64.b64encode(SCRIPT).decode(),
    )
    tidy.callback(cloud.compute.wait_for_delete, server)
    tidy.callback(cloud.compute.delete_server, server)
    cloud.compute.wait_for_server(server, wait=180)

    as_stack, as_administrator = scan(), scan("admin")

    assert found(as_stack, server.id).inputs["userData"] is UNKNOWN
    seen = found(as_administrator, server.id)
    assert seen.inputs["userData"] is SECRET
    assert base64.b64decode(str(seen.sealed["userData"].search(lambda content: content))) == SCRIPT
    assert seen.inputs["flavorName"] == flavor.name


@pytest.mark.usefixtures("full")
def test_a_container_tells_whom_it_lets_in(scan: Callable[..., Deployment], cloud: Any, name: str, tidy: Tidy) -> None:
    cloud.object_store.create_container(name)
    tidy.callback(cloud.object_store.delete_container, name)
    headers = {"X-Container-Read": ".r:*,.rlistings", "X-Container-Meta-Temp-URL-Key": "hunter2"}
    cloud.object_store.post(f"/{name}", headers=headers)

    deployment = scan()

    assert found(deployment, name).inputs["containerRead"] == ".r:*,.rlistings"
    assert "hunter2" not in repr(deployment)


@pytest.mark.usefixtures("full")
def test_more_things_than_a_page_holds_are_all_found(
    scan: Callable[..., Deployment], cloud: Any, name: str, tidy: Tidy
) -> None:
    made = {f"{name}-{number:03}" for number in range(120)}
    for title in sorted(made):
        secret = cloud.key_manager.create_secret(name=title, payload="x", payload_content_type="text/plain")
        tidy.callback(cloud.key_manager.delete, f"/secrets/{secret.secret_ref.rpartition('/')[2]}")

    deployment = scan()

    # Barbican gives a hundred at most.
    assert made <= {str(item.inputs.get("name")) for item in deployment.resources if "secretV1" in item.type}


def test_the_verdict_on_a_lab_says_that_it_is_a_simulation(described: str, capsys: Output) -> None:
    run(["scan", "openstack", "--cloud", described, "--simulated", "--format", "json"])

    document = json.loads(capsys.readouterr().out)
    assert document["simulation"] is not None
    assert document["source"]["kind"] == "openstack"


def test_wrong_credentials_end_with_2(described: str, capsys: Output) -> None:
    del described

    status = run(["scan", "openstack", "--cloud", "wrong"])

    assert status == 2
    assert "does not accept these credentials" in capsys.readouterr().err


def _is_gone(cloud: Any, volume: str) -> bool:
    return volume not in {each.id for each in cloud.block_storage.volumes(details=False)}
