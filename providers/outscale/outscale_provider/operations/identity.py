"""The identifier of an object: one of its keys, or a template over several of its values."""

from __future__ import annotations

import functools
import re

from outscale_provider.errors import ApiError
from outscale_provider.table import Kind
from outscale_provider.values.json import JsonObject
from outscale_provider.values.names import api_name

_FIELD = re.compile(r"{(\w+)}")


def identifier_of(kind: Kind, inputs: JsonObject, answer: JsonObject) -> str:
    """Return the identifier of a new object, from the inputs and what the service answered, both with its names.

    Raises ``ApiError``, ambiguous, when the answer lacks the key, which would be a break of the document.
    """
    if kind.fixed_id:
        return kind.fixed_id
    if not kind.templated:
        found = answer.get(kind.id, inputs.get(kind.id))
        if found is None:
            raise unusable(kind, kind.id)
        return str(found)
    values = {**answer, **{key: value for key, value in inputs.items() if value is not None}}
    return _FIELD.sub(lambda field: str(values.get(field[1], "")), kind.id)


def unusable(kind: Kind, missing: str) -> ApiError:
    """Return the error for an answer that confirms a creation and does not say of what."""
    return ApiError(
        kind.create,
        f"the service's answer has no {missing}, so that what it made cannot be followed; look for the new {kind.name},"
        f" and `pulumi import {kind.token} NAME ID` it or delete it",
        ambiguous=True,
    )


def known_values(kind: Kind, identifier: str, properties: JsonObject) -> JsonObject:
    """Return all that is known of an object with the service's names, and its identifier under ``id``.

    An import gives an identifier and nothing else: the template says which values it is made of.
    """
    known = {api_name(name): value for name, value in properties.items()}
    parts = _pattern(kind.id).fullmatch(identifier) if kind.templated else None
    for name, value in (parts.groupdict() if parts else {}).items():
        if value:
            known.setdefault(name, value)
    return known | {"id": identifier}


def fits(kind: Kind, identifier: str) -> bool:
    """Tell whether an identifier given to import could be one: only what an input may leave out is empty in it."""
    if not kind.templated:
        return bool(identifier)
    parts = _pattern(kind.id).fullmatch(identifier)
    optional = set(kind.inputs) - set(kind.required)
    return parts is not None and all(value or name in optional for name, value in parts.groupdict().items())


def fill(template: JsonObject, known: JsonObject) -> JsonObject:
    """Replace each ``$Name`` of a call's arguments by the value known; what is not known is left out."""
    filled: JsonObject = {}
    for key, value in template.items():
        if isinstance(value, list):
            filled[key] = [_value(part, known) for part in value]
        else:
            filled[key] = _value(value, known)
    return {key: value for key, value in filled.items() if value is not None and value != []}


def _value(value: object, known: JsonObject) -> object:
    return known.get(value[1:]) if isinstance(value, str) and value.startswith("$") else value


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*?)", re.escape(template)))
