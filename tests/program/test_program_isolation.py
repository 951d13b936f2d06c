"""What a program may see of us, and what it may leave behind: nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from rempart.errors import InputError
from rempart.inputs.program.sandbox import _way
from tests.program.conftest import Write, preview


def alive(mark: str) -> list[str]:
    """Return the command lines of processes that bear a mark."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if mark in line:
                found.append(line)
    return found


def has_sandbox() -> bool:
    """Return whether this machine lets us make one."""
    try:
        _way()
    except InputError:
        return False
    return True


needs_sandbox = pytest.mark.skipif(not has_sandbox(), reason="this machine allows no namespaces: --sandbox not tried")


@pytest.mark.parametrize(
    "leave",
    [
        "subprocess.Popen([sys.executable, '-c', CODE])",
        "subprocess.Popen([sys.executable, '-c', CODE], start_new_session=True)",
        "os.fork() or (os.setsid(), os.fork() or os.execv(sys.executable, [sys.executable, '-c', CODE]), os._exit(0))",
        "[os.fork() or os.execv(sys.executable, [sys.executable, '-c', CODE]) for _ in range(5)]",
    ],
)
def test_no_process_of_a_program_survives_it(program: Write, leave: str) -> None:
    mark = f"mark-{uuid.uuid4().hex}"
    code = f"import time; time.sleep(600) # {mark}"
    text = f"import os, subprocess, sys, time\nCODE = '{code}'\n{leave}\ntime.sleep(0.3)\n"

    preview(program(text))

    assert alive(mark) == []


def test_no_process_of_a_program_survives_the_time_limit(program: Write) -> None:
    mark = f"mark-{uuid.uuid4().hex}"
    code = f"import time; time.sleep(600) # {mark}"
    start = f"subprocess.Popen([sys.executable, '-c', '{code}'], start_new_session=True)"
    text = f"import subprocess, sys, time\n{start}\ntime.sleep(600)\n"

    with pytest.raises(InputError, match="did not end"):
        preview(program(text), timeout=2)

    assert alive(mark) == []


def test_a_process_that_keeps_the_output_open_does_not_hold_us_up(program: Write, tmp_path: Path) -> None:
    # It ends only when the preview has ended: whoever waited for it would wait for ever.
    released = tmp_path / "released"
    waits = f"while [ ! -e {released} ]; do sleep 0.05; done"
    text = f"import subprocess\nsubprocess.Popen(['sh', '-c', {waits!r}], start_new_session=True)\n"

    found = preview(program(text))
    released.touch()

    assert found.resources


def test_a_program_sees_nothing_of_our_environment(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_PASSWORD", "hunter2")
    text = (
        "import os, pulumi\npulumi.export('seen', sorted(os.environ))\npulumi.export('home', os.path.expanduser('~'))\n"
    )

    stack = preview(program(text)).resources[0]

    assert "OS_PASSWORD" not in str(stack.outputs["seen"])
    assert stack.outputs["home"] != os.path.expanduser("~")  # noqa: PTH111 - as the program asks


def test_what_a_program_prints_disturbs_nothing(program: Write, capfd: pytest.CaptureFixture[str]) -> None:
    text = "import sys\nprint('{' * 100_000)\nsys.stderr.write('noise' * 1000)\n"

    preview(program(text))

    assert capfd.readouterr() == ("", "")


def test_what_a_program_prints_without_end_fills_no_disk(program: Write) -> None:
    text = "import os, pulumi\nos.write(1, b'x' * 1_000_000)\npulumi.export('size', os.fstat(1).st_size)\n"

    assert preview(program(text)).resources[0].outputs["size"] == 0


def test_a_configuration_too_long_for_the_environment_reaches_the_program(program: Write) -> None:
    text = "import pulumi\npulumi.export('length', len(pulumi.Config().require('long')))\n"
    folder = program(text, files={"Pulumi.dev.yaml": f"config:\n  health:long: {'x' * 200_000}\n"})

    assert preview(folder).resources[0].outputs["length"] == 200_000


def test_a_long_temporary_folder_is_no_hindrance(
    program: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))

    assert preview(program("import pulumi")).source.stack == "dev"


def test_what_a_program_forks_does_not_speak_for_it(program: Write) -> None:
    text = "import os, time\nif os.fork():\n    time.sleep(1)\n    os._exit(0)\n"

    with pytest.raises(InputError, match="ended without finishing"):
        preview(program(text))


def test_a_program_ends_when_we_are_killed(program: Write) -> None:
    mark = f"mark-{uuid.uuid4().hex}"
    folder = program(f"import ctypes, time\nctypes.CDLL(None).prctl(15, b'{mark[:15]}')\ntime.sleep(60)\n")
    ours = f"from pathlib import Path\nfrom rempart.inputs import read\nread(Path({str(folder)!r}))\n"

    with subprocess.Popen([sys.executable, "-c", ours]) as caller:
        wait_until(lambda: named(mark[:15]))
        caller.kill()

    wait_until(lambda: not named(mark[:15]))


def test_a_program_ends_when_the_user_interrupts_us(program: Write, tmp_path: Path) -> None:
    mark = f"mark-{uuid.uuid4().hex}"
    name = f"import ctypes, time\nctypes.CDLL(None).prctl(15, b'{mark[:15]}')\n"
    folder = program(f"{name}import os\nif not os.fork():\n    os.setsid()\ntime.sleep(60)\n")
    ours = f"from pathlib import Path\nfrom rempart.inputs import read\nread(Path({str(folder)!r}))\n"
    temporary = tmp_path / "temporary"
    temporary.mkdir()

    with subprocess.Popen(
        [sys.executable, "-c", ours], env=os.environ | {"TMPDIR": str(temporary)}, stderr=subprocess.DEVNULL
    ) as caller:
        wait_until(lambda: len(named(mark[:15])) == 2)
        caller.send_signal(signal.SIGINT)

    assert named(mark[:15]) == []
    assert list(temporary.iterdir()) == []


def named(name: str) -> list[str]:
    """Return the processes that carry a name."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            found += [entry.parent.name] if entry.read_text(encoding="utf-8").strip() == name else []
    return found


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for a condition, ten seconds at most."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_nothing_is_written_beside_the_program(program: Write) -> None:
    folder = program("import helper\n", files={"helper.py": "X = 1\n"})
    before = sorted(folder.rglob("*"))

    preview(folder)

    assert sorted(folder.rglob("*")) == before


@needs_sandbox
def test_a_sandboxed_program_has_no_network(program: Write) -> None:
    text = """
        import pulumi, socket
        names = [name for _, name in socket.if_nameindex()]
        pulumi.export("interfaces", names)
    """

    stack = preview(program(text), sandbox=True).resources[0]

    assert stack.outputs["interfaces"] == ["lo"]


@needs_sandbox
def test_a_sandboxed_program_finds_our_environment_in_no_process(
    program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_PASSWORD", "hunter2")
    text = """
        import pathlib, pulumi
        seen = [p.read_bytes() for p in pathlib.Path("/proc").glob("[0-9]*/environ")]
        pulumi.export("processes", len(seen))
        pulumi.export("leaks", sum(b"OS_PASSWORD" in one for one in seen))
    """

    stack = preview(program(text), sandbox=True).resources[0]

    assert stack.outputs["processes"]
    assert stack.outputs["leaks"] == 0


@needs_sandbox
def test_a_sandboxed_program_previews_as_another_does(program: Write) -> None:
    text = """
        import pulumi
        import pulumi_openstack as openstack

        def tag(args):
            args.props["tags"] = ["seen"]
            return pulumi.ResourceTransformResult(args.props, args.opts)

        pulumi.runtime.register_resource_transform(tag)
        openstack.networking.Network("n", admin_state_up=True, description=pulumi.Output.secret("x"))
    """
    folder = program(text)

    assert preview(folder, sandbox=True).resources == preview(folder).resources


@needs_sandbox
def test_a_sandboxed_program_that_fails_is_refused(program: Write) -> None:
    with pytest.raises(InputError, match="no tag"):
        preview(program("raise ValueError('no tag')"), sandbox=True)


@needs_sandbox
def test_a_sandboxed_program_that_hangs_is_ended(program: Write) -> None:
    with pytest.raises(InputError, match="did not end within 2 seconds"):
        preview(program("import time\ntime.sleep(600)"), sandbox=True, timeout=2)


def test_a_sandbox_that_cannot_be_made_is_never_done_without(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(InputError, match="no sandbox can be made"):
        preview(program("import pulumi"), sandbox=True)


def test_a_sandbox_that_is_refused_by_the_machine_is_never_done_without(
    program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = subprocess.CompletedProcess[bytes]([], 1)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: refused)

    with pytest.raises(InputError, match="no sandbox can be made"):
        preview(program("import pulumi"), sandbox=True)
