"""The real OPA for tests: on PATH or in ``.tools/bin`` (``scripts/find_opa.py`` builds it there), else skipped."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rempart.errors import PolicyError
from rempart.judge import OpaServerEngine, RulePack

ROOT = Path(__file__).resolve().parents[2]


def opa() -> str:
    """Return the path of opa, or skip the test with the reason."""
    found = shutil.which("opa") or shutil.which("opa", path=str(ROOT / ".tools" / "bin"))
    if found is None:
        pytest.skip("opa is not on PATH, and was not built: run python scripts/find_opa.py where Go is")
    return found


@contextmanager
def opa_server(*folders: Path) -> Iterator[str]:
    """Run an OPA server on these folders; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [opa(), "run", "--server", "--addr", f"127.0.0.1:{port}", "--log-level", "error", "--disable-telemetry"]
    process = subprocess.Popen([*command, *map(str, folders)])
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def server_engine(pack: RulePack) -> Iterator[OpaServerEngine]:
    """Run an OPA server on a pack; yield the engine that asks it."""
    with opa_server(pack.folder / "rules", pack.folder / "lib") as address:
        yield _connected(pack, address)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the OPA server did not start in 30 s")


def _connected(pack: RulePack, address: str) -> OpaServerEngine:
    deadline = time.monotonic() + 30
    while True:
        try:
            return OpaServerEngine(pack, address)
        except PolicyError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
