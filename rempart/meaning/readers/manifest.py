"""Reads Kubernetes manifests: what each kind says of hosts, and which of its words are no hosts at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from rempart.addresses.words import word_set
from rempart.meaning.findings import Act, Document, Finding, Sign, SignKind, Spot, Unread, Value
from rempart.meaning.forms import names_a_form
from rempart.meaning.keys import words_of
from rempart.meaning.packing import UnreadableError, as_text, from_base64
from rempart.meaning.readers.tree import read_entry

Manifest: TypeAlias = Mapping[object, object]

_CONFIGURATIONS = word_set("config configuration lua script snippet template values")
"""Words in the names of annotations that hold a configuration of their own."""
LABEL = "label"
"""Block of the labels and annotations of a thing: what stands in it is for people and tools to sort by."""
_TALK = word_set(
    "ClusterRole ClusterRoleBinding CustomResourceDefinition NetworkPolicy PriorityClass Role RoleBinding"
    " ServiceAccount"
)
"""Kinds that connect to nothing: their dotted words are groups of interfaces, and their addresses say who may."""
_RULES = word_set("AlertingRule PrometheusRule RecordingRule")
_SOURCES = word_set(
    "AppProject Application ApplicationSet Bucket ClusterImageCatalog GitRepository HelmChart HelmRepository"
    " ImageRepository OCIRepository"
)
"""Kinds that say where software and its descriptions come from."""
_ISSUERS = word_set("ClusterIssuer Issuer")
_OWN_NAMES = word_set(
    "Certificate DNSEndpoint DNSRecord GRPCRoute Gateway HTTPProxy HTTPRoute Ingress IngressRoute IngressRouteTCP"
    " Route TCPRoute TLSRoute VirtualService"
)
_OWN_KEYS = word_set("commonname dnsname dnsnames domain host hostname hostnames hosts match sans")
_CONNECTS = word_set(
    "CiliumClusterwideNetworkPolicy CiliumEgressGatewayPolicy CiliumNetworkPolicy EgressFirewall EndpointSlice"
    " Endpoints ServiceEntry"
)
_IDENTIFIER_KEYS = word_set(
    "apigroup apigroups apiversion class controller finalizers group ingressclassname kind nonresourceurls"
    " resources signername storageclassname topologykey verbs"
)


def is_manifest(tree: Manifest) -> bool:
    """Whether a tree is a Kubernetes manifest."""
    return isinstance(tree.get("kind"), str) and isinstance(tree.get("apiVersion"), str)


def read_manifest(tree: Manifest, spot: Spot) -> Iterator[Finding]:
    """Yield what a manifest says, by its kind."""
    kind, version = str(tree["kind"]), str(tree["apiVersion"])
    group = version.rpartition("/")[0]
    if group:
        yield Sign(SignKind.API_GROUP, group, spot)
    items = tree.get("items")
    if isinstance(items, list) and kind.endswith("List"):
        yield from read_entry("items", items, spot)
        return
    name = _name_of(tree)
    inner = Spot(spot.place, spot.key, (*spot.scope, f"{kind} {name}"), spot.act)
    read = _reader(kind)
    for key, child in tree.items():
        label = str(key)
        if label in {"apiVersion", "kind", "status"}:
            continue
        if label == "metadata" and isinstance(child, Mapping):
            yield from _read_metadata(child, inner.below(label, key=label))
        else:
            yield from read(label, child, inner)


def _name_of(tree: Manifest) -> str:
    metadata = tree.get("metadata")
    return str(metadata.get("name", "")) if isinstance(metadata, Mapping) else ""


def _read_metadata(metadata: Manifest, spot: Spot) -> Iterator[Finding]:
    """Yield labels and annotations; their keys, and all the rest of the metadata, are identifiers."""
    for part in ("labels", "annotations"):
        entries = metadata.get(part)
        if not isinstance(entries, Mapping):
            continue
        for key, value in entries.items():
            name = str(key).rpartition("/")[2]
            if not isinstance(value, str):
                continue
            yield from _read_label(name, value, spot.below(f"{part}.{key}", key=name))


def _read_label(name: str, value: str, spot: Spot) -> Iterator[Finding]:
    """Yield one label or annotation: some hold a configuration, which is read as one."""
    if "\n" in value.strip() or value.lstrip()[:1] in ("{", "[") or words_of(name) & _CONFIGURATIONS:
        yield Document(value, spot)
    elif name.lower() in _OWN_KEYS:
        yield Value(value, spot.doing(Act.NAMES))
    else:
        yield Value(value, spot.block(LABEL))


_Read: TypeAlias = Callable[[str, object, Spot], Iterator[Finding]]


def _reader(kind: str) -> _Read:
    return _READERS.get(kind, _plain)


def _nothing(_label: str, _child: object, _spot: Spot) -> Iterator[Finding]:
    yield from ()


def _plain(label: str, child: object, spot: Spot) -> Iterator[Finding]:
    yield from read_entry(label, child, spot)


def _doing(act: Act) -> _Read:
    return lambda label, child, spot: _plain(label, child, spot.doing(act))


def _read_config_map(label: str, child: object, spot: Spot) -> Iterator[Finding]:
    """Yield each file of a map by its name; short values together are an environment."""
    if label not in {"data", "binaryData"} or not isinstance(child, Mapping):
        yield from _plain(label, child, spot)
        return
    for key, value in child.items():
        name = str(key)
        inner = spot.below(f"{label}.{name}", key=name)
        if label == "binaryData" and isinstance(value, str):
            yield from _read_base64(value, _file(inner))
        elif isinstance(value, str):
            yield from _file_or_variable(value, inner)
        else:
            yield from _plain(name, value, spot.below(label))


def _read_secret(label: str, child: object, spot: Spot) -> Iterator[Finding]:
    if label in {"data", "stringData"} and isinstance(child, Mapping):
        for key, value in child.items():
            inner = spot.below(f"{label}.{key}", key=str(key))
            if not isinstance(value, str):
                continue
            if label == "data":
                yield from _read_base64(value, inner)
            else:
                yield from _file_or_variable(value, inner)
    elif label != "type":
        yield from _plain(label, child, spot)


def _file_or_variable(text: str, spot: Spot) -> Iterator[Finding]:
    is_file = "\n" in text.strip() or text.lstrip()[:1] in ("{", "[", "<") or names_a_form(spot.key)
    yield Document(text, _file(spot)) if is_file else Value(text, spot)


def _file(spot: Spot) -> Spot:
    return spot.block(f"file {spot.key}")


def _read_base64(text: str, spot: Spot) -> Iterator[Finding]:
    raw = from_base64(text)
    if raw is None:
        yield Value(text, spot)
        return
    try:
        content = as_text(raw)
    except UnreadableError as error:
        yield Unread(spot, str(error))
        return
    yield from _file_or_variable(content, spot)


def _read_service(label: str, child: object, spot: Spot) -> Iterator[Finding]:
    if label == "spec" and isinstance(child, Mapping):
        for key, value in child.items():
            if key == "externalName" and isinstance(value, str):
                yield Value(value, spot.below("spec.externalName", key="externalName").doing(Act.SENDS))
            else:
                yield from _plain(str(key), value, spot.below("spec", key=""))
    else:
        yield from _plain(label, child, spot)


def _read_source(label: str, child: object, spot: Spot) -> Iterator[Finding]:
    if isinstance(child, Mapping):
        for key, value in child.items():
            act = Act.SENDS if key in {"destination", "destinations"} else Act.FETCHES
            yield from _plain(str(key), value, spot.below(label, key=label).doing(act))
    else:
        yield from _plain(label, child, spot)


def _read_issuer(label: str, child: object, spot: Spot) -> Iterator[Finding]:
    """Yield an issuer's settings: its server hands out certificates, its solvers change records elsewhere."""
    acme = child.get("acme") if isinstance(child, Mapping) else None
    if not isinstance(child, Mapping) or not isinstance(acme, Mapping):
        yield from _plain(label, child, spot)
        return
    for key, value in child.items():
        if key != "acme":
            yield from _plain(str(key), value, spot.below(label, key=label))
    for key, value in acme.items():
        act = Act.FETCHES if key == "server" else Act.REFERS if key == "email" else None
        yield from _plain(str(key), value, spot.below(f"{label}.acme", key="acme").doing(act))


def _read_own_names(label: str, child: object, spot: Spot) -> Iterator[Finding]:
    """Yield a kind that publishes names: its hosts are what the deployment is called."""
    pending: list[tuple[str, object, Spot]] = [(label, child, spot)]
    while pending:
        name, value, where = pending.pop(0)
        inner = where.below(name, key=name)
        if name.lower() in _OWN_KEYS and isinstance(value, (str, list)):
            texts = value if isinstance(value, list) else [value]
            for index, text in enumerate(texts):
                if isinstance(text, str):
                    yield Value(text, inner.below(index).doing(Act.NAMES))
                else:
                    pending.append((str(index), text, inner))
        elif isinstance(value, Mapping):
            pending.extend((str(key), grandchild, inner) for key, grandchild in value.items())
        elif isinstance(value, list):
            pending.extend((str(index), item, inner) for index, item in enumerate(value))
        else:
            yield from read_entry(name, value, where)


def _read_external_secret(label: str, child: object, spot: Spot) -> Iterator[Finding]:
    """Yield all but ``secretKey``, which names the entry that a secret from elsewhere is kept under."""
    rows = child.get("data") if label == "spec" and isinstance(child, Mapping) else None
    if isinstance(child, Mapping) and isinstance(rows, list):
        child = {**child, "data": [_without_its_key(row) for row in rows]}
    yield from _plain(label, child, spot)


def _without_its_key(row: object) -> object:
    return {key: value for key, value in row.items() if key != "secretKey"} if isinstance(row, Mapping) else row


_READERS: dict[str, _Read] = {
    "ConfigMap": _read_config_map,
    "ClusterExternalSecret": _read_external_secret,
    "ExternalSecret": _read_external_secret,
    "Secret": _read_secret,
    "Service": _read_service,
    **dict.fromkeys(_TALK, _nothing),
    **dict.fromkeys(_RULES, _doing(Act.REFERS)),
    **dict.fromkeys(_CONNECTS, _doing(Act.CONNECTS)),
    **dict.fromkeys(_SOURCES, _read_source),
    **dict.fromkeys(_OWN_NAMES, _read_own_names),
    **dict.fromkeys(_ISSUERS, _read_issuer),
}
