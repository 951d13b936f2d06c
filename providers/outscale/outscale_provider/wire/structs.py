"""Property values on the wire, to and from plain ones.

The marks are those of Pulumi's protocol (``sdk/proto`` of pulumi/pulumi): a struct that carries the signature's key is
a secret, or an output that may not be known yet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from google.protobuf import struct_pb2

from outscale_provider.values.json import UNKNOWN, JsonObject

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the protocol's mark of a secret, not a secret
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


def to_plain(struct: struct_pb2.Struct) -> JsonObject:
    """Return the properties of a message; secrets lose their mark, what is unknown becomes ``UNKNOWN``."""
    return {key: _plain(value) for key, value in struct.fields.items()}


def to_struct(
    properties: Mapping[str, object], secret: Collection[str] = (), *, deep: bool = False
) -> struct_pb2.Struct:
    """Return the message of some properties; those named in ``secret`` are marked. ``None`` is left out.

    With ``deep`` they are marked wherever they stand, in what is made of objects that the caller does not know.
    """
    struct = struct_pb2.Struct()
    for key, value in properties.items():
        if value is None:
            continue
        hidden = key in secret and value != UNKNOWN
        shown = _hiding(value, secret) if deep and not hidden else value
        _fill(struct.fields[key], {_SIGNATURE: _SECRET, "value": value} if hidden else shown)
    return struct


def _hiding(value: object, secret: Collection[str]) -> object:
    """Return a value with the secrets within it marked."""
    match value:
        case dict():
            return {
                key: {_SIGNATURE: _SECRET, "value": part} if key in secret else _hiding(part, secret)
                for key, part in value.items()
                if part is not None
            }
        case list():
            return [_hiding(part, secret) for part in value]
        case _:
            return value


def _plain(value: struct_pb2.Value) -> object:
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_plain(part) for part in value.list_value.values]
        case "struct_value":
            return _plain_struct(value.struct_value)
        case _:
            return None


def _plain_struct(struct: struct_pb2.Struct) -> object:
    mark = struct.fields[_SIGNATURE].string_value if _SIGNATURE in struct.fields else None
    if mark == _SECRET:
        return _plain(struct.fields["value"])
    if mark == _OUTPUT:
        return _plain(struct.fields["value"]) if "value" in struct.fields else UNKNOWN
    return to_plain(struct)


def _fill(target: struct_pb2.Value, value: object) -> None:
    match value:
        case None:
            target.null_value = struct_pb2.NULL_VALUE
        case bool():
            target.bool_value = value
        case int() | float():
            target.number_value = value
        case str():
            target.string_value = value
        case dict():
            target.struct_value.SetInParent()
            for key, part in value.items():
                _fill(target.struct_value.fields[key], part)
        case list() | tuple():
            target.list_value.SetInParent()
            for part in value:
                _fill(target.list_value.values.add(), part)
        case _:
            raise TypeError(f"no property can be a {type(value).__name__}")
