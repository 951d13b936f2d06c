"""Say where Open Policy Agent is, the oracle of the rules' tests; build it into ``.tools`` where only Go is.

Without OPA and without Go the tests that need it are skipped, and say so; the embedded engine runs them all the same.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools" / "bin"
MODULE = "github.com/open-policy-agent/opa@v1.22.2"


def find() -> str | None:
    """Return the path of ``opa``: the one on PATH, or the one that was built here."""
    return shutil.which("opa") or shutil.which("opa", path=str(TOOLS))


def build(go: str) -> None:
    """Build OPA into ``.tools/bin``; a build that fails is told of, and stops nothing."""
    print(f"building {MODULE}, once, into .tools/bin (some minutes)", file=sys.stderr)  # noqa: T201 - speaks to its user
    environment = {**os.environ, "GOBIN": str(TOOLS)}
    result = subprocess.run([go, "install", MODULE], env=environment, check=False)  # noqa: S603 - arguments of our own
    if result.returncode != 0:
        print("go could not build opa", file=sys.stderr)  # noqa: T201 - speaks to its user


def main() -> None:
    """Print one line: where OPA is, or that its tests will be skipped."""
    go = shutil.which("go")
    if find() is None and go is not None:
        build(go)
    print(find() or "opa: not found, and no Go to build it with; its tests are skipped")  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
