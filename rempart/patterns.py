"""Regular expressions that are compiled when they are first used: there are hundreds, and a run meets few of them."""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that behaves as a compiled one; a mistake in it raises ``re.error`` on first use."""
    return cast("re.Pattern[str]", _Late(text, flags))


class _Late:
    """A regular expression; its methods become those of the compiled one as soon as one of them is called for."""

    __slots__ = ("flags", "pattern", *_METHODS)

    def __init__(self, text: str, flags: int) -> None:
        self.pattern = text
        self.flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a compiled expression has under that name
        compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
