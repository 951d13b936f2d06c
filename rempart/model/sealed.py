"""What a secret holds, for one purpose only: to learn where it leads.

A provider may mark a whole text as secret, as Outscale's does with user data. What it connects to must be judged all
the same, and what it says must be shown to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NoReturn, TypeVar

from rempart.model.values import Value

Found = TypeVar("Found")


class Sealed:
    """The content of a secret. It cannot be printed, compared or written; only a search sees it."""

    __slots__ = ("_content",)

    def __init__(self, content: Value) -> None:
        self._content = content

    def search(self, look: Callable[[Value], Found]) -> Found:
        """Return what ``look`` finds in the content. Whoever calls this keeps host names, and nothing else."""
        return look(self._content)

    def __repr__(self) -> str:
        return "Sealed()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("what is sealed is not written anywhere")


NONE_SEALED: Mapping[str, Sealed] = MappingProxyType({})
"""For resources without secrets, which are most of them."""
