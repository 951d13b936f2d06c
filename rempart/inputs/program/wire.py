"""Values as they travel between a program and the engine.

A secret is an object with a signature, an unknown a text that no program would write; transforms get both as *output
values*, because only then do they become outputs again on the program's side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import json_format, struct_pb2

from rempart.inputs.marks import SIGNATURE, UNKNOWN_TEXT
from rempart.inputs.program.recording import Plain

SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the protocol's signature of a secret
_EXACT = 2**53
"""From here on, a number of the wire no longer tells whole numbers apart."""
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


def from_struct(struct: struct_pb2.Struct) -> Plain:
    """Return a Struct as plain values, by name; whole numbers as such, which the wire does not know.

    A map of the wire has no order: each time that it is read, its names may come in another one.
    """
    return {name: _plain(struct.fields[name]) for name in sorted(struct.fields)}


def to_struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return plain values as a Struct."""
    return json_format.ParseDict(dict(values), struct_pb2.Struct())


def secret(value: object) -> Plain:
    """Return a value marked as secret."""
    return {SIGNATURE: SECRET, "value": value}


def is_secret(value: object) -> bool:
    """Return whether a value is marked as secret, in either form."""
    return isinstance(value, dict) and (
        value.get(SIGNATURE) == SECRET or (value.get(SIGNATURE) == OUTPUT and bool(value.get("secret")))
    )


def as_outputs(value: Any, dependencies: Iterable[str] = ()) -> Any:  # noqa: ANN401 - any JSON
    """Return a value with its secrets and unknowns as output values, as transforms must get them."""
    if isinstance(value, dict) and value.get(SIGNATURE) == SECRET:
        inner = value["value"]
        value = {SIGNATURE: OUTPUT, "secret": True, **({} if inner == UNKNOWN_TEXT else {"value": as_outputs(inner)})}
    elif isinstance(value, dict) and SIGNATURE not in value:
        value = {name: as_outputs(item) for name, item in value.items()}
    elif isinstance(value, list):
        value = [as_outputs(item) for item in value]
    elif value == UNKNOWN_TEXT:
        value = {SIGNATURE: OUTPUT}
    needed = set(dependencies)
    if not needed:
        return value
    if not (isinstance(value, dict) and value.get(SIGNATURE) == OUTPUT):
        value = {SIGNATURE: OUTPUT, "value": value}
    return {**value, "dependencies": sorted(needed.union(value.get("dependencies", ())))}


def from_outputs(value: Any, dependencies: set[str]) -> Any:  # noqa: ANN401 - any JSON
    """Return a value with its output values resolved; adds the dependencies met to ``dependencies``."""
    if isinstance(value, dict) and value.get(SIGNATURE) == OUTPUT:
        dependencies.update(value.get("dependencies", ()))
        inner = from_outputs(value["value"], dependencies) if "value" in value else UNKNOWN_TEXT
        return secret(inner) if value.get("secret") else inner
    if isinstance(value, dict):
        return {name: from_outputs(item, dependencies) for name, item in value.items()}
    if isinstance(value, list):
        return [from_outputs(item, dependencies) for item in value]
    return value


def opened(value: Any) -> tuple[Any, bool]:  # noqa: ANN401 - any JSON
    """Return a value with what its secrets hold in their place, and whether it has any."""
    if is_secret(value):
        return opened(value.get("value", UNKNOWN_TEXT))[0], True
    if isinstance(value, dict):
        found = {name: opened(item) for name, item in value.items()}
        return {name: item for name, (item, _) in found.items()}, any(hidden for _, hidden in found.values())
    if isinstance(value, list):
        items = [opened(item) for item in value]
        return [item for item, _ in items], any(hidden for _, hidden in items)
    return value, False


def planned_outputs(inputs: Plain) -> Plain:
    """Return what a resource's outputs are before it exists: its inputs, and nothing that only the cloud could add.

    Objects inside a list may get properties from the provider, so a list that holds some is unknown as a whole.
    """
    return {name: UNKNOWN_TEXT if _holds_objects(value) else value for name, value in inputs.items()}


def secret_texts(value: Any, *, inside: bool = False) -> set[str]:  # noqa: ANN401 - any JSON
    """Return the texts and numbers that stand inside secrets, to keep them out of messages."""
    if isinstance(value, dict):
        return set().union(
            *(
                secret_texts(item, inside=inside or is_secret(value))
                for name, item in value.items()
                if name != SIGNATURE
            )
        )
    if isinstance(value, list):
        return set().union(*(secret_texts(item, inside=inside) for item in value))
    if not inside or value == UNKNOWN_TEXT or isinstance(value, bool):
        return set()
    return {str(value)} if isinstance(value, (str, int, float)) and value != "" else set()


def _holds_objects(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) and SIGNATURE not in item for item in value)


def _plain(value: struct_pb2.Value) -> Any:  # noqa: ANN401 - any JSON
    match value.WhichOneof("kind"):
        case "struct_value":
            return from_struct(value.struct_value)
        case "list_value":
            return [_plain(item) for item in value.list_value.values]
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() and abs(number) < _EXACT else number
        case "string_value":
            return value.string_value
        case "bool_value":
            return value.bool_value
        case _:
            return None
