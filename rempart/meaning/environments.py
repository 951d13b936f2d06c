"""Fills in the variables that containers take from config maps of the same deployment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rempart.model.resource import Resource
from rempart.model.values import Value

_MAP_TYPE = "kubernetes:core/v1:ConfigMap"
_DEEPEST = 30


def config_maps(resources: Iterable[Resource]) -> dict[str, Mapping[str, Value]]:
    """Return the data of the config maps among some resources, by name."""
    found: dict[str, Mapping[str, Value]] = {}
    for resource in resources:
        if resource.type == _MAP_TYPE:
            metadata, data = resource.inputs.get("metadata"), resource.inputs.get("data")
            name = metadata.get("name") if isinstance(metadata, Mapping) else None
            if isinstance(name, str) and isinstance(data, Mapping):
                found[name] = data
    return found


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
