"""Tells credentials in clear inside texts: by the name that a value stands under, or by the value's form."""

from __future__ import annotations

import re

from rempart.addresses.words import word_set
from rempart.credentials import holds_credential, names_credential
from rempart.meaning.findings import Act, Spot
from rempart.meaning.keys import squeezed, words_of
from rempart.meaning.packing import from_base64
from rempart.model.address import RUN_TIME
from rempart.patterns import regex

_IN_TEXTS = word_set(
    "awssecretaccesskey bindpw borgpassphrase ldapbindpw ldapdefaultauthtok masterauth mysqlpwd mysqlrootpassword"
    " ospassword pass passin passout pgpassword plaintextpasswd pwd requirepass resticpassword rootpw secretid"
)
"""Names of credentials in the files and environments of well-known tools, squeezed to their letters."""
_ENDINGS = (
    "accesstoken",
    "consumersecret",
    "encryptionkey",
    "secretkeybase",
    "tokensecret",
    "apikey",
    "authtoken",
    "clientsecret",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secretaccesskey",
    "secretkey",
)
_NO_SECRET = regex(
    r"(?:true|false|yes|no|none|null|nil|on|off|enabled|disabled|required|optional|changeit|\*+|x+|\.+|\d{1,5}|.*\s.*"
    r"|<[^>]*>|[%$!/~{].*|@/.*|__\w+__|.*\}|.*:/.*|(?:file|env|vault|secretref|op|ssm|arn|aws|gcp|azure|kv|ref|secret)[:/].*)",
    re.IGNORECASE | re.DOTALL,
)
"""What stands under the name of a credential and is none: a switch, a reference, a path, a sentence."""
_PLACEHOLDER = regex(r"(?:[A-Z][A-Z0-9]*[_-])+[A-Z0-9]+|(?:your|my|change|replace|insert|enter)[\w -]*", re.IGNORECASE)
"""What documentation writes where a credential is to stand (``YOUR_APP_SECRET``)."""
_OF_REFERENCES = frozenset({"existing", "ref", "reference", "name"})
"""Words of keys that name where a credential is kept."""
_DEFAULT = regex(r"\$\{\w+:?[-=](?P<value>[^${}]+)\}")
"""A variable with what it holds where nobody sets it."""
_ASKING = ("your", "my", "change", "replace", "insert", "enter")
_EXPRESSION = regex(
    r"[\w.]+\(.*\)|(?:var|local|module|data|each|path|self|config|env|process|os|settings|ENV)[.\[].*", re.DOTALL
)
"""Expressions of programs that take a credential from elsewhere."""
_PACKED = frozenset({"auth", "authorization", "basicauth"})
_SHORTEST = 4
"""Characters of the shortest text that counts as a credential."""


def is_credential(text: str, spot: Spot) -> bool:
    """Whether a value is a credential that anybody who reads the text can use."""
    if holds_credential(text):
        return True
    if spot.act in (Act.REFERS, Act.NAMES):
        return False
    return _names_one(spot.key) and _is_plain(text)


def is_basic_credential(text: str, spot: Spot) -> bool:
    """Whether a value is the packed user and password that clients of registries and web servers keep (``auth``)."""
    if squeezed(spot.key.rpartition(".")[2]) not in _PACKED:
        return False
    raw = from_base64(text.removeprefix("Basic ").strip())
    return raw is not None and b":" in raw[1:-1] and raw.isascii()


def _names_one(key: str) -> bool:
    last = key.rpartition(".")[2].lstrip("-")
    if names_credential(last):
        return True
    whole = squeezed(last)
    if words_of(last) & _OF_REFERENCES:
        return False
    if last.lower().endswith(("_pass", "-pass")):
        return True
    return whole in _IN_TEXTS or (whole.endswith(_ENDINGS) and not whole.startswith("public"))


def _is_plain(text: str) -> bool:
    text = text.strip().strip("\"'")
    default = _DEFAULT.fullmatch(text)
    if default is not None:
        text = default["value"].strip("\"'")
    if len(text) < _SHORTEST or RUN_TIME in text:
        return False
    return not any(pattern.fullmatch(text) for pattern in (_NO_SECRET, _EXPRESSION)) and not _is_placeholder(text)


def _is_placeholder(text: str) -> bool:
    words = text.upper()
    named = any(word in words for word in ("PASSWORD", "SECRET", "KEY", "TOKEN", "PASS"))
    return named and _PLACEHOLDER.fullmatch(text) is not None and (text.isupper() or text.lower().startswith(_ASKING))
