"""Reads multipart messages, and the lists of addresses that cloud-init fetches more instructions from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rempart.meaning.findings import INSTRUCTIONS, Act, Document, Finding, Form, Spot, Unread, Value
from rempart.meaning.packing import UnreadableError, as_text
from rempart.patterns import regex

_MOST_PARTS = 500
_FORMS = {
    "text/cloud-config": Form.CLOUD_CONFIG,
    "text/cloud-boothook": Form.SHELL,
    "text/x-python": Form.CODE,
    "text/part-handler": Form.CODE,
}
_INCLUDE = regex(r"\s*#include(?:-once)?\b", re.IGNORECASE)
_INCLUDES = ("text/x-include-url", "text/x-include-once-url")


def read_mime(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield each part of a message in its own form."""
    if text.count("\n--") > _MOST_PARTS:
        yield Unread(spot, f"it has more than {_MOST_PARTS} parts")
        return
    from email import message_from_string, policy  # noqa: PLC0415 - slow to load, needed for few texts
    from email.message import EmailMessage  # noqa: PLC0415 - as above

    message = message_from_string(text, policy=policy.default)
    for index, part in enumerate(message.walk()):
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        inner = spot.below(part.get_filename() or f"part {index}", key="")
        content = part.get_payload(decode=True)
        try:
            body = as_text(content) if isinstance(content, bytes) else ""
        except UnreadableError as error:
            yield Unread(inner, str(error))
            continue
        yield from read_part(part.get_content_type(), body, inner)


def read_part(kind: str, body: str, spot: Spot) -> Iterator[Finding]:
    """Yield one part of what cloud-init is handed, by its content type."""
    if kind in _INCLUDES:
        yield from read_include(body, spot)
    else:
        yield Document(body, spot, _FORMS.get(kind))


def read_include(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield the addresses of a list from which more instructions are fetched and run."""
    for number, line in enumerate(text.splitlines(), 1):
        address = _INCLUDE.sub("", line, count=1).strip()
        if address and not address.startswith("#"):
            yield Value(address, spot.below(f"line {number}", key=INSTRUCTIONS).doing(Act.FETCHES))
