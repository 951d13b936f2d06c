"""What a text may do where it is shown: nothing but be read.

Names and messages come from programs, states and clouds. A control character in one steers a terminal, a direction mark
shows it in another order than it has; both are made visible. The one place that does so, for every format.
"""

from __future__ import annotations

import re

_SUSPECT = re.compile(r"[^ -~\n]")
_PLANE = 0x10000
"""Characters from here on are written as two in JSON."""


def shown(text: str) -> str:
    r"""Return a text for one line: white space as a space, what cannot be seen written out (``\x1b``, ``\u202e``)."""
    return text if text.isprintable() else "".join(map(_visible, text))


def escaped_json(text: str) -> str:
    """Return JSON of the same values in which no unseen character stands as itself, but as an escape of JSON.

    Whoever reads the file sees each; whoever parses it gets every name as the input has it, and can compare it.
    """
    return text if text.isascii() and "\x7f" not in text else _SUSPECT.sub(_as_json, text)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else character.encode("unicode_escape").decode()


def _as_json(match: re.Match[str]) -> str:
    character = match[0]
    if character.isprintable():
        return character
    code = ord(character)
    if code < _PLANE:
        return f"\\u{code:04x}"
    high, low = divmod(code - _PLANE, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
