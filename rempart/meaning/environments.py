"""Fills in what manifests take from others of the same deployment: variables, and settings kept with credentials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rempart.meaning.packing import from_base64
from rempart.model.resource import Resource
from rempart.model.values import Value

_CONFIG_MAPS = "kubernetes:core/v1:ConfigMap"
_SECRETS = "kubernetes:core/v1:Secret"
_DEEPEST = 30


def config_maps(resources: Iterable[Resource]) -> dict[str, Mapping[str, Value]]:
    """Return the data of the config maps among some resources, by name."""
    found: dict[str, Mapping[str, Value]] = {}
    for resource in resources:
        if resource.type == _CONFIG_MAPS:
            name, data = _name_of(resource), resource.inputs.get("data")
            if name is not None and isinstance(data, Mapping):
                found[name] = data
    return found


def kept_in_secrets(resources: Iterable[Resource]) -> dict[str, dict[str, str]]:
    """Return what the secrets among some resources keep in plain sight, by name; what is sealed stays so."""
    found: dict[str, dict[str, str]] = {}
    for resource in resources:
        if resource.type == _SECRETS and (name := _name_of(resource)) is not None:
            found[name] = dict(_entries(resource))
    return found


def _name_of(resource: Resource) -> str | None:
    metadata = resource.inputs.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    return name if isinstance(name, str) else None


def _entries(resource: Resource) -> Iterator[tuple[str, str]]:
    for field in ("data", "stringData"):
        entries = resource.inputs.get(field)
        for key, value in entries.items() if isinstance(entries, Mapping) else ():
            if isinstance(value, str):
                yield key, _decoded(value) if field == "data" else value


def _decoded(value: str) -> str:
    raw = from_base64(value)
    return "" if raw is None else raw.decode("utf-8", "replace")


def with_environments(tree: Value, maps: Mapping[str, Mapping[str, Value]], depth: int = 0) -> Value:
    """Return a tree in which each container states the variables that it takes from one of the maps."""
    if depth > _DEEPEST:
        return tree
    if isinstance(tree, list):
        return [with_environments(item, maps, depth + 1) for item in tree]
    if not isinstance(tree, dict):
        return tree
    completed = {key: with_environments(value, maps, depth + 1) for key, value in tree.items()}
    taken = [*_taken_whole(tree.get("envFrom"), maps), *_taken_singly(tree.get("env"), maps)]
    if taken:
        stated = completed.get("env")
        completed["env"] = [*(stated if isinstance(stated, list) else ()), *taken]
    return completed


def _taken_whole(sources: Value, maps: Mapping[str, Mapping[str, Value]]) -> list[Value]:
    entries: list[Value] = []
    for source in sources if isinstance(sources, list) else ():
        reference = source.get("configMapRef") if isinstance(source, Mapping) else None
        name = reference.get("name") if isinstance(reference, Mapping) else None
        if isinstance(name, str):
            entries += [{"name": key, "value": value} for key, value in maps.get(name, {}).items()]
    return entries


def _taken_singly(variables: Value, maps: Mapping[str, Mapping[str, Value]]) -> list[Value]:
    entries: list[Value] = []
    for variable in variables if isinstance(variables, list) else ():
        source = variable.get("valueFrom") if isinstance(variable, Mapping) else None
        reference = source.get("configMapKeyRef") if isinstance(source, Mapping) else None
        if isinstance(reference, Mapping) and isinstance(variable, Mapping):
            value = maps.get(str(reference.get("name")), {}).get(str(reference.get("key")))
            if value is not None:
                entries.append({"name": variable.get("name"), "value": value})
    return entries
