"""Reads what someone declares as their own: domains, mail addresses, IP addresses and networks.

A declaration is believed without proof, so that it must be narrow: what others have a name below, and what the
catalogue knows, is nobody's own. Errors count the declarations and never repeat one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from rempart.addresses import (
    Host,
    HostKind,
    Network,
    host_of,
    is_public_name,
    is_public_network,
    lies_in,
    mail_addresses,
    network_of,
    top_level_domains,
    word_set,
)
from rempart.catalogue import Catalogue
from rempart.errors import InputError

_COUNTRY = 2
"""Letters of the top-level domains of countries."""
_REGISTRIES = word_set(
    "ac asso co com edu gob gouv gov govt gv id info int ltd mil ne net nhs nom or org plc prd sch tm"
)
"""Labels below which the registry of a country gives names to anybody, or to all of its offices (``co.uk``)."""
_SHARED = word_set(
    # Trades that have a domain of their own in France.
    "aeroport.fr avocat.fr avoues.fr cci.fr chambagri.fr chirurgiens-dentistes.fr experts-comptables.fr"
    " geometre-expert.fr greta.fr huissier-justice.fr medecin.fr notaires.fr pharmacien.fr port.fr veterinaire.fr"
    # Domains below which anybody gets a name.
    " blogspot.com br.com de.com duckdns.org dyndns.org eu.com eu.org fr.eu.org gb.net hopto.org ddns.net nip.io"
    " no-ip.org sslip.io uk.com us.com wixsite.com wordpress.com xip.io"
    # Domains that give mailboxes to anybody.
    " gmx.de gmx.fr gmx.net hotmail.com hotmail.fr icloud.com laposte.net live.com live.fr msn.com neuf.fr orange.fr"
    " outlook.fr proton.me protonmail.com sfr.fr wanadoo.fr yahoo.com yahoo.fr"
)
_WIDEST = {4: 16, 6: 29}
"""By version of IP, the shortest prefix of a network that one institution is given."""

_WRITE = "write a domain, a mail address, a public IP address or a network in CIDR notation"
_NARROW = "declare the domain that was registered for you alone"


def read_own(texts: Sequence[str], catalogue: Catalogue, *, where: str) -> tuple[str, ...]:
    """Return what is declared as one's own, in one spelling, each once, in order.

    A domain stands for itself and all below it, with ``*.`` before it or without; a mail address for its domain.
    ``where`` is what people call the place that the texts come from. Raises InputError for what cannot be one's own.
    """
    facts = _Facts(catalogue)
    found = {_Declaration(text, facts, f"{where}, name {number}").read() for number, text in enumerate(texts, 1)}
    return tuple(sorted(found))


class _Facts:
    """What the catalogue knows of hosts; they are only listed when something asks for all of them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def operator_of(self, name: str) -> str | None:
        """Return the name of the operator that runs a host."""
        match = self._catalogue.host(name)
        return match.operator.name if match is not None else None

    @cached_property
    def hosts(self) -> list[tuple[str, str]]:
        """Each host, a pattern by the plain text at its end, with the name of its operator."""
        return [
            (endpoint.value.removesuffix("$").replace("\\.", "."), operator.name)
            for operator in self._catalogue.operators()
            for endpoint in self._catalogue.endpoints_of(operator.id)
        ]


class _Declaration:
    """One text, and who is told what is wrong with it."""

    def __init__(self, text: str, facts: _Facts, where: str) -> None:
        self._text = text.strip()
        self._facts = facts
        self._where = where

    def read(self) -> str:
        network = network_of(self._text)
        if network is not None:
            return self._checked_network(network)
        host = self._host()
        if host.kind is HostKind.ADDRESS:
            return self._unknown_to_the_catalogue(host.name)
        if "." not in host.name and host.name in top_level_domains():
            raise self._problem("is a whole top-level domain", _NARROW)
        if host.kind is HostKind.LOCAL:
            raise self._problem("never leaves the deployment as it is", "leave it out")
        if not is_public_name(host.name):
            raise self._problem("is no domain", _WRITE)
        if _is_shared(host.name):
            raise self._problem("is a domain below which others have names or mailboxes", _NARROW)
        return self._unknown_to_the_catalogue(host.name)

    def _host(self) -> Host:
        """Return the host that the text is, with nothing around it but what says that all below is meant."""
        name = self._text
        if "@" in name:
            mailboxes = mail_addresses(name)
            if len(mailboxes) != 1 or not name.startswith(f"{mailboxes[0].local}@"):
                raise self._problem("is no mail address", _WRITE)
            name = name.partition("@")[2]
        name = name.removeprefix("*.").removeprefix(".")
        host = None if any(sign in name for sign in "/\\?#@, \t\n") else host_of(name)
        if host is None or not host.name or host.scheme is not None or host.port is not None:
            raise self._problem("is no domain", _WRITE)
        return host

    def _checked_network(self, network: Network) -> str:
        if not is_public_network(network):
            raise self._problem("is no public network", "leave it out; private addresses need not be declared")
        if network.prefixlen < _WIDEST[network.version]:
            raise self._problem("is a network wider than one institution is given", "declare the part that is yours")
        for name, operator in self._facts.hosts:
            if lies_in(name, network):
                raise self._problem(f"holds an address of {operator}", "declare the part that is yours")
        return str(network.network_address) if network.num_addresses == 1 else str(network)

    def _unknown_to_the_catalogue(self, name: str) -> str:
        operator = self._facts.operator_of(name)
        if operator is not None:
            raise self._problem(f"belongs to {operator}, as the catalogue says", "leave it out")
        below = next((operator for host, operator in self._facts.hosts if host.endswith(f".{name}")), None)
        if below is not None:
            raise self._problem(f"lies above a host of {below}", _NARROW)
        return name

    def _problem(self, what: str, mend: str) -> InputError:
        return InputError(what, where=self._where, mend=mend)


def _is_shared(name: str) -> bool:
    head, _, last = name.rpartition(".")
    return name in _SHARED or (head in _REGISTRIES and len(last) == _COUNTRY)
