"""Works out which operators are connected to whose hosts stand nowhere: a client of one operator, a bucket's scheme.

The catalogue's table says which signs imply whom. An endpoint stated in the same block, file or environment redirects
the client: then it is judged, and the sign says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rempart.catalogue.facts import Implied
from rempart.meaning.findings import Sign, SignKind, Spot
from rempart.meaning.keys import squeezed
from rempart.model.address import Host, HostKind
from rempart.model.mention import Mention, Role
from rempart.patterns import regex

_OF_A_COMMAND = "$ "
"""What the blocks of single commands begin with: what one is told, another does not know."""
_FOR_ALL = frozenset({"common", "defaults", "global"})
"""Blocks whose settings hold for the whole file."""
_DEFAULT_SECTIONS = frozenset({"credentials", "default", "global"})
_GROUP = regex(r"\([^()]*\)")
_REPEATS = frozenset({"*", "+", "?", "{"})
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
    """What settings of one name say: the rows that they show by themselves, and those that they begin."""

    shows: tuple[Implied, ...]
    begins: tuple[Implied, ...]


class _Patterns:
    """Patterns of squeezed names, apart by the letter that they begin with where it is plain: most match nothing."""

    def __init__(self, patterns: Iterable[str]) -> None:
        by_letter: dict[str, list[str]] = {}
        patterns = set(patterns)
        self._names = {pattern for pattern in patterns if pattern.isalnum()}
        for pattern in sorted(patterns - self._names):
            is_plain = pattern[:1].isalnum() and "|" not in _GROUP.sub("", pattern) and pattern[1:2] not in _REPEATS
            by_letter.setdefault(pattern[0] if is_plain else "", []).append(f"(?:{pattern})")
        self._patterns = {letter: "|".join(them) for letter, them in by_letter.items()}
        self._compiled: dict[str, re.Pattern[str]] = {}

    def match(self, name: str) -> bool:
        """Whether one of them matches a name."""
        if name in self._names:
            return True
        first = name[:1]
        if first in self._patterns and self._one_of(first).fullmatch(name) is not None:
            return True
        return "" in self._patterns and self._one_of("").fullmatch(name) is not None

    def _one_of(self, letter: str) -> re.Pattern[str]:
        """Return the patterns of a letter as one, compiled when first needed: no text needs all of them."""
        known = self._compiled.get(letter)
        if known is None:
            known = self._compiled[letter] = re.compile(self._patterns[letter])
        return known


_NOTHING = _Asked((), ())


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
        begins = {name for row in self._variables for name in row.names} | {row.settings[0][0] for row in self._blocks}
        others = {pattern for row in rows for pattern in (*(name for name, _ in row.settings), *row.unless)}
        self._begins = _Patterns(begins)
        self._others = _Patterns(others)
        self._known: dict[str, _Asked] = {}
        self._matters: dict[str, bool] = {}

    def asked(self, names: tuple[str, ...]) -> _Asked:
        """Return what a setting of these names says."""
        asked = [one for name in names if (one := self._asked_of(name)) is not _NOTHING]
        if len(asked) < 2:  # noqa: PLR2004 -- nothing to put together
            return asked[0] if asked else _NOTHING
        shows = {row: None for one in asked for row in one.shows}
        begins = {row: None for one in asked for row in one.begins}
        return _Asked(tuple(shows), tuple(begins))

    def matters(self, names: tuple[str, ...]) -> bool:
        """Whether a setting of these names may complete a row, or void it."""
        for name in names:
            if name not in self._matters:
                self._matters[name] = self._begins.match(name) or self._others.match(name)
            if self._matters[name]:
                return True
        return False

    def _asked_of(self, name: str) -> _Asked:
        """Return what a setting of this name says; most names say nothing, which is seen at once."""
        known = self._known.get(name)
        if known is None:
            known = _NOTHING
            if self._begins.match(name):
                known = _Asked(
                    tuple(row for row in self._variables if _any_matches(row.names, (name,))),
                    tuple(row for row in self._blocks if _any_matches((row.settings[0][0],), (name,))),
                )
            self._known[name] = known
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
        self._by_scope: dict[tuple[str, ...], list[Setting]] = {}
        self._hold: dict[tuple[tuple[tuple[str, str], ...], tuple[str, ...]], bool] = {}
        self._endpoints: dict[tuple[str, ...], _Endpoints] = {}

    def see(self, sign: Sign | SchemeSign) -> None:
        """Take a sign."""
        self._signs.append(sign)

    def hear(self, key: str, value: str, spot: Spot) -> None:
        """Take a value that stands under a key, or a word of a command."""
        if spot.scope and spot.scope[-1].startswith(_OF_A_COMMAND):
            self._words.setdefault(spot.scope, []).append(value)
        if key:
            names = _names_of(key, spot.scope[-1] if spot.scope else "")
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
        scope = setting.spot.scope
        if (row.settings, scope) not in self._hold:
            block = self._blocks().get(scope, [])
            holds = all(any(_holds(condition, other) for other in block) for condition in others)
            self._hold[row.settings, scope] = holds
        return self._hold[row.settings, scope]

    def _blocks(self) -> dict[tuple[str, ...], list[Setting]]:
        if not self._by_scope:
            for setting in self._telling:
                self._by_scope.setdefault(setting.spot.scope, []).append(setting)
        return self._by_scope

    @cached_property
    def _telling(self) -> list[Setting]:
        """The settings that may complete a row, or void it: asked for only where something shows one."""
        return [setting for setting in self._settings if self._table.matters(setting.names)]

    def _is_redirected(self, row: Implied, spot: Spot) -> bool:
        if row.unless not in self._endpoints:
            stated = (each for each in self._telling if each.value and _any_matches(row.unless, each.names))
            buckets = {other.spot.scope for other in self._signs if isinstance(other, SchemeSign)}
            self._endpoints[row.unless] = _Endpoints({each.spot.scope for each in stated}, buckets)
        whole_file = row.sign in {"variable", "call", "scheme", "command"}
        return self._endpoints[row.unless].speak_for(spot.scope, self._words.get(spot.scope), whole_file=whole_file)


class _Endpoints:
    """The blocks that state an endpoint of one kind: which signs they redirect is asked of each sign."""

    def __init__(self, stated: set[tuple[str, ...]], buckets: set[tuple[str, ...]]) -> None:
        self._stated = stated
        self._around = {scope[:length] for scope in stated for length in range(len(scope) + 1)}
        self._sections = {scope[0].strip("[] ").rpartition(" ")[2] for scope in stated if len(scope) == 1}
        self._holds_default = any(name.lower() in _DEFAULT_SECTIONS for name in self._sections)
        self._files = {
            scope[:1] for scope in stated - buckets if not any(part.startswith(_OF_A_COMMAND) for part in scope)
        }

    def speak_for(self, shown: tuple[str, ...], words: list[str] | None, *, whole_file: bool) -> bool:
        """Whether an endpoint redirects what is shown in a block.

        It does in the whole file, unless a single command is told it, or it stands beside a bucket of its own; and in
        a section of a tool's own settings by which a command goes: the one that it names, or the default.
        """
        if shown in self._around or any(shown[:length] in self._stated for length in range(len(shown))):
            return True
        if words is not None and (self._holds_default or not self._sections.isdisjoint(words)):
            return True
        return whole_file and shown[:1] in self._files


@lru_cache(maxsize=65536)
def _names_of(key: str, block: str) -> tuple[str, ...]:
    """Return the names that a setting goes by: its own, that with what stands above it, that with its block's."""
    last = key.rpartition(".")[2]
    return tuple(dict.fromkeys((squeezed(last), squeezed(key), squeezed(block + last))))


def _holds(condition: tuple[str, str], setting: Setting) -> bool:
    name, value = condition
    return _any_matches((name,), setting.names) and _matches(value, setting.value.strip().strip("\"'"))


def _any_matches(patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return any(_matches(pattern, name) for pattern in patterns for name in names)


@lru_cache(maxsize=65536)
def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.IGNORECASE) is not None
