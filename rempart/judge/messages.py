"""Fill the message templates of rules: ``{placement.entity}`` from the subject, ``{.why}`` from the rule's finding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rempart.judge.rule import ReadPath
from rempart.shown import shown

_PLACEHOLDER = re.compile(r"\{(\.?[a-z_]+(?:\.[a-z_]+)*)\}")
MISSING = "unknown"
"""What a placeholder becomes when its value is absent."""


def placeholders(template: str) -> frozenset[ReadPath]:
    """Return the subject paths that a template quotes; fields of the finding (``{.why}``) are not among them."""
    names: list[str] = _PLACEHOLDER.findall(template)
    return frozenset(tuple(name.split(".")) for name in names if not name.startswith("."))


def fill(template: str, subject: Mapping[str, object], finding: Mapping[str, object]) -> str:
    """Return the template with every placeholder replaced; an absent value reads ``unknown``.

    A text in the finding may hold placeholders of its own.

    >>> fill("{placement.entity} {.why}", {"placement": {"entity": "OVH SAS"}}, {"why": "is not qualified"})
    'OVH SAS is not qualified'
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if not name.startswith("."):
            return _say(_lookup(subject, name.split(".")))
        text = finding.get(name[1:])
        return fill(text, subject, {}) if isinstance(text, str) else _say(text)

    return _PLACEHOLDER.sub(value, template)


def _lookup(tree: object, path: Sequence[str]) -> object:
    for name in path:
        if not isinstance(tree, Mapping):
            return None
        tree = tree.get(name)
    return tree


def _say(value: object) -> str:
    if value is None or isinstance(value, Mapping):
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_say(item) for item in value) or MISSING
    return shown(str(value))
