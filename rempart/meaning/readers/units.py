"""Reads systemd's units and the files that share their form: quadlets, networks, resolved, timesyncd."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.addresses.words import word_set
from rempart.meaning.findings import Act, Document, Finding, Form, Image, Spot, Value
from rempart.meaning.readers.directives import findings_of, whole
from rempart.meaning.readers.settings import Grammar, Setting, read_settings
from rempart.meaning.readers.tools import SYSTEMD
from rempart.meaning.readers.wording import quoted_words

_GRAMMAR = Grammar(comments=("#", ";"), inline="", comments_within=True)
_COMMANDS = word_set(
    "execcondition execreload execstart execstartpost execstartpre execstop execstoppost healthcmd podmanargs exec"
)
_PREFIXES = "-@:+!|"
_LOCAL_SOURCES = ("/dev/", "UUID=", "LABEL=", "PARTUUID=", "tmpfs", "overlay", "bind", "none")


def read_unit(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield what a unit holds: its commands as commands, its environment as variables."""
    for setting in read_settings(text, spot, _GRAMMAR):
        yield from _of_setting(setting)


def _of_setting(setting: Setting) -> Iterator[Finding]:
    key = setting.key.lower()
    inner = setting.spot.below(setting.key, key=setting.key)
    if key in _COMMANDS:
        command = setting.text.lstrip(_PREFIXES)
        if command:
            yield Document(command, inner, Form.SHELL)
    elif key in {"environment", "secretenvironment"}:
        for word in quoted_words(setting.text):
            name, equals, value = word.partition("=")
            yield Value(value if equals else word, setting.spot.below(name, key=name))
    elif key == "setcredential":
        name, _, value = setting.text.partition(":")
        yield from whole(value, setting.spot.below(name, key=name))
    elif key == "image" and setting.path[-1:] in {("container",), ("image",), ("volume",)}:
        yield Image(setting.text, inner)
    elif key == "what":
        yield from whole(setting.text, inner if setting.text.startswith(_LOCAL_SOURCES) else inner.doing(Act.CONNECTS))
    else:
        yield from findings_of(setting, SYSTEMD)
