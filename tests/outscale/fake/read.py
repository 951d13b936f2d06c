"""Reads: filters resolved against the document's schemas, then pages as the service cuts them."""

from __future__ import annotations

import base64
import binascii
import fnmatch
import re
from collections.abc import Iterator

from tests.outscale.fake.cloud import Cloud
from tests.outscale.fake.document import Document, JsonObject
from tests.outscale.fake.kinds import KINDS
from tests.outscale.fake.refusals import refusal

_ALIASES = {
    "InboundRuleProtocols": ("InboundRules", "IpProtocol"),
    "LinkNetIds": ("NetId",),
    "LinkStates": ("State",),
    "LinkSubnetIds": ("LinkRouteTables", "SubnetId"),
    "LinkRouteTableIds": ("LinkRouteTables", "RouteTableId"),
    "LinkVolumeLinkStates": ("LinkedVolumes", "State"),
    "IsSourceDestCheck": ("IsSourceDestChecked",),
    "PrivateIpsPrimaryIp": ("PrivateIps", "IsPrimary"),
    "NicPrivateIpsPrimaryIp": ("Nics", "PrivateIps", "IsPrimary"),
    "NicPrivateIpsLinkPublicIpIds": ("Nics", "PrivateIps", "LinkPublicIp", "PublicIp"),
    "OutboundRuleProtocols": ("OutboundRules", "IpProtocol"),
    "Platforms": ("OsFamily",),
    "ProductCodeNames": ("ProductCodes",),
    "SubregionNames": ("Placement", "SubregionName"),
    "Tenancies": ("Placement", "Tenancy"),
    "VmStateNames": ("State",),
    "VmStates": ("VmState",),
    "Keys": ("Key",),
    "Values": ("Value",),
}
_ALIASES_OF = {
    ("VirtualGateway", "LinkNetIds"): ("NetToVirtualGatewayLinks", "NetId"),
    ("VirtualGateway", "LinkStates"): ("NetToVirtualGatewayLinks", "State"),
    ("Vm", "VmSecurityGroupIds"): ("SecurityGroups", "SecurityGroupId"),
    ("Vm", "VmSecurityGroupNames"): ("SecurityGroups", "SecurityGroupName"),
}
_PREFIXES = {
    "BlockDeviceMapping": "BlockDeviceMappings",
    "InboundRule": "InboundRules",
    "LinkRouteTable": "LinkRouteTables",
    "LinkVolume": "LinkedVolumes",
    "Nic": "Nics",
    "OutboundRule": "OutboundRules",
    "Route": "Routes",
}
_OWN_WORDS = ("Image", "NetPeering", "Snapshot", "Vm", "Volume", "VmGroup", "VmTemplate")


def read(cloud: Cloud, operation: str, arguments: JsonObject) -> JsonObject:
    """Answer a plain read: the objects of its kind that pass every filter."""
    found = passing(
        cloud.document,
        cloud.document.kind(operation),
        candidates(cloud, operation, arguments),
        arguments.get("Filters", {}),
    )
    return page(cloud, operation, arguments, found)


def candidates(cloud: Cloud, operation: str, arguments: JsonObject) -> list[JsonObject]:
    """Return the objects that a read may be about: those whose identifiers it names, or all of the kind."""
    kind = cloud.document.kind(operation)
    identifiers = arguments.get("Filters", {}).get(KINDS[kind].identifier + "s")
    if identifiers and not any("*" in identifier for identifier in identifiers):
        return cloud.store.those(kind, identifiers)
    return cloud.store.all(kind)


def passing(document: Document, kind: str, objects: list[JsonObject], filters: JsonObject) -> list[JsonObject]:
    """Return the objects that pass every filter. Raises ``RefusedError`` for a filter that the fake cannot apply."""
    kept = objects
    for name, wanted in filters.items():
        test = _tag_test(name, wanted) if name.startswith("Tag") else None
        if test is not None:
            kept = [body for body in kept if test & _tag_texts(name, body)]
            continue
        path = filter_path(document, kind, name)
        if path is None:
            raise refusal("invalid-filter", f"The fake cannot filter {kind} by {name}.")
        kept = [body for body in kept if _is_wanted(wanted, list(_values(body, path)))]
    return kept


def page(cloud: Cloud, operation: str, arguments: JsonObject, found: list[JsonObject]) -> JsonObject:
    """Cut the objects found into the page that the call asks for."""
    collection = cloud.document.collection(operation)
    properties = cloud.document.response_schema(operation)["properties"]
    sizes = [size for size in (arguments.get("ResultsPerPage"), cloud.control.page) if size]
    size = min(sizes) if sizes else None
    if "NextPageToken" in properties:
        start = _from_token(arguments.get("NextPageToken"))
        reply: JsonObject = {collection: found[start : start + size] if size else found[start:]}
        if size and start + size < len(found):
            reply["NextPageToken"] = _token(start + size)
        return reply
    if "HasMoreItems" in properties:
        start, size = max(arguments.get("FirstItem", 1), 1) - 1, size or 100
        reply = {
            collection: found[start : start + size],
            "HasMoreItems": start + size < len(found),
            "MaxResultsLimit": size,
            "MaxResultsTruncated": False,
        }
        return {name: value for name, value in reply.items() if name in properties}
    return {collection: found}


def filter_path(document: Document, kind: str, name: str) -> tuple[str, ...] | None:
    """Return where in an object of a kind the values stand that a filter is about; nothing where that is unknown."""
    if (kind, name) in _ALIASES_OF:
        return _ALIASES_OF[kind, name]
    properties = document.properties(kind)
    if name in _ALIASES and _ALIASES[name][0] in properties and name[:-1] not in properties:
        return _ALIASES[name]
    direct = _path(document, properties, name)
    if direct is not None:
        return direct
    for word in _OWN_WORDS:
        if kind == word and name.startswith(word) and (own := _path(document, properties, name[len(word) :])):
            return own
    return _deep_path(document, properties, name)


def _path(document: Document, properties: JsonObject, name: str) -> tuple[str, ...] | None:
    for candidate in (name, *_singulars(name)):
        if candidate in properties:
            return (candidate,)
    prefixes = {**{name: name for name in properties}, **_PREFIXES}
    for start, prop in sorted(prefixes.items(), key=lambda item: -len(item[0])):
        if name.startswith(start) and prop in properties and (inner := _inner(document, properties[prop])):
            rest = _path(document, inner, name[len(start) :]) or _deep_path(document, inner, name[len(start) :])
            if rest is not None:
                return (prop, *rest)
    return None


def _deep_path(document: Document, properties: JsonObject, name: str) -> tuple[str, ...] | None:
    for prop, schema in properties.items():
        inner = _inner(document, schema)
        if not inner or prop == "Tags":
            continue
        for candidate in (name, *_singulars(name)):
            if candidate in inner:
                return (prop, candidate)
    return None


def _singulars(name: str) -> tuple[str, ...]:
    endings = (("ies", "y"), ("sses", "ss"), ("ases", "as"), ("es", "e"), ("s", ""))
    return tuple(name.removesuffix(end) + instead for end, instead in endings if name.endswith(end))


def _inner(document: Document, schema: JsonObject) -> JsonObject:
    resolved = document.resolve(schema)
    inner: JsonObject = document.resolve(resolved.get("items", resolved)).get("properties", {})
    return inner


def _values(value: object, path: tuple[str, ...]) -> Iterator[object]:
    if isinstance(value, list):
        for item in value:
            yield from _values(item, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:])


def _is_wanted(wanted: object, values: list[object]) -> bool:
    if not isinstance(wanted, list):
        return wanted in values
    return any(value == want or _matches(want, value) for want in wanted for value in values)


def _matches(want: object, value: object) -> bool:
    """Tell whether a text has the form of another one with asterisks in it."""
    return isinstance(want, str) and isinstance(value, str) and "*" in want and fnmatch.fnmatchcase(value, want)


def _tag_test(name: str, wanted: object) -> set[str] | None:
    if name not in ("Tags", "TagKeys", "TagValues") or not isinstance(wanted, list):
        return None
    return {f"{tag['Key']}={tag['Value']}" if isinstance(tag, dict) else tag for tag in wanted}


def _tag_texts(name: str, body: JsonObject) -> set[str]:
    form = {"Tags": "{Key}={Value}", "TagKeys": "{Key}", "TagValues": "{Value}"}[name]
    return {form.format(**tag) for tag in body.get("Tags", [])}


def _token(start: int) -> str:
    return base64.b64encode(f"from {start}".encode()).decode()


def _from_token(token: str | None) -> int:
    if token is None:
        return 0
    try:
        found = re.fullmatch(r"from (\d+)", base64.b64decode(token, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError):
        found = None
    if found is None:
        raise refusal("invalid-parameter-value", "The value of 'NextPageToken' is none that the service gave.")
    return int(found[1])
