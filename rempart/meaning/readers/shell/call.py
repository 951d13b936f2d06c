"""One command as it would run: its words after expansion, and what it is given to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rempart.addresses import host_of
from rempart.addresses.words import word_set
from rempart.meaning.findings import Act, Document, Finding, Form, Image, Spot, Value
from rempart.model.address import RUN_TIME, HostKind
from rempart.patterns import regex

DRAWN = "\ue002"
"""Follows what only the run decides, where it is drawn from the machine's data."""
BULK = "\ue003"
"""Follows that mark where the data is no credential that is kept in a file, but what the machine holds or a dump."""
_PEERS = ("endpoint", "host", "server", "uri", "url")
"""Ends of options whose value is connected to, also where only the run decides it."""
_NO_PEERS = word_set(
    "auth body bucket cluster config database dbname exclude file filter folder format from group id include index"
    " key label level log name namespace org passphrase password path port prefix profile project region role secret"
    " subject tag tags text token topic type user username value version"
)
"""Words of options whose value is no address, also where only the run decides it."""
_WORD = regex(r"[a-z]+")
_NUMBER = regex(r"0[xX][0-9a-fA-F]{5,8}|0[0-7]{8,12}|[0-9]{6,10}")
"""An IP address written as one number; a port is shorter."""
_MARKS = str.maketrans("", "", DRAWN + BULK)


@dataclass(frozen=True, slots=True)
class Call:
    """One command as it would run."""

    name: str
    arguments: tuple[str, ...]
    spot: Spot
    """The command's own block."""
    data: bytes | None = None
    """What it is given to read, where the text tells it."""
    fed: bool = False
    """Whether it reads the output of another command."""
    sources: tuple[str, ...] = field(default=())
    """The addresses that what it reads was fetched from."""
    draws: bool = False
    """Whether that other command reads data of the machine."""
    path: str = ""
    """The word that calls it, with its folder."""

    def value(self, text: str, act: Act | None = None, key: str = "") -> Value:
        """Return a value of this command."""
        return Value(text, self.spot.named(key).doing(act))

    def peer(self, text: str, key: str = "") -> Value:
        """Return a word in the position of a host that is handed data, in whatever spelling clients understand."""
        user, given, host = text.rpartition("@")
        if _NUMBER.fullmatch(host):
            found = host_of(host)
            if found is not None and found.kind is HostKind.ADDRESS:
                return self.value(f"{user}{given}{found.name}", Act.SENDS, key)
        return self.value(text, Act.SENDS, key)

    def document(self, text: str, key: str, form: Form | None = None) -> Document:
        """Return a text that this command runs or writes; ``key`` is the name of its file."""
        return Document(text, self.spot.named(key), form)

    @property
    def text(self) -> str | None:
        """What it is given to read, as text."""
        return None if self.data is None else self.data.decode("utf-8", "replace")


def each(call: Call, pairs: Iterator[tuple[str, str]], act: Act | None) -> Iterator[Finding]:
    """Yield arguments as values under their options; one of several lines is a text of its own."""
    for key, text in pairs:
        if "\n" in text.strip():
            yield call.document(text, key)
        else:
            decided = RUN_TIME in text and key.lower().endswith(_PEERS)
            chosen = RUN_TIME in text and act is Act.SENDS and not _NO_PEERS.isdisjoint(_WORD.findall(key.lower()))
            yield call.value(text, Act.SENDS if decided else None if chosen else act, key)


def unmarked(found: Finding) -> Finding:
    """Return a finding without the marks that only this reader knows."""
    if isinstance(found, (Value, Document)):
        return replace(found, text=found.text.translate(_MARKS)) if DRAWN in found.text else found
    return replace(found, reference=found.reference.translate(_MARKS)) if isinstance(found, Image) else found
