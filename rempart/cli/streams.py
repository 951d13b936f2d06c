"""Standard output and standard error, so that what becomes of them never changes what the exit status says.

Whoever stops reading, or closes a stream, does so on purpose and still gets the verdict's status. Where a report is
lost otherwise, on a full disk for one, that is an error; where the line that tells an error is lost, nothing is left to
be told.
"""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import TYPE_CHECKING

from rempart.errors import InputError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_OUTPUT, _ERROR = 1, 2
_SIZE = 1 << 16


def prepare_streams() -> None:
    """Replace both streams of this process, unless somebody has replaced them already.

    A letter that a terminal lacks is replaced, rather than an error.
    """
    for number in (_OUTPUT, _ERROR):
        _occupy(number)
    if sys.stdout is sys.__stdout__:
        sys.stdout = _text(_Output(_OUTPUT, "w", closefd=False), like=sys.stdout, errors="replace")
    if sys.stderr is sys.__stderr__:
        sys.stderr = _text(_Error(_ERROR, "w", closefd=False), like=sys.stderr, errors="backslashreplace")


class _Output(FileIO):
    """Standard output: what nobody wants to read goes nowhere, what cannot be written is an error, once."""

    def write(self, content: ReadableBuffer, /) -> int:
        try:
            return super().write(content)
        except BrokenPipeError:
            return _drop(self, content)
        except OSError as error:
            _drop(self, content)
            raise InputError(
                f"the report cannot be written ({error.strerror or type(error).__name__})",
                where="standard output",
                mend="free some space, or send it elsewhere",
            ) from None


class _Error(FileIO):
    """Standard error: what cannot be written goes nowhere."""

    def write(self, content: ReadableBuffer, /) -> int:
        try:
            return super().write(content)
        except OSError:
            return _drop(self, content)


def _drop(stream: FileIO, content: ReadableBuffer) -> int:
    """Let all that is still to come go nowhere; return how much of this did."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    return memoryview(content).nbytes


def _occupy(number: int) -> None:
    """Give a closed stream a place to go, before a file that is opened takes its number, and the report into itself."""
    try:
        os.fstat(number)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        if nowhere != number:
            os.dup2(nowhere, number)
            os.close(nowhere)


def _text(stream: FileIO, *, like: object, errors: str) -> TextIOWrapper:
    encoding = like.encoding if isinstance(like, TextIOWrapper) else "utf-8"
    # Errors are told at once; so is everything to somebody who looks on.
    at_once = stream.isatty() or stream.fileno() == _ERROR
    return TextIOWrapper(BufferedWriter(stream, _SIZE), encoding=encoding, errors=errors, line_buffering=at_once)
