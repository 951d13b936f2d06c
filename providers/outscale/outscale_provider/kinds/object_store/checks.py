"""What cannot be right in a bucket's inputs, and what is filled in. Values may be unknown."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator

from outscale_provider.contract import Checked, Failure
from outscale_provider.kinds.object_store.properties import COMPLIANCE, SHAPES
from outscale_provider.values.json import UNKNOWN, JsonObject, has_unknown
from outscale_provider.values.shapes import faults

_SHORTEST_NAME, _LONGEST_NAME = 3, 63
_SUFFIX_LENGTH = 7
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_RESERVED_STARTS = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_ENDS = ("-s3alias", "--ol-s3", "--x-s3", "--table-s3")
_LONGEST_RETENTION = 36500


def check(inputs: JsonObject, olds: JsonObject, *, name: str, seed: bytes) -> Checked:
    """Fill in the name and what object lock implies, and tell all that cannot be right."""
    filled = {key: value for key, value in inputs.items() if value is not None}
    if "bucket" not in filled:
        filled["bucket"] = olds.get("bucket") or unique_name(name, seed)
    if filled.get("objectLock") is True:
        filled.setdefault("versioning", True)
    if filled.get("retentionDays") is not None:
        filled.setdefault("retentionMode", COMPLIANCE)
    return Checked(filled, tuple(_failures(inputs, filled)))


def unique_name(name: str, seed: bytes) -> str:
    """Make a bucket's name out of a resource's: letters, digits and hyphens, and an end of its own."""
    suffix = (seed.hex() or uuid.uuid4().hex)[:_SUFFIX_LENGTH]
    allowed = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "bucket"
    stem = allowed[: _LONGEST_NAME - _SUFFIX_LENGTH - 1].rstrip("-")
    return f"{'b-' if stem.startswith(_RESERVED_STARTS) else ''}{stem}-{suffix}"[-_LONGEST_NAME:]


def name_faults(name: str) -> Iterator[str]:
    """Tell what a bucket's name breaks.

    Sources: Outscale, "Introduction to OOS", "Bucket Naming Conventions", which unlike Amazon's allow no dots; and for
    what is reserved, the Amazon S3 User Guide, "General purpose bucket naming rules".
    """
    if not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME:
        yield f"must have {_SHORTEST_NAME} to {_LONGEST_NAME} characters; it has {len(name)}"
    if not _NAME.fullmatch(name):
        yield "must be made of lowercase letters, digits and hyphens, and begin and end with a letter or a digit"
    for start in filter(name.startswith, _RESERVED_STARTS):
        yield f"must not begin with {start}, which S3 reserves"
    for end in filter(name.endswith, _RESERVED_ENDS):
        yield f"must not end with {end}, which S3 reserves"


def _failures(stated: JsonObject, inputs: JsonObject) -> Iterator[Failure]:
    for name, value in inputs.items():
        shape = SHAPES.get(name)
        if shape is None:
            yield Failure(name, f"Bucket has no such argument; it has {', '.join(sorted(SHAPES))}")
            continue
        wrong = [*faults(value, shape)] or ([] if has_unknown(value) else [*_meaningless(name, value)])
        yield from (Failure(name, fault) for fault in wrong)
    yield from _contradictions(stated)


def _meaningless(name: str, value: object) -> Iterator[str]:
    """Tell what has the right type and still cannot be meant."""
    match name, value:
        case "bucket", str():
            yield from name_faults(value)
        case "retentionDays", int() if not 1 <= value <= _LONGEST_RETENTION:
            yield f"must be between 1 and {_LONGEST_RETENTION}"
        case "policy", str():
            yield from _policy_faults(value)
        case "tags", list():
            yield from _tag_faults([tag["key"] for tag in value])


def _policy_faults(text: str) -> Iterator[str]:
    try:
        policy = json.loads(text)
    except ValueError as error:
        yield f"must be JSON: {error}"
        return
    if not isinstance(policy, dict) or "Statement" not in policy:
        yield "must be a JSON object with a Statement"


def _tag_faults(keys: list[str]) -> Iterator[str]:
    if "" in keys:
        yield "a tag's key must not be empty"
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"the key {key} is there more than once"


def _contradictions(inputs: JsonObject) -> Iterator[Failure]:
    """Tell which arguments do not go together; an unknown one may still turn out well."""
    locked = inputs.get("objectLock")
    if locked is True and inputs.get("versioning") is False:
        yield Failure("versioning", "object lock keeps versions: leave versioning out, or set it to true")
    if inputs.get("retentionDays") is not None and not (locked is True or locked == UNKNOWN):
        yield Failure("retentionDays", "needs objectLock: true")
    if inputs.get("retentionMode") is not None and inputs.get("retentionDays") is None:
        yield Failure("retentionMode", "needs retentionDays")
