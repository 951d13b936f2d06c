"""The last line of defence: whatever goes wrong, one line and status 2."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rempart import cli
from rempart.cli import judging, run
from rempart.errors import InputError

PREVIEW = str(Path(__file__).parents[1] / "fixtures" / "pulumi-3.260" / "demo" / "preview.json")
Output = pytest.CaptureFixture[str]


def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the check fail in its first step."""

    def failing(_: str | None) -> None:
        raise error

    monkeypatch.setattr(judging, "read_day", failing)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (InputError("is\nempty", where="a\x1b[2Jb", mend="fill it"), "rempart: a\\x1b[2Jb: is empty; fill it\n"),
        (RecursionError("deep"), "rempart: this is nested too deeply to be judged; nothing was judged\n"),
        (MemoryError(), "rempart: there is not enough memory; nothing was judged\n"),
    ],
)
def test_an_error_is_one_line(error: Exception, told: str, *, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(error, monkeypatch)

    status = run(["check", PREVIEW])

    assert status == 2
    assert capsys.readouterr().err == told


def test_an_error_of_our_own_is_told_without_its_text(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(ValueError("hunter2"), monkeypatch)

    status = run(["check", PREVIEW])

    told = capsys.readouterr().err
    assert status == 2
    assert told.startswith("rempart: internal error (ValueError), nothing was judged; please report it")
    assert told.count("\n") == 1
    assert "hunter2" not in told


def test_whoever_looks_for_the_cause_gets_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(ValueError("cause"), monkeypatch)
    monkeypatch.setenv("REMPART_DEBUG", "1")

    with pytest.raises(ValueError, match="cause"):
        run(["check", PREVIEW])


def test_an_interruption_ends_as_shells_expect(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(KeyboardInterrupt(), monkeypatch)

    assert run(["check", PREVIEW]) == 130


def test_an_interruption_while_starting_does_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_app", interrupted)

    assert run(["check", PREVIEW]) == 130


def test_a_misspelt_command_is_told_the_nearest(capsys: Output) -> None:
    status = run(["chek"])

    assert status == 2
    assert capsys.readouterr().err == "rempart: No such command 'chek'. Did you mean 'check'? See `rempart --help`.\n"


def test_no_command_shows_the_help(capsys: Output) -> None:
    status = run([])

    captured = capsys.readouterr()
    assert status == 2
    assert "explain" in captured.out
    assert captured.err == ""


@pytest.mark.parametrize("command", ["check", "explain", "where", "catalogue", "rules", "pack", "provider", "scan"])
def test_every_command_has_its_help(command: str, capsys: Output) -> None:
    assert run([command, "--help"]) == 0
    assert "Usage: rempart " + command in capsys.readouterr().out


def test_the_pack_says_where_it_is(capsys: Output) -> None:
    assert run(["pack"]) == 0
    assert (Path(capsys.readouterr().out.strip()) / "PulumiPolicy.yaml").is_file()


def test_the_version_is_told(capsys: Output) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("rempart ")


def rempart(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "rempart", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, env=os.environ | environment)


def test_the_command_line_is_a_module_too() -> None:
    with rempart("check", PREVIEW) as process:
        out, err = process.communicate(timeout=60)

    assert process.returncode == 0
    assert out.splitlines()[-1].startswith(b"Accepted")
    assert err == b""


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_reader_that_stops_early_hides_no_verdict(form: str) -> None:
    with rempart("check", PREVIEW, "--profile", "secnumcloud", "--format", form) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()

    assert process.returncode == 1
    assert err == b""


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_terminal_without_the_letters_gets_a_report_all_the_same(form: str, tmp_path: Path) -> None:
    preview = tmp_path / "aperçu.json"
    preview.write_bytes(Path(PREVIEW).read_bytes().replace(b"::vol", "::données".encode()))
    arguments = ("check", str(preview), "--profile", "secnumcloud", "--format", form)

    with rempart(*arguments, PYTHONIOENCODING="ascii") as process:
        out, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert err == b""
    assert ("donn?es" if form == "text" else "données").encode() in out


def test_a_path_that_is_no_text_is_no_obstacle(tmp_path: Path) -> None:
    preview = os.fsencode(tmp_path) + b"/\xff.json"
    Path(os.fsdecode(preview)).write_bytes(Path(PREVIEW).read_bytes())

    with rempart("check", os.fsdecode(preview), "--profile", "secnumcloud") as process:
        out, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (1, b"")
    out.decode("utf-8")


def test_the_version_loads_none_of_the_pipeline() -> None:
    code = "import sys; from rempart.cli import run; run(['--version']); print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    rooms = {name for name in done.stdout.split() if name.startswith("rempart.")}
    assert loaded.isdisjoint({"yaml", "grpc", "pulumi", "pydantic", "openstack", "regorus", "rich"})
    assert rooms == {"rempart.cli", "rempart.cli.streams", "rempart.errors", "rempart.shown"}


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep this process as it was: the command line turns the garbage collector off, and ends its process at once."""
    monkeypatch.setattr(os, "_exit", sys.exit)
    yield
    gc.enable()


def test_a_process_of_its_own_says_all_before_it_ends() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "rempart", "check", PREVIEW, "--profile", "secnumcloud"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout.splitlines()[-1].startswith("Rejected under secnumcloud")


@pytest.mark.usefixtures("collector")
def test_the_main_function_ends_the_process(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setattr(sys, "argv", ["rempart", "--version"])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("rempart ")
