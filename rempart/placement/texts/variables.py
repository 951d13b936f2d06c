"""Resolves simple variables of scripts, so that a host split over several lines is still seen.

A best effort and no shell: what cannot be resolved is marked as decided at run time, never dropped.
"""

from __future__ import annotations

import re

from rempart.addresses import RUN_TIME
from rempart.placement.texts.packing import UnreadableError, from_base64, unpack

_ASSIGNMENT = re.compile(
    r"(?:^|[;&|(\s])(?:export\s+|declare\s+(?:-\w+\s+)*|local\s+|readonly\s+|const\s+|let\s+|var\s+|ARG\s+|ENV\s+|set\s+)?"
    r"\$?(?P<name>[A-Za-z_]\w*)(?:=|\s+=\s+(?=[\"']))(?P<value>\"[^\"]*\"|'[^']*'|[^\s;&|)]*)"
)
_REFERENCE = re.compile(
    r"\$\{(?P<braced>[A-Za-z_]\w*)(?P<rest>[^{}]*)\}|\$(?P<plain>[A-Za-z_]\w*)|(?P<other>\$\{[^{}]*\}|\$[0-9@*#?])"
    r"|\{\{[^{}]{0,200}\}\}|(?<=[/.@])\{(?P<format>[A-Za-z_]\w*)\}|(?<=[/.@])%s"
)
_DECODED = re.compile(
    r"(?:\$\(|`)\s*(?:echo|printf)\s+(?:-\w+\s+)*[\"']?(?P<packed>[A-Za-z0-9+/=_\-]+)[\"']?\s*\|\s*(?:openssl\s+)?base64\s+"
    r"(?:-d|-D|--decode)\w*\s*[)`]"
)
_OUTPUT = re.compile(r"\$\([^()]*\)(?=[\w./:@\-])|(?<=[/@.])\$\([^()]*\)|(?<=[/@.])`[^`]*`")
_HERE = frozenset({"HOSTNAME", "HOST_IP", "LOCALHOST", "PRIVATE_IP"})
"""Names that scripts give to the machine itself."""
_PATHS = frozenset({"REQUEST_URI", "URI"})
"""Variables of web servers that hold the path of a request."""


class Variables:
    """The variables that a script has set so far."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def learn(self, line: str) -> None:
        """Remember the assignments of a line."""
        if "=" not in line:
            return
        for match in _ASSIGNMENT.finditer(line):
            value = match["value"]
            self._values[match["name"]] = self.resolve(value.strip("\"'"))

    def resolve(self, line: str) -> str:
        """Replace each reference with its value, or with the mark for what only the run decides."""
        if "base64" in line:
            line = _DECODED.sub(_decoded, line)
        if "$(" in line or "`" in line:
            line = _OUTPUT.sub(RUN_TIME, line)
        if "$" in line or "{" in line or "%s" in line:
            line = _REFERENCE.sub(self._value, line)
        return line

    def _value(self, match: re.Match[str]) -> str:
        name = match["braced"] or match["plain"] or match["format"]
        if name is None:
            return RUN_TIME
        if name in self._values:
            return self._values[name]
        if name.upper() in _PATHS:
            return "/"
        if name.upper() in _HERE:
            return "localhost"
        rest = match["rest"] or ""
        if rest.startswith((":-", "-", ":=", "=")):
            return rest.lstrip(":-=").strip("\"'")
        return RUN_TIME


def _decoded(match: re.Match[str]) -> str:
    try:
        return (unpack(match["packed"]) or _short(match["packed"])).strip()
    except UnreadableError:
        return RUN_TIME


def _short(packed: str) -> str:
    """Decode what is too short to be recognised as packed, but is said to be."""
    raw = from_base64(packed)
    return raw.decode("utf-8", "replace") if raw is not None else RUN_TIME
