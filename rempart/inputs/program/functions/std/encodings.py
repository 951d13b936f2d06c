"""Functions that pack, unpack and digest texts."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

from rempart.inputs.program.functions.arguments import MOST, Function, NotComputedError, anything, text
from rempart.inputs.program.functions.std.go import json_of
from rempart.inputs.program.functions.std.texts import SPACE

_SURROGATES = re.compile("[\ud800-\udfff]")


def _packed(value: str) -> str:
    """Return a text in base64."""
    return base64.b64encode(value.encode()).decode()


def _unpacked(value: str) -> str:
    # Go passes over line ends, and over nothing else.
    content = base64.b64decode(value.replace("\r", "").replace("\n", ""), validate=True)
    return content.decode()


def _compressed(value: str) -> str:
    return base64.b64encode(gzip.compress(value.encode(), mtime=0)).decode()


def _digest(algorithm: str) -> Callable[[str], str]:
    """Return what digests a text to hexadecimal digits."""

    def compute(value: str) -> str:
        return hashlib.new(algorithm, value.encode(), usedforsecurity=False).hexdigest()

    return compute


def _packed_digest(algorithm: str) -> Callable[[str], str]:
    def compute(value: str) -> str:
        return base64.b64encode(hashlib.new(algorithm, value.encode()).digest()).decode()

    return compute


def _decoded(value: str) -> Any:  # noqa: ANN401 - any JSON
    """Return the object that a text holds, or the text: of other JSON, the provider returns the text as it is."""
    try:
        found = json.loads(value, parse_int=_number, parse_float=_number, parse_constant=_refused)
    except ValueError:
        return value
    if found is None or _has_surrogates(found):
        raise NotComputedError("its text holds JSON that is read in more than one way")
    return found if isinstance(found, dict) else value


def _number(written: str) -> float:
    found = float(written)
    if not math.isfinite(found):
        raise ValueError(written)
    return found


def _refused(written: str) -> float:
    raise ValueError(written)


def _has_surrogates(value: object) -> bool:
    return _SURROGATES.search(json.dumps(value, ensure_ascii=False)) is not None


def _rows(value: str) -> list[dict[str, str]]:
    lines = value.split("\n")
    header = [name.strip(SPACE) for name in lines[0].split(",")]
    if len(lines) * len(header) > MOST:
        raise NotComputedError("its text holds too many fields")
    rows = [line.split(",") for line in lines[1:]]
    if any(len(row) != len(header) for row in rows):
        raise NotComputedError("its lines have different numbers of fields")
    return [{name: item.strip(SPACE) for name, item in zip(header, row, strict=True)} for row in rows]


def _quoted(value: str) -> str:
    return quote_plus(value, safe="")


FUNCTIONS: Mapping[str, Function] = {
    "base64decode": Function(_unpacked, {"input": text}),
    "base64encode": Function(_packed, {"input": text}),
    "base64gzip": Function(_compressed, {"input": text}),
    "base64sha256": Function(_packed_digest("sha256"), {"input": text}),
    "base64sha512": Function(_packed_digest("sha512"), {"input": text}),
    "csvdecode": Function(_rows, {"input": text}),
    "jsondecode": Function(_decoded, {"input": text}),
    "jsonencode": Function(json_of, {"input": anything}),
    "md5": Function(_digest("md5"), {"input": text}),
    "sha1": Function(_digest("sha1"), {"input": text}),
    "sha256": Function(_digest("sha256"), {"input": text}),
    "sha512": Function(_digest("sha512"), {"input": text}),
    "urlencode": Function(_quoted, {"input": text}),
}
