"""Undoes the spellings that hide a host from whoever only looks: escapes, entities, percent signs, odd characters.

And turns what templates fill in later into the mark for what only run time decides.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote

from rempart.addresses.words import word_set
from rempart.model.address import RUN_TIME
from rempart.patterns import regex

_ESCAPE = regex(
    r"\\(?:u\{?(?P<wide>[0-9a-fA-F]{4})\}?|x(?P<hex>[0-9a-fA-F]{2})|0?(?P<octal>[0-7]{3})|(?P<plain>[^\sA-Za-z0-9\\]))"
)
_DROPPED = regex(r"&(?:#0*(?:9|10|13)|#x0*[9aAdD]|Tab|NewLine);")
_GLOB = regex(r"(?<=[\w.\-/@])[\[{][\w,\-]{1,40}[\]}](?=[\w.\-])")
"""Alternatives that a client tries one after the other (``ingest[1-3].x.fr``); an address in brackets has colons."""
_INVISIBLE = dict.fromkeys(
    [
        0xAD,
        0x200B,
        0x200C,
        0x200D,
        0x2060,
        0xFEFF,
        *range(0x200E, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
"""Soft hyphens, joiners, marks of direction: clients drop them from a name, and people do not see them."""
_REFERENCE = regex(
    r"\$\{\{(?P<workflow>[^{}\n]{0,200})\}\}|\$\{(?P<braced>[^{}\n]{1,200})\}|\$\((?P<round>[A-Za-z_]\w{0,80})\)"
    r"|\{\{(?P<jinja>[^{}\n]{0,200})\}\}|%\((?P<python>[A-Za-z_]\w{0,80})\)s|%\{(?P<apache>[^{}\n]{1,100})\}"
    r"|<%=?(?P<erb>[^%\n]{0,200})%>|\$(?P<plain>[A-Za-z_]\w{0,80})|(?<=[/.@])\{(?P<format>[A-Za-z_]\w{0,80})\}"
)
_DEFAULT = regex(r"\s*[A-Za-z_][\w.]*\s*(?::-|-|:=|:|\|\s*default\()\s*['\"]?(?P<default>[^'\")]*)")
_NAME = regex(r"[A-Za-z_][\w.\-]*")
_OF_THE_MACHINE = word_set(
    "args fqdn host hostip hostname httphost instanceid instancename localhost localhostname localipv4 localipv6"
    " namespace nodeip nodename podip podname podnamespace privateip privateipv4 publicipv4 servername"
)
"""What machines, containers and web servers fill in with their own name or address."""
_OWN_SERVICE = ("servicehost", "localhostname", "localipv4", "podip", "hostip")
_OF_PATHS = ("dir", "directory", "file", "folder", "home", "path", "root")
"""Ends of the names of variables that hold a folder, where a path begins with one."""
_PATHS = frozenset({"request_uri", "uri", "args", "request", "is_args", "query_string"})
"""Variables of web servers that hold the path of a request."""


def decoded(text: str) -> str:
    """Return a text with its escapes, entities and percent signs read, and characters as clients read them."""
    if "\\" in text:
        text = _ESCAPE.sub(_character, text)
    if "&" in text and ";" in text:
        # Browsers drop tabs and line ends from an address, also those that are written as entities.
        text = html.unescape(_DROPPED.sub("", text))
    if "[" in text or "{" in text:
        text = _GLOB.sub(RUN_TIME, text)
    if "%" in text:
        text = unquote(text, errors="ignore")
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).replace("\u3002", ".")
    return text


def filled_in(text: str, look_up: Callable[[str], str | None]) -> str:
    """Return a text with each reference of a template replaced: by what ``look_up`` knows, a default, or the mark."""
    if "$" not in text and "{" not in text and "%" not in text:
        return text
    return _REFERENCE.sub(lambda match: _value(match, look_up), text)


def _character(match: re.Match[str]) -> str:
    if match["plain"] is not None:
        return match["plain"]
    if match["octal"] is not None:
        return chr(int(match["octal"], 8))
    return chr(int(match["wide"] or match["hex"], 16))


def _value(match: re.Match[str], look_up: Callable[[str], str | None]) -> str:
    inside = next(group for group in match.groups() if group is not None)
    name = _NAME.search(inside)
    if name is not None:
        word = name[0].lower()
        if word in _PATHS:
            return "/"
        known = look_up(name[0])
        if known is not None and known != match[0]:
            return known
        last = re.sub(r"[^a-z0-9]", "", word.rpartition(".")[2])
        if last in _OF_THE_MACHINE or last.endswith(_OWN_SERVICE):
            return "localhost"
        begins = match.start() == 0 or match.string[match.start() - 1] in " \t\"'"
        if begins and last.endswith(_OF_PATHS) and match.string[match.end() : match.end() + 1] == "/":
            return "/"
    default = _DEFAULT.match(inside)
    if default is not None and default["default"]:
        return default["default"]
    return RUN_TIME
