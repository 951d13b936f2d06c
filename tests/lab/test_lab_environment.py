"""OpenStack's environment is installed by the real uv, once, and taken up where it was broken off."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from rempart_lab.control import environment
from rempart_lab.errors import LabError


@pytest.fixture
def nothing_required(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have nothing to install but what a test writes into the requirements; no network is asked."""
    for name in ("REQUIREMENTS", "CONSTRAINTS"):
        file = tmp_path / f"{name.lower()}.txt"
        file.write_text("# nothing\n")
        monkeypatch.setattr(environment, name, file)
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "requirements.txt"


@pytest.mark.usefixtures("nothing_required")
def test_the_environment_is_made_with_a_python_of_its_own(tmp_path: Path) -> None:
    folder = environment.environment_folder(os.environ)

    environment.install(folder)

    code = "import sys, importlib.util; print(sys.prefix, importlib.util.find_spec('rempart'))"
    command = [str(folder / "bin" / "python"), "-c", code]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert environment.is_installed(folder)
    assert said.stdout == f"{folder} None\n"


@pytest.mark.usefixtures("nothing_required")
def test_what_is_installed_is_left_alone() -> None:
    folder = environment.environment_folder(os.environ)
    environment.install(folder)
    (folder / "witness").touch()

    environment.install(folder)

    assert (folder / "witness").exists()


def test_other_pins_are_another_environment(nothing_required: Path) -> None:
    before = environment.environment_folder(os.environ)

    nothing_required.write_text("# something else\n")

    assert environment.environment_folder(os.environ) != before


def test_what_cannot_be_installed_is_told_and_the_next_attempt_goes_on(nothing_required: Path) -> None:
    nothing_required.write_text("no-such-package-of-anybody\n")
    folder = environment.environment_folder(os.environ)

    with pytest.raises(LabError) as error:
        environment.install(folder)
    nothing_required.write_text("# nothing\n")
    environment.install(folder)

    assert error.value.what.startswith("OpenStack could not be installed: ")
    assert Path(error.value.where).read_text()
    assert environment.is_installed(folder)


@pytest.mark.usefixtures("nothing_required")
def test_an_environment_whose_python_is_gone_is_made_anew() -> None:
    folder = environment.environment_folder(os.environ)
    environment.install(folder)
    (folder / "bin" / "python").unlink()

    before = environment.is_installed(folder)
    environment.install(folder)

    assert not before
    assert environment.is_installed(folder)


@pytest.mark.usefixtures("nothing_required")
def test_a_full_disk_is_told_before_anything_is_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1024 * 1024))

    with pytest.raises(LabError, match="takes 1000 MB of disk, and 1 MB are free"):
        environment.install(environment.environment_folder(os.environ))


@pytest.mark.usefixtures("nothing_required")
def test_an_environment_in_use_is_not_removed() -> None:
    folder = environment.environment_folder(os.environ)
    environment.install(folder)

    command = [str(folder / "bin" / "python"), "-c", "print(flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as user:
        # Until it runs, Linux may not yet show what it is.
        assert user.stdout is not None
        user.stdout.read(1)
        with pytest.raises(LabError, match="in use by another lab") as error:
            environment.remove(folder)
        user.kill()

    assert str(user.pid) in error.value.where
    assert environment.remove(folder) == (folder,)
    assert not folder.exists()
