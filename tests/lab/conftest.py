"""A supervisor, or a whole small lab, for each test; neither leaves anything behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.lab import small_lab
from tests.lab.small_lab import Machine
from tests.lab.supervised import Supervised


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    supervised = Supervised(tmp_path / "lab")
    yield supervised
    supervised.wipe()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    machine = Machine(tmp_path)
    small_lab.assume_programs_and_memory(monkeypatch.setattr)
    small_lab.install_python(tmp_path / "cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("REMPART_LAB", str(machine.folder))
    monkeypatch.setenv(small_lab.VARIABLE, str(machine.plan))
    yield machine
    for pid in machine.members():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
