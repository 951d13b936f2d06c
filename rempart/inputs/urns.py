"""Reads the names that Pulumi gives to resources: ``urn:pulumi:stack::project::parent$type::name``."""

from __future__ import annotations

from typing import NamedTuple

_PREFIX = "urn:pulumi:"
_PARTS = 4


class Urn(NamedTuple):
    """The parts of a URN; ``type`` is the resource's own token, without those of its parents."""

    stack: str
    project: str
    type: str
    name: str


def parse_urn(text: object) -> Urn | None:
    """Return the parts of a URN, or None when ``text`` is not one that can be shown on one line."""
    if type(text) is not str or not text.startswith(_PREFIX) or not text.isprintable():
        return None
    parts = text.split("::", _PARTS - 1)
    if len(parts) != _PARTS:
        return None
    token = parts[2].rpartition("$")[2]
    stack = parts[0][len(_PREFIX) :]
    return Urn(stack, parts[1], token, parts[3]) if stack and token and parts[3] else None


def provider_reference(reference: str) -> tuple[str, str]:
    """Return the URN and the id in a provider reference, ``URN::id``."""
    urn, _, identifier = reference.rpartition("::")
    return urn, identifier
