"""Reads the first line of a script as the command that it is: the program, its arguments, and the script to read."""

from __future__ import annotations

import re

from rempart.meaning.readers.shell import commands
from rempart.meaning.readers.shell.wrappers import name_of
from rempart.patterns import regex

_ENV = regex(r"(?:/\S*/)?env[ \t]+(?:-\S*S[ \t]*|--split-string(?:=|[ \t]+)|-[^S\s]+[ \t]+)*")
_SETTINGS = regex(r"(?:[A-Za-z_]\w*=\S*[ \t]+)*")
_GIVEN = regex(r"-\w*c(?:[ \t]|$)")
"""An option after which a shell is given its commands."""
_TAKES_A_FILE = regex(r"[ \t](?:-f|-K|-i|--config|--file|--filename|--input)[ \t]*\Z")
_LONGEST = 4_000


def command_of(text: str) -> str | None:
    """Return what a first line runs, given the rest to read; None where it only names a shell."""
    if not text.startswith("#!"):
        return None
    line, _, body = text[2:].partition("\n")
    command = _ENV.sub("", line.strip(), count=1) if _ENV.match(line.strip()) else line.strip()
    bare = _SETTINGS.sub("", command, count=1)
    name = name_of((bare.split() or [""])[0])
    if not name or len(line) > _LONGEST or " " not in bare.strip():
        return None
    if name in commands.INTERPRETERS:
        return command if _GIVEN.search(bare) or re.search(r"[ \t]-e[ \t]", bare) else None
    if name in commands.LOCAL and not _TAKES_A_FILE.search(bare):
        return command
    given = f"{command} -" if _TAKES_A_FILE.search(command) else command
    end = "__REST__"
    return f"{given} <<'{end}'\n{body}\n{end}\n" if body.strip() and end not in body else given
