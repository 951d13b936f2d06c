"""Unpacks what texts are wrapped in: base64, gzip, data URLs. Bounded, since a few bytes can unfold to gigabytes."""

from __future__ import annotations

import binascii
import re
import zlib
from base64 import b64decode
from urllib.parse import unquote_to_bytes

LARGEST = 1_000_000
"""Bytes of the largest text that is unpacked."""

_SHORTEST = 16
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\s]+={0,2}")
_GZIP = b"\x1f\x8b"
_GZIP_OR_ZLIB = 47
"""zlib's window bits for: detect the header, take the largest window."""
_READABLE = 0.9
"""Share of printable characters from which bytes count as text."""


class UnreadableError(Exception):
    """A packed text that cannot be unpacked; its message says why, for people."""


def looks_packed(text: str) -> bool:
    """Whether a text could be base64: cheap to ask, no promise."""
    return (
        len(text) >= _SHORTEST and "." not in text and ":" not in text and _BASE64.fullmatch(text.strip()) is not None
    )


def unpack(text: str) -> str | None:
    """Return the text inside base64, or gzip inside base64; None when it is not packed text.

    Raises UnreadableError when it is packed, but damaged or larger than ``LARGEST``.
    """
    if not looks_packed(text):
        return None
    raw = from_base64(text)
    if raw is None:
        return None
    if raw.startswith(_GZIP):
        return as_text(inflate(raw))
    unpacked = raw.decode("utf-8", "replace")
    printable = sum(character.isprintable() or character in "\r\n\t" for character in unpacked)
    return unpacked if printable >= _READABLE * len(unpacked) and "\ufffd" not in unpacked else None


def from_base64(text: str) -> bytes | None:
    """Decode base64 in either alphabet, line breaks and missing padding forgiven; None when it is not base64."""
    compact = "".join(text.split()).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def inflate(raw: bytes) -> bytes:
    """Decompress gzip, at most ``LARGEST`` bytes of it. Raises UnreadableError."""
    inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        content = inflater.decompress(raw, LARGEST)
    except zlib.error:
        message = "its gzip data is damaged"
        raise UnreadableError(message) from None
    if inflater.unconsumed_tail:
        message = f"it unpacks to more than {LARGEST} bytes"
        raise UnreadableError(message)
    return content


def as_text(raw: bytes) -> str:
    """Decode bytes as text, whatever they are; gzip inside is inflated. Raises UnreadableError."""
    return (inflate(raw) if raw.startswith(_GZIP) else raw).decode("utf-8", "replace")


def from_data_url(text: str) -> str:
    """Return what a ``data:`` URL carries. Raises UnreadableError."""
    head, _, body = text.partition(",")
    raw = unquote_to_bytes(body)
    if head.endswith(";base64"):
        decoded = from_base64(raw.decode("ascii", "replace"))
        if decoded is None:
            message = "its data URL is not base64"
            raise UnreadableError(message)
        raw = decoded
    return as_text(raw)
