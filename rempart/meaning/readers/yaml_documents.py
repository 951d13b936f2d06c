"""Parses YAML as far as texts use it: mappings, lists and scalars, within bounds."""

from __future__ import annotations

from functools import cache
from typing import Any

_MOST_MERGED = 100_000
"""Entries of mappings that are merged into others, over one text."""
_MAPPING, _LIST, _TEXT = (f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str"))


def parse_yaml(text: str) -> list[object] | None:
    """Return the documents of a text; None where it is no YAML, or YAML that grows without end."""
    import yaml  # noqa: PLC0415 - slow to load, needed for few texts

    try:
        return list(yaml.load_all(text, Loader=_loader()))
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, AttributeError):
        return None


@cache
def _loader() -> Any:  # noqa: ANN401 - a class of the library, which has no type of its own for it
    """Return the library's safe loader, with a short way for what most texts are made of."""
    import yaml  # noqa: PLC0415 - slow to load, needed for few texts

    safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(safe):  # type: ignore[misc]
        """Makes trees of mappings, lists and texts itself; whatever else is left to the library."""

        merged = 0

        def construct_document(self, node: yaml.Node) -> object:
            return self._tree(node, {})

        def flatten_mapping(self, node: yaml.MappingNode) -> None:
            self.merged += len(node.value) + 1
            if self.merged > _MOST_MERGED:
                raise yaml.YAMLError
            super().flatten_mapping(node)

        def _tree(self, node: yaml.Node, made: dict[int, object]) -> object:
            """Return what a node is; ``made`` are those met before, to which aliases lead back."""
            if node.tag == _TEXT:
                return node.value
            known = made.get(id(node))
            if known is not None:
                return known
            if node.tag == _MAPPING and isinstance(node, yaml.MappingNode):
                if any(key.tag.endswith(":merge") for key, _ in node.value):
                    self.flatten_mapping(node)
                mapping: dict[object, object] = {}
                made[id(node)] = mapping
                mapping.update((self._tree(key, made), self._tree(value, made)) for key, value in node.value)
                return mapping
            if node.tag == _LIST and isinstance(node, yaml.SequenceNode):
                items: list[object] = []
                made[id(node)] = items
                items.extend(self._tree(item, made) for item in node.value)
                return items
            return self.construct_object(node, deep=True)

    return Loader
