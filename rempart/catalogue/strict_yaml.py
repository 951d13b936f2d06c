"""Reads YAML without losing anything: a field that is stated twice is refused, where YAML keeps the last one."""

from __future__ import annotations

from pathlib import Path

import yaml

from rempart.errors import CatalogueError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: Path) -> object:
    """Return what a file holds. Raises CatalogueError that names the file, and the line where one is to blame."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CatalogueError(f"cannot be read: {error.strerror}", where=str(file)) from error
    except UnicodeDecodeError as error:
        raise CatalogueError("is not valid YAML", where=str(file), mend="save it as UTF-8") from error
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _refuse_repeated(node, file)
        return loader.construct_document(node)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        at = f", line {line + 1}" if isinstance(line, int) else ""
        raise CatalogueError("is not valid YAML", where=f"{file}{at}", mend="correct the syntax") from error
    finally:
        loader.dispose()


def _refuse_repeated(node: yaml.Node, file: Path) -> None:
    if isinstance(node, yaml.MappingNode):
        stated: set[str] = set()
        for name, value in node.value:
            if name.value in stated:
                where = f"{file}, line {name.start_mark.line + 1}"
                raise CatalogueError(f"{name.value} is stated twice", where=where, mend="keep one of them")
            stated.add(name.value)
            _refuse_repeated(value, file)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_repeated(value, file)
