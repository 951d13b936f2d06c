"""Mail addresses in a text, as far as the text alone tells them from logins (``git@host:path``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rempart.addresses.hosts import host_of
from rempart.addresses.names import is_file_like, is_public_name
from rempart.model.address import Host, HostKind
from rempart.patterns import regex

_ADDRESS = regex(
    r"(?:(?<![\w.+\-/:@%])|(?<=mailto:))(?P<local>[A-Za-z0-9_](?:[A-Za-z0-9._%+'\-]{0,62}[A-Za-z0-9_+\-])?)"
    r"@(?P<domain>[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?)(?![\w\-@])(?!\.[A-Za-z0-9])(?!:\S)(?!/)"
)


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A mailbox, and the domain that receives its mail."""

    local: str
    host: Host


def mail_addresses(text: str) -> tuple[MailAddress, ...]:
    """Return the mail addresses of a text, each once.

    ``user@host:path``, ``user@host/path`` and what stands before the host of a URL are logins. A bare ``user@host`` may
    be either: only what reads it tells.
    """
    return tuple(dict.fromkeys(_found(text))) if "@" in text else ()


def _found(text: str) -> Iterator[MailAddress]:
    seen: set[str] = set()
    for match in _ADDRESS.finditer(text):
        domain = match["domain"]
        if match[0] in seen:
            continue
        seen.add(match[0])
        if "." not in domain and domain.lower() != "localhost":
            continue
        if is_file_like(domain) and not is_public_name(domain):  # a unit of systemd: getty@tty1.service
            continue
        host = host_of(domain)
        if (
            host is not None
            and host.kind in (HostKind.NAME, HostKind.LOCAL, HostKind.RESERVED)
            and not _is_number(host)
        ):
            yield MailAddress(match["local"], host)


def _is_number(host: Host) -> bool:
    return host.name.rpartition(".")[2].isdigit()
