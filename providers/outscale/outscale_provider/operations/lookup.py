"""Finding one object among what the service tells."""

from __future__ import annotations

from collections.abc import Iterator

from outscale_provider.client.client import Client
from outscale_provider.errors import ApiError
from outscale_provider.operations.identity import fill, known_values
from outscale_provider.table import Kind
from outscale_provider.values.compare import dig
from outscale_provider.values.json import JsonObject

_HTTP_NOT_FOUND = 404
_ABSENT = frozenset({"InvalidResource", "NoSuchEntity", "NotFound"})
_CODES_OF_ABSENCE = range(5000, 6000)
"""What gateway_errors.yaml of osc-sdk-python files under InvalidResource."""


def is_absent(error: ApiError) -> bool:
    """Tell whether an error means that what was asked for does not exist."""
    code = int(error.code) if error.code.isdecimal() else 0
    return error.status == _HTTP_NOT_FOUND or error.kind in _ABSENT or code in _CODES_OF_ABSENCE


def look(client: Client, kind: Kind, identifier: str, properties: JsonObject) -> JsonObject | None:
    """Return the live object of an identifier; ``None`` when the service knows of none. Raises ``ApiError``."""
    known = known_values(kind, identifier, properties)
    candidates = _ask(client, kind, identifier, known)
    if kind.within:
        candidates = [part for parent in candidates for part in parts(kind, parent)]
    wanted = {key: str(known[name[1:]]) for key, name in kind.match.items() if known.get(name[1:]) is not None}
    for candidate in candidates:
        matched = all(str(candidate.get(key)) == value for key, value in wanted.items())
        if matched and (not kind.present or candidate.get(kind.present)):
            return candidate
    return None


def _ask(client: Client, kind: Kind, identifier: str, known: JsonObject) -> list[JsonObject]:
    if kind.read_arguments is not None:
        try:
            answer = client.call(kind.read, fill(kind.read_arguments, known))
        except ApiError as error:
            if is_absent(error):
                return []
            raise
        found = answer.get(kind.collection) if kind.collection else answer
        return found if isinstance(found, list) else [found] if found else []
    if kind.read_all:
        everything = client.read_all(kind.read, kind.collection)
        where = kind.inputs_from.get(kind.id, kind.id)
        return [candidate for candidate in everything if dig(candidate, where) == identifier]
    value = str(known[kind.filter.removesuffix("s")]) if kind.templated else identifier
    if scope := {key: known[key] for key in kind.scope if known.get(key)}:
        return client.read_all(kind.read, kind.collection, {"Filters": {kind.filter: [value]}, **scope})
    return client.read_by_id(kind.read, kind.collection, kind.filter, value)


def parts(kind: Kind, parent: JsonObject) -> Iterator[JsonObject]:
    """Yield the links that stand within their parent, each with what it takes from it."""
    above = {key: parent.get(key) for key in kind.from_parent}
    for key in kind.within:
        found = parent.get(key) or []
        for part in found if isinstance(found, list) else [found]:
            yield above | part
