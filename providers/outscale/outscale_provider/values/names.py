"""The service writes ``IpRange`` where Pulumi writes ``ipRange``."""

from __future__ import annotations

from typing import TypeVar

Json = TypeVar("Json")


def api_name(name: str) -> str:
    """Turn Pulumi's name of a property into the service's."""
    return name[:1].upper() + name[1:]


def pulumi_name(name: str) -> str:
    """Turn the service's name of a property into Pulumi's."""
    return name[:1].lower() + name[1:]


def to_api(value: Json) -> Json:
    """Rename the keys of a value, at every depth, for the service; properties without a value are left out."""
    match value:
        case dict():
            return type(value)({api_name(key): to_api(part) for key, part in value.items() if part is not None})
        case list():
            return type(value)(to_api(part) for part in value)
        case _:
            return value


def to_pulumi(value: Json) -> Json:
    """Rename the keys of a value, at every depth, for Pulumi; properties without a value are left out."""
    match value:
        case dict():
            return type(value)({pulumi_name(key): to_pulumi(part) for key, part in value.items() if part is not None})
        case list():
            return type(value)(to_pulumi(part) for part in value)
        case _:
            return value
