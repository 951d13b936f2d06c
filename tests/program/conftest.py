"""Programs in a few lines, each in a folder of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from rempart.inputs import read
from rempart.inputs.options import ReadOptions
from rempart.inputs.program import launch
from rempart.model.deployment import Deployment

Write = Callable[..., Path]


@pytest.fixture
def program(tmp_path: Path) -> Write:
    """Return a writer of projects: the program's text, and the files beside it."""

    def write(
        text: str, *, project: str = "name: health\nruntime: python\n", files: Mapping[str, str] | None = None
    ) -> Path:
        contents = {"Pulumi.yaml": project, "Pulumi.dev.yaml": "config: {}\n", "__main__.py": dedent(text)}
        for name, content in {**contents, **(files or {})}.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture(autouse=True)
def _measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let coverage, when it measures us, measure the program's process too, which gets little of our environment."""
    measuring = {name for name in os.environ if name.startswith("COVERAGE_")}
    monkeypatch.setattr(launch, "_PASSED_ON", launch._PASSED_ON | measuring)


def preview(folder: Path, **options: object) -> Deployment:
    """Preview the program in a folder."""
    return read(folder, ReadOptions(**{"stack": "dev", "timeout": 30, **options}))  # type: ignore[arg-type]
