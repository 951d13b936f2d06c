"""Reads one text, whatever it is wrapped in, and notes every host that it connects to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rempart.addresses import RUN_TIME, Host, HostKind, bare_host, registry_of, urls
from rempart.model.normalised import Role
from rempart.placement.texts.packing import LARGEST, UnreadableError, unpack
from rempart.placement.texts.roles import is_connection, names_a_thing
from rempart.placement.texts.spot import Spot

_DEEPEST = 8
"""Texts within texts; user data seldom has more than three."""
_MOST_NODES = 100_000
"""Values of the largest tree that is read."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A host that a text connects to; ``place`` is where in the text."""

    place: str
    host: Host
    role: Role


class Reader:
    """Collects the mentions of one text, and what of it could not be read (place -> reason).

    ``knows`` says whether the catalogue knows a host: a dotted name in a script is then a host, not a file or module.
    """

    def __init__(self, knows: Callable[[str], bool]) -> None:
        self.knows = knows
        self.mentions: dict[tuple[str, Role], Mention] = {}
        self.unread: dict[str, str] = {}
        self._depth = 0
        self._nodes = 0

    def read(self, text: str, spot: Spot) -> None:
        """Search a text of unknown form."""
        if self._depth >= _DEEPEST:
            self.fail(spot.place, "it is nested too deeply to be read; write it plainly")
            return
        if len(text) > LARGEST:
            self.fail(spot.place, f"it is longer than {LARGEST} characters; split it")
            return
        self._depth += 1
        try:
            unpacked = unpack(text)
            if unpacked is None:
                self._read_form(text, spot)
            else:
                self.read(unpacked, spot)
        except UnreadableError as error:
            self.fail(spot.place, f"{error}; write it plainly")
        finally:
            self._depth -= 1

    def note(self, place: str, host: Host, role: Role) -> None:
        """Record a host; names reserved for tests lead nowhere, and local ones stay inside."""
        if host.kind is HostKind.RESERVED:
            return
        if host.kind is HostKind.RUN_TIME:
            self.fail(place, "an address in it is only decided when it runs; write the host into the text")
            return
        self.mentions.setdefault((host.name, role), Mention(place, host, role))

    def note_image(self, place: str, reference: str) -> None:
        """Record the registry of a container image."""
        host = registry_of(reference)
        if host is not None:
            self.note(place, host, Role.FETCHES)

    def note_urls(self, line: str, place: str, role: Role) -> bool:
        """Record every URL of a line; return whether there was one."""
        found = False
        if ":" in line:
            for host, _ in urls(line):
                found = True
                self.note(place, host, role)
        return found

    def note_bare(self, word: str, place: str, role: Role, *, connected: bool) -> None:
        """Record a bare host name: when the catalogue knows it, or when it stands where a host is ``connected`` to."""
        found = bare_host(word) if "." in word else None
        if found is None:
            return
        host, doubtful = found
        is_mail = "@" in word and not connected
        if not is_mail and (self.knows(host.name) or (connected and not doubtful)):
            self.note(place, host, role)

    def note_value(self, value: str, key: str, place: str, role: Role) -> None:
        """Record what one value of a structure holds: URLs, or a bare host under a key that says so."""
        if self.note_urls(value, place, role) or names_a_thing(key):
            return
        for word in value.split(",") if "," in value else (value,):
            self.note_bare(word.strip(), place, role, connected=is_connection(key))

    def may_go_on(self, place: str) -> bool:
        """Count one more value of a tree; false when there are too many, since aliases fold billions into a line."""
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            self.fail(place, "it unfolds to too many values to be read; write it plainly")
            return False
        return True

    def fail(self, place: str, reason: str) -> None:
        """Record that a part could not be read."""
        self.unread.setdefault(place, reason)

    def _read_form(self, text: str, spot: Spot) -> None:
        from rempart.placement.texts.forms import read_form  # noqa: PLC0415 - forms read nested texts through this class

        read_form(self, text.replace(RUN_TIME, ""), spot)
