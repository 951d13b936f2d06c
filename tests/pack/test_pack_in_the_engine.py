"""The pack in the real engine, where a ``pulumi`` is on PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rempart.locations import policies_folder

PULUMI = shutil.which("pulumi")
pytestmark = pytest.mark.skipif(PULUMI is None, reason="no `pulumi` on PATH: the pack is tried over its wire alone")

PROGRAM = """\
import pulumi

class Records(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("health:records:Service", "records")

Records()
if pulumi.Config().get("abroad"):
    import pulumi_openstack as openstack

    openstack.Provider("london", auth_url="https://identity.api.rackspacecloud.com/v2.0", region="LON")
"""

Preview = Callable[[str], subprocess.CompletedProcess[str]]


def has_openstack() -> bool:
    """Return whether the engine would find the OpenStack provider."""
    listed = subprocess.run([str(PULUMI), "plugin", "ls"], capture_output=True, text=True, check=False).stdout
    return "openstack" in listed or shutil.which("pulumi-resource-openstack") is not None


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    """Return a way to preview a program of ours under the pack, with a stack configuration."""

    def run(configuration: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "Pulumi.yaml").write_text("name: health\nruntime: python\n", encoding="utf-8")
        (tmp_path / "Pulumi.dev.yaml").write_text(configuration, encoding="utf-8")
        (tmp_path / "__main__.py").write_text(PROGRAM, encoding="utf-8")
        (tmp_path / "state").mkdir()
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_PYTHON_CMD": sys.executable,
            "PULUMI_BACKEND_URL": (tmp_path / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "only-for-this-test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        for arguments in (
            ["stack", "init", "dev"],
            ["preview", "--stack", "dev", "--policy-pack", str(policies_folder())],
        ):
            ended = subprocess.run(
                [str(PULUMI), *arguments, "--non-interactive"],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
        return ended

    return run


def test_the_engine_loads_the_pack_and_lets_a_harmless_program_through(preview: Preview) -> None:
    ended = preview("config: {}\n")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "rempart" in ended.stdout


@pytest.mark.skipif(PULUMI is not None and not has_openstack(), reason="the engine has no OpenStack provider here")
def test_the_engine_stops_at_a_provider_under_foreign_law(preview: Preview) -> None:
    ended = preview("config: {health:abroad: 'yes'}\n")

    assert ended.returncode != 0
    assert "CLOUD Act" in ended.stdout + ended.stderr
