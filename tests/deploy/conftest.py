"""A lab for the whole run, and a project of its own for each program."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import pytest

from scripts.can_deploy import find_obstacle, missing_tool
from tests.deploy.engine import Place
from tests.deploy.lab import Lab, running_lab


@pytest.fixture(scope="session")
def engine() -> None:
    """Skip where there is nothing to deploy with."""
    _skip_for(missing_tool())


@pytest.fixture(scope="session")
def lab(engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:  # noqa: ARG001 - skips first
    """Skip where there is nothing to deploy to."""
    _skip_for(find_obstacle())
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


def _skip_for(obstacle: str) -> None:
    if obstacle:
        pytest.skip(f"nothing is deployed: {obstacle}")


@pytest.fixture(scope="session")
def new_place(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Place]:
    """Return a way to make a place for one more stack."""

    def make() -> Place:
        stack = f"try-{secrets.token_hex(4)}"
        return Place(stack, tmp_path_factory.mktemp(stack))

    return make
