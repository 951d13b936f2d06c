"""Surveys all strings of a resource, once: what they mention, which credentials stand in clear, what cannot be read.

Deployments have many thousand strings and few addresses: what cannot hold one is passed over at the price of a look
at its characters, and each distinct string is read once in a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from rempart.addresses import arn_host
from rempart.catalogue import Catalogue
from rempart.meaning.environments import config_maps, kept_in_secrets, with_environments
from rempart.meaning.facts import Facts
from rempart.meaning.findings import Act, Document, Finding, Image, Spot, Tree
from rempart.meaning.findings import Value as Text
from rempart.meaning.properties import NOTHING_HELD, Walker, is_plain
from rempart.meaning.readers.manifest import LABEL
from rempart.meaning.unfold import Unfolding
from rempart.model.mention import NOTHING_SAID, Mention, Reading, Role
from rempart.model.normalised import Address, Claim
from rempart.model.reason import Reason
from rempart.model.resource import Resource
from rempart.model.values import Mark, Value
from rempart.patterns import regex

_TREES = frozenset({"docker", "kubernetes"})
"""Packages whose inputs are documents: what a string means there depends on what stands around it."""
_ACTS = {Role.SENDS: Act.SENDS, Role.FETCHES: Act.FETCHES, Role.REFERS: Act.REFERS, Role.NAMES: Act.NAMES}
_KEY_OF_PATH = regex(r"(?:^|\.)([^.\d][^.]*)(?:\.\d+)*$")
_IN_LABEL = (LABEL,)


@dataclass(frozen=True, slots=True)
class Known:
    """What the type of a resource says of its properties."""

    addresses: tuple[Address, ...] = ()
    texts: tuple[Claim, ...] = ()
    labels: frozenset[str] = frozenset()
    """Properties that hold labels."""
    elsewhere: frozenset[str] = frozenset()
    """Paths that are read by somebody else: where a provider connects."""
    credentials: tuple[str, ...] = ()
    """Properties that hold a credential whatever their name says."""
    redirected: frozenset[str] = frozenset()
    """Services that the resource's provider is told to find elsewhere than by default; ``*`` for all."""


def _is_tree(resource: Resource) -> bool:
    """Whether the inputs of a resource are one document, read whole."""
    return resource.package in _TREES and not resource.is_provider


class Surveyor:
    """Surveys the resources of one run; ``resources`` are those that others may take their variables from."""

    def __init__(self, catalogue: Catalogue, resources: Iterable[Resource] = ()) -> None:
        resources = tuple(resources)
        self._facts = Facts(catalogue, kept_in_secrets(resources))
        self._maps = config_maps(resources)
        self._read: dict[tuple[str, str, tuple[str, ...], Act | None], Reading] = {}
        self._walker = Walker()

    def survey(self, resource: Resource, known: Known) -> Reading:
        """Return what the strings of a resource say, each place by its property path."""
        whole = _is_tree(resource)
        texts = [text for text in known.texts if isinstance(text.value, Mark) or text.path not in known.labels]
        walked = NOTHING_HELD
        if not whole:
            handled = {*known.elsewhere, *(item.path for items in (known.addresses, texts) for item in items)}
            walked = self._walker.walk(resource.inputs, known.labels, handled)
            if walked is NOTHING_HELD and not (known.addresses or texts or known.credentials or resource.sealed):
                return NOTHING_SAID
        gathered = _Gathered()
        gathered.add_credentials(path for path in known.credentials if is_plain(resource.inputs.get(path)))
        for address in known.addresses if not whole else ():
            self._address(address, known, gathered)
        for text in texts:
            self._text(text, gathered, is_tree=whole)
        if whole:
            inputs = dict(resource.inputs)
            gathered.add(
                self._unfolded(Tree(with_environments(inputs, self._maps) if self._maps else inputs, Spot())), ""
            )
        gathered.add_credentials(walked.credentials)
        for told in walked.telling:
            reading = self._reading(told.value, told.key, _IN_LABEL if told.label else (), None)
            if reading is not NOTHING_SAID:
                gathered.add(reading, told.path)
        acts = {address.path: _ACTS[address.role] for address in known.addresses} if resource.sealed else {}
        for path, sealed in resource.sealed.items():
            if path not in known.elsewhere:
                gathered.add_sealed(sealed.search(self._reader_of_sealed(path, acts.get(path))), path)
        return gathered.reading()

    def _address(self, address: Address, known: Known, gathered: _Gathered) -> None:
        """Read a property that is known to hold an address; what is unknown or secret is somebody else's."""
        value, act = address.value, _ACTS[address.role]
        if isinstance(value, Mark) or not value:
            return
        if not isinstance(value, str):
            gathered.add(self._unfolded(Tree(value, Spot(key=_key_of(address.path), act=act))), address.path)
            return
        amazon = arn_host(value)
        if amazon is not None:
            if not known.redirected & {value.split(":")[2], "*"}:
                gathered.add(Reading((Mention("", amazon, address.role),)), address.path)
        elif act is Act.FETCHES and "://" not in value:
            gathered.add(self._unfolded(Image(value, Spot(act=act))), address.path)
        else:
            # Where data goes to a property by its type, its name has nothing to add.
            key = "" if act is Act.SENDS else _key_of(address.path)
            gathered.add(self._reading(value, key, (), act), address.path)

    def _text(self, text: Claim, gathered: _Gathered, *, is_tree: bool) -> None:
        """Read a text in full, unless it is read with the tree around it; tell what of it is not known yet."""
        if isinstance(text.value, Mark) or text.value is None:
            return
        if holds_mark(text.value):
            gathered.add(Reading(unread={"": cannot_search(Mark.UNKNOWN)}), text.path)
        spot = Spot(key=_key_of(text.path))
        if isinstance(text.value, str) and not is_tree:
            gathered.add(self._document(text.value, spot), text.path)
        elif not is_tree:
            gathered.add(self._unfolded(Tree(text.value, spot)), text.path)

    def _reader_of_sealed(self, path: str, act: Act | None) -> Callable[[Value], Reading]:
        """Return what reads a secret; an image that is secret is an image."""
        spot = Spot(key=_key_of(path), act=act)

        def read(content: Value) -> Reading:
            if isinstance(content, str):
                is_image = act is Act.FETCHES and "://" not in content
                return self._unfolded(Image(content, spot) if is_image else Text(content, spot))
            reading = self._unfolded(Tree(content, spot))
            if holds_mark(content):
                return replace(reading, unread={**reading.unread, "": cannot_search(Mark.UNKNOWN)})
            return reading

        return read

    def _document(self, text: str, spot: Spot) -> Reading:
        key = (text, spot.key, ("document",), None)
        reading = self._read.get(key)
        if reading is None:
            reading = self._read[key] = self._unfolded(Document(text, spot))
        return reading

    def _reading(self, text: str, key: str, scope: tuple[str, ...], act: Act | None) -> Reading:
        known = (text, key, scope, act)
        reading = self._read.get(known)
        if reading is None:
            reading = self._read[known] = self._unfolded(Text(text, Spot("", key, scope, act)))
        return reading

    def _unfolded(self, finding: Finding) -> Reading:
        return Unfolding(self._facts).read(finding)


class _Gathered:
    """What was found in the properties of one resource so far."""

    def __init__(self) -> None:
        self._mentions: dict[tuple[str, str, Role], Mention] = {}
        self._credentials: dict[str, None] = {}
        self._unread: dict[str, Reason] = {}

    def add(self, reading: Reading, path: str) -> None:
        """Take what one property says."""
        for mention in reading.mentions:
            place = _joined(path, mention.place)
            self._mentions.setdefault(
                (place, mention.host.name, mention.role), Mention(place, mention.host, mention.role)
            )
        self._credentials.update(dict.fromkeys(_joined(path, place) for place in reading.credentials))
        for place, reason in reading.unread.items():
            self._unread.setdefault(_joined(path, place), reason)

    def add_credentials(self, paths: Iterable[str]) -> None:
        """Take properties that are credentials in clear."""
        self._credentials.update(dict.fromkeys(paths))

    def add_sealed(self, reading: Reading, path: str) -> None:
        """Take what a secret says: only hosts, not even where in it they stand, which may tell."""
        for mention in reading.mentions:
            self._mentions.setdefault(
                (path, mention.host.name, mention.role), Mention(path, mention.host, mention.role)
            )
        for reason in reading.unread.values():
            self._unread.setdefault(path, reason)

    def reading(self) -> Reading:
        """Return all of it."""
        if not (self._mentions or self._credentials or self._unread):
            return NOTHING_SAID
        return Reading(tuple(self._mentions.values()), tuple(self._credentials), self._unread)


def _joined(path: str, place: str) -> str:
    """Return a place inside the text of a property; the inputs of a document are places of their own."""
    if not path or not place:
        return path or place
    return f"{path}!{place}"


def _key_of(path: str) -> str:
    match = _KEY_OF_PATH.search(path)
    return match[1] if match is not None else ""


def cannot_search(mark: Mark) -> Reason:
    """Return why what is unknown or secret could not be searched, with the way out."""
    if mark is Mark.UNKNOWN:
        why = "is only known at deployment"
        mend = "build it from values that are known, or answer for the unknown ones with --answers"
    else:
        why = "is secret"
        mend = "judge the program itself or run the policy pack, which search it and show nothing of it"
    return Reason(f"it {why} and could not be searched for addresses", mend)


def holds_mark(value: Value) -> bool:
    """Whether something in a value is unknown or secret."""
    if isinstance(value, Mark):
        return True
    if isinstance(value, Mapping):
        return any(holds_mark(child) for child in value.values())
    return isinstance(value, list) and any(holds_mark(child) for child in value)
