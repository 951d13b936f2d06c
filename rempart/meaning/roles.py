"""Decides what an address is for. Asked in this order: what the host is for, what the syntax does, what the key says.

When in doubt, data goes there: that is the stricter of the two.
"""

from __future__ import annotations

from rempart.catalogue.facts import Purpose
from rempart.meaning.findings import Act
from rempart.meaning.keys import KeySense
from rempart.model.mention import Role
from rempart.patterns import regex

SUPPLIES = frozenset({Purpose.CERTIFICATES, Purpose.SOFTWARE, Purpose.TIME})
_INTERFACE = regex(
    r"//(?:[^/?#]*@)?(?:api|hooks?|ingest|intake|webhooks?)\.|/(?:api|hooks?|ingest|rest|services|v\d+|webhooks?)(?:/|$)"
)
"""What the URL of an interface for programs looks like, rather than of a page for people."""
_ARTEFACT = regex(
    r"\.(?:apk|asc|bz2|deb|exe|gpg|gz|img|iso|jar|key|msi|pkg|qcow2|repo|rpm|sh|tar|tgz|war|whl|xz|ya?ml|zip|zst)(?:[?#]|$)"
)
"""Ends of URLs of software, of its keys and of its descriptions."""


def role_of(purpose: Purpose | None, act: Act | None, sense: KeySense) -> Role:
    """Return what an address is for; ``purpose`` is None when the catalogue does not know the host.

    Under a key alone, a host that stores, observes or mails is never less than a destination. Whoever fetches from one
    that takes data (the agent of a telemetry service) is about to hand it data.
    """
    if act in (Act.REFERS, Act.SENDS):
        return Role.REFERS if act is Act.REFERS else Role.SENDS
    if purpose is None or purpose is Purpose.GENERAL:
        return _by_grammar(purpose, act, sense)
    if purpose in SUPPLIES:
        return Role.REFERS if act is None and sense.refers else Role.FETCHES
    if purpose is Purpose.STORAGE and act is Act.FETCHES:
        return Role.FETCHES
    return Role.REFERS if purpose is Purpose.VOCABULARY else Role.SENDS


def _by_grammar(purpose: Purpose | None, act: Act | None, sense: KeySense) -> Role:
    """Return the role of a host without a purpose of its own, or that nobody knows, by what is done with it."""
    if act is Act.FETCHES:
        return Role.FETCHES
    if act is Act.NAMES:
        return Role.NAMES if purpose is None else Role.SENDS
    return Role.SENDS if act is Act.CONNECTS else _by_key(purpose, sense)


def _by_key(purpose: Purpose | None, sense: KeySense) -> Role:
    """Return the role of such a host where it merely stands, by the key."""
    if sense.names and purpose is None:
        return Role.NAMES
    if sense.refers:
        return Role.REFERS
    return Role.FETCHES if sense.fetches and purpose is None else Role.SENDS


def role_in_label(purpose: Purpose | None, url: str, sense: KeySense) -> Role:
    """Return what an address in a label is for: a link for people, unless something reads the label and connects."""
    if purpose is None or purpose is Purpose.GENERAL:
        return Role.SENDS if sense.elsewhere else Role.REFERS
    if purpose in SUPPLIES or purpose is Purpose.VOCABULARY:
        return Role.REFERS
    if purpose in {Purpose.COLLABORATION, Purpose.IDENTITY}:
        return Role.SENDS if sense.elsewhere or is_interface(url) else Role.REFERS
    return Role.SENDS


def is_interface(url: str) -> bool:
    """Whether a URL is that of an interface for programs."""
    return _INTERFACE.search(url.lower()) is not None


def is_artefact(url: str) -> bool:
    """Whether a URL ends like the file of a piece of software."""
    return _ARTEFACT.search(url.lower()) is not None
