"""Generate the Python SDK of the Outscale provider from its schema, with Pulumi's own generator.

Needs the ``pulumi`` CLI on PATH. With ``--check`` nothing is written, and the status is 1 when the committed SDK is not
what would be. One thing is changed afterwards: the generated code asks for the version of an installed distribution
called ``pulumi_outscale``, and ours travels in the wheel of ``rempart``; it is told the schema's version instead.
"""

from __future__ import annotations

import filecmp
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "providers/outscale/outscale_provider/schema.json"
SDK = ROOT / "providers/outscale/sdk/python/pulumi_outscale"
PACKAGE = "pulumi_outscale"


def main() -> int:
    """Generate; return 0 when all is well."""
    if shutil.which("pulumi") is None:
        sys.stderr.write("outscale_sdk: no pulumi on PATH; its generator writes the SDK\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        generated = generate(Path(folder))
        if "--check" in sys.argv:
            return 0 if same(generated, SDK) else 1
        shutil.rmtree(SDK, ignore_errors=True)
        shutil.copytree(generated, SDK)
    return 0


def generate(folder: Path) -> Path:
    """Generate the package into a folder; return where it is."""
    command = ["pulumi", "package", "gen-sdk", str(SCHEMA), "--language", "python", "--out", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    package = folder / "python" / PACKAGE
    utilities = package / "_utilities.py"
    version = json.loads(SCHEMA.read_bytes())["version"]
    utilities.write_text(with_version(utilities.read_text(encoding="utf-8"), version), encoding="utf-8")
    return package


def with_version(source: str, version: str) -> str:
    """Return the generated module with the version written down instead of looked up."""
    told = f"_version = SemverVersion.parse({version!r})"
    source, functions = re.subn(r"\n\ndef _get_semver_version\(\):.*?\n\n(?=\n\S)", "\n", source, flags=re.DOTALL)
    source, calls = re.subn(r"^_version = _get_semver_version\(\)$", told, source, flags=re.MULTILINE)
    source, imports = re.subn(
        r"^(import importlib\.metadata|from parver import Version as PEP440Version)\n", "", source, flags=re.MULTILINE
    )
    if (functions, calls, imports) != (1, 1, 2):
        sys.exit("outscale_sdk: the generator writes the version otherwise than before; see with_version")
    return source


def same(one: Path, other: Path) -> bool:
    """Tell whether two folders hold the same files."""
    names = {path.name for path in one.iterdir() if path.is_file()}
    if names != {path.name for path in other.iterdir() if path.is_file()}:
        return False
    _, different, unreadable = filecmp.cmpfiles(one, other, names, shallow=False)
    return (
        not different
        and not unreadable
        and all(
            same(folder, other / folder.name)
            for folder in one.iterdir()
            if folder.is_dir() and folder.name != "__pycache__"
        )
    )


if __name__ == "__main__":
    sys.exit(main())
