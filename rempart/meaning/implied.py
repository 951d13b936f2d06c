"""Works out which operators are connected to whose hosts stand nowhere: a client of one operator, a bucket's scheme.

The catalogue's table says which signs imply whom. An endpoint stated in the same block, file or environment redirects
the client: then it is judged, and the sign says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rempart.catalogue.facts import Implied
from rempart.meaning.findings import Sign, SignKind, Spot
from rempart.meaning.keys import squeezed
from rempart.model.address import Host, HostKind
from rempart.model.mention import Mention, Role

_OF_A_COMMAND = "$ "
"""What the blocks of single commands begin with: what one is told, another does not know."""
_DEFAULT_SECTIONS = frozenset({"credentials", "default", "global"})
_FIRST_WORDS = 4
"""Words of a command among which its subcommand stands."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of a block: its own name and that with what stands above it, both squeezed; and its value."""

    names: tuple[str, ...]
    value: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class SchemeSign:
    """A URL that names a bucket or a key by its scheme."""

    scheme: str
    spot: Spot


class ImpliedTable:
    """The catalogue's table, with one question asked of it very often answered fast."""

    def __init__(self, rows: tuple[Implied, ...]) -> None:
        self.rows = rows
        patterns = dict.fromkeys(
            pattern
            for row in rows
            for pattern in (
                *(name for name, _ in row.settings),
                *(row.names if row.sign == "variable" else ()),
                *row.unless,
            )
        )
        self._any = re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)", re.IGNORECASE)
        self._known: dict[tuple[str, ...], bool] = {}

    def matters(self, names: tuple[str, ...]) -> bool:
        """Whether some row asks for a setting of one of these names."""
        known = self._known.get(names)
        if known is None:
            known = self._known[names] = any(self._any.fullmatch(name) for name in names)
        return known


class Signs:
    """The settings and signs of one text, and of what is nested in it."""

    def __init__(self, table: ImpliedTable) -> None:
        self._table = table
        self._settings: list[Setting] = []
        self._signs: list[Sign | SchemeSign] = []
        self._words: dict[tuple[str, ...], list[str]] = {}

    def see(self, sign: Sign | SchemeSign) -> None:
        """Take a sign."""
        self._signs.append(sign)

    def hear(self, key: str, value: str, spot: Spot) -> None:
        """Take a value that stands under a key, or a word of a command."""
        if spot.scope and spot.scope[-1].startswith(_OF_A_COMMAND):
            self._words.setdefault(spot.scope, []).append(value)
        if key:
            names = tuple(dict.fromkeys((squeezed(key.rpartition(".")[2]), squeezed(key))))
            if self._table.matters(names):
                self._settings.append(Setting(names, value, spot))

    def implied(self) -> Iterator[Mention]:
        """Yield the operators that are connected to without being named."""
        if not self._settings and not self._signs:
            return
        for row in self._table.rows:
            for spot in self._shown(row):
                if not self._is_redirected(row, spot):
                    yield Mention(spot.place, Host(row.host, HostKind.NAME), Role(row.role))

    def _shown(self, row: Implied) -> Iterator[Spot]:
        if row.sign == "setting":
            yield from self._blocks(row)
        elif row.sign == "variable":
            for setting in self._settings:
                if setting.value and _any_matches(row.names, setting.names):
                    yield setting.spot
        else:
            for sign in self._signs:
                if _shows(row, sign) and self._connects(row, sign):
                    yield sign.spot

    def _connects(self, row: Implied, sign: Sign | SchemeSign) -> bool:
        """Whether a command does more than to tell its version or to write its own settings."""
        if row.sign != "command":
            return True
        words = self._words.get(sign.spot.scope, [])
        if any(word in row.offline for word in words[:_FIRST_WORDS]):
            return False
        return not row.subcommands or any(word in row.subcommands for word in words)

    def _blocks(self, row: Implied) -> Iterator[Spot]:
        """Yield the blocks in which every setting of a row holds."""
        conditions = tuple(row.settings)
        first = conditions[0]
        for setting in self._settings:
            if not _holds(first, setting):
                continue
            block = [other for other in self._settings if other.spot.scope == setting.spot.scope]
            if all(any(_holds(condition, other) for other in block) for condition in conditions[1:]):
                yield setting.spot

    def _is_redirected(self, row: Implied, spot: Spot) -> bool:
        whole_file = row.sign in {"variable", "call", "scheme", "command"}
        return any(
            setting.value
            and _any_matches(row.unless, setting.names)
            and self._speaks_for(setting.spot, spot, whole_file=whole_file)
            for setting in self._settings
        )

    def _speaks_for(self, endpoint: Spot, sign: Spot, *, whole_file: bool) -> bool:
        """Whether an endpoint stated here redirects what is shown there.

        In the whole file, unless a single command is told it, or it stands beside a bucket of its own.
        """
        stated, shown = endpoint.scope, sign.scope
        if stated == shown[: len(stated)] or shown == stated[: len(shown)]:
            return True
        if len(stated) == 1 and self._is_chosen(stated[0], shown):
            return True
        if not whole_file or stated[:1] != shown[:1] or any(part.startswith(_OF_A_COMMAND) for part in stated):
            return False
        return not any(isinstance(other, SchemeSign) and other.spot.scope == stated for other in self._signs)

    def _is_chosen(self, section: str, command: tuple[str, ...]) -> bool:
        """Whether a command goes by a section of its tool's own settings: the one that it names, or the default."""
        words = self._words.get(command)
        if words is None:
            return False
        name = section.strip("[] ").rpartition(" ")[2]
        return name.lower() in _DEFAULT_SECTIONS or name in words


def _shows(row: Implied, sign: Sign | SchemeSign) -> bool:
    if isinstance(sign, SchemeSign):
        return row.sign == "scheme" and sign.scheme in row.names
    if sign.kind != row.sign:
        return False
    if sign.kind is SignKind.CALL:
        return any(name in sign.name for name in row.names)
    if sign.kind is SignKind.API_GROUP:
        return any(sign.name == name or sign.name.endswith(f".{name}") for name in row.names)
    return sign.name in row.names or sign.name.lower() in row.names


def _holds(condition: tuple[str, str], setting: Setting) -> bool:
    name, value = condition
    return _any_matches((name,), setting.names) and _matches(value, setting.value.strip().strip("\"'"))


def _any_matches(patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return any(_matches(pattern, name) for pattern in patterns for name in names)


@lru_cache(maxsize=65536)
def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.IGNORECASE) is not None
