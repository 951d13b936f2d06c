"""What the settings of known tools do with their values, and how a setting becomes findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from rempart.meaning.findings import Act, Document, Finding, Form, Sign, SignKind, Spot, Value
from rempart.meaning.readers.settings import Setting
from rempart.meaning.readers.wording import assigned, connects, locates, quoted_words, unquoted, words_in

Take: TypeAlias = Callable[[str, Spot], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Use:
    """What a setting does with its value: the act, the key that says what for, and how it is taken apart."""

    act: Act | None
    key: str | None
    take: Take


@dataclass(frozen=True, slots=True)
class Tool:
    """The settings of a tool that say more than their names, by ``key``, ``block/key``, or ``block/*``."""

    uses: Mapping[str, Use] = field(default_factory=lambda: MappingProxyType({}))
    names_action: frozenset[str] = frozenset()
    """Settings that name the plug-in which a block runs."""
    prefix: str = ""
    """What the table of implied operators puts before the names of this tool's plug-ins, where they are plain words."""
    holds_actions: frozenset[str] = frozenset()
    """Blocks whose own blocks are named after the plug-in that they run."""

    def use_of(self, setting: Setting) -> Use | None:
        """Return what is known of a setting, by the innermost block that says something of it."""
        key = setting.key.lower().replace("_", "-").replace(" ", "-")
        key = key.rpartition(":")[2] or key
        for block in reversed(setting.path):
            if (use := self.uses.get(f"{block}/{key}")) is not None:
                return use
        return self.uses.get(key)

    def act_of_block(self, setting: Setting) -> Act | None:
        """Return what the blocks around a setting do with every address in them."""
        uses = (self.uses.get(f"{block}/*") for block in reversed(setting.path))
        return next((use.act for use in uses if use is not None), None)


def findings_of(setting: Setting, tool: Tool) -> Iterator[Finding]:
    """Yield what one setting of a tool holds."""
    if not setting.key:
        yield from _free_words(setting, tool)
        return
    use = tool.use_of(setting)
    inner = setting.spot.below(setting.key, key=setting.key)
    if setting.key.lower() in tool.names_action:
        yield Sign(SignKind.ACTION, tool.prefix + setting.text, inner.doing(tool.act_of_block(setting)))
    if setting.is_heading and not tool.holds_actions.isdisjoint(setting.path[:-1]):
        yield Sign(SignKind.ACTION, setting.key, inner.doing(tool.act_of_block(setting)))
    if "." in setting.key or "//" in setting.key:
        yield Value(
            setting.key, setting.spot.below(setting.key).doing(Act.FETCHES if "//" in setting.key else Act.REFERS)
        )
    if use is not None:
        yield from use.take(setting.text, inner.named(use.key or setting.key).doing(use.act))
    else:
        yield from by_name(setting, tool.act_of_block(setting))


def by_name(setting: Setting, act_of_block: Act | None = None) -> Iterator[Finding]:
    """Yield what a setting holds, understood by its own name and by what the block around it does."""
    inner = setting.spot.below(setting.key, key=setting.key)
    if connects(setting.key) and not setting.is_heading:
        yield from each_word(setting.text, inner.doing(act_of_block or Act.CONNECTS))
    elif locates(setting.key) or "://" in setting.text:
        yield from whole(setting.text, inner.doing(act_of_block))
    else:
        yield from whole(setting.text, inner.doing(act_of_block if "host=" in setting.text else None))
    yield from _options(setting.text, inner, act_of_block)


def _options(text: str, spot: Spot, act_of_block: Act | None) -> Iterator[Finding]:
    """Yield the options that a value of several words states (``host=db port=5432``), each under its name."""
    if "=" not in text or "://" in text:
        return
    for word in quoted_words(text):
        option = assigned(word)
        if option is not None and option[1]:
            act = (act_of_block or Act.CONNECTS) if connects(option[0]) else None
            yield Value(unquoted(option[1]), spot.below(option[0], key=option[0]).doing(act))


def whole(text: str, spot: Spot) -> Iterator[Finding]:
    """Take a value as it stands."""
    if text:
        yield Value(text, spot)


def each_word(text: str, spot: Spot) -> Iterator[Finding]:
    """Take each word of a value on its own; one that says what it is (``host=db``), under that name."""
    words = words_in(text)
    if words != [text]:
        yield from whole(text, spot)
    for word in words:
        option = assigned(word)
        if option is None:
            yield Value(word, spot)
        elif option[1]:
            yield Value(unquoted(option[1]), spot.named(option[0]))


def next_hop(text: str, spot: Spot) -> Iterator[Finding]:
    """Take the last part of a path as what is connected to (``/chu.fr/10.0.0.53``), the others as they stand."""
    *domains, hop = text.split("/")
    for domain in domains:
        yield from whole(domain, spot.named("domain"))
    yield from whole(hop, spot.doing(Act.FETCHES))


def command(text: str, spot: Spot) -> Iterator[Finding]:
    """Take a value as a command line."""
    if text:
        yield Document(text, spot, Form.SHELL)


def _free_words(setting: Setting, tool: Tool) -> Iterator[Finding]:
    """Take a line without a key: a member of a list, when its block says what for."""
    use = tool.uses.get(f"{setting.path[-1]}/") if setting.path else None
    if setting.is_heading:
        yield from each_word(setting.text, setting.spot.doing(Act.NAMES))
    elif use is not None:
        yield from use.take(setting.text, setting.spot.named(use.key or setting.path[-1]).doing(use.act))
    elif setting.path and connects(setting.path[-1]):
        yield from each_word(setting.text, setting.spot.named(setting.path[-1]).doing(Act.CONNECTS))
    else:
        yield from whole(setting.text, setting.spot)


_TAKES: Mapping[str, Use] = {
    "connects": Use(Act.CONNECTS, None, each_word),
    "fetches": Use(Act.FETCHES, None, each_word),
    "nexthop": Use(None, None, next_hop),
    "names": Use(Act.NAMES, None, each_word),
    "plain": Use(None, None, whole),
    "refers": Use(Act.REFERS, None, each_word),
    "runs": Use(None, None, command),
    "sends": Use(Act.SENDS, None, each_word),
}


def uses(table: str) -> dict[str, Use]:
    """Read a table of settings: what is done with them, a key in its place where one is needed, and their names.

    >>> uses("fetches=ntp pool server")["pool"].key
    'ntp'
    """
    found: dict[str, Use] = {}
    for line in table.strip().splitlines():
        verb, *names = line.split()
        act, _, key = verb.partition("=")
        base = _TAKES[act]
        use = Use(base.act, key or None, base.take)
        found.update(dict.fromkeys((name.lower().replace("_", "-") for name in names), use))
    return found
