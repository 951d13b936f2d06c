"""Pulumi finds the providers that Rempart brings along."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from outscale_provider import VERSION
from rempart.cli import run
from rempart.errors import PluginError
from rempart.plugins import Installation, Plugin, find_installation, find_plugin
from rempart.plugins.installation import pulumi_home
from rempart.plugins.launcher import launcher_of

PULUMI = shutil.which("pulumi")
Output = pytest.CaptureFixture[str]
INSTALL = ["provider", "install", "outscale"]
LAUNCHER = "pulumi-resource-outscale"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Pulumi home of our own, and a PATH on which there is no Pulumi and no plugin."""
    home = tmp_path / "pulumi home"
    monkeypatch.setenv("PULUMI_HOME", str(home))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.delenv("PULUMI_IGNORE_AMBIENT_PLUGINS", raising=False)
    return home


@pytest.fixture
def folder(home: Path) -> Path:
    return home / "plugins" / f"resource-outscale-v{VERSION}"


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Put a shell script on PATH, before everything else."""

    def put(name: str, script: str) -> Path:
        folder = tmp_path / "on path"
        folder.mkdir(exist_ok=True)
        file = folder / name
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o700)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin:/bin")
        return file

    return put


def test_without_pulumi_the_plugin_is_placed_where_pulumi_looks(folder: Path, capsys: Output) -> None:
    status = run(INSTALL)

    assert status == 0
    assert capsys.readouterr().out == f"outscale {VERSION} is installed: {folder}\n"
    assert os.access(folder / LAUNCHER, os.X_OK)
    assert sorted(path.name for path in folder.parent.iterdir()) == [folder.name, f"{folder.name}.lock"]


def test_nobody_else_may_change_what_pulumi_runs(home: Path, folder: Path) -> None:
    run(INSTALL)

    assert [path.stat().st_mode & 0o077 for path in (home, folder.parent, folder, folder / LAUNCHER)] == [0, 0, 0, 0]


def test_what_is_current_stays_untouched(folder: Path, capsys: Output) -> None:
    run(INSTALL)
    before = (folder / LAUNCHER).stat()

    status = run(INSTALL)

    assert status == 0
    assert (folder / LAUNCHER).stat() == before
    assert capsys.readouterr().out.splitlines()[-1] == f"outscale {VERSION} is current: {folder}"


def test_check_changes_nothing_and_says_what_is_missing(home: Path, folder: Path, capsys: Output) -> None:
    status = run([*INSTALL, "--check"])

    told = capsys.readouterr().out
    assert status == 1
    assert told == f"outscale {VERSION} is not installed: {folder}; run `rempart provider install outscale`\n"
    assert not home.exists()


def interrupt(folder: Path) -> None:
    folder.with_name(f"{folder.name}.partial").touch()


def move_the_interpreter(folder: Path) -> None:
    (folder / LAUNCHER).write_text("#!/bin/sh\nexec /another/python\n", encoding="utf-8")


def forbid_running(folder: Path) -> None:
    (folder / LAUNCHER).chmod(0o600)


def lose_the_launcher(folder: Path) -> None:
    (folder / LAUNCHER).unlink()


def link_it_to_itself(folder: Path) -> None:
    lose_the_launcher(folder)
    (folder / LAUNCHER).symlink_to(folder / LAUNCHER)


@pytest.mark.parametrize(
    "spoil", [interrupt, move_the_interpreter, forbid_running, lose_the_launcher, link_it_to_itself]
)
def test_what_is_spoilt_is_told_and_mended(spoil: Callable[[Path], None], folder: Path) -> None:
    run(INSTALL)
    spoil(folder)

    found = run([*INSTALL, "--check"])
    mended = run(INSTALL)

    assert (found, mended) == (1, 0)
    assert run([*INSTALL, "--check"]) == 0


def test_two_installations_wait_for_each_other(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    statuses: list[int] = []
    second = threading.Thread(target=lambda: statuses.append(run(INSTALL)))
    with folder.with_name(f"{folder.name}.lock").open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        second.start()
        second.join(0.5)
        waiting = second.is_alive() and not folder.exists()

    second.join(20)
    assert waiting
    assert statuses == [0]


def test_the_launcher_starts_the_plugin_which_says_its_port(folder: Path, tmp_path: Path) -> None:
    run(INSTALL)
    (tmp_path / "grpc.py").write_text("raise SystemExit('the program shadows what the plugin needs')")
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path)}

    with subprocess.Popen(
        [folder / LAUNCHER, "127.0.0.1:1"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as plugin:
        assert plugin.stdout is not None
        port = plugin.stdout.readline()
        plugin.terminate()

    assert 0 < int(port) < 65536


def test_a_launcher_whose_python_is_gone_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "it's gone" / "python"))
    script = launcher_of(find_plugin("outscale"), "1.0.0", windows=False).content

    ended = subprocess.run(["/bin/sh", "-s"], input=script, capture_output=True, check=False)

    assert ended.returncode == 127
    assert b"run: rempart provider install outscale" in ended.stderr


def test_windows_gets_a_batch_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", r"C:\100% safe\python.exe")

    launcher = launcher_of(find_plugin("outscale"), "1.0.0", windows=True)

    assert launcher.file == "pulumi-resource-outscale.cmd"
    assert launcher.content.splitlines()[-1] == rb'@"C:\100%% safe\python.exe" -E -P -m outscale_provider %*'


def test_pulumi_installs_it_where_it_is_on_path(home: Path, folder: Path, on_path: Callable[[str, str], Path]) -> None:
    record = """printf '%s\\n' "$PULUMI_HOME" "$@" > "$0.log" """
    pulumi = on_path("pulumi", f'{record}; mkdir -p "{folder}"; cp "$7"/* "{folder}"')

    status = run(INSTALL)

    assert status == 0
    told = Path(f"{pulumi}.log").read_text().splitlines()
    assert told[:-3] == [str(home), "plugin", "install", "resource", "outscale", VERSION, "--file"]
    assert told[-2:] == ["--reinstall", "--non-interactive"]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo installing >&2; echo 'error: no space left' >&2; exit 255", "`pulumi plugin install` failed: no space"),
        ("exit 3", "`pulumi plugin install` failed: exit status 3"),
        ("exit 0", "the plugin was installed, and is not there"),
    ],
)
def test_a_pulumi_that_fails_is_told(
    script: str, told: str, on_path: Callable[[str, str], Path], *, capsys: Output
) -> None:
    on_path("pulumi", script)

    status = run(INSTALL)

    assert status == 2
    assert told in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_a_plugin_on_path_comes_first_and_is_told(
    on_path: Callable[[str, str], Path], capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = on_path(LAUNCHER, "")
    run(INSTALL)
    told = capsys.readouterr().out

    monkeypatch.setenv("PULUMI_IGNORE_AMBIENT_PLUGINS", "true")
    run(INSTALL)

    assert f"Pulumi runs {other} instead" in told
    assert "instead" not in capsys.readouterr().out


def test_a_home_that_is_no_folder_is_one_line(home: Path, folder: Path, capsys: Output) -> None:
    home.write_text("a file")

    status = run(INSTALL)

    told = capsys.readouterr().err
    assert status == 2
    assert told.startswith(f"rempart: {folder.parent}: Pulumi's folder of plugins cannot be written to (")
    assert told.count("\n") == 1


@pytest.mark.usefixtures("home")
def test_a_folder_that_cannot_be_read_is_one_line(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_HOME", f"/{300 * 'x'}")  # longer than a name may be

    status = run([*INSTALL, "--check"])

    told = capsys.readouterr().err
    assert status == 2
    assert "Pulumi's folder of plugins cannot be read (" in told
    assert told.count("\n") == 1


@pytest.mark.usefixtures("home")
def test_a_pulumi_that_never_ends_is_given_up(
    on_path: Callable[[str, str], Path], capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rempart.plugins.pulumi._PATIENCE", 0.2)
    on_path("pulumi", "exec sleep 20")

    status = run(INSTALL)

    assert status == 2
    assert "`pulumi plugin install` did not end within 0.2 seconds" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_an_unknown_provider_is_told_which_there_are(capsys: Output) -> None:
    status = run(["provider", "install", "outscal"])

    assert status == 2
    assert capsys.readouterr().err == "rempart: Rempart brings no provider of that name; there is: outscale\n"


def test_an_extra_that_is_not_installed_is_named() -> None:
    plugin = Plugin("outscale", "outscale_provider", ("grpc", "no_such_client"), extra="outscale")

    with pytest.raises(PluginError) as refused:
        plugin.version()

    assert refused.value.line() == (
        "the outscale plugin needs the extra `outscale`, which is not installed (no no_such_client); "
        "pip install 'rempart[outscale]'"
    )


@pytest.mark.parametrize("executable", ["", "/no/such/python", "/bin/false"])
def test_a_python_that_cannot_be_asked_is_one_error(executable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", executable)

    with pytest.raises(PluginError):
        find_plugin("outscale").version()


def test_without_a_stated_home_it_is_that_of_the_user_whatever_home_says(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd  # noqa: PLC0415 - there is none on Windows

    monkeypatch.setenv("HOME", "/elsewhere")

    assert pulumi_home({}) == Path(pwd.getpwuid(os.getuid()).pw_dir) / ".pulumi"


def test_a_user_whom_the_system_does_not_know_has_a_home_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    monkeypatch.setenv("HOME", "/elsewhere")

    assert pulumi_home({}) == Path("/elsewhere/.pulumi")


@pytest.mark.skipif(PULUMI is None, reason="no `pulumi` on PATH: installing through it is tried with a stand-in")
def test_the_real_pulumi_lists_what_was_installed_either_way(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(INSTALL)
    by_hand = pulumi_lists(home)
    shutil.rmtree(home)
    monkeypatch.setenv("PATH", f"{Path(str(PULUMI)).parent}:/usr/bin:/bin")
    run(INSTALL)

    assert by_hand == pulumi_lists(home) == f"outscale {VERSION}"
    assert installation().state().value == "current"


def pulumi_lists(home: Path) -> str:
    """Return the plugins that Pulumi finds, by name and version."""
    listed = subprocess.run(
        [str(PULUMI), "plugin", "ls"],
        env={"PATH": "/usr/bin:/bin", "PULUMI_HOME": str(home), "PULUMI_SKIP_UPDATE_CHECK": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.split() for line in listed.stdout.splitlines() if "resource" in line.split()]
    return " ".join(f"{row[0]} {row[2]}" for row in rows)


def installation() -> Installation:
    return find_installation(find_plugin("outscale"), os.environ)
