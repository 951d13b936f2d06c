"""Finds credentials that stand in clear.

A value counts when its name says that it is a credential and it is plain text: not marked secret, not unknown, not a
reference to a secret kept elsewhere. Names are compared as words, so ``passwordSecretRef`` and ``tokenUrl`` are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rempart.model.values import Properties, Value

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
_REFERENCES = (
    "$",
    "arn:",
    "vault:",
    "op://",
    "ssm:",
    "secretref:",
    "projects/",
    "/run/secrets/",
    "@Microsoft.KeyVault",
)
_IN_URL = re.compile(r"://[^/\s:@]*:[^/\s@]+@")
_IN_CONNECTION_STRING = re.compile(r"(?:^|;)\s*(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*[^;\s]", re.IGNORECASE)
_PRIVATE_KEY = "PRIVATE KEY-----"
_SHORTEST_KEY = 100
"""Characters; a PEM private key is longer."""


def clear_credentials(inputs: Properties, declared: tuple[str, ...] = ()) -> list[str]:
    """Return the paths of credentials in clear. ``declared`` are paths that hold one whatever their name says."""
    found = [path for path in declared if _is_plain(inputs.get(path))]
    for name, value in inputs.items():
        if isinstance(value, str):
            if value and _names_credential(name):
                if _is_plain(value) and name not in found:
                    found.append(name)
            elif _holds_credential(value):
                found.append(name)
        elif value and isinstance(value, (dict, list)):
            found.extend(_nested(value, f"{name}."))
    return found


def _nested(value: Value, above: str) -> Iterator[str]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in items:
        path = f"{above}{name}"
        if isinstance(child, str):
            if (isinstance(name, str) and _names_credential(name) and _is_plain(child)) or _holds_credential(child):
                yield path
        elif isinstance(child, (dict, list)):
            if isinstance(child, dict) and _is_plain_variable(child):
                yield f"{path}.value"
            else:
                yield from _nested(child, f"{path}.")


def _is_plain_variable(entry: dict[str, Value]) -> bool:
    """Whether this is an environment variable in the manner of containers: ``{name: DB_PASSWORD, value: …}``."""
    name, value = entry.get("name"), entry.get("value")
    return isinstance(name, str) and _names_credential(name) and _is_plain(value)


@lru_cache(maxsize=8192)
def _names_credential(name: str) -> bool:
    squeezed = name.replace("_", "").replace("-", "").lower()
    if squeezed in _NAMES:
        return True
    return name.isupper() and "_" in name and squeezed.endswith(_VARIABLE_ENDINGS)


def _is_plain(value: Value) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not value.startswith(_REFERENCES)


def _holds_credential(value: str) -> bool:
    """Whether a text holds a credential by its form: in a URL, a connection string, a private key."""
    if "@" in value and "://" in value and _IN_URL.search(value):
        return True
    if ";" in value and "=" in value and _IN_CONNECTION_STRING.search(value):
        return True
    return len(value) > _SHORTEST_KEY and _PRIVATE_KEY in value
