"""Functions over paths, and over files of this machine.

A file is as much a part of the deployment as the program that names it, and the program could open it as well: what it
says is what a machine would be told. Only ordinary files of a bearable size are read, from where the program runs.
"""

from __future__ import annotations

import base64
import hashlib
import os.path
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from rempart.inputs.program.functions.arguments import LARGEST, Function, NotComputedError, text

Located = Callable[[Path], Function]
"""Returns a function for the folder from which paths start."""


def _base(path: str) -> str:
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def _folder_of(path: str) -> str:
    return clean(path[: path.rfind("/") + 1])


def clean(path: str) -> str:
    """Return the shortest path that names the same file, as Go writes it."""
    found = os.path.normpath(path) if path else "."
    return found[1:] if found.startswith("//") else found


def _absolute(folder: Path) -> Function:
    return Function(lambda path: clean(os.path.join(folder, path)), {"input": text})  # noqa: PTH118 - paths of Go


def _exists(folder: Path) -> Function:
    def compute(path: str) -> bool:
        _content(folder, path)
        return True

    return Function(compute, {"input": text})


def _of_content(change: Callable[[bytes], str]) -> Located:
    def located(folder: Path) -> Function:
        return Function(lambda path: change(_content(folder, path)), {"input": text})

    return located


def _content(folder: Path, path: str) -> bytes:
    try:
        file = folder / clean(path)
        about = file.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
            raise NotComputedError("its file is not an ordinary one, or too large")
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise NotComputedError("its file cannot be read") from error
    if len(content) > LARGEST:
        raise NotComputedError("its file is not an ordinary one, or too large")
    return content


def _digits(algorithm: str) -> Callable[[bytes], str]:
    return lambda content: hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()


def _packed_digits(algorithm: str) -> Callable[[bytes], str]:
    """Return what packs a file's digest as the provider does: its digits, where of a text it packs the bytes."""
    digits = _digits(algorithm)
    return lambda content: _packed(digits(content).encode())


def _packed(content: bytes) -> str:
    return base64.b64encode(content).decode()


FUNCTIONS: Mapping[str, Located] = {
    "abspath": _absolute,
    "basename": lambda _: Function(_base, {"input": text}),
    "dirname": lambda _: Function(_folder_of, {"input": text}),
    "file": _of_content(bytes.decode),
    "filebase64": _of_content(_packed),
    "filebase64sha256": _of_content(_packed_digits("sha256")),
    "filebase64sha512": _of_content(_packed_digits("sha512")),
    "fileexists": _exists,
    "filemd5": _of_content(_digits("md5")),
    "filesha1": _of_content(_digits("sha1")),
    "filesha256": _of_content(_digits("sha256")),
    "filesha512": _of_content(_digits("sha512")),
}
