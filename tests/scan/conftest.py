"""A cloud that fails when it is told to, and a ``clouds.yaml`` that describes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

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
