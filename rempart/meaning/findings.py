"""What readers of texts hand to the loop that runs them: values, texts within texts, signs, and what cannot be read.

A reader is a pure function from a text and the spot where it stands to findings. It says what the syntax does with an
address; it decides nothing about operators, and reads no text but its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

INSTRUCTIONS = "instructions"
"""Key of an address from which commands are fetched and run."""
RECIPIENT = "recipient"
"""Key of a mail address to which something is mailed."""


class Act(StrEnum):
    """What the syntax does with an address, whoever runs the host."""

    SENDS = "sends"
    """Something is written there: an upload, a push, a remote that receives."""
    FETCHES = "fetches"
    """Something is read from there: a package source, an image, a download."""
    CONNECTS = "connects"
    """Something connects, and the syntax does not say which way data goes."""
    REFERS = "refers"
    """Nothing connects: a namespace, an identifier, a comment."""
    NAMES = "names"
    """It is what this deployment itself is called."""


class Form(StrEnum):
    """The form of a text, where the place that holds it says so."""

    CODE = "code"
    """A program in another language than a shell's."""
    CLOUD_CONFIG = "cloud-config"
    DOCKERFILE = "dockerfile"
    JSON = "json"
    LINES = "lines"
    """Settings and directives, one a line: INI, properties, and most files below ``/etc``."""
    MIME = "mime"
    PROSE = "prose"
    """For people to read."""
    SHELL = "shell"
    SQL = "sql"
    TOML = "toml"
    XML = "xml"
    YAML = "yaml"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text, with what is known of it.

    ``place`` is its dotted path, for people. ``key`` is the nearest name that says what a value here is for: a
    setting, an option, a variable, or the path of a file. ``scope`` holds the blocks around it, outermost first: an
    endpoint stated in a block speaks for what stands in it. ``act`` is set where all that stands here has one.
    """

    place: str = ""
    key: str = ""
    scope: tuple[str, ...] = ()
    act: Act | None = None

    def below(self, name: object, *, key: str | None = None, act: Act | None = None) -> Spot:
        """Return a spot inside this one; its key and act are this one's unless given."""
        place = f"{self.place}.{name}" if self.place else str(name)
        return Spot(place, self.key if key is None else key, self.scope, act or self.act)

    def block(self, name: object) -> Spot:
        """Return the same spot inside a block of its own, whose settings belong together."""
        return Spot(self.place, self.key, (*self.scope, str(name)), self.act)

    def named(self, key: str) -> Spot:
        """Return the same spot under another key."""
        return Spot(self.place, key, self.scope, self.act)

    def doing(self, act: Act | None) -> Spot:
        """Return the same spot, where the syntax does this; what a place around it settled holds."""
        return self if self.act is not None or act is None else Spot(self.place, self.key, self.scope, act)


@dataclass(frozen=True, slots=True)
class Value:
    """One value, under the key of its spot: a setting of the innermost block of its scope."""

    text: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Document:
    """A text within the text, to be read in its own form; recognised from its content and key when ``form`` is None."""

    text: str
    spot: Spot
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """A mapping or a list within what is read; its kind is recognised from what it holds."""

    tree: object
    spot: Spot


@dataclass(frozen=True, slots=True)
class Image:
    """A reference to a container image."""

    reference: str
    spot: Spot


class SignKind(StrEnum):
    """What shows that an operator is connected to whose host stands nowhere; as in the catalogue's table."""

    ACTION = "action"
    API_GROUP = "api_group"
    CALL = "call"
    COMMAND = "command"
    DRIVER = "driver"


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that implies an operator, by its name in the catalogue's table of implied operators.

    Settings, variables and URL schemes need no sign: they are seen in the values.
    """

    kind: SignKind
    name: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class RunTime:
    """An address that only the run decides."""

    spot: Spot


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that could not be read: why, and how to mend it."""

    spot: Spot
    why: str
    mend: str = "write it plainly"


Finding: TypeAlias = Value | Document | Tree | Image | Sign | RunTime | Unread
Reader: TypeAlias = Callable[[str, Spot], Iterator[Finding]]
