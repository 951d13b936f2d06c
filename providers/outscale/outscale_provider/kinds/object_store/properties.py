"""A bucket's properties: their types, what they are when nobody states them, and when two values are the same."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from outscale_provider.kinds.object_store.acl import CANNED, PRIVATE
from outscale_provider.kinds.object_store.policies import same_policy
from outscale_provider.values.compare import same
from outscale_provider.values.json import JsonObject
from outscale_provider.values.shapes import Shape

Mode: TypeAlias = Literal["COMPLIANCE", "GOVERNANCE"]
COMPLIANCE: Final[Mode] = "COMPLIANCE"
GOVERNANCE: Final[Mode] = "GOVERNANCE"

SHAPES: Final = {
    "bucket": Shape("string"),
    "acl": Shape("string", enum=CANNED),
    "versioning": Shape("boolean"),
    "objectLock": Shape("boolean"),
    "retentionMode": Shape("string", enum=(COMPLIANCE, GOVERNANCE)),
    "retentionDays": Shape("integer"),
    "policy": Shape("string"),
    "tags": Shape(
        "array",
        items=Shape("object", properties={"Key": Shape("string"), "Value": Shape("string")}, required=("Key", "Value")),
    ),
    "forceDestroy": Shape("boolean"),
}
FIXED: Final = frozenset({"bucket", "objectLock"})
"""What a bucket is made with and keeps; Outscale: "You can only enable Object Lock on new buckets"."""
NEVER_SHOWN: Final = frozenset({"forceDestroy"})
"""What the service does not know of."""

_UNSTATED: JsonObject = {"acl": PRIVATE, "versioning": False, "objectLock": False, "tags": [], "forceDestroy": False}


def value_of(inputs: JsonObject, name: str) -> object:
    """Return a property, or what it is when it is not stated; ``None`` stands for none at all."""
    value = inputs.get(name)
    return _UNSTATED.get(name) if value is None else value


def complete(inputs: JsonObject) -> JsonObject:
    """Return the inputs with what the unstated ones are."""
    return _UNSTATED | {name: value for name, value in inputs.items() if value is not None}


def agree(name: str, one: object, other: object) -> bool:
    """Tell whether two values of a property mean the same."""
    if name == "policy":
        return same_policy(one, other)
    return one is other or (one is not None and other is not None and same(one, other))
