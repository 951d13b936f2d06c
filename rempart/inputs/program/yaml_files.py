"""Reads YAML as Go does, which is how Pulumi reads it: ``yes`` and ``12:30`` are text, ``0o17`` is a number.

What comes out is what JSON can hold, within bounds: a file of a few lines can describe billions of values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from rempart.errors import InputError

_LARGEST = 1024 * 1024
"""Bytes of a file; a real one has a few thousand."""
_MOST_VALUES = 100_000
_DEEPEST = 90
_EXACT = 1e21
"""From here on, Go writes a number with an exponent."""
_MERGE = "tag:yaml.org,2002:merge"
_SIGNS = "-+0123456789"


class _GoLoader(yaml.SafeLoader):
    """Builds what ``yaml.v3`` of Go builds; see the constructors below."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the library's signature
        """Return a mapping with keys of text. Two equal keys are an error, as they are for Go."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag == _MERGE:
                continue
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not isinstance(key, yaml.ScalarNode) or name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is not a text, or stands twice", key.start_mark
                )
            seen.add(name)
        self.flatten_mapping(node)
        return {
            _key(self.construct_object(key, deep=True)): self.construct_object(value, deep=deep)
            for key, value in node.value
        }


def _key(key: object) -> str:
    return str(key).lower() if isinstance(key, bool) else "null" if key is None else str(key)


def _whole(loader: _GoLoader, node: yaml.ScalarNode) -> int:
    text = str(loader.construct_scalar(node)).replace("_", "").lower()
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-")
    if re.fullmatch("0[0-7]+", digits):
        return sign * int(digits, 8)
    # A leading zero before an 8 or a 9 makes it a decimal number.
    return sign * (int(digits, 0) if digits[:2] in ("0x", "0o", "0b") else int(digits))


def _fraction(loader: _GoLoader, node: yaml.ScalarNode) -> int | float:
    number = float(str(loader.construct_scalar(node)).replace("_", "").lower().replace(".inf", "inf"))
    if not math.isfinite(number):
        raise yaml.constructor.ConstructorError(None, None, "a number is infinite", node.start_mark)
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _time(loader: _GoLoader, node: yaml.ScalarNode) -> str:
    """Return a moment as Go prints it, which is what a program gets of it."""
    found: date = loader.construct_yaml_timestamp(node)
    moment = found if isinstance(found, datetime) else datetime(found.year, found.month, found.day, tzinfo=UTC)
    offset = moment.strftime("%z") or "+0000"
    fraction = f".{moment.microsecond:06}".rstrip("0") if moment.microsecond else ""
    return f"{moment:%Y-%m-%d %H:%M:%S}{fraction} {offset} {'UTC' if offset == '+0000' else offset}"


_GoLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":int", ":float"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0[bB][01_]+|0[oO][0-7_]+|0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)", _SIGNS),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)", _SIGNS + "."),
):
    _GoLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))
_GoLoader.add_constructor("tag:yaml.org,2002:int", _whole)
_GoLoader.add_constructor("tag:yaml.org,2002:float", _fraction)
_GoLoader.add_constructor("tag:yaml.org,2002:timestamp", _time)


def read_yaml(file: Path) -> dict[str, Any]:
    """Return the fields of a YAML or JSON file; an empty file has none.

    Raises InputError, with the line where there is one, for a file that cannot be read, is malformed or unbounded.
    """
    where = str(file)
    try:
        if file.stat().st_size > _LARGEST:
            raise InputError("is too large for a Pulumi file", where=where, mend="check that it is the right file")
        content = yaml.load(file.read_text(encoding="utf-8-sig"), Loader=_GoLoader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise InputError(f"cannot be read: {str(error.strerror).lower()}", where=where) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", where=where, mend="save it as UTF-8") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        at = f":{mark.line + 1}" if mark is not None else ""
        raise InputError("is not valid YAML", where=f"{where}{at}", mend="correct the syntax") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise InputError("does not hold fields", where=where, mend="write `field: value` lines")
    if not _is_bounded(content):
        raise InputError("holds too much, or itself", where=where, mend="write fewer aliases (*name) and levels")
    return content


def _is_bounded(content: object) -> bool:
    """Return whether a tree, its aliases written out, has a bearable size and depth."""
    left = [(content, 0)]
    count = 0
    while left:
        value, depth = left.pop()
        count += 1
        if count > _MOST_VALUES or depth > _DEEPEST:
            return False
        items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        left.extend((item, depth + 1) for item in items)
    return True
