"""Recognises trees that say more than their shape: manifests, containers, compose services, files, FHIR resources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from rempart.addresses.words import word_set
from rempart.meaning.findings import Act, Finding, Sign, SignKind, Spot, Tree, Value
from rempart.meaning.readers.manifest import is_manifest, read_manifest
from rempart.meaning.readers.tree import (
    ENTRYPOINT,
    naming,
    read_command,
    read_entry,
    read_environment,
    read_file,
    read_scalar,
)
from rempart.patterns import regex

Fields: TypeAlias = Mapping[object, object]
KindReader: TypeAlias = Callable[[Fields, Spot], Iterator[Finding]]
_FHIR_IDENTIFIERS = word_set(
    "canonical compose contentreference definition definitioncanonical derivedfrom fullurl implicitrules import"
    " instantiatescanonical namespace profile source supportedprofile system targetprofile type uri url value"
    " valueset valueuri"
)
_FHIR_ENDPOINTS = word_set("address endpoint")
_CONTAINER_SIGNS = word_set(
    "args command container_name depends_on entrypoint env envfrom environment envs extra_hosts healthcheck"
    " imagepullpolicy labels livenessprobe logdriver logging mustrun networksadvanced ports restart volumemounts"
    " volumes"
)
"""Names beside ``image`` by which a tree is a container."""
_PROGRAM = regex(r"[a-z][a-z0-9_-]{1,40}")
_COMMAND_KEYS = frozenset({"command", "entrypoint"})


def reader_of(tree: Fields) -> KindReader | None:
    """Return the reader of a tree's kind; None when its shape is all that it says."""
    if is_manifest(tree):
        return read_manifest
    keys = {str(key).lower() for key in tree}
    if "resourcetype" in keys and isinstance(tree.get("resourceType"), str):
        return _read_fhir
    if "path" in keys and keys & {"content", "contents", "source"} and isinstance(tree.get("path"), str):
        return _read_written_file
    if "file" in keys and "content" in keys and isinstance(tree.get("file"), str):
        return _read_personality
    if "image" in keys and keys & _CONTAINER_SIGNS:
        return read_container
    return None


def read_container(tree: Fields, spot: Spot) -> Iterator[Finding]:
    """Yield what a container is told: its environment is its own, and its command is read with it."""
    own = Spot(spot.place, spot.key, (*spot.scope[:1], f"container {spot.place}"), spot.act)
    words: list[object] = []
    entry: list[object] = [_program_of(tree.get("image", ""))]
    for key, child in tree.items():
        label = str(key).lower()
        inner = own.below(key, key=naming(str(key), own.key))
        if label in {"env", "envs", "environment"}:
            yield from read_environment(child, own.below(key, key=str(key)))
        elif label in _COMMAND_KEYS:
            entry = []
            words = [*(child if isinstance(child, list) else [child]), *words]
            if isinstance(child, str):
                yield from read_command(child.replace("$$", "$"), inner)
                words = []
        elif label == "args" and isinstance(child, list):
            words = [*words, *child]
        elif label in {"logdriver", "log_driver"} and isinstance(child, str):
            yield Sign(SignKind.DRIVER, child, own)
        elif label == "labels":
            yield from read_labels(child, inner)
        elif label in {"extra_hosts", "extrahosts"} and isinstance(child, list):
            yield from _read_extra_hosts(child, inner)
        else:
            yield from read_entry(str(key), child, own)
    if words:
        # Compose and Kubernetes write a dollar that is meant for the shell twice.
        words = [word.replace("$$", "$") if isinstance(word, str) else word for word in words]
        yield from read_command([*entry, *words], own.below("command", key="command"))


def _program_of(image: object) -> str:
    """Return what an image most likely runs where only arguments are told: it is named after its program."""
    name = str(image).rpartition("/")[2].partition("@")[0].partition(":")[0]
    return name if _PROGRAM.fullmatch(name) else ENTRYPOINT


def read_labels(tree: object, spot: Spot) -> Iterator[Finding]:
    """Yield labels of a container: some proxies read where to connect from them."""
    yield from read_environment(tree, spot)


def _read_extra_hosts(entries: list[object], spot: Spot) -> Iterator[Finding]:
    for index, entry in enumerate(entries):
        if isinstance(entry, str):
            yield Value(
                entry.partition(":")[2] or entry.partition("=")[2], spot.below(index, key="hosts").doing(Act.CONNECTS)
            )
        else:
            yield Tree(entry, spot.below(index))


def _read_written_file(tree: Fields, spot: Spot) -> Iterator[Finding]:
    """Yield a file that cloud-init writes: given in the text, or fetched from elsewhere."""
    path, content = str(tree["path"]), tree.get("content", tree.get("contents"))
    if isinstance(content, Mapping):
        yield Tree(content, spot.below(path, key=path))
    elif content is not None:
        yield from read_file(path, content, str(tree.get("encoding", "")), spot)
    source = tree.get("source")
    if isinstance(source, Mapping):
        yield Tree(source, spot.below("source", key="source").doing(Act.FETCHES))
    elif isinstance(source, str):
        yield Value(source, spot.below("source", key="source").doing(Act.FETCHES))


def _read_personality(tree: Fields, spot: Spot) -> Iterator[Finding]:
    yield from read_file(str(tree["file"]), tree.get("content"), "", spot)


def _read_fhir(tree: Fields, spot: Spot) -> Iterator[Finding]:
    """Yield what a FHIR resource holds: most of its URLs are names of code systems, profiles and resources."""
    connects = str(tree.get("resourceType")) in {"Endpoint", "Subscription"}
    for key, child in tree.items():
        yield from _fhir_entry(str(key), child, spot, connects=connects)


def _fhir_entry(label: str, child: object, spot: Spot, *, connects: bool) -> Iterator[Finding]:
    inner = spot.below(label, key=label)
    if isinstance(child, Mapping):
        for key, grandchild in child.items():
            yield from _fhir_entry(str(key), grandchild, inner, connects=connects)
    elif isinstance(child, list):
        for index, item in enumerate(child):
            if isinstance(item, (Mapping, list)):
                yield from _fhir_entry(label, item, inner.below(index), connects=connects)
            elif isinstance(item, str):
                yield from _fhir_text(label, item, inner.below(index), connects=connects)
    elif isinstance(child, str):
        yield from _fhir_text(label, child, inner, connects=connects)


def _fhir_text(label: str, text: str, spot: Spot, *, connects: bool) -> Iterator[Finding]:
    if connects and label.lower() in {*_FHIR_ENDPOINTS, "header"}:
        yield Value(text, spot.doing(Act.SENDS))
    elif label.lower() in _FHIR_IDENTIFIERS or label.endswith(("Canonical", "Uri", "Url")):
        yield Value(text, spot.doing(Act.REFERS))
    else:
        yield from read_scalar(text, spot)
