"""Tells what variables hold after ``read``, ``mapfile`` and ``printf -v``, where the text tells what they are given."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.meaning.readers.shell import pipes
from rempart.meaning.readers.shell.call import DRAWN, Call
from rempart.meaning.readers.shell.options import split, takes
from rempart.model.address import RUN_TIME

READING = frozenset({"mapfile", "read", "readarray"})
_READ = takes("adinNptu")
_MAPFILE = takes("dnOsuCc")
_MOST_LINES = 200


def filled(call: Call, separators: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each variable that a command fills, with the values that it may have: of each line that is read."""
    if call.name == "printf":
        yield from ((name, (pipes.printed(call.arguments[2:]),)) for name in call.arguments[1:2])
        return
    arguments = split(call.arguments, _READ if call.name == "read" else _MAPFILE)
    array = arguments.values("-a")[:1] if call.name == "read" else list(arguments.positional[:1]) or ["MAPFILE"]
    names = [name for name in (array or arguments.positional) if name.isidentifier()]
    lines = [line for line in (call.text or "").split("\n")[:_MOST_LINES] if line.strip()]
    if not lines:
        yield from ((name, (RUN_TIME + DRAWN,)) for name in names)
    elif array:
        yield from ((name, tuple(lines if call.name != "read" else _fields(lines[0], separators, 0))) for name in names)
    else:
        rows = [_fields(line, separators, len(names)) for line in lines]
        for index, name in enumerate(names):
            yield name, tuple(row[index] for row in rows if index < len(row)) or ("",)


def _fields(line: str, separators: str, most: int) -> list[str]:
    """Split a line as ``read`` does; the last variable takes the rest of it."""
    if not separators.strip():
        return line.split(None, most - 1) if most else line.split()
    for separator in separators[1:]:
        line = line.replace(separator, separators[0])
    return line.split(separators[0], most - 1) if most else line.split(separators[0])
