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


def members(words: Sequence[str], data: bytes | None, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the files that ``tar`` unpacks, by their paths; nothing where the text does not hold the archive."""
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
                taken = archive.extractfile(member) if member.isreg() else None
                if number >= _MOST or left <= 0:
                    return
                if taken is not None:
                    text = taken.read(left)
                    left -= len(text)
                    yield member.name, text
    except (tarfile.TarError, UnreadableError, OSError, EOFError, ValueError):
        return
