"""Values in one form, so that what means the same is the same, whoever wrote it down."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from rempart.model.values import Mark, Value

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9:]+)?")
_WORDS = {True: "true", False: "false"}


def holds_mark(value: Value) -> bool:
    """Whether any part of a value is withheld."""
    if isinstance(value, Mark):
        return True
    if isinstance(value, Mapping):
        return any(holds_mark(child) for child in value.values())
    return isinstance(value, list) and any(holds_mark(child) for child in value)


def form_of(value: Value) -> str | None:
    """Return the one form of a value without marks; None for whatever says nothing: absent and empty are alike.

    Providers write numbers and booleans as such or as text, and a list that holds one thing at most as that thing. An
    address has many spellings, and a list of settings has no order.
    """
    if value is None or isinstance(value, Mark):
        return None
    if isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else repr(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        members = [[name, form] for name, child in value.items() if (form := form_of(child)) is not None]
        return json.dumps(sorted(members)) if members else None
    items = sorted(form for child in value if (form := form_of(child)) is not None)
    return json.dumps(items) if len(items) > 1 else next(iter(items), None)


def common(before: Value, now: Value) -> tuple[Value, Value]:
    """Return two lists of objects cut down to the fields of which both speak; anything else as it is.

    A program asks for an interface in a subnet, a cloud tells the address as well, and a state knows more than either.
    """
    if not (_are_objects(before) and _are_objects(now)):
        return before, now
    fields = _stated_in(before) & _stated_in(now)
    return _cut(before, fields), _cut(now, fields)


def _are_objects(value: Value) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _stated_in(value: Value) -> set[str]:
    items = value if isinstance(value, list) else []
    return {
        name
        for item in items
        if isinstance(item, Mapping)
        for name, child in item.items()
        if form_of(child) is not None or holds_mark(child)
    }


def _cut(value: Value, fields: set[str]) -> list[Value]:
    items = value if isinstance(value, list) else []
    return [
        {name: child for name, child in item.items() if name in fields} for item in items if isinstance(item, Mapping)
    ]


def _text(value: str) -> str | None:
    text = value.strip()
    if text.lower() in ("true", "false"):
        return text.lower()
    if _MOMENT.fullmatch(text):
        return _moment(text)
    return _address(text) if "." in text or ":" in text else text or None


def _moment(text: str) -> str:
    """Return the one spelling of a moment; a time without a zone is in UTC, as APIs mean it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _address(text: str) -> str:
    """Return the one spelling of an address or a network; any other text as it is."""
    try:
        network = ip_network(text, strict=False) if "/" in text else None
        if network is None:
            return str(ip_address(text))
    except ValueError:
        return text
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)
