"""Bucket policies compared by meaning."""

from __future__ import annotations

import json


def same_policy(one: object, other: object) -> bool:
    """Tell whether two policies mean the same, whatever their order and spacing; ``None`` is no policy.

    Statements, actions, resources and principals are sets, and a set of one may stand without its brackets (Amazon S3
    User Guide, "Policies and permissions"). Texts that are not JSON are compared as they are.
    """
    if not isinstance(one, str) or not isinstance(other, str):
        return one == other
    try:
        return _meaning(json.loads(one)) == _meaning(json.loads(other))
    except ValueError:
        return one == other


def _meaning(value: object) -> object:
    if isinstance(value, dict):
        return frozenset((key, _meaning(part)) for key, part in value.items())
    if isinstance(value, list):
        members = frozenset(_meaning(part) for part in value)
        return next(iter(members)) if len(members) == 1 else members
    return type(value), value
