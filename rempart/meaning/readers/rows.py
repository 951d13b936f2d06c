"""Reads files whose lines are rows of fields: hosts, mounts, schedules, package sources, maps of a mail server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TypeAlias

from rempart.addresses import HostKind, host_of
from rempart.addresses.words import word_set
from rempart.meaning.findings import Act, Document, Finding, Form, Spot, Value
from rempart.meaning.readers.directives import each_word, whole
from rempart.meaning.readers.wording import assigned, quoted_words, words_in
from rempart.patterns import regex

Row: TypeAlias = Callable[[str, Spot], Iterator[Finding]]

_SCHEDULE = regex(
    r"(?i:(?:[0-9*/,LW#?-]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun){1,80})"
)
_NICKNAMES = word_set("@annually @daily @every @hourly @midnight @monthly @reboot @weekly @yearly")
_USERS = word_set("backup barman git gitlab nobody orthanc postgres prometheus redis root tomcat wazuh www-data zabbix")
_USER = regex(r"[a-z_][a-z0-9_-]{0,31}\$?")
_TIMES = 5
_FIELDS_OF_MOUNT = 4
_FORWARDED = regex(
    r"(?:^|(?<=[\s;&]))@@?(?:\([^()\s]{0,20}\))?(\[[^\[\]\s]{1,60}\]|[^\s:;()@\[\]\"']{1,255})(:[\w]{1,32})?"
)
_ADDRESS = regex(r"\d{1,10}(?:\.\d{1,10}){1,3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,45}(?:%\w{1,16})?")
_MODULE = regex(r":(om[a-z]{2,20}):([^\s;,]{1,300})")
_TRANSPORT = regex(r"(smtp|smtps|relay|lmtp|esmtp|slow|uucp|submission|smtp-[\w-]{1,30}|[\w-]{1,20}relay):(\S{0,300})")
_INLINE_PASSWORD_FIELDS = 5


def rows(text: str, spot: Spot, row: Row) -> Iterator[Finding]:
    """Yield what each line holds that is no comment."""
    for line in text.splitlines():
        bare = line.strip()
        if bare and not bare.startswith("#"):
            yield from row(bare, spot)


def hosts_row(line: str, spot: Spot) -> Iterator[Finding]:
    """Read a line of ``/etc/hosts``: names that this machine gives to an address."""
    address, *names = _without_comment(line).split()
    host = host_of(_bracketed(address)) if address.isascii() else None
    if host is None or host.kind not in {HostKind.ADDRESS, HostKind.LOCAL}:
        yield from whole(line, spot)
        return
    if host.kind is HostKind.ADDRESS:
        yield Value(address, spot.below(address, key="hosts").doing(Act.CONNECTS))
    for name in names:
        yield Value(name, spot.below(address, key="hosts").doing(Act.REFERS))


def is_hosts_row(line: str) -> bool:
    """Whether a line gives names to an address."""
    address, *names = _without_comment(line).split()[:3] or [""]
    if not names or not _ADDRESS.fullmatch(address):
        return False
    if any(not name[0].isalnum() or name.isdigit() or "=" in name or "/" in name for name in names):
        return False
    host = host_of(_bracketed(address)) if address.isascii() else None
    return host is not None and host.kind in {HostKind.ADDRESS, HostKind.LOCAL}


def mount_row(line: str, spot: Spot) -> Iterator[Finding]:
    """Read a line of ``/etc/fstab``: what is mounted, where, of which type, how."""
    what, *others = _without_comment(line).split()
    inner = spot.below(what, key="mount").block(what)
    is_local = what.startswith(("/dev/", "UUID=", "LABEL=", "PARTUUID=", "PARTLABEL=", "none", "tmpfs", "proc"))
    yield Value(what, inner if is_local else inner.doing(Act.CONNECTS))
    for name, field in zip(("where", "type", "options"), others, strict=False):
        if name != "options":
            yield Value(field, inner.named(name))
            continue
        for word in words_in(field):
            option = assigned(word)
            yield Value(option[1] if option else word, inner.named(option[0] if option else name))
    if len(others) >= _FIELDS_OF_MOUNT + 1:
        yield from whole(" ".join(others[_FIELDS_OF_MOUNT - 1 :]), inner)


def is_mount_row(line: str) -> bool:
    """Whether a line mounts something from another machine."""
    fields = line.split()[:_FIELDS_OF_MOUNT]
    return (
        len(fields) >= _FIELDS_OF_MOUNT - 1
        and fields[1].startswith("/")
        and (":/" in fields[0] or fields[0].startswith("//"))
        and "://" not in fields[0]
        and not fields[2].startswith(("/", "-"))
    )


def schedule_row(line: str, spot: Spot) -> Iterator[Finding]:
    """Read a line of a crontab: when, in the system's own also as whom, and the command."""
    times = _times_of(line)
    if not times:
        key, equals, value = line.partition("=")
        name = key.strip() if equals else spot.key
        text = value.strip().strip("\"'") if equals else line
        yield from whole(text, spot.below(name, key=name))
        return
    fields = line.split(None, times + 1)
    has_user = len(fields) > times + 1 and bool(_USER.fullmatch(fields[times])) and _names_users(fields[times], spot)
    command = fields[times + 1] if has_user else line.split(None, times)[times]
    yield Document(command, spot.below("command"), Form.SHELL)


def is_schedule_row(line: str) -> bool:
    """Whether a line says when to run a command."""
    return line[:1] in "*0123456789@" and bool(_times_of(line))


def source_row(line: str, spot: Spot) -> Iterator[Finding]:
    """Read a line of apt's ``sources.list``."""
    bare = _without_comment(line)
    kind = bare.split(None, 1)[0]
    inner = spot.below(kind, key=kind).doing(Act.FETCHES)
    rest = bare[len(kind) :].strip()
    if rest.startswith("["):
        options, _, rest = rest[1:].partition("]")
        yield from each_word(options, inner)
    uri, _, suites = rest.strip().partition(" ")
    yield from whole(uri, inner)
    yield from whole(suites.strip(), spot.below("suite", key="suite"))


def is_source_row(line: str) -> bool:
    """Whether a line names a source of packages."""
    return line.startswith(("deb ", "deb-src ", "deb\t", "rpm ", "deb-src\t")) and (":/" in line or "[" in line)


def forward_row(line: str, spot: Spot) -> Iterator[Finding]:
    """Read a line of rsyslog or syslogd that forwards: ``*.* @@host:port``, ``*.* :omrelp:host:port``."""
    inner = spot.below("forward", key="forward").doing(Act.SENDS)
    for match in _FORWARDED.finditer(line):
        yield Value(match[1] + (match[2] or ""), inner)
    for module in _MODULE.finditer(line):
        yield Value(module[2].lstrip(":"), inner.named(module[1]))
    yield from whole(line, spot)


def is_forward_row(line: str) -> bool:
    """Whether a line forwards what it selects to another machine."""
    selector, *rest = line.split(None, 1)
    if not rest:
        return False
    if selector[0] in "&:~!+":
        return "@" in rest[0]
    return ("." in selector or "*" in selector) and rest[0].lstrip("-").startswith(("@", ":om"))


def transport_row(line: str, spot: Spot) -> Iterator[Finding]:
    """Read a line of a map of Postfix: a domain or an address, and where its mail goes."""
    pattern, _, result = line.replace("\t", " ").partition(" ")
    yield Value(pattern, spot.below(pattern, key="pattern").doing(Act.REFERS))
    inner = spot.below(pattern, key="relayhost").doing(Act.SENDS)
    for word in words_in(_without_comment(result.strip())):
        transport = _TRANSPORT.fullmatch(word)
        hop = words_in(transport[2]) if transport else [word]
        for name in hop:
            yield Value(name, inner.named("recipient") if "@" in name else inner)


def is_transport_row(line: str) -> bool:
    """Whether a line says by which transport the mail for a domain goes."""
    fields = line.split()
    if len(fields) != 2 or not (match := _TRANSPORT.fullmatch(fields[1])):  # noqa: PLR2004 -- a map has two columns
        return False
    return bool(match[2]) and not match[2].startswith("//")


def account_row(line: str, spot: Spot) -> Iterator[Finding]:
    """Read a line of Postfix's ``sasl_passwd``: a relay, and the account there."""
    relay, _, account = line.replace("\t", " ").partition(" ")
    user, _, password = account.strip().partition(":")
    inner = spot.below(relay, key="relayhost").block(relay)
    yield from each_word(relay, inner.doing(Act.SENDS))
    yield from whole(user, inner.named("user"))
    yield from whole(password, inner.named("password"))


def alias_row(line: str, spot: Spot) -> Iterator[Finding]:
    """Read a line of ``/etc/aliases``: a local name, and who gets its mail."""
    name, _, targets = line.partition(":")
    inner = spot.below(name.strip(), key="to")
    piped = targets.strip().strip('"')
    if piped.startswith("|"):
        yield Document(piped[1:], inner, Form.SHELL)
        return
    yield from each_word(_without_comment(targets.strip() or name), inner)


def pgpass_row(line: str, spot: Spot) -> Iterator[Finding]:
    """Read a line of ``.pgpass``: host, port, database, user, password."""
    fields = line.split(":", _INLINE_PASSWORD_FIELDS - 1)
    if len(fields) < _INLINE_PASSWORD_FIELDS:
        yield from whole(line, spot)
        return
    inner = spot.below(fields[0], key="host").block(fields[0])
    yield Value(fields[0], inner.doing(Act.CONNECTS))
    for name, field in zip(("port", "dbname", "user", "password"), fields[1:], strict=True):
        yield from whole(field, inner.named(name))


def reference_row(line: str, spot: Spot) -> Iterator[Finding]:
    """Read a line that only says who may come in: ``pg_hba.conf``, ``known_hosts``, ``exports``."""
    yield Value(line, spot.doing(Act.REFERS))
    for word in words_in(_without_comment(line)):
        yield Value(word, spot.doing(Act.REFERS))


def read_netrc(text: str, spot: Spot) -> Iterator[Finding]:
    """Read a ``.netrc``: pairs of words, over any number of lines."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    words = quoted_words("\n".join(lines))
    inner = spot
    for name, word in pairwise(words):
        if name == "machine":
            inner = spot.below(word).block(word)
            yield Value(word, inner.named("machine").doing(Act.CONNECTS))
        elif name in {"login", "password", "account"}:
            yield Value(word, inner.below(name, key=name))
    yield from whole(" ".join(words), spot)


def _times_of(line: str) -> int:
    """Return how many fields of a line say when, or 0."""
    fields = line.split(None, _TIMES)
    if fields and fields[0] in _NICKNAMES:
        return (2 if fields[0] == "@every" else 1) * (len(fields) > 1)
    is_timed = len(fields) > _TIMES and all(_SCHEDULE.fullmatch(field) for field in fields[:_TIMES])
    return _TIMES if is_timed else 0


def _names_users(word: str, spot: Spot) -> bool:
    return word in _USERS or spot.key.startswith(("/etc/cron", "etc/cron"))


def _bracketed(address: str) -> str:
    return f"[{address}]" if address.count(":") > 1 else address


def _without_comment(line: str) -> str:
    return line.partition(" #")[0]
