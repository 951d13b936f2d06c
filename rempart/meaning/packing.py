"""Unpacks what texts are wrapped in: base64, hexadecimal, gzip, xz, bzip2, data URLs, UTF-16.

Bounded, since a few bytes can unfold to gigabytes.
"""

from __future__ import annotations

import binascii
import bz2
import lzma
import zlib
from base64 import b32decode, b64decode
from urllib.parse import unquote_to_bytes

from rempart.patterns import regex

LARGEST = 1_000_000
"""Bytes of the largest text that is unpacked."""

_SHORTEST = 16
_BASE64 = regex(r"[A-Za-z0-9+/_\-\s]+={0,2}\s*")
_HEX = regex(r"(?:[0-9a-fA-F]{2}\s*){8,}")
_BASE32 = regex(r"[A-Z2-7\s]{16,}={0,6}\s*")
_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\x00"
_BZIP2 = b"BZh"
_ZLIB = (b"\x78\x01", b"\x78\x9c", b"\x78\xda")
_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_GZIP_OR_ZLIB = 47
"""zlib's window bits for: detect the header, take the largest window."""
_MOST_MEMBERS = 16
"""Compressed files one after the other, which tools unpack as one."""
_DAMAGED = "its compressed data is damaged"
_READABLE = 0.9
"""Share of printable characters from which bytes count as text."""
_NUL_SHARE = 0.3
"""Share of NUL bytes from which bytes without a mark count as UTF-16."""


class UnreadableError(Exception):
    """A packed text that cannot be unpacked; its message says why, for people."""


def looks_packed(text: str) -> bool:
    """Whether a text could be base64 or hexadecimal: cheap to ask, no promise."""
    return (
        len(text) >= _SHORTEST and "." not in text and ":" not in text and _BASE64.fullmatch(text.strip()) is not None
    )


def unpack(text: str) -> str | None:
    """Return the text inside base64 or hexadecimal, and inside what these hold; None when it is not packed text.

    Raises UnreadableError when it is packed, but damaged or larger than ``LARGEST``.
    """
    if not looks_packed(text):
        return None
    for raw in _decodings(text.strip()):
        if is_compressed(raw):
            return as_text(raw)
        unpacked = _as_unicode(raw)
        if _is_readable(unpacked):
            return unpacked
    return None


def _decodings(text: str) -> list[bytes]:
    decodings = (from_hex(text) if _HEX.fullmatch(text) else None, from_base64(text), _from_base32(text))
    return [raw for raw in decodings if raw]


def is_compressed(raw: bytes) -> bool:
    """Whether bytes begin as gzip, zlib, xz or bzip2 data do."""
    return raw.startswith((_GZIP, _XZ, _BZIP2, *_ZLIB))


def from_base64(text: str) -> bytes | None:
    """Decode base64 in either alphabet, line breaks and missing padding forgiven; None when it is not base64."""
    compact = "".join(text.split()).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def from_hex(text: str) -> bytes | None:
    """Decode hexadecimal digits, blanks between them forgiven; None when there is anything else."""
    try:
        return bytes.fromhex("".join(text.split()))
    except ValueError:
        return None


def _from_base32(text: str) -> bytes | None:
    if not _BASE32.fullmatch(text):
        return None
    compact = "".join(text.split()).rstrip("=")
    try:
        return b32decode(compact + "=" * (-len(compact) % 8))
    except (binascii.Error, ValueError):
        return None


def inflate(raw: bytes) -> bytes:
    """Decompress every member of gzip, zlib, xz or bzip2 data, at most ``LARGEST`` bytes. Raises UnreadableError."""
    content, rest = b"", raw
    try:
        for _ in range(_MOST_MEMBERS):
            member, whole, rest = _inflated(rest, LARGEST + 1 - len(content))
            content += member
            if len(content) > LARGEST:
                break
            if not whole:
                raise UnreadableError(_DAMAGED)
            if not rest.strip(b"\0"):
                return content
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError):
        raise UnreadableError(_DAMAGED) from None
    message = f"it unpacks to more than {LARGEST} bytes or {_MOST_MEMBERS} members"
    raise UnreadableError(message)


def _inflated(raw: bytes, most: int) -> tuple[bytes, bool, bytes]:
    """Return what the first member holds, whether that is all of it, and what follows."""
    if raw.startswith(_XZ):
        unxz = lzma.LZMADecompressor(memlimit=64 * LARGEST)
        return unxz.decompress(raw, most), unxz.eof, unxz.unused_data
    if raw.startswith(_BZIP2):
        bunzip = bz2.BZ2Decompressor()
        return bunzip.decompress(raw, most), bunzip.eof, bunzip.unused_data
    inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
    return inflater.decompress(raw, most), inflater.eof, inflater.unused_data


def as_text(raw: bytes) -> str:
    """Decode bytes as text, whatever they are; compressed data is inflated. Raises UnreadableError."""
    return _as_unicode(inflate(raw) if is_compressed(raw) else raw)


def from_data_url(text: str) -> str:
    """Return what a ``data:`` URL carries. Raises UnreadableError."""
    head, _, body = text.partition(",")
    raw = unquote_to_bytes(body.encode("utf-8", "replace"))
    if head.endswith(";base64"):
        decoded = from_base64(raw.decode("ascii", "replace"))
        if decoded is None:
            message = "its data URL is not base64"
            raise UnreadableError(message)
        raw = decoded
    return as_text(raw)


def _as_unicode(raw: bytes) -> str:
    marked = _UTF16.get(raw[:2])
    if marked is not None:
        return raw.decode(marked, "replace")
    if len(raw) > 1 and raw.count(0) > _NUL_SHARE * len(raw):
        return raw.decode("utf-16-be" if raw[0] == 0 else "utf-16-le", "replace")
    return raw.decode("utf-8", "replace")


def _is_readable(text: str) -> bool:
    printable = sum(character.isprintable() or character in "\r\n\t" for character in text)
    return printable >= _READABLE * len(text) and "\ufffd" not in text
