"""The SDK for TypeScript: written by Pulumi's generator from the schema, and accepted by TypeScript's compiler."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "providers/outscale/outscale_provider/schema.json"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("typescript")
    command = ["pulumi", "package", "gen-sdk", str(SCHEMA), "--language", "nodejs", "--out", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "nodejs"


def test_every_kind_and_every_look_up_is_there(package: Path) -> None:
    schema = json.loads(SCHEMA.read_bytes())

    sources = "".join(path.read_text(encoding="utf-8") for path in package.glob("*.ts"))

    assert [token for token in [*schema["resources"], *schema["functions"]] if token not in sources] == []


def test_typescript_accepts_it(package: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("no npm on PATH: TypeScript's compiler is not at hand")
    quietly = ["--no-audit", "--no-fund", "--ignore-scripts"]
    installed = subprocess.run(["npm", "install", *quietly], cwd=package, capture_output=True, text=True, check=False)
    if installed.returncode != 0:
        pytest.skip(f"npm cannot install TypeScript's compiler here: {installed.stderr.strip().splitlines()[-1:]}")

    compiled = subprocess.run(["npx", "tsc", "--noEmit"], cwd=package, capture_output=True, text=True, check=False)

    assert compiled.returncode == 0, compiled.stdout
