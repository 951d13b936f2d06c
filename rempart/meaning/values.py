"""Reads one value: which addresses it holds, and what each is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rempart.addresses import (
    BUCKET_SCHEMES,
    is_file_like,
    is_member_like,
    is_package_like,
    is_public_name,
    purpose_of_scheme,
)
from rempart.catalogue.facts import Purpose
from rempart.meaning.candidates import Candidate, Shape, candidates
from rempart.meaning.facts import Bucket, Facts, Said, Saying
from rempart.meaning.findings import INSTRUCTIONS, RECIPIENT, Act, Spot
from rempart.meaning.keys import KeySense, sense_of
from rempart.meaning.roles import is_artefact, role_in_label, role_of
from rempart.meaning.spellings import decoded
from rempart.model.address import HostKind
from rempart.model.mention import Role

_CONNECTING = frozenset({Act.SENDS, Act.FETCHES, Act.CONNECTS})
_TAKING = frozenset({"database", "identity", "mail", "storage", "telemetry"})
"""What servers are for, by the schemes that they speak, that are handed data."""
_NAMED_AFTER = frozenset({Purpose.CERTIFICATES, Purpose.GENERAL, Purpose.SOFTWARE, Purpose.TIME, Purpose.VOCABULARY})
"""Purposes of hosts after which kinds, drivers and plug-ins are named."""
_MAILED = frozenset({RECIPIENT, "always_bcc"})
"""Keys of addresses that mail goes to by itself; Postfix sends each mail to ``always_bcc`` as well."""
_SENTENCE = 4
"""Words from which a value under a key for people is a sentence."""
_STRENGTH = {Role.SENDS: 3, Role.FETCHES: 2, Role.NAMES: 1, Role.REFERS: 0}


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of the place where a value stands."""

    act: Act | None
    sense: KeySense
    key: str
    label: bool


def read_value(text: str, spot: Spot, facts: Facts, *, label: bool = False) -> tuple[Saying, ...]:
    """Return what a value says. ``label`` is true where it hangs on a resource for people and tools to sort by."""
    known = facts.said.get((text, spot.key, spot.act, label))
    if known is None:
        sense = sense_of(spot.key)
        act = Act.REFERS if spot.act is None and _is_prose(text, sense) else spot.act
        known = tuple(_sayings(text, _Around(act, sense, spot.key, label), facts))
        facts.said[text, spot.key, spot.act, label] = known
    return known


def _sayings(text: str, around: _Around, facts: Facts) -> Iterator[Saying]:
    best: dict[str, Said] = {}
    buckets: dict[str, Bucket] = {}
    for spelling in dict.fromkeys((text, decoded(text))):
        for candidate in candidates(spelling, facts.knows):
            scheme = candidate.host.scheme
            if candidate.shape is Shape.URL and scheme is not None and scheme in BUCKET_SCHEMES:
                if around.act is not Act.REFERS:
                    buckets[scheme] = Bucket(scheme)
                continue
            role = _role_of_candidate(candidate, around, facts)
            known = best.get(candidate.host.name)
            if role is not None and (
                known is None or (candidate.shape is not Shape.SWEPT and _STRENGTH[role] > _STRENGTH[known.role])
            ):
                best[candidate.host.name] = Said(candidate.host, role)
    yield from best.values()
    yield from buckets.values()


def _is_prose(text: str, sense: KeySense) -> bool:
    return sense.refers and len(text.split()) >= _SENTENCE


def _role_of_candidate(candidate: Candidate, around: _Around, facts: Facts) -> Role | None:
    """Return what a candidate is for; None when it is no host here, or leads nowhere."""
    kind, purpose = candidate.host.kind, facts.purpose(candidate.host.name)
    if candidate.odd and around.act not in (Act.SENDS, Act.FETCHES):
        return None
    if kind is HostKind.RUN_TIME:
        return _at_run_time(candidate, around)
    if purpose is not None:
        return _known(candidate, purpose, around)
    if kind is HostKind.ADDRESS:
        return _unknown_address(candidate, around)
    return _unknown_name(candidate, around) if kind is HostKind.NAME else None


def _known(candidate: Candidate, purpose: Purpose, around: _Around) -> Role:
    """Return what a host of the catalogue is for."""
    if candidate.shape is Shape.MAIL and around.act not in _CONNECTING:
        mailed = purpose is Purpose.MAIL and around.sense.people and not around.label
        return Role.SENDS if mailed else Role.REFERS
    if around.label and around.act is None and not _is_handed_data(candidate):
        return role_in_label(purpose, candidate.text, around.sense)
    return _role(candidate, purpose, around)


def _unknown_name(candidate: Candidate, around: _Around) -> Role | None:
    """Return what a name is for that the catalogue does not know."""
    act, sense = around.act, around.sense
    if candidate.shape is Shape.MAIL:
        is_argument = around.key == "" or around.key.startswith("-") or sense.connects
        mailed = around.key in _MAILED or (act in _CONNECTING and is_argument and not sense.people)
        return Role.SENDS if mailed else Role.REFERS
    if not is_public_name(candidate.host.name) or not _counts(candidate, around):
        return None
    in_label = around.label and act is None and not _is_handed_data(candidate)
    return role_in_label(None, candidate.text, sense) if in_label else _role(candidate, None, around)


def _unknown_address(candidate: Candidate, around: _Around) -> Role | None:
    """Return what a public IP address is for that nobody knows."""
    act, sense = around.act, around.sense
    if act is not None or candidate.shape is Shape.URL:
        return _role(candidate, None, around)
    if sense.version:
        return None
    if sense.own_address or sense.names:
        return Role.NAMES
    if sense.networks or sense.refers or (around.label and not sense.elsewhere):
        return Role.REFERS
    return _role(candidate, None, around)


def _at_run_time(candidate: Candidate, around: _Around) -> Role | None:
    """Tell an address that only the run decides, where data goes there or commands come from there."""
    stands_alone = candidate.shape in (Shape.WHOLE, Shape.WORD)
    if around.label:
        return None
    is_argument = around.key in ("", INSTRUCTIONS) or around.key.startswith("-")
    last = sense_of(around.key.rpartition(".")[2])
    if around.act is Act.SENDS or around.key == INSTRUCTIONS:
        return Role.SENDS if is_argument or not stands_alone or last.addresses else None
    if stands_alone:
        is_whole = candidate.shape is Shape.WHOLE and "/" not in candidate.text
        is_told = last.addresses and not last.kinds and (is_argument or around.sense.sends)
        return Role.SENDS if is_whole and is_told else None
    role = _role(candidate, None, around)
    return role if role in (Role.SENDS, Role.FETCHES) else None


def _role(candidate: Candidate, purpose: Purpose | None, around: _Around) -> Role:
    """Return what a host is for that is surely one: its purpose first, then the grammar, then the key."""
    return role_of(purpose, _act(candidate, purpose, around), around.sense)


def _act(candidate: Candidate, purpose: Purpose | None, around: _Around) -> Act | None:
    """Return what is done with a host, where its scheme, its form or its key says more than the grammar around it."""
    act, sense = around.act, around.sense
    asks_names = sense.resolver and candidate.host.kind is HostKind.ADDRESS and act is not Act.REFERS
    handed_data = act in (None, Act.CONNECTS) and purpose is not Purpose.SOFTWARE and _is_handed_data(candidate)
    if asks_names or handed_data:
        return Act.SENDS
    if act is Act.CONNECTS and purpose is None and sense.names:
        return Act.NAMES
    if act is None and _is_identifier(candidate, purpose, sense):
        return Act.REFERS
    is_download = act is None and candidate.shape is Shape.URL and is_artefact(candidate.text) and not sense.sends
    return Act.FETCHES if is_download else act


def _is_handed_data(candidate: Candidate) -> bool:
    """Whether a server is one that is handed data, by the scheme that it speaks or by the form of what states it."""
    return purpose_of_scheme(candidate.host.scheme) in _TAKING or candidate.shape is Shape.SERVER


def _is_identifier(candidate: Candidate, purpose: Purpose | None, sense: KeySense) -> bool:
    """Whether what may be an address names a thing: a URL only under a key that says so, of a host nobody knows."""
    if candidate.shape is Shape.URL:
        return sense.identifies and purpose in (None, Purpose.VOCABULARY)
    return sense.kinds and not candidate.located and (purpose is None or purpose in _NAMED_AFTER)


def _counts(candidate: Candidate, around: _Around) -> bool:
    """Whether a name that the catalogue does not know is a host here, rather than a file, a package or a word."""
    act, sense = around.act, around.sense
    if candidate.located or candidate.shape in (Shape.SWEPT, Shape.URL, Shape.SERVER):
        return candidate.shape is not Shape.SWEPT
    if sense.kinds and act is None:
        return False
    if is_file_like(candidate.text) and not candidate.remote:
        return act is Act.SENDS
    if is_package_like(candidate.text) or is_member_like(candidate.text):
        return act is Act.SENDS or (act is not Act.CONNECTS and sense.connects)
    is_whole = candidate.remote or candidate.shape is Shape.WHOLE
    return is_whole or act in _CONNECTING or (sense.connects and act is None)
