"""Finds what may be an address in one value: URLs, servers of connection strings, bare names, hosts, IP addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from rempart.addresses import (
    BUCKET_SCHEMES,
    arn_host,
    host_of,
    ip_addresses,
    is_file_like,
    read_store,
    servers_of,
    urls,
)
from rempart.meaning.keys import sense_of
from rempart.model.address import RUN_TIME, Host, HostKind
from rempart.patterns import regex

_DOTTED = regex(r"[A-Za-z0-9_](?:[A-Za-z0-9_\-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_\-]*[A-Za-z0-9_])?)+")
"""A dotted name, whatever stands around it."""
_PREFIX = regex(
    r"(?:dns|inet|ldaps?|lmtp|nfs|relp|rest|s3|sftp|smtps?|ssl|static|swift|tcp|thin|tls|udp):(?=[\[\w].*[.\]])",
    re.IGNORECASE,
)
"""What tools write before a host without slashes: ``s3:host/bucket``, ``smtp:[host]:25``."""
_BARE = regex(
    rf"(?:(?P<user>[^\s@/:,;=]+)(?::[^\s@/]*)?@)?(?:\[(?P<bracketed>[^\]\s]{{1,255}})\]|(?P<name>[\w.\-{RUN_TIME}]+))"
    r"(?P<port>:[0-9]{1,5}(?=[/:]|\Z))?(?P<rest>[/:].*)?",
    re.DOTALL,
)
_QUAD = regex(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
"""An IP address as it is usually written: other numbers with dots are versions, unless a URL holds them."""
_REGIONAL_ARN = regex(r"arn:aws[a-z\-]*:[a-z0-9\-]+:[a-z]{2}[a-z\-]*-[0-9]:")
"""Amazon's name of a thing in a region: stores that only speak Amazon's language name none."""
_ENDS = "\"'`,;()<>{}|"
_BLANKS = regex(r"[\s,;|]+")
_OPTION = regex(r"-{0,2}(?P<key>[A-Za-z_][\w.\-:]{0,60})=(?P<value>.+)", re.DOTALL)
_MOST_WORDS = 5_000


class Shape(Enum):
    """How an address stands in a value."""

    URL = "url"
    SERVER = "server"
    """In a connection string."""
    WHOLE = "whole"
    """The value is this host and no more: a name, perhaps with a port or a path."""
    WORD = "word"
    """One word of several."""
    MAIL = "mail"
    """The domain of a mail address, or of ``user@host``."""
    SWEPT = "swept"
    """Somewhere in the text, whatever the grammar around it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be an address: its host, how it stands there, and the text that states it."""

    host: Host
    shape: Shape
    text: str
    located: bool = False
    """Whether a port, a remote path or brackets say that it is a host."""
    remote: bool = False
    """Whether it stands before a path on it (``host:/export``), unless that is a volume of some name."""
    odd: bool = False
    """Whether it is an IP address in a spelling that is a host to clients alone (``52.6265356``)."""


def candidates(text: str, knows: Callable[[str], bool]) -> Iterator[Candidate]:
    """Yield what may be an address in a value, the surest reading first; a host may come several times.

    ``knows`` says whether the catalogue knows a host: such a host is found at the boundaries of labels, anywhere.
    """
    found = False
    for host, url in urls(text) if ":" in text else ():
        found = True
        for reached in _stores_of(host, url, knows):
            yield Candidate(reached, Shape.URL, url, located=True)
    servers = servers_of(text)
    for host in servers:
        yield Candidate(host, Shape.SERVER, text, located=True)
    if not found and not servers:
        yield from _bare_words(text)
    yield from _swept(text, knows)


def _stores_of(host: Host, url: str, knows: Callable[[str], bool]) -> tuple[Host, ...]:
    """Return the hosts that a bucket's URL states after all (``s3://key:secret@host/bucket``), else whom it implies."""
    scheme = (host.scheme or "").rpartition("+")[2]
    if scheme not in BUCKET_SCHEMES:
        return (host,)
    host = Host(host.name, host.kind, scheme, host.port)
    store = read_store(url[url.find(scheme) :])
    if store is None:
        return (host,)
    possible = (store.possible,) if store.possible is not None and knows(store.possible.name) else ()
    return tuple(Host(stated.name, stated.kind, "https", stated.port) for stated in store.stated or possible) or (host,)


def _bare_words(text: str) -> Iterator[Candidate]:
    words = [word for word in _BLANKS.split(text.strip()) if word][:_MOST_WORDS]
    for word in words:
        yield from _bare(word, alone=len(words) == 1)


def _bare(word: str, *, alone: bool) -> Iterator[Candidate]:
    option = _OPTION.fullmatch(word)
    told = False
    if option is not None:
        word, alone, told = option["value"], False, sense_of(option["key"]).connects
    word = word.strip(_ENDS).lstrip("@")
    if word[:1] == "[" and ":" not in word.partition("]")[0]:
        word = word.strip("[]" + _ENDS)
    word = _PREFIX.sub("", word, count=1)
    if word.startswith("//"):
        relative = host_of(word)
        if relative is not None and "." in relative.name:
            yield Candidate(relative, Shape.URL, word, located=True)
        return
    if "." not in word and ":" not in word and RUN_TIME not in word:
        return
    whole = host_of(word) if word.count(":") > 1 and "[" not in word else None
    if whole is not None and ":" in whole.name:
        yield Candidate(whole, Shape.WHOLE if alone else Shape.WORD, word, located=True)
        return
    match = _BARE.fullmatch(word.rstrip("."))
    if match is None:
        return
    bracketed = match["bracketed"]
    host = host_of(f"[{bracketed}]" if bracketed and ":" in bracketed else bracketed or match["name"])
    if host is None or ("." not in host.name and ":" not in host.name and host.kind is not HostKind.RUN_TIME):
        return
    odd = host.kind is HostKind.ADDRESS and match["name"] is not None and not _QUAD.fullmatch(match["name"])
    remote = bool(match["rest"]) and match["rest"].startswith(":")
    mounted = remote and match["rest"].startswith(":/") and not is_file_like(match["name"] or "")
    located = bool(told or match["port"] or bracketed or (match["user"] and remote))
    if match["user"] and not match["port"] and not remote and not match["rest"]:
        yield Candidate(host, Shape.MAIL, word)
        return
    shape = Shape.WHOLE if alone else Shape.WORD
    stated = word if host.kind is HostKind.RUN_TIME else match["name"] or word
    yield Candidate(host, shape, stated, located=located, remote=mounted, odd=odd)


def _swept(text: str, knows: Callable[[str], bool]) -> Iterator[Candidate]:
    if "." in text:
        for match in _DOTTED.finditer(text):
            name = match[0].lower()
            if knows(name):
                mail = match.start() > 0 and text[match.start() - 1] == "@" and _is_mail(text, match.end())
                host = host_of(name)
                if host is not None:
                    yield Candidate(host, Shape.MAIL if mail else Shape.SWEPT, text)
    for part in text.split() if "arn:aws" in text else ():
        named = arn_host(part[part.find("arn:aws") :].strip(_ENDS))
        if named is not None and _REGIONAL_ARN.search(part):
            yield Candidate(named, Shape.SWEPT, part)
    for address in ip_addresses(text):
        yield Candidate(address, Shape.SWEPT, text)


def _is_mail(text: str, end: int) -> bool:
    """Whether what ends here is the domain of a mail address: nothing says where on that host."""
    return text[end : end + 1] not in {":", "/"}
