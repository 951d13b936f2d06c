"""Reads which plugins a project takes from elsewhere: the sections ``plugins`` and ``packages`` of ``Pulumi.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_BRIDGE = "terraform-provider"
_REGISTRY = "registry.opentofu.org"
"""Where Pulumi's bridge looks for a Terraform provider that names no registry."""
_PARTS = 2
"""Of the short address of a Terraform provider: its publisher and its name."""


def plugins_of(project: Mapping[str, Any]) -> dict[str, str]:
    """Return, by package, where its plugin comes from: a path, an address, or a Terraform provider's."""
    return {
        **{name: path for section, name, path in _paths(project) if section == "providers"},
        **dict(_packages(project)),
    }


def replaced_hosts(project: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the languages and analyzers that run from a path of the project's choice."""
    return tuple(name for section, name, _ in _paths(project) if section in {"analyzers", "languages"})


def _paths(project: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield section, name and path of each plugin that is run from a path."""
    plugins = project.get("plugins")
    for section, entries in plugins.items() if isinstance(plugins, dict) else ():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and entry.get("path"):
                yield str(section), str(entry.get("name", "")), str(entry["path"])


def _packages(project: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    packages = project.get("packages")
    for name, entry in packages.items() if isinstance(packages, dict) else ():
        source = entry.get("source", "") if isinstance(entry, dict) else entry
        parameters = entry.get("parameters") if isinstance(entry, dict) else None
        words = str(source).split()
        if words and words[0].partition("@")[0] == _BRIDGE:
            stated = [*words[1:], *(map(str, parameters) if isinstance(parameters, list) else ())]
            yield str(name), _bridged(stated[0] if stated else "")
        elif words and _is_elsewhere(words[0]):
            yield str(name), words[0].partition("@")[0]


def _bridged(address: str) -> str:
    """Return the full address of a Terraform provider."""
    return f"{_REGISTRY}/{address}" if address.count("/") < _PARTS else address


def _is_elsewhere(source: str) -> bool:
    """Whether a source is a path or an address, rather than a name in Pulumi's registry (``pulumiverse/scaleway``)."""
    host = source.partition("@")[0].partition("/")[0]
    return source.startswith((".", "/", "~")) or "://" in source or "." in host
