"""A stack of the real engine, and a cloud for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.outscale.engine.workspace import Workspace, new_workspace
from tests.outscale.fake import Fake

MISSING = [name for name in ("pulumi", "pulumi-language-python") if shutil.which(name) is None]


@pytest.fixture(scope="session", autouse=True)
def _engine() -> None:
    if MISSING:
        pytest.skip(f"no {' and no '.join(MISSING)} on PATH: the provider is tried over gRPC alone")


@pytest.fixture
def workspace(tmp_path: Path, fake: Fake) -> Workspace:
    """A stack without resources, for the empty cloud."""
    return new_workspace(tmp_path, fake.url)
