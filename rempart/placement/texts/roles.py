"""What an address is for, read from the words around it: whether software comes from there or data goes there.

When in doubt, data goes there: that is the stricter of the two.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rempart.addresses.words import word_set
from rempart.model.normalised import Role

_OWN_SEPARATORS = re.compile(r"[_\-.\s]")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_SENDING_WORDS = word_set(
    "archive audit backup collector dsn dump elasticsearch export exporter forward gelf ingest kafka log logging logs"
    " loki metrics monitoring notification otel otlp output push remote replica report sink smtp splunk syslog"
    " telemetry trace traces tracing upload webhook write"
)
_FETCHING_WORDS = word_set(
    "apk apt artifact artifacts base baseurl bootstrap chart charts codename deb dist download downloads from gem"
    " gpgkey image images include index installer iso kernel keyid keyserver keyurl manifest mirror mirrors module ntp"
    " package packages pip plugin plugins pool pools pypi registries registry release repo repos repositories"
    " repository script source sources src template templates yum"
)
_CONNECTION_WORDS = word_set(
    "addr address addresses broker brokers collector connect destination dsn endpoint endpoints forward gateway host"
    " hostname hosts ldap mirror peer peers proxy registry relay relayhost remote repository server servers sink"
    " smarthost smtp syslog target targets upstream uri url urls webhook"
)
_HOST_WORDS = word_set("addr address addresses host hostname hosts server servers target targets")
_ELSEWHERE_WORDS = word_set(
    "broker brokers collector dsn endpoint endpoints relayhost sink smarthost smtp syslog upstream uri url urls webhook"
)
_OWN_NAMES = word_set("fqdn hostname localhostname serveralias servername")
"""Keys under which a machine gets a name of its own."""
_PROSE_WORDS = word_set(
    "author bio bug bugs changelog citation comment comments contact copyright description doc docs documentation email"
    " faq help homepage label labels license licence maintainer maintainers message motd note notes readme remarks"
    " schema summary support title tooltip"
)
_NAMES_OF_THINGS = frozenset(
    {
        "$id",
        "$schema",
        "action",
        "actions",
        "apigroup",
        "apigroups",
        "apiversion",
        "driver",
        "kind",
        "members",
        "principal",
        "provisioner",
        "resources",
        "role",
        "roles",
        "service",
        "services",
        "xmlns",
    }
)
"""Keys whose dotted values name a thing rather than a host (``compute.googleapis.com`` is an API's name)."""


@lru_cache(maxsize=4096)
def words_of(key: str) -> frozenset[str]:
    """Split a key (``remoteWriteUrl``, ``SENTRY_DSN``) into lower-case words."""
    return frozenset(word.lower() for word in _WORD.findall(key))


def role_of_key(key: str) -> Role:
    """Return what an address under a key is for."""
    words = words_of(key)
    if words & _SENDING_WORDS:
        return Role.SENDS
    return Role.FETCHES if words & _FETCHING_WORDS else Role.SENDS


def is_connection(key: str) -> bool:
    """Whether what stands under a key of a text is connected to (``endpoint``, ``SMTP_HOST``)."""
    return bool(words_of(key) & _CONNECTION_WORDS) and _OWN_SEPARATORS.sub("", key).lower() not in _OWN_NAMES


@lru_cache(maxsize=4096)
def leads_elsewhere(key: str) -> bool:
    """Whether a resource's property says where to connect, rather than what the resource itself is called.

    ``host`` or ``address`` alone is as a rule the resource's own; ``logHost`` is not.
    """
    words = words_of(key)
    return bool(words & _ELSEWHERE_WORDS) or bool(words & _SENDING_WORDS and words & _HOST_WORDS)


def is_prose(key: str) -> bool:
    """Whether what stands under a key is for people to read."""
    return key in {"$schema", "$id", "xmlns"} or bool(words_of(key) & _PROSE_WORDS)


def names_a_thing(key: str) -> bool:
    """Whether a bare dotted name under a key is no host."""
    return key.casefold() in _NAMES_OF_THINGS
