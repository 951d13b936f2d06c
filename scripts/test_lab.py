"""Runs the tests that ask a lab: ``make test-lab``.

They ask the lab that REMPART_LAB names, if any; else one of their own, with two regions and a second cloud, which is
removed in the end. What keeps that one from coming up (packages, memory) is told in one line and is a failure: whoever
asks for these tests wants to know that they did not run. Arguments are options of ``rempart lab up``, in place of ours.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

REMPART = Path(sys.executable).parent / "rempart"
OPTIONS = ("--profile", "full", "--cloud", "ovh-like", "--cloud", "partner", "--all-regions")


def main(options: Sequence[str]) -> int:
    """Return the exit status of the tests, or of the lab when that did not come up."""
    if os.environ.get("REMPART_LAB"):
        return ask(os.environ["REMPART_LAB"])
    with tempfile.TemporaryDirectory(prefix="rempart-lab-") as folder:
        state = f"{folder}/state"
        try:
            up = subprocess.run([REMPART, "lab", "up", "--state", state, *(options or OPTIONS)], check=False)  # noqa: S603 - our own command
            return up.returncode or ask(state)
        finally:
            subprocess.run([REMPART, "lab", "reset", "--state", state], check=False)  # noqa: S603 - our own command


def ask(state: str) -> int:
    """Run the tests against a lab."""
    command = [sys.executable, "-m", "pytest", "-m", "lab", "tests"]
    return subprocess.run(command, check=False, env=os.environ | {"REMPART_LAB": state}).returncode  # noqa: S603 - our own command


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
