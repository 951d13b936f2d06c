"""Signing in: whatever is wrong with a description, a certificate or a project is one line that says how to mend it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import trustme
from keystoneauth1.session import Session
from openstack.config.cloud_region import CloudRegion

from rempart.errors import InputError
from tests.scan.openstack_double import PASSWORD, Cloud
from tests.scan.openstack_things import names, scan
from tests.scan.tls import behind_tls


def describe(folder: Path, monkeypatch: pytest.MonkeyPatch, **care: Any) -> None:
    """Write a ``clouds.yaml`` with these settings of cloud ``care``."""
    file = folder / "clouds.yaml"
    file.write_text(json.dumps({"clouds": {"care": care}}), encoding="utf-8")
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(file))


def by_password(url: str) -> dict[str, str]:
    return {
        "auth_url": f"{url}/identity/v3",
        "username": "demo",
        "password": PASSWORD,
        "project_name": "demo",
        "user_domain_name": "Default",
        "project_domain_name": "Default",
    }


def test_a_certificate_that_nobody_vouches_for_is_refused(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with behind_tls(cloud.port, trustme.CA()) as url:
        describe(tmp_path, monkeypatch, auth=by_password(url))

        with pytest.raises(
            InputError, match="certificate cannot be verified; name its certificate authority with cacert"
        ):
            scan()


def test_a_private_authority_is_named_in_the_description(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    certificate = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(certificate)
    with behind_tls(cloud.port, authority) as url:
        describe(tmp_path, monkeypatch, auth=by_password(url), cacert=str(certificate))

        assert names(scan()) == set()


def test_a_scan_that_verifies_nothing_says_so(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    describe(tmp_path, monkeypatch, auth=by_password(cloud.url), verify=False)

    provider = scan().resources[0]

    assert provider.inputs["insecure"] is True


def test_a_token_without_a_project_is_refused(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud.scoped = False
    auth = {name: value for name, value in by_password(cloud.url).items() if not name.startswith("project")}
    describe(tmp_path, monkeypatch, auth=auth)

    with pytest.raises(InputError, match=r"its token is for no project; name a project in clouds\.yaml"):
        scan()


def test_a_cloud_without_keystone_is_refused(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del cloud
    describe(tmp_path, monkeypatch, auth_type="none", endpoint="http://127.0.0.1:1")

    with pytest.raises(InputError, match="does not sign in with Keystone"):
        scan()


def test_an_address_in_clouds_yaml_takes_the_place_of_the_catalogues(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.offer(dns="http://127.0.0.1:1")
    describe(tmp_path, monkeypatch, auth=by_password(cloud.url), dns_endpoint_override=f"{cloud.url}/dns")

    deployment = scan()

    overrides: Any = deployment.resources[0].inputs["endpointOverrides"]
    assert overrides["dns"] == f"{cloud.url}/dns"
    assert not deployment.gaps


def test_no_library_speaks_in_a_scans_place(cloud: Cloud, capfd: pytest.CaptureFixture[str]) -> None:
    cloud.fail("/identity/v3$", status=500)

    scan()

    assert capfd.readouterr().err == ""


def test_a_session_never_waits_for_ever(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions: list[Session] = []
    real = CloudRegion.get_session

    def kept(self: CloudRegion) -> Session:
        sessions.append(real(self))
        return sessions[-1]

    monkeypatch.setattr(CloudRegion, "get_session", kept)
    assert cloud.url

    scan()

    assert all(session.timeout for session in sessions)
