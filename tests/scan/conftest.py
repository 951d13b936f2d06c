"""Clouds that fail when they are told to, and the settings that lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from outscale_provider.client import retries
from tests.outscale.calling import Caller
from tests.outscale.fake import ACCESS_KEY, SECRET_KEY, Fake, running_fake
from tests.scan.openstack_double import PASSWORD, REGION, Cloud, running_cloud


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """An empty project, and ``care`` as its name in the ``clouds.yaml`` that counts."""
    for name in ("OS_CLOUD", "OS_AUTH_URL", "OS_REGION_NAME"):
        monkeypatch.delenv(name, raising=False)
    with running_cloud() as running:
        describe(running, tmp_path, monkeypatch)
        yield running


def describe(
    cloud: Cloud,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    password: str = PASSWORD,
    region: str | None = REGION,
) -> None:
    """Write the ``clouds.yaml`` that counts."""
    auth = {
        "auth_url": f"{cloud.url}/identity/v3",
        "username": "demo",
        "password": password,
        "project_name": "demo",
        "user_domain_name": "Default",
        "project_domain_name": "Default",
    }
    care = {"auth": auth, **({"region_name": region} if region else {})}
    file = folder / "clouds.yaml"
    file.write_text(yaml.safe_dump({"clouds": {"care": care}}), encoding="utf-8")
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(file))


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Fake]:
    """An empty account, and the environment that leads to it."""
    for name in ("OSC_REGION", "OSC_PROFILE", "OSC_CONFIG_FILE", "OSC_PROTOCOL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OSC_ACCESS_KEY", ACCESS_KEY)
    monkeypatch.setenv("OSC_SECRET_KEY", SECRET_KEY)
    # The client tries again as often as ever, and sooner.
    monkeypatch.setattr(retries, "_FIRST_PAUSE", 0.01)
    with running_fake() as fake:
        fake.control(slow=0)
        monkeypatch.setenv("OSC_ENDPOINT_API", f"{fake.url}/api/v1")
        monkeypatch.setenv("OSC_ENDPOINT_OOS", "http://127.0.0.1:1")
        yield fake


@pytest.fixture
def call(account: Fake) -> Iterator[Caller]:
    caller = Caller(f"{account.url}/api/v1")
    yield caller
    caller.close()
