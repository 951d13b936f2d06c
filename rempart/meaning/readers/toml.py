"""Reads TOML: parsed as a whole, its tables handed back as trees; what does not parse is read line by line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rempart.meaning.findings import Act, Finding, Sign, SignKind, Spot, Tree
from rempart.meaning.readers.lines import read_lines

_ACTS = MappingProxyType(
    {
        "inputs": Act.CONNECTS,
        "mirror": Act.FETCHES,
        "mirrors": Act.FETCHES,
        "outputs": Act.SENDS,
        "registries": Act.FETCHES,
        "registry": Act.FETCHES,
        "sinks": Act.SENDS,
        "unqualified-search-registries": Act.FETCHES,
        "urls": Act.REFERS,
    }
)
"""What is done with the addresses in a table, by its name: plug-ins that write, mirrors, links."""
_ACTIONS = frozenset({"inputs", "outputs"})
"""Tables whose own tables are named after the plug-in that they set up, as Telegraf has them."""
_TYPED_ACTIONS = frozenset({"sinks", "sources"})
"""Tables whose own tables say in ``type`` which plug-in they set up, as Vector has them."""
_ADDRESSED = frozenset({"plugins", "project", "registry", "source", "tool"})
"""Tables that are looked into for those above."""
_DEEPEST = 6


def read_toml(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield what a TOML file holds."""
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        yield from read_lines(text, spot)
        return
    yield from _of_table(tree, spot, 0)


def _of_table(table: Mapping[str, object], spot: Spot, depth: int) -> Iterator[Finding]:
    """Yield the entries of a table: those whose name says what is done with them, with their act."""
    rest: dict[str, object] = {}
    for name, value in table.items():
        act = _ACTS.get(name)
        inner = spot.below(name, key=name).block(name)
        if name == "urls" and not isinstance(value, Mapping):
            rest[name] = value
        elif act is not None and name not in _ACTIONS:
            yield from _signs(value, inner.doing(act)) if name in _TYPED_ACTIONS else ()
            yield Tree(value, inner.doing(act))
        elif name in _ACTIONS and isinstance(value, Mapping) and act is not None:
            for plugin, settings in value.items():
                yield from _of_plugin(plugin, settings, inner.doing(act))
        elif isinstance(value, Mapping) and name in _ADDRESSED and depth < _DEEPEST:
            yield from _of_table(value, inner, depth + 1)
        else:
            rest[name] = value
    if rest:
        yield Tree(rest, spot)


def _of_plugin(plugin: str, settings: object, spot: Spot) -> Iterator[Finding]:
    """Yield each instance of a plug-in, with what it connects to when nothing in it says where."""
    instances = settings if isinstance(settings, list) else [settings]
    for number, instance in enumerate(instances):
        inner = spot.below(plugin, key=plugin).block(f"{plugin} {number}")
        yield Sign(SignKind.ACTION, plugin, inner)
        yield Tree(instance, inner)


def _signs(table: object, spot: Spot) -> Iterator[Finding]:
    for name, part in table.items() if isinstance(table, Mapping) else ():
        kind = part.get("type") if isinstance(part, Mapping) else None
        if isinstance(kind, str):
            yield Sign(SignKind.ACTION, kind, spot.block(name))
