"""Check and diff: what can be said of a change before the service is asked."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import ipaddress
import re
import uuid
from collections.abc import Iterator
from typing import Literal

from outscale_provider.contract import Change, Checked, Difference, Failure
from outscale_provider.table import Kind
from outscale_provider.values.compare import same, same_json
from outscale_provider.values.json import FILLED_IN, UNKNOWN, JsonObject, has_unknown, stated
from outscale_provider.values.names import api_name, pulumi_name
from outscale_provider.values.shapes import Shape, faults

_TAGS = Shape(
    "array",
    items=Shape("object", properties={"Key": Shape("string"), "Value": Shape("string")}, required=("Key", "Value")),
)
_RANGE = re.compile(r"(^|[a-z])IpRange$")
_SUFFIX_LENGTH = 7


def check(kind: Kind, inputs: JsonObject, olds: JsonObject, *, name: str, seed: bytes, region: str) -> Checked:
    """Fill in the name that the program leaves out, and tell all that cannot be right."""
    filled = named(kind, inputs, olds, name=name, seed=seed)
    return Checked(filled, tuple(_failures(kind, filled, region)))


def named(kind: Kind, inputs: JsonObject, olds: JsonObject, *, name: str, seed: bytes) -> JsonObject:
    """Return the inputs with a unique name where the kind needs one; a name once given is kept."""
    wanted = pulumi_name(kind.autoname)
    if not wanted or inputs.get(wanted) is not None:
        return inputs
    suffix = (seed.hex() or uuid.uuid4().hex)[:_SUFFIX_LENGTH]
    return inputs | {wanted: olds.get(wanted) or f"{name}-{suffix}", FILLED_IN: [wanted]}


def _failures(kind: Kind, inputs: JsonObject, region: str) -> Iterator[Failure]:
    for name, value in stated(inputs).items():
        key = api_name(name)
        shape = _TAGS if name == "tags" and kind.tags else kind.inputs.get(key)
        if shape is None or name[:1].isupper():
            yield Failure(name, _no_such_argument(kind))
            continue
        wrong = [*faults(value, shape)] or [*_meaningless(key, value, region)]
        yield from (Failure(name, fault) for fault in wrong)
    for key in kind.required:
        if inputs.get(pulumi_name(key)) is None:
            yield Failure(pulumi_name(key), "is required")


def _no_such_argument(kind: Kind) -> str:
    offered = sorted([pulumi_name(key) for key in kind.inputs] + (["tags"] if kind.tags else []))
    return f"{kind.name} has no such argument; it has {', '.join(offered)}"


def _meaningless(key: str, value: object, region: str) -> Iterator[str]:
    """Tell what has the right type and still cannot be meant."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from (f"{name}: {fault}" for fault in _meaningless(api_name(name), part, region))
    elif isinstance(value, list):
        for part in value:
            yield from _meaningless(key.removesuffix("s"), part, region)
    elif isinstance(value, str) and UNKNOWN not in value:
        if _RANGE.search(key):
            yield from _range_faults(value)
        elif key == "SubregionName":
            yield from _subregion_faults(value, region)
        elif key == "UserData":
            yield from _user_data_faults(value)
        elif key.endswith("Date"):
            yield from _date_faults(value)


def _range_faults(value: str) -> Iterator[str]:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        yield f"{value} is no range of addresses; write it as 10.0.0.0/16"


def _subregion_faults(value: str, region: str) -> Iterator[str]:
    """Tell of another region's subregion: each bears its region's name and a letter (Outscale, "About Regions")."""
    own = re.fullmatch(r"(.+-\d)[a-z]", value)
    if region and own and own[1] != region:
        yield f"{value} is not in {region}, the provider's region"


def _date_faults(value: str) -> Iterator[str]:
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        yield f"{value} is no date; write it as 2027-06-30 or 2027-06-30T12:00:00Z"


def _user_data_faults(value: str) -> Iterator[str]:
    try:
        base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        yield "must be Base64; encode it, as base64.b64encode(text.encode()).decode() does"


def diff(kind: Kind, olds: JsonObject, news: JsonObject) -> Difference:
    """Compare the inputs deployed with those wanted."""
    changes: dict[str, Change] = {}
    warnings: list[str] = []
    for name in sorted({*olds, *news} - {FILLED_IN}):
        before, after = olds.get(name), news.get(name)
        if (after is None and before is None) or (after is not None and _unchanged(kind, name, before, after)):
            continue
        if after is None and not _can_be_unset(kind, name, before):
            warnings.append(f"{name} is no longer stated: the service keeps {_shown(kind, name, before)}")
            continue
        changes[name] = Change(_what(before, after), replace=name != "tags" and api_name(name) not in kind.updatable)
    stopped = [name for name in changes if api_name(name) in kind.stopped]
    replaced = {name for name, change in changes.items() if change.replace}
    if stopped and not replaced:
        warnings.append(f"{', '.join(stopped)} can only change while the VM is stopped: it will be stopped and started")
    delete_first = bool(replaced) and (kind.replace_first or _clashes(kind, changes, news))
    return Difference(changes, delete_first, tuple(warnings))


def _what(before: object, after: object) -> Literal["add", "delete", "update"]:
    if after is None:
        return "delete"
    return "add" if before is None else "update"


def _unchanged(kind: Kind, name: str, before: object, after: object) -> bool:
    if has_unknown(after):
        return False
    if api_name(name) in kind.json:
        return same_json(after, before)
    return before is not None and same(after, before)


def _can_be_unset(kind: Kind, name: str, before: object) -> bool:
    key = api_name(name)
    if name == "tags" or key in kind.reset:
        return True
    shape = kind.inputs.get(key)
    if shape is None or key not in kind.updatable:
        return False
    return shape.type == "array" or (shape.type == "boolean" and before is True)


def _shown(kind: Kind, name: str, value: object) -> str:
    secret = api_name(name) in kind.secret or isinstance(value, dict | list)
    return "what was set" if secret else str(value)


def _clashes(kind: Kind, changes: JsonObject, news: JsonObject) -> bool:
    """Tell whether the new object cannot stand beside the old one, since both would have what only one can have.

    A name that the provider made up is made anew for a new object: the engine asks for that, by a check without the
    old inputs. So the new one can be there before the old one goes, with all that uses it.
    """
    named = {pulumi_name(key) for key in kind.unique}
    same_name = bool(named) and not named & {*changes, *(news.get(FILLED_IN) or ())}
    return same_name or any(news.get(name) and name not in changes for name in map(pulumi_name, kind.exclusive))
