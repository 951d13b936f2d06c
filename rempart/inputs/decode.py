"""From bytes to JSON values, strictly: what two readers could understand differently is refused.

PowerShell writes UTF-16 and byte-order marks; both are read. A key that stands twice in one object is refused, since
parsers disagree on which one counts and a document could show each reader another value.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from rempart.errors import InputError
from rempart.model.values import Value

_BYTE_ORDER_MARKS = (
    # UTF-32 first: its little-endian mark starts with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BLANK = b" \t\r\n"
_HEAD = 4096
_SMALL = 64 * 1024
_LEVELS = 3
"""Objects around the long list of a document: its steps, or the resources of the deployment of a state."""
_LARGEST_DIAGNOSED = 64 * 1024 * 1024
"""Bytes. Naming the key that stands twice takes a slow parser; a larger document gets the verdict without the name."""


class NotStrictJsonError(ValueError):
    """A text is not JSON, or not JSON with one meaning (``ambiguous``)."""

    def __init__(self, what: str, *, mend: str = "", line: int = 0, ambiguous: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend
        self.line = line
        self.ambiguous = ambiguous


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a JSON Lines file."""

    number: int
    value: Value


def to_utf8(data: bytearray, where: str) -> bytearray:
    """Return the same text in UTF-8 without a byte-order mark; ``data`` is emptied when another buffer replaces it.

    Raises InputError when the text is blank, or not valid in the encoding that its first bytes announce.
    """
    mark, encoding = _encoding(bytes(data[:4]))
    if encoding != "utf-8":
        try:
            text = data[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            name = encoding.upper()
            raise InputError(f"is not valid {name}", where=where, mend="save it as UTF-8") from None
        data.clear()
        data = bytearray(text.encode())
    elif mark:
        del data[: len(mark)]
    if not data[:_HEAD].strip(_BLANK) and not data.strip(_BLANK):
        raise InputError("is empty", where=where, mend="see what the command that wrote it says on standard error")
    return data


def parse(data: bytearray, where: str) -> Value:
    """Return the one JSON document in ``data``, which is emptied: two copies of a large document are too many.

    Raises InputError for anything else than exactly one unambiguous document.
    """
    try:
        value = strict_json(data)
    except NotStrictJsonError as error:
        raise _input_error(error, where) from None
    finally:
        data.clear()
    return value


def lines(data: bytearray, where: str) -> Iterator[Line]:
    """Yield the values of a JSON Lines file one by one, then empty ``data``.

    Raises InputError at the first bad line.
    """
    start, number, end = 0, 0, len(data)
    while start < end:
        stop = data.find(b"\n", start)
        stop = end if stop < 0 else stop
        number += 1
        line = data[start:stop]
        start = stop + 1
        if line and not line.isspace():
            try:
                yield Line(number, strict_json(line))
            except NotStrictJsonError as error:
                error.line = number
                raise _input_error(error, where) from None
    data.clear()


def first_of_several_lines(data: bytearray, *, longest: int) -> bytes | None:
    """Return the first line that is not blank when more than blanks follow it and it has at most ``longest`` bytes."""
    start = _skip_blanks(data, 0)
    stop = data.find(b"\n", start, start + longest)
    if stop < 0 or _skip_blanks(data, stop) == len(data):
        return None
    return bytes(data[start:stop])


def _skip_blanks(data: bytearray, start: int) -> int:
    while start < len(data) and data[start] in _BLANK:
        start += 1
    return start


def strict_json(raw: bytes | bytearray) -> Value:
    """Return a JSON value; raise NotStrictJsonError unless the text has exactly one meaning.

    Each quotation mark of the text either opens or closes a string or stands, escaped, inside one. Written out again
    the value has as many of them, unless the parser dropped a key (and its quotation marks) that stood twice: one
    count on each side finds every duplicate without visiting a single object. A quotation mark written as a code
    point would spoil the count; a text with one is read the slow way.
    """
    try:
        value: Value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _diagnosis(error, raw) from None
    try:
        quotes = _quotes(value, levels=_LEVELS if len(raw) > _SMALL else 0)
    except TypeError:
        raise NotStrictJsonError("is nested too deeply") from None
    if quotes != raw.count(b'"') if b"\\u0022" not in raw else _duplicate(raw) is not None:
        raise _ambiguity(raw)
    return value


def _quotes(value: Value, levels: int) -> int:
    """Count quotation marks in the JSON form, of all at once or piece by piece.

    The whole form of a large document would be another copy of it, so its outer ``levels`` are taken apart.
    """
    if levels and isinstance(value, dict):
        return sum(orjson.dumps(key).count(b'"') + _quotes(item, levels - 1) for key, item in value.items())
    if levels and isinstance(value, list):
        return sum(_quotes(item, 0) for item in value)
    return orjson.dumps(value).count(b'"')


class _DuplicateError(ValueError):
    pass


def _duplicate(raw: bytes | bytearray) -> str | None:
    """Return a key that stands twice in one object, or None."""

    def check(pairs: list[tuple[str, object]]) -> None:
        seen = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateError(key)
            seen.add(key)

    try:
        json.loads(raw, object_pairs_hook=check, parse_int=float)
    except _DuplicateError as error:
        return str(error)
    return None


def _ambiguity(raw: bytes | bytearray) -> NotStrictJsonError:
    key = _duplicate(raw) if len(raw) <= _LARGEST_DIAGNOSED else None
    name = f" ({_shown(key)})" if key and _shown(key) else ""
    mend = "readers disagree on which one counts; write the document again with pulumi"
    return NotStrictJsonError(f"holds the same key twice in one object{name}", mend=mend, ambiguous=True)


def _shown(key: str) -> str:
    """Return a key fit for a message: property names are, anything longer or stranger may be a value."""
    return key if len(key) <= 40 and key.replace("_", "").replace(":", "").isalnum() else ""  # noqa: PLR2004 - longest property name in use, about


def _diagnosis(error: orjson.JSONDecodeError, raw: bytes | bytearray) -> NotStrictJsonError:
    try:
        raw.decode()
    except UnicodeDecodeError as mistake:
        return NotStrictJsonError(f"is not valid UTF-8 (byte {mistake.start})", mend="save it as UTF-8")
    line = error.lineno
    if "depth limit" in error.msg:
        return NotStrictJsonError("is nested too deeply")
    if "after document" in error.msg:
        mend = "save the standard output of one command only"
        return NotStrictJsonError("holds more than one JSON document", mend=mend, line=line)
    if "end of data" in error.msg:
        return NotStrictJsonError("is cut short", mend="write it again, to the end", line=line)
    if raw.lstrip(_BLANK)[:1] not in (b"{", b"["):
        mend = "keep the standard output of pulumi alone, without the shell's echo or progress lines"
        return NotStrictJsonError("does not start with JSON", mend=mend, line=line)
    return NotStrictJsonError("is not valid JSON", mend="write it again with pulumi", line=line)


def _input_error(error: NotStrictJsonError, where: str) -> InputError:
    return InputError(error.what, where=f"{where}, line {error.line}" if error.line else where, mend=error.mend)


def _encoding(head: bytes) -> tuple[bytes, str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return mark, encoding
    # JSON starts with two ASCII characters, so where the null bytes stand tells the encoding (RFC 4627, section 3).
    pattern = "".join("0" if byte == 0 else "x" for byte in head)
    return b"", {
        "000x": "utf-32-be",
        "x000": "utf-32-le",
        "0x0x": "utf-16-be",
        "x0x0": "utf-16-le",
    }.get(pattern, "utf-8")
