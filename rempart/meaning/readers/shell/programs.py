"""Which program an interpreter is told to run: in an argument, encoded, or in a file."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from itertools import pairwise

from rempart.meaning.readers.shell import commands
from rempart.meaning.readers.shell.call import Call


def script_of(call: Call, ending: str) -> str | None:
    """Return the program that an interpreter is given as an argument."""
    names = commands.CODE_OPTIONS.get(ending, ("-c", "--command", "--session-command"))
    for index, word in enumerate(call.arguments[:-1]):
        if word in names or (ending in {"sh", "py", "pl", "rb"} and _glued(word, names)):
            return call.arguments[index + 1]
        if not word.startswith("-") and call.name not in {"su", "runuser", "flock", "script"}:
            return None
    return None


def encoded(call: Call) -> str | None:
    """Return the program that PowerShell is given in UTF-16 and base64."""
    for option, word in pairwise(call.arguments):
        if option.lower().startswith("-e") and "-encodedcommand".startswith(option.lower()):
            try:
                return b64decode(word + "=" * (-len(word) % 4)).decode("utf-16-le", "replace")
            except ValueError:
                return None
    return None


def _glued(word: str, names: Sequence[str]) -> bool:
    return word.startswith("-") and not word.startswith("--") and word[-1:] in {name[-1] for name in names}


def file_of(call: Call) -> str | None:
    """Return the file that an interpreter is told to run; None when it reads its input."""
    for word in call.arguments:
        if word in {"-", "-s", "/dev/stdin"}:
            return None
        if not word.startswith("-"):
            return word
    return None
