"""Checks a call's arguments against the document's request schema, and refuses as the service does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.outscale.fake.document import Document, JsonObject
from tests.outscale.fake.refusals import refusal

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def check_request(document: Document, operation: str, arguments: object) -> JsonObject:
    """Return the arguments when the document allows them.

    Raises ``RefusedError`` with the first of: an unknown argument, a missing one, a wrong type, a value out of bounds.
    """
    for name, details in _faults(document, document.request_schema(operation), arguments, ""):
        raise refusal(name, details)
    if not isinstance(arguments, dict):  # a schema that asks for no object at all
        raise refusal("invalid-type", "The request is no JSON object.")
    return arguments


def _faults(document: Document, schema: JsonObject, value: object, path: str) -> Iterator[tuple[str, str]]:
    schema = document.resolve(schema)
    if "oneOf" in schema:
        if all(any(_faults(document, option, value, path)) for option in schema["oneOf"]):
            yield "invalid-type", f"The value of '{path}' has none of the types allowed."
        return
    if value is None and schema.get("nullable"):
        return
    kind = schema.get("type", "object" if "properties" in schema else "")
    if not _is_of(kind, value):
        yield "invalid-type", f"The value of '{path or 'request'}' is not of type {kind}."
    elif isinstance(value, dict):
        yield from _object_faults(document, schema, value, path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _faults(document, schema["items"], item, f"{path}[{index}]")
    else:
        yield from _value_faults(schema, value, path)


def _is_of(kind: str, value: object) -> bool:
    if isinstance(value, bool) and kind in ("integer", "number"):
        return False
    return not kind or isinstance(value, _TYPES[kind])


def _object_faults(document: Document, schema: JsonObject, value: JsonObject, path: str) -> Iterator[tuple[str, str]]:
    prefix = f"{path}." if path else ""
    properties = schema.get("properties", {})
    for name in value:
        if name not in properties:
            yield "unknown-parameter", f"The parameter '{prefix}{name}' is not recognised."
    for name in schema.get("required", []):
        if name not in value:
            yield "missing-parameter", f"The request lacks the mandatory parameter '{prefix}{name}'."
    for name, item in value.items():
        if name in properties:
            yield from _faults(document, properties[name], item, f"{prefix}{name}")


def _value_faults(schema: JsonObject, value: object, path: str) -> Iterator[tuple[str, str]]:
    if "enum" in schema and value not in schema["enum"]:
        allowed = ", ".join(map(str, schema["enum"]))
        yield "invalid-parameter-value", f"The value of '{path}' is none of: {allowed}."
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield "invalid-parameter-value", f"The value of '{path}' does not have the form {schema['pattern']}."
        if len(value) > schema.get("maxLength", len(value)):
            yield "invalid-parameter-value-length", f"The value of '{path}' is longer than {schema['maxLength']}."
