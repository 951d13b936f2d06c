"""What the wheel brings: every package at its own name, with the data beside it that it reads."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BACKEND_MISSING = "hatchling was not found in the cache"


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "uv",
        "build",
        "--wheel",
        "--offline",
        "--quiet",
        "--out-dir",
        str(folder),
        str(ROOT),
    ]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    if BACKEND_MISSING in " ".join(built.stderr.split()):
        pytest.skip(
            "hatchling, which builds the wheel, is not in uv's cache: run `uv build` once where there is a network"
        )
    assert built.returncode == 0, built.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl"))).namelist()


@pytest.mark.parametrize(
    "file",
    [
        "rempart/py.typed",
        "rempart/policies/catalogue/compiled.json",
        "outscale_provider/__main__.py",
        "outscale_provider/table.json",
        "outscale_provider/schema.json",
        "pulumi_outscale/__init__.py",
        "pulumi_outscale/pulumi-plugin.json",
        "pulumi_outscale/config/vars.py",
        "rempart_lab/__init__.py",
    ],
)
def test_each_package_stands_at_its_own_name_with_its_data(contents: list[str], file: str) -> None:
    assert file in contents


def test_nothing_else_is_put_among_the_users_packages(contents: list[str]) -> None:
    tops = {name.partition("/")[0] for name in contents}

    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "outscale_provider",
        "pulumi_outscale",
        "rempart",
        "rempart_lab",
    }
    assert not any("outscale_compiler" in name for name in contents)
