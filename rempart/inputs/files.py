"""Opens what the user names, without ever hanging on it or filling the memory."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from rempart.errors import InputError

LARGEST = 512 * 1024 * 1024
"""Bytes. A preview of 100 000 resources is about 200 MB."""
_HEAD = 64 * 1024


def read_file(path: Path, *, largest: int = LARGEST) -> bytearray:
    """Return the content of a regular file, as a buffer that its reader empties once it has parsed it.

    Raises InputError for what is missing, unreadable, not a regular file (a pipe would block, a device may never end),
    larger than ``largest`` bytes, or evidently no text: that is seen from its first bytes, without reading the rest.
    """
    where = str(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise InputError("does not exist", where=where, mend="name a document or a program folder") from None
    except PermissionError:
        raise InputError("cannot be read: permission denied", where=where, mend="check its permissions") from None
    except (OSError, ValueError) as error:
        raise _unreadable(error, where) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise InputError("is not a regular file", where=where, mend="save the document to a file and name that")
        if status.st_size > largest:
            raise _too_large(largest, where)
        return _read(descriptor, status.st_size, largest, where)
    except OSError as error:
        raise _unreadable(error, where) from None
    finally:
        os.close(descriptor)


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder; a name that nothing can have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _read(descriptor: int, size: int, largest: int, where: str) -> bytearray:
    head = os.read(descriptor, _HEAD)
    _refuse_binary(head, where)
    data = bytearray(max(size, len(head)))
    data[: len(head)] = head
    end = len(head)
    # Straight into the buffer that is kept: a large document exists once.
    with memoryview(data) as view:
        while end < len(data) and (count := os.readv(descriptor, [view[end:]])):
            end += count
    del data[end:]
    # Some files have no size (those of /proc), and some grow while they are read.
    while len(data) <= largest and (chunk := os.read(descriptor, _HEAD)):
        data += chunk
    if len(data) > largest:
        raise _too_large(largest, where)
    return data


def _refuse_binary(head: bytes, where: str) -> None:
    if head.startswith(b"\x1f\x8b"):
        raise InputError("is compressed with gzip", where=where, mend="unpack it first: gunzip")
    if head.startswith(b"PK\x03\x04"):
        mend = "give a Pulumi preview, event log, state or program folder"
        raise InputError("is a ZIP archive (a Terraform plan is one)", where=where, mend=mend)
    if head and not head.strip(b"\x00"):
        raise InputError("holds null bytes only, not a document", where=where)


def _too_large(largest: int, where: str) -> InputError:
    return InputError(f"is larger than {largest // (1024 * 1024)} MiB", where=where, mend="check that it is a preview")


def _unreadable(error: OSError | ValueError, where: str) -> InputError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name is not valid"
    return InputError(f"cannot be read: {reason.lower()}", where=where)
