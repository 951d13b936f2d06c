"""Keeps which settings of a script reach which of its commands: blocks for subshells, functions, and what is unset.

A setting speaks for what stands in its block. A subshell's settings stand in a block of its own; after ``unset X`` the
script goes on in a new block, in which all that is still set is stated again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rempart.meaning.findings import Finding, Spot, Value
from rempart.patterns import regex

_FORGETS = regex(
    r"\b(?:unset|eval|source|base32|base64|basenc|openssl|xxd|rev|tr|gunzip|zcat|gzip|xz|xzcat|bzip2|bzcat)\b|\benv\b[^\n]*?\s(?:-i|-u|--unset)\b|(?:^|[\s;&|(])[A-Za-z_]\w*=(?:\"\"|'')?(?=[\s;&|)]|$)"
)
"""What unsets a variable, or decodes a text that may."""
_PART = "$ part "
_OF_A_FUNCTION = "$ function "
_MOST_STATED_AGAIN = 2_000
"""Settings that are stated again, in all: beyond them a setting no longer speaks for later commands."""


class Scopes:
    """The blocks around the command that is being read."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._forgets = any(_FORGETS.search(text) for text in texts)
        self._generation = 0
        self._generations = 0
        self._functions: list[str] = []
        self.subshells: tuple[str, ...] = ()
        """The subshells around the command that comes next."""
        self._around: list[tuple[int, dict[str, Value]]] = []
        self._stated: dict[str, Value] = {}
        self._stated_again = 0

    def around(self, spot: Spot) -> Spot:
        """Return a spot of the script inside the blocks that are open."""
        blocks = [f"{_PART}{self._generation}."] if self._forgets else []
        blocks += [f"$ subshell {name}." for name in self.subshells]
        return Spot(spot.place, spot.key, (*spot.scope, *blocks, *self._functions), spot.act)

    def enter(self, subshells: tuple[str, ...]) -> None:
        """Go on inside these subshells: what was set or unset in those that end holds no more."""
        same = 0
        while same < min(len(subshells), len(self.subshells)) and subshells[same] == self.subshells[same]:
            same += 1
        self.subshells = subshells
        if not self._forgets:
            return
        if len(self._around) > same:
            self._generation, self._stated = self._around[same]
            del self._around[same:]
        self._around += [(self._generation, dict(self._stated)) for _ in subshells[same:]]

    def call(self, count: int) -> None:
        """Open the block of a function that is called."""
        self._functions.append(f"{_OF_A_FUNCTION}{count}.")

    def leave(self) -> None:
        """Close the block of the function called last."""
        self._functions.pop()

    def stating(self, name: str, value: str, spot: Spot, *, local: bool = False) -> Value:
        """Return a setting of the script, which outlives the function that sets it unless it is ``local`` to it."""
        scope = (
            spot.scope
            if local and self._functions
            else tuple(part for part in spot.scope if not part.startswith(_OF_A_FUNCTION))
        )
        found = Value(value, Spot(spot.place, name, scope, spot.act))
        if self._forgets and not (local and self._functions):
            self._stated[name] = found
        return found

    def forget(self, names: Sequence[str]) -> Iterator[Finding]:
        """Go on without some settings: those that hold are stated again."""
        known = [name for name in names if name in self._stated]
        if not known:
            return
        for name in known:
            del self._stated[name]
        yield from self._go_on(self._stated)

    def without(self, names: Sequence[str], *, any_name: bool) -> tuple[int | None, Iterator[Finding]]:
        """Leave a part of the script for one command that some settings miss; return the part, and what it is told."""
        before = self._generation
        missing = set(self._stated) if any_name else {name for name in names if name in self._stated}
        if not missing:
            return None, iter(())
        return before, self._go_on({name: them for name, them in self._stated.items() if name not in missing})

    def current(self, spot: Spot) -> Spot:
        """Return a spot in the part of the script that goes on now."""
        return Spot(spot.place, spot.key, self._in_part(spot.scope), spot.act)

    def go_back(self, part: int | None) -> None:
        """Go on in a part of the script that was left for one command, where one was."""
        if part is not None:
            self._generation = part

    def _go_on(self, stated: dict[str, Value]) -> Iterator[Finding]:
        self._generations += 1
        self._generation = self._generations
        self._stated_again += len(stated)
        if self._stated_again > _MOST_STATED_AGAIN:
            return iter(())
        return iter([Value(value.text, self.current(value.spot)) for value in stated.values()])

    def _in_part(self, scope: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{_PART}{self._generation}." if part.startswith(_PART) else part for part in scope)


def missing_settings(wrapped: Sequence[str], settings: Sequence[str], inner: Sequence[str]) -> tuple[list[str], bool]:
    """Return the variables that one command is run without, and whether it is run without any.

    ``wrapped`` are the words around it (``env -u X``); the others are set for it alone, to nothing in ``X= ls``.
    """
    names = [*settings, *(setting.partition("=")[0] for setting in inner if setting.endswith("="))]
    if "env" not in {word.rpartition("/")[2] for word in wrapped}:
        return names, False
    for index, word in enumerate(wrapped):
        if word in {"-u", "--unset"}:
            names += wrapped[index + 1 : index + 2]
        elif word.startswith(("-u", "--unset=")):
            names.append(word.removeprefix("--unset=").removeprefix("-u"))
    return names, not {"-i", "-", "--ignore-environment"}.isdisjoint(wrapped)
