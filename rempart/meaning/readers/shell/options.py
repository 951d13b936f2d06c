"""Parts the arguments of a command into options with their values and positional ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rempart.addresses.words import word_set
from rempart.patterns import regex

_GLUED_ADDRESS = regex(r"-[A-Za-z](?=[^-=]*[.:@/])(.+)", re.DOTALL)
_SETTING = regex(r"(?P<name>[A-Za-z_][\w.\-]*)=(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Takes:
    """Which options of a command take a value: letters, and the names of long ones."""

    short: str = ""
    long: frozenset[str] = frozenset()


NOTHING = Takes()


def takes(short: str = "", long: str = "") -> Takes:
    """Return the options that take a value, from two lines of text."""
    return Takes(short, word_set(long))


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a command: options in order, and what stands without one."""

    options: tuple[tuple[str, str], ...] = ()
    positional: tuple[str, ...] = ()
    switches: frozenset[str] = field(default_factory=frozenset)

    def values(self, *names: str) -> list[str]:
        """Return the values given under any of these options."""
        return [value for name, value in self.options if name in names]


def split(arguments: Sequence[str], taking: Takes, *, interleaved: bool = True) -> Arguments:
    """Part arguments as getopt does; without ``interleaved`` the first positional one ends the options."""
    options: list[tuple[str, str]] = []
    positional: list[str] = []
    switches: set[str] = set()
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            positional.extend(waiting)
        elif argument.startswith("--"):
            name, given, value = argument.partition("=")
            if given:
                options.append((name, value))
            elif name[2:] in taking.long:
                options.append((name, next(waiting, "")))
            else:
                switches.add(name)
        elif argument.startswith("-") and len(argument) > 1:
            _cluster(argument, taking, waiting, (options, switches))
        else:
            positional.append(argument)
            if not interleaved:
                positional.extend(waiting)
    return Arguments(tuple(options), tuple(positional), frozenset(switches))


def _cluster(
    argument: str, taking: Takes, waiting: Iterator[str], found: tuple[list[tuple[str, str]], set[str]]
) -> None:
    options, switches = found
    if argument[1:] in taking.long:
        options.append((argument, next(waiting, "")))
        return
    for index, letter in enumerate(argument[1:], 2):
        if letter in taking.short:
            rest = argument[index:]
            options.append((f"-{letter}", rest or next(waiting, "")))
            return
        switches.add(f"-{letter}")


def loose(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (key, value) of the arguments of a command that nobody knows: a word after an option may be its value."""
    before = ""
    for argument in arguments:
        if argument.startswith("-"):
            name, given, value = argument.partition("=")
            before = "" if given else name
            glued = _GLUED_ADDRESS.fullmatch(argument) if not argument.startswith("--") else None
            if glued is not None:
                yield argument[:2], glued[1]
            elif given:
                yield from _setting(name, value)
        elif setting := _SETTING.fullmatch(argument):
            yield setting["name"], setting["value"]
            before = ""
        else:
            yield before, argument
            before = ""


def _setting(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield an option's value; ``--set a.b=c`` and ``--env A=b`` hold a setting of their own."""
    inner = _SETTING.fullmatch(value)
    if inner is None or "://" in inner["name"]:
        yield name, value
    else:
        yield inner["name"], inner["value"]
