"""The package ``cloudinit``: renders parts into the one MIME document that cloud-init reads.

Written after the provider's own source and tests. What is compressed unpacks to the same bytes as the provider's; the
compressed bytes differ, since the compressors do, and with them the checksum that is the document's identifier.
"""

from __future__ import annotations

import base64
import gzip
import re
import zlib
from collections.abc import Mapping
from typing import Any

from rempart.inputs.program.functions.arguments import (
    NotComputedError,
    Reader,
    bounded,
    each,
    fields,
    optional,
    read,
    text,
    truth,
)

GET_CONFIG = "cloudinit:index/getConfig:getConfig"
CONFIG = "cloudinit:index/config:Config"

_BOUNDARY = "MIMEBOUNDARY"
_BOUNDARY_ALLOWED = re.compile(r"[A-Za-z0-9'()+_,./:=? -]{0,69}[A-Za-z0-9'()+_,./:=?-]", re.ASCII)
"""What the provider's MIME library takes for a boundary."""
_TYPE = "text/plain"


def get_config(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments with their defaults, and the document made of them. Raises NotComputedError."""
    given = read(arguments, _ARGUMENTS)
    parts: list[Mapping[str, str]] = given["parts"]
    compresses, encodes = given["gzip"] is not False, given["base64Encode"] is not False
    boundary = given["boundary"] or _BOUNDARY
    if compresses and not encodes:
        raise NotComputedError("it compresses, and its argument base64Encode is false")
    if not parts:
        raise NotComputedError("its argument parts is empty")
    if _BOUNDARY_ALLOWED.fullmatch(boundary) is None:
        raise NotComputedError("its argument boundary is not one of MIME")
    rendered = _packed(_document(parts, boundary), compresses=compresses, encodes=encodes)
    return {
        "base64Encode": encodes,
        "boundary": boundary,
        "gzip": compresses,
        "id": str(zlib.crc32(rendered.encode())),
        "parts": parts,
        "rendered": rendered,
    }


def planned_config(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the resource adds to its inputs. Raises NotComputedError."""
    found = get_config(inputs)
    return {name: found[name] for name in ("base64Encode", "boundary", "gzip", "rendered")}


def _document(parts: list[Mapping[str, str]], boundary: str) -> str:
    bounded(sum(len(part["content"]) for part in parts))
    head = f'Content-Type: multipart/mixed; boundary="{boundary}"\nMIME-Version: 1.0\r\n\r\n'
    body = "\r\n".join(f"--{boundary}\r\n{_headers(part)}\r\n{part['content']}" for part in parts)
    return f"{head}{body}\r\n--{boundary}--\r\n"


def _headers(part: Mapping[str, str]) -> str:
    filename, merge = part.get("filename"), part.get("mergeType")
    lines = [
        f'Content-Disposition: attachment; filename="{filename}"' if filename else "",
        "Content-Transfer-Encoding: 7bit",
        f"Content-Type: {part['contentType']}",
        "Mime-Version: 1.0",
        f"X-Merge-Type: {merge}" if merge else "",
    ]
    return "".join(f"{line}\r\n" for line in lines if line)


def _packed(document: str, *, compresses: bool, encodes: bool) -> str:
    if not encodes:
        return document
    content = document.encode()
    return base64.b64encode(gzip.compress(content, mtime=0) if compresses else content).decode()


def _part(name: str, value: Any) -> dict[str, str]:  # noqa: ANN401 - any JSON
    found = {field: item for field, item in read(fields(name, value), _PART).items() if item is not None}
    return {"contentType": _TYPE, **found}


def _filled(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    found = text(name, value)
    if not found:
        raise NotComputedError(f"its argument {name} is empty")
    return found


_PART: Mapping[str, Reader] = {
    "content": text,
    "contentType": optional(_filled),
    "filename": optional(text),
    "mergeType": optional(text),
}
_ARGUMENTS: Mapping[str, Reader] = {
    "parts": each(_part),
    "gzip": optional(truth),
    "base64Encode": optional(truth),
    "boundary": optional(_filled),
}
