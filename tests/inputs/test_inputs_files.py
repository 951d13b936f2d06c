from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from rempart.errors import InputError
from rempart.inputs import read
from rempart.inputs.files import read_file
from tests.inputs.input_documents import a_preview, a_step, write

IS_ROOT = os.geteuid() == 0


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    content = b"{" + b" " * 300_000 + b"}"

    assert read_file(write(tmp_path, content)) == content


def test_a_file_without_a_size_is_read() -> None:
    assert read_file(Path("/proc/self/status")).startswith(b"Name:")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing: does not exist"):
        read(tmp_path / "missing")


@pytest.mark.parametrize("name", ["a\x00b", "x" * 5000])
def test_a_name_that_no_file_can_have_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be read") as caught:
        read(tmp_path / name)

    assert caught.value.line().isprintable()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a regular file"):
        read_file(tmp_path)


@pytest.mark.skipif(IS_ROOT, reason="permissions do not stop the superuser")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, a_preview(a_step()))
    path.chmod(0)

    with pytest.raises(InputError, match="permission denied"):
        read(path)


def test_a_refused_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(InputError, match="permission denied"):
        read_file(tmp_path / "preview.json")


def test_a_disk_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "{}")

    def fail(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", fail)

    with pytest.raises(InputError, match="input/output error"):
        read_file(path)


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    with pytest.raises(InputError, match="is not a regular file; save the document to a file"):
        read(pipe)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(device: str) -> None:
    with pytest.raises(InputError, match="is not a regular file"):
        read(Path(device))


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")

        with pytest.raises(InputError):
            read(Path("socket"))


@pytest.mark.parametrize("first", [b"", b"garbage", b'{"steps": [', b"\x7fELF"])
def test_a_gigabyte_of_garbage_is_refused_at_once(tmp_path: Path, first: bytes) -> None:
    path = write(tmp_path, first)
    os.truncate(path, 1 << 30)
    started = time.monotonic()

    with pytest.raises(InputError, match="is larger than 512 MiB"):
        read(path)

    assert time.monotonic() - started < 1


def test_large_garbage_below_the_limit_is_refused_by_its_first_bytes(tmp_path: Path) -> None:
    path = write(tmp_path, b"")
    os.truncate(path, 500 << 20)
    started = time.monotonic()

    with pytest.raises(InputError, match="null bytes only"):
        read(path)

    assert time.monotonic() - started < 1


def test_a_file_that_grows_beyond_the_limit_is_refused() -> None:
    with pytest.raises(InputError, match="is larger than 0 MiB"):
        read_file(Path("/proc/self/status"), largest=10)


def test_a_file_that_grows_while_it_is_read_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, b"x" * 100_000)
    measure = os.fstat

    def measure_then_grow(descriptor: int) -> os.stat_result:
        status = measure(descriptor)
        with path.open("ab") as file:
            file.write(b"more")
        return status

    monkeypatch.setattr(os, "fstat", measure_then_grow)

    assert read_file(path) == b"x" * 100_000 + b"more"
