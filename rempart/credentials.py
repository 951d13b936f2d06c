"""How a credential is told from other text: by the name that it stands under, or by its form.

Rules judge by this, and so does whatever writes things down: what looks like a credential stays in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rempart.patterns import regex

_NAMES = frozenset(
    [
        "adminpass",
        "adminpassword",
        "administratorloginpassword",
        "administratorpassword",
        "apikey",
        "apisecret",
        "apitoken",
        "appkey",
        "appsecret",
        "applicationcredentialsecret",
        "applicationkey",
        "applicationsecret",
        "accesstoken",
        "authkey",
        "authpassword",
        "authtoken",
        "bearertoken",
        "bindpassword",
        "clientkeydata",
        "clientsecret",
        "consumerkey",
        "dbpassword",
        "encryptionpassword",
        "loginpassword",
        "masterpassword",
        "password",
        "masteruserpassword",
        "passphrase",
        "passwd",
        "password",
        "preshareduserkey",
        "presharedkey",
        "primaryaccesskey",
        "privatekey",
        "privatekeypem",
        "psk",
        "refreshtoken",
        "rootpass",
        "rootpassword",
        "sastoken",
        "secret",
        "secretaccesskey",
        "secretkey",
        "secretkeyid",
        "secretstring",
        "sessiontoken",
        "sharedaccesskey",
        "sharedkey",
        "sharedsecret",
        "sshprivatekey",
        "token",
        "userpassword",
    ]
)
_VARIABLE_ENDINGS = ("password", "passwd", "secret", "token", "apikey", "secretkey", "accesskey", "privatekey")
_IN_URL = regex(r"""://[^/\s:@"'`<>\[\]]*:(?P<password>[^/\s@"'`<>\[\]]+)@""")
_IN_CONNECTION_STRING = regex(
    r"(?:^|;)\s*(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(?!@/)[^;\s]", re.IGNORECASE
)
_OF_A_BACKEND = regex(r"AIRFLOW__\w+_(?:SECRET|CMD)")
"""Airflow's settings that name where its secrets backend keeps the value, or what prints it."""
_PRIVATE_KEY = "PRIVATE KEY-----"
_FILLED_IN = ("$", "{", "<", "%(", "%{", "%s", "\ue000")
"""How references begin that a template or a shell fills in."""
_KEY_MATERIAL = regex(r"PRIVATE KEY-----(?:\s|\\[nr])*(?:[A-Za-z-]{4,20}: [^\n]{0,100}\n\s*)*[A-Za-z0-9+/]{40}")
"""The first line of a key in PEM, after headers where there are any: a text that only looks for keys has none."""


@lru_cache(maxsize=8192)
def names_credential(name: str) -> bool:
    """Whether a property or variable of this name holds a credential."""
    squeezed = name.replace("_", "").replace("-", "").lower()
    if squeezed in _NAMES:
        return True
    if _OF_A_BACKEND.fullmatch(name):
        return False
    return name.isupper() and "_" in name and squeezed.endswith(_VARIABLE_ENDINGS)


def holds_credential(value: str) -> bool:
    """Whether a text holds a credential by its form: in a URL, a connection string, a private key."""
    if "@" in value and "://" in value and any(passwords_in_urls(value)):
        return True
    if ";" in value and "=" in value and _IN_CONNECTION_STRING.search(value):
        return True
    return holds_private_key(value)


def holds_private_key(value: str) -> bool:
    """Whether a text holds a private key in PEM."""
    return _PRIVATE_KEY in value and _KEY_MATERIAL.search(value) is not None


def passwords_in_urls(value: str) -> Iterator[str]:
    """Yield the passwords that stand in the URLs of a text; what is filled in later is none."""
    for match in _IN_URL.finditer(value):
        if not match["password"].startswith(_FILLED_IN):
            yield match["password"]
