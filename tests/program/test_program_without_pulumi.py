"""Rempart installed without the extra ``pulumi``."""

from __future__ import annotations

import subprocess
import sys

from tests.program.conftest import Write

WITHOUT = """
import sys

sys.modules.update(dict.fromkeys(("pulumi", "grpc", "google", "google.protobuf")))
from rempart.cli import run
sys.exit(run(["check", sys.argv[1], "--stack", "dev"]))
"""


def test_a_program_needs_the_extra_and_says_so(program: Write) -> None:
    folder = program("import pulumi\n")

    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT, str(folder)], capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode == 2
    assert "pip install 'rempart[pulumi]'" in ended.stderr
    assert ended.stderr.count("\n") == 1
