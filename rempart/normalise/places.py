"""Finds names of places in properties, wherever they stand: under keys that speak of regions, zones or data centres.

What is one of an operator's regions, nobody here knows: a name is kept with how sure its key makes it, and whoever
knows the operator decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from enum import Enum
from functools import lru_cache

from rempart.addresses import word_set
from rempart.model.normalised import Claim, PlaceName
from rempart.model.values import Mark, Properties, Value

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_REGIONS = word_set("region regions datacenter datacenters datacentre datacentres")
"""Words of keys whose value is a place, whatever it says."""
_PLACES = word_set(
    "az azs dc emplacement emplacements localisation localisations location locations subregion subregions zone zones"
)
"""Words of keys whose value may be a place, and as often is something else."""
_QUALIFIERS = word_set("attribute attributes code codes id ids list name names nom openstack status statuses")
"""Words that follow the one that matters: ``regionName``."""
_IDENTIFIES = word_set("attribute attributes id ids openstack status statuses")
"""Words after which the value is as often an identifier as a name."""
_OTHERWISE = word_set(
    "allowed authorized available blocked compatible denied dns eligible excluded file forbidden hosted log orderable"
    " possible redirect security supported time"
)
"""Words that give such a key another sense: a time zone, a zone of names, what one may choose from."""
_APART = word_set(
    "archive archives backup backups copies copy destination destinations disaster failover mirror mirrors peer peers"
    " remote replica replicas replication sauvegarde sauvegardes secondary secours source"
)
"""Words that tell a further place from the one in which something stands."""
_NAMING = word_set("code id name nom value")
"""Keys under which an entry of a list of places names its place."""
_LABELS = word_set("cle key label name nom option parameter")
_VALUES = word_set("valeur value values")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,40}")
_NO_NAME = re.compile(r"all|any|auto|default|europe|global|none|.*datacent(?:er|re)[-_]?[0-9]+", re.IGNORECASE)
"""Words that leave the place open, areas wider than a region, and the identifiers of virtual data centres."""
_SYNC_TO = re.compile(r"//[^/\s]+/(?P<cluster>[^/\s]+)/[^/\s]+")
"""How Swift names the container that another one is copied to: realm, cluster, account, container."""
_ADDRESSES = word_set(
    "address addresses dns domain endpoint endpoints fqdn host hostname hosts server uri url urls wildcard"
)
_COUNTRY = 2
"""Letters of a country's code, which is also a region's name at some operators (``DE``)."""
_DEEPEST = 100
"""Levels of nesting that are searched; what providers declare has a dozen."""
_LONGEST = 100
"""Characters of a key that is read; a longer one is data."""


class _Sense(Enum):
    """What a key says of its value."""

    REGION = "region"
    PLACE = "place"


def places_named(
    inputs: Properties,
    *,
    labels: AbstractSet[str],
    loose: AbstractSet[str] | None = None,
    read: AbstractSet[str] = frozenset(),
) -> Iterator[PlaceName]:
    """Yield what stands under keys that speak of places, at any depth.

    ``labels`` are keys whose content classifies and places nothing. ``loose`` are the properties that configure what
    runs inside, where only names that the operator itself has mean its regions; None stands for all of them. ``read``
    are properties that were read as places already.
    """
    for key, value in inputs.items():
        if isinstance(value, str):
            sense = _sense_of(key)
            if (sense is None and not value.startswith("//")) or key in read or key in labels:
                continue
        elif not value or not isinstance(value, (dict, list, Mark)) or key in read or key in labels:
            continue
        else:
            sense = _sense_of(key)
            if sense is None and isinstance(value, Mark):
                continue
        search = _Search(labels, loose=loose is None or key in loose)
        yield from search.below(value, key, sense, apart=_is_apart(key))


def addresses_answered(outputs: Properties, inputs: Properties) -> tuple[Claim, ...]:
    """Return the addresses that a cloud answered with: what stands under keys of addresses, and was not asked for."""
    found = [
        claim
        for key, value in outputs.items()
        for claim in _addresses(value, f"outputs.{key}", within=_addresses_at(key))
    ]
    if not found:
        return ()
    asked = set(_texts(inputs, 0))
    return tuple(claim for claim in found if claim.value not in asked)


class _Search:
    """One walk through a property."""

    def __init__(self, labels: AbstractSet[str], *, loose: bool) -> None:
        self._labels = labels
        self._loose = loose

    def below(
        self, value: Value, path: str, sense: _Sense | None, *, apart: bool, depth: int = 0
    ) -> Iterator[PlaceName]:
        if depth > _DEEPEST:
            return
        if isinstance(value, dict):
            yield from self._in_object(value, path, sense, apart=apart, depth=depth)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                yield from self.below(item, f"{path}.{number}", sense, apart=apart, depth=depth + 1)
        elif isinstance(value, str):
            yield from self._named(value, path, sense, apart=apart)
        elif isinstance(value, Mark) and sense is _Sense.REGION and not self._loose:
            yield PlaceName(path, value, certain=True, here=not apart)

    def _named(self, value: str, path: str, sense: _Sense | None, *, apart: bool) -> Iterator[PlaceName]:
        synced = _SYNC_TO.match(value)
        if synced is not None and "sync" in _words(path[-_LONGEST:]):
            yield PlaceName(path, synced["cluster"], certain=True, here=False)
        elif sense is not None and value:
            if self._loose and len(value) <= _COUNTRY:
                return
            certain = sense is _Sense.REGION and not self._loose and _is_name(value)
            yield PlaceName(path, value, certain=certain, here=not apart)

    def _in_object(
        self, value: dict[str, Value], path: str, sense: _Sense | None, *, apart: bool, depth: int
    ) -> Iterator[PlaceName]:
        label, at = _pair(value)
        if at:
            named = _sense_of(label)
            certain = named if _words(_label_key(value)) == ("label",) else named and _Sense.PLACE
            yield from self.below(value[at], f"{path}.{at}", certain, apart=apart or _is_apart(label), depth=depth + 1)
        for key, child in value.items():
            if key in self._labels or key == at:
                continue
            said = _sense_of(key)
            if said is None and sense is not None:
                # A list of places may hold objects that name theirs, or have the names for its keys.
                said = _Sense.PLACE if _words(key) and set(_words(key)) <= _NAMING else None
                yield PlaceName(path, key, certain=False, here=not apart)
            yield from self.below(child, f"{path}.{key}", said, apart=apart or _is_apart(key), depth=depth + 1)


def _pair(value: dict[str, Value]) -> tuple[str, str]:
    """Return what an entry of a list of settings is called, and the key of its value; empty texts for other objects."""
    name = value.get(_label_key(value))
    at = next((key for key in value if key.lower() in _VALUES), "")
    return (name, at) if at and isinstance(name, str) else ("", "")


def _label_key(value: dict[str, Value]) -> str:
    return next((key for key in value if key.lower() in _LABELS), "")


def _sense_of(key: str) -> _Sense | None:
    return _sense_of_short(key) if len(key) <= _LONGEST else None


@lru_cache(maxsize=8192)
def _sense_of_short(key: str) -> _Sense | None:
    words = list(_words(key))
    identifies = False
    while len(words) > 1 and words[-1] in _QUALIFIERS:
        identifies = identifies or words[-1] in _IDENTIFIES
        words.pop()
    if not words or not _OTHERWISE.isdisjoint(words):
        return None
    if words[-1] in _REGIONS:
        return _Sense.PLACE if identifies else _Sense.REGION
    return _Sense.PLACE if words[-1] in _PLACES else None


def _is_apart(key: str) -> bool:
    return not _APART.isdisjoint(_words(key))


def _addresses_at(key: str) -> bool:
    return not _ADDRESSES.isdisjoint(_words(key))


def _words(key: str) -> tuple[str, ...]:
    """Return the words of a key, however it joins them: ``backupRegions``, ``S3_REGION``, ``régions-de-secours``."""
    return _words_of_short(key) if len(key) <= _LONGEST else ()


@lru_cache(maxsize=8192)
def _words_of_short(key: str) -> tuple[str, ...]:
    plain = key if key.isascii() else unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    return tuple(word.lower() for word in _WORDS.findall(plain))


def _is_name(value: str) -> bool:
    return _NAME.fullmatch(value) is not None and _NO_NAME.fullmatch(value) is None


def _addresses(value: Value, path: str, *, within: bool, depth: int = 0) -> Iterator[Claim]:
    if isinstance(value, str):
        if within and value:
            yield Claim(path, value)
    elif depth < _DEEPEST and isinstance(value, dict):
        for key, child in value.items():
            yield from _addresses(child, f"{path}.{key}", within=within or _addresses_at(key), depth=depth + 1)
    elif depth < _DEEPEST and isinstance(value, list):
        for number, child in enumerate(value):
            yield from _addresses(child, f"{path}.{number}", within=within, depth=depth + 1)


def _texts(value: Value, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth < _DEEPEST and isinstance(value, dict):
        for child in value.values():
            yield from _texts(child, depth + 1)
    elif depth < _DEEPEST and isinstance(value, list):
        for child in value:
            yield from _texts(child, depth + 1)
