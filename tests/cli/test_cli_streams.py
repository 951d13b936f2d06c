"""What becomes of the output changes no exit status, unless a report is lost against anybody's will."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import IO

import pytest

PREVIEW = Path(__file__).resolve().parents[1] / "fixtures" / "pulumi-3.260" / "demo" / "preview.json"
STATEMENTS = [
    (["check", str(PREVIEW), "--profile", "secnumcloud", "--as-of", "2026-11-24", "--format", "json"], 1),
    (["check", str(PREVIEW), "--profile", "secnumcloud", "--as-of", "2026-11-24"], 1),
    (["explain", str(PREVIEW), "port"], 0),
    (["where", "nonesuch.example"], 3),
    (["where", "nonesuch.example", "--format", "json"], 3),
    (["catalogue", "list"], 0),
    (["rules", "list"], 0),
    (["rules", "show", "RMP-LOC-001"], 0),
    (["pack"], 0),
    (["--version"], 0),
    (["--help"], 0),
]
"""Commands, and what their exit status says."""
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no device here is always full")


@contextmanager
def abandoned_pipe() -> Iterator[int]:
    """Yield the writing end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        yield writing
    finally:
        os.close(writing)


def command(
    arguments: list[str], *, stdout: int | IO[bytes] = subprocess.DEVNULL, stderr: int | IO[bytes] = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line."""
    return subprocess.run(
        [sys.executable, "-m", "rempart", *arguments],
        stdout=stdout,
        stderr=stderr,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def command_without(stream: int, arguments: list[str]) -> subprocess.CompletedProcess[bytes]:
    """Run the command line without one of its streams at all."""
    run = [sys.executable, "-m", "rempart", *arguments]
    return subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {stream}>&-', "sh", *run],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.mark.parametrize(("arguments", "status"), STATEMENTS)
def test_whoever_stops_reading_gets_the_status_all_the_same(arguments: list[str], status: int) -> None:
    with abandoned_pipe() as pipe:
        ended = command(arguments, stdout=pipe)

    assert (ended.returncode, ended.stderr) == (status, b"")


@pytest.mark.parametrize(("arguments", "status"), STATEMENTS[:4])
def test_whoever_closes_standard_output_gets_the_status_all_the_same(arguments: list[str], status: int) -> None:
    ended = command_without(1, arguments)

    assert (ended.returncode, ended.stderr) == (status, b"")


@needs_full
@pytest.mark.parametrize(("arguments", "_"), STATEMENTS)
def test_a_report_lost_on_a_full_disk_is_one_line(arguments: list[str], _: int) -> None:
    with FULL.open("wb") as full:
        ended = command(arguments, stdout=full)

    assert ended.returncode == 2
    assert ended.stderr.startswith(b"rempart: standard output: the report cannot be written (No space left on device);")
    assert ended.stderr.count(b"\n") == 1


@needs_full
def test_a_report_in_a_file_on_a_full_disk_is_one_line() -> None:
    ended = command(["check", str(PREVIEW), "--output", str(FULL)])

    assert ended.returncode == 2
    assert ended.stderr.startswith(b"rempart: /dev/full: the report cannot be written (No space left on device);")
    assert ended.stderr.count(b"\n") == 1


def test_a_report_in_a_file_needs_no_standard_output(tmp_path: Path) -> None:
    report = tmp_path / "report.json"

    ended = command_without(1, [*STATEMENTS[0][0], "--output", str(report)])

    assert ended.returncode == 1
    # It holds the report alone: nothing else was written under the number that the closed stream had left free.
    assert report.read_bytes().startswith(b"{")
    assert report.read_bytes().endswith(b"}\n")


def test_a_report_that_goes_into_a_pipe_by_its_path_arrives() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "rempart", *STATEMENTS[0][0], "--output", "/dev/stdout"],
        capture_output=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stdout.startswith(b"{")


def test_a_report_for_a_pipe_that_nobody_reads_leaves_the_status() -> None:
    with abandoned_pipe() as pipe:
        ended = command([*STATEMENTS[0][0], "--output", "/dev/stdout"], stdout=pipe)

    assert (ended.returncode, ended.stderr) == (1, b"")


@pytest.mark.parametrize(("arguments", "status"), [STATEMENTS[0], (["check", "/nonexistent"], 2)])
def test_a_lost_error_line_leaves_the_status(arguments: list[str], status: int) -> None:
    with ExitStack() as stack:
        pipe = stack.enter_context(abandoned_pipe())
        full = stack.enter_context(closing(FULL.open("wb"))) if FULL.exists() else subprocess.DEVNULL

        assert command(arguments, stderr=pipe).returncode == status
        assert command(arguments, stderr=full).returncode == status
        assert command_without(2, arguments).returncode == status
