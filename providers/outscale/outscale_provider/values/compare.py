"""Whether what was asked for is what is there."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import re
from functools import lru_cache

from outscale_provider.values.json import JsonObject
from outscale_provider.values.shapes import Shape

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def matches(wanted: object, live: object) -> bool:
    """Tell whether a live value is the one wanted.

    What the service adds to an object does not count, nor does the order of a list. Ranges, dates and the names of
    protocols are compared by meaning, since the service may write them otherwise than the program did.
    """
    match wanted:
        case dict():
            return isinstance(live, dict) and all(
                matches(part, live.get(key)) or _same_protocol(key, part, live.get(key))
                for key, part in wanted.items()
                if part is not None
            )
        case list():
            return _same_members(wanted, live if isinstance(live, list) else [])
        case bool():
            return wanted is bool(live)
        case "" | None:
            return live in ("", None)
        case str():
            return isinstance(live, str) and (wanted == live or _meaning(wanted) == _meaning(live))
        case _:
            return wanted == live and not isinstance(live, bool)


def _same_protocol(key: str, wanted: object, live: object) -> bool:
    both = isinstance(wanted, str) and isinstance(live, str) and key.endswith("Protocol")
    return both and str(wanted).upper() == str(live).upper()


def same(one: object, other: object) -> bool:
    """Tell whether two values of the program mean the same."""
    return matches(one, other) and (not isinstance(one, dict | list) or matches(other, one))


def same_json(one: object, other: object) -> bool:
    """Tell whether two JSON texts mean the same; texts that are not JSON are compared as they are."""
    if not isinstance(one, str) or not isinstance(other, str):
        return one == other
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return one == other


def prune(value: object, shape: Shape | None) -> object:
    """Keep of a live value what the program could have said."""
    if shape is None:
        return value
    if isinstance(value, dict) and shape.properties:
        return {
            key: prune(value[key], part)
            for key, part in shape.properties.items()
            if value.get(key) is not None and value[key] not in ("", [])
        }
    if isinstance(value, list):
        return [prune(part, shape.items) for part in value]
    return value


def dig(live: JsonObject, path: str) -> object:
    """Follow a path of the table: ``State.Name``, ``PublicIps[0].PublicIpId``, ``SecurityGroups[].SecurityGroupId``.

    ``.`` is the object itself. ``None`` where there is nothing.
    """
    found: object = live
    for step in path.split(".") if path != "." else ():
        name, _, position = step.partition("[")
        if isinstance(found, list):
            found = [part.get(name) for part in found if isinstance(part, dict)]
        else:
            found = found.get(name) if isinstance(found, dict) else None
        if position not in ("", "]"):
            index = int(position.rstrip("]"))
            found = found[index] if isinstance(found, list) and len(found) > index else None
    return found


def _same_members(wanted: list[object], live: list[object]) -> bool:
    if all(isinstance(member, str) for member in wanted):
        wanted, live = _once(wanted), _once(live)
    if len(wanted) != len(live):
        return False
    rest = list(live)
    for member in wanted:
        position = next((at for at, candidate in enumerate(rest) if matches(member, candidate)), None)
        if position is None:
            return False
        del rest[position]
    return True


def _once(members: list[object]) -> list[object]:
    """Leave out what is named twice: the service keeps identifiers and ranges as sets."""
    return list(dict.fromkeys(member for member in members if isinstance(member, str)))


@lru_cache(maxsize=4096)
def _meaning(text: str) -> object:
    if "/" in text and len(text) < len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128"):
        try:
            return ipaddress.ip_network(text, strict=False)
        except ValueError:
            return text
    if _DATE.match(text):
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            return text
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return text
