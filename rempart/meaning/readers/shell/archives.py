"""Unpacks archives that a script holds in its own text, so that their members are read by their names."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from posixpath import join, normpath

from rempart.meaning.packing import LARGEST, UnreadableError, inflate, is_compressed
from rempart.meaning.readers.shell.downloads import extracts

_MOST = 500
"""Members of one archive that are read."""
_TOO_MUCH = f"it holds an archive of more than {_MOST} members or {LARGEST} characters"
_DAMAGED = "it holds an archive that is damaged"


def members(words: Sequence[str], data: bytes | None, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the files that ``tar`` unpacks, by their paths; nothing where the text does not hold the archive.

    Raises:
        UnreadableError: the archive is damaged, or holds more than is read.
    """
    if not extracts(words):
        return
    content = next((files[word] for word in words if word in files), data)
    if content is None:
        return
    folder = next((after for word, after in pairwise(words) if word in {"-C", "--directory"}), "")
    for name, text in _unpacked(content):
        yield normpath(join(folder, name)), text


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    left = LARGEST
    try:
        plain = inflate(content) if is_compressed(content) else content
        with tarfile.open(fileobj=BytesIO(plain), mode="r:") as archive:
            for number, member in enumerate(archive):
                left -= member.size
                if number >= _MOST or left < 0:
                    raise UnreadableError(_TOO_MUCH)
                taken = archive.extractfile(member) if member.isreg() else None
                if taken is not None:
                    yield member.name, taken.read()
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise UnreadableError(_DAMAGED) from error
