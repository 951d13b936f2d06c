"""Property values as every layer sees them: JSON, plus two marks for what cannot be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TypeAlias, Union


class Mark(Enum):
    """A value whose content is withheld: not known yet, or secret."""

    UNKNOWN = "unknown"
    """The engine will know it only at deployment; never guessed, never dropped."""

    SECRET = "secret"  # noqa: S105 - the name of a mark, not a password
    """The input layer took the value away; that it *is* secret remains known."""


UNKNOWN = Mark.UNKNOWN
SECRET = Mark.SECRET

Value: TypeAlias = Union[bool, int, float, str, Mark, Sequence["Value"], Mapping[str, "Value"], None]  # noqa: UP007 - the bar does not take forward references in quotes
"""Lists arrive as ``list`` and objects as ``dict``; no layer changes them in place."""

Properties: TypeAlias = Mapping[str, Value]
