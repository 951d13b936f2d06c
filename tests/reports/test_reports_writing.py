"""How a report leaves the process: on standard output, or into a file."""

from __future__ import annotations

import io
import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from rempart.catalogue import Catalogue
from rempart.errors import InputError
from rempart.reports import print_text, write_report
from tests.builders import a_verdict


class Terminal(io.TextIOWrapper):
    """A standard output that is a terminal."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8")

    def isatty(self) -> bool:
        return True

    def shown(self) -> str:
        self.seek(0)
        return self.read()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal that knows colours; each test puts it in place, since pytest changes standard output in between."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


def test_a_report_is_in_colour_on_a_terminal(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue
) -> None:
    monkeypatch.setattr(sys, "stdout", terminal)

    print_text(a_verdict().with_failure("[bold]").build(), catalogue)

    assert "\x1b[1;31mREJECTED" in terminal.shown()
    assert "Bucket::[bold]" in terminal.shown()


def test_no_color_is_respected(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("NO_COLOR", "1")

    print_text(a_verdict().with_failure("[bold]").build(), catalogue)

    assert "REJECTED" in terminal.shown()
    assert "\x1b" not in terminal.shown()


def test_a_pipe_gets_plain_text(capsys: pytest.CaptureFixture[str], catalogue: Catalogue) -> None:
    print_text(a_verdict().with_failure().build(), catalogue)

    assert "\x1b" not in capsys.readouterr().out


def test_a_report_replaces_the_one_before_it_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("before", encoding="utf-8")
    file.chmod(0o640)

    write_report(file, "after\n")

    assert file.read_text(encoding="utf-8") == "after\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_report_can_be_read_by_whoever_may_read_new_files(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        write_report(tmp_path / "report.json", "{}\n")
    finally:
        os.umask(mask)

    assert stat.S_IMODE((tmp_path / "report.json").stat().st_mode) == 0o644


def test_a_report_is_written_where_a_link_leads(tmp_path: Path) -> None:
    link = tmp_path / "latest"
    link.symlink_to(tmp_path / "report.json")

    write_report(link, "{}\n")

    assert link.is_symlink()
    assert (tmp_path / "report.json").read_text(encoding="utf-8") == "{}\n"


def test_a_report_goes_into_a_pipe_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()

    write_report(pipe, "{}\n")

    reader.join(timeout=10)
    assert read == ["{}\n"]


@pytest.mark.parametrize("name", ["missing/report.json", "."])
def test_a_report_that_cannot_be_written_leaves_nothing_behind(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the report cannot be written"):
        write_report(tmp_path / name, "{}\n")

    assert list(tmp_path.parent.glob(".rempart-*")) == []
    assert list(tmp_path.iterdir()) == []
