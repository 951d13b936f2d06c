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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the table asks of settings of one name: the rows that it shows, begins, or may void."""

    shows: tuple[Implied, ...]
    begins: tuple[Implied, ...]
    matters: bool


class ImpliedTable:
    """The catalogue's table, indexed by what shows its rows: most texts show none."""

    def __init__(self, rows: tuple[Implied, ...]) -> None:
        self._variables = tuple(row for row in rows if row.sign == "variable")
        self._blocks = tuple(row for row in rows if row.sign == "setting")
        self._calls = tuple(row for row in rows if row.sign == "call")
        self._by_name: dict[tuple[str, str], list[Implied]] = {}
        for row in rows:
            if row.sign not in ("variable", "setting", "call"):
                for name in row.names:
                    self._by_name.setdefault((row.sign, name), []).append(row)
        self._in_calls = re.compile("|".join(re.escape(name) for row in self._calls for name in row.names) or "(?!)")
        patterns = dict.fromkeys(
            pattern for row in rows for pattern in (*(name for name, _ in row.settings), *row.unless)
        )
        self._any = re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)", re.IGNORECASE)
        self._known: dict[tuple[str, ...], _Asked] = {}

    def asked(self, names: tuple[str, ...]) -> _Asked:
        """Return what is asked of a setting of these names."""
        known = self._known.get(names)
        if known is None:
            shows = tuple(row for row in self._variables if _any_matches(row.names, names))
            begins = tuple(row for row in self._blocks if _any_matches((row.settings[0][0],), names))
            matters = bool(shows or begins) or any(self._any.fullmatch(name) for name in names)
            known = self._known[names] = _Asked(shows, begins, matters)
        return known

    def shown_by(self, sign: Sign | SchemeSign) -> Iterator[Implied]:
        """Yield the rows that a sign shows."""
        if isinstance(sign, SchemeSign):
            yield from self._by_name.get(("scheme", sign.scheme), ())
        elif sign.kind is SignKind.CALL:
            if self._in_calls.search(sign.name):
                yield from (row for row in self._calls if any(name in sign.name for name in row.names))
        elif sign.kind is SignKind.API_GROUP:
            labels = sign.name.split(".")
            for start in range(len(labels)):
                yield from self._by_name.get((sign.kind, ".".join(labels[start:])), ())
        else:
            for name in dict.fromkeys((sign.name, sign.name.lower())):
                yield from self._by_name.get((sign.kind, name), ())


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
            names = _names_of(key)
            if self._table.asked(names).matters:
                self._settings.append(Setting(names, value, spot))

    def implied(self) -> Iterator[Mention]:
        """Yield the operators that are connected to without being named."""
        for row, spot in self._shown():
            if not self._is_redirected(row, spot):
                yield Mention(spot.place, Host(row.host, HostKind.NAME), Role(row.role))

    def _shown(self) -> Iterator[tuple[Implied, Spot]]:
        for setting in self._settings:
            asked = self._table.asked(setting.names)
            if setting.value:
                yield from ((row, setting.spot) for row in asked.shows)
            for row in asked.begins:
                if self._is_block(row, setting):
                    yield row, setting.spot
        for sign in self._signs:
            for row in self._table.shown_by(sign):
                if self._connects(row, sign):
                    yield row, sign.spot

    def _connects(self, row: Implied, sign: Sign | SchemeSign) -> bool:
        """Whether a command does more than to tell its version or to write its own settings."""
        if row.sign != "command":
            return True
        words = self._words.get(sign.spot.scope, [])
        if any(word in row.offline for word in words[:_FIRST_WORDS]):
            return False
        return not row.subcommands or any(word in row.subcommands for word in words)

    def _is_block(self, row: Implied, setting: Setting) -> bool:
        """Whether every setting of a row holds in the block of one that holds the first."""
        first, *others = row.settings
        if not _holds(first, setting):
            return False
        block = [other for other in self._settings if other.spot.scope == setting.spot.scope]
        return all(any(_holds(condition, other) for other in block) for condition in others)

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


@lru_cache(maxsize=65536)
def _names_of(key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((squeezed(key.rpartition(".")[2]), squeezed(key))))


def _holds(condition: tuple[str, str], setting: Setting) -> bool:
    name, value = condition
    return _any_matches((name,), setting.names) and _matches(value, setting.value.strip().strip("\"'"))


def _any_matches(patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return any(_matches(pattern, name) for pattern in patterns for name in names)


@lru_cache(maxsize=65536)
def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.IGNORECASE) is not None
