"""Prism in front of the fake: another program's reading of the service's document, which keeps the fake honest.

Prism (``npm install @stoplight/prism-cli``) is found on PATH, or through the environment variable ``PRISM``: the path
of the program, or of the directory ``node_modules`` that holds it. Tests that use the fixture ``checked`` are skipped
where it is not installed.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.outscale.fake import Fake
from tests.outscale.fake.document import RESOURCES


@dataclass(frozen=True, slots=True)
class Checked:
    """A fake, and where to reach it through Prism."""

    fake: Fake
    url: str


def find_prism() -> str | None:
    """Return the path of Prism's program, or nothing where it is not installed."""
    named = os.environ.get("PRISM")
    if not named:
        return shutil.which("prism")
    path = Path(named)
    program = path / ".bin" / "prism" if path.is_dir() else path
    return str(program) if program.exists() else None


@contextmanager
def running_prism(executable: str, upstream: str) -> Iterator[str]:
    """Run Prism before a service until the block ends, and give the address to call it at."""
    port = _free_port()
    process = subprocess.Popen(
        [
            executable,
            "proxy",
            "--errors",
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            str(RESOURCES / "outscale.yaml"),
            upstream,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_until_listening(process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate()


def _wait_until_listening(process: subprocess.Popen[str]) -> None:
    said = []
    for line in process.stdout or ():
        said.append(line)
        if "is listening" in line:
            return
    raise RuntimeError("Prism did not start: " + "".join(said[-3:]))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
