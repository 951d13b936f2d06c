"""Finds credentials that stand in clear.

A value counts when its name says that it is a credential and it is plain text: not marked secret, not unknown, not a
reference to a secret kept elsewhere. Names are compared as words, so ``passwordSecretRef`` and ``tokenUrl`` are none.
"""

from __future__ import annotations

from collections.abc import Iterator

from rempart.credentials import holds_credential, names_credential
from rempart.model.values import Properties, Value

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


def clear_credentials(inputs: Properties, declared: tuple[str, ...] = ()) -> list[str]:
    """Return the paths of credentials in clear. ``declared`` are paths that hold one whatever their name says."""
    found = [path for path in declared if _is_plain(inputs.get(path))]
    for name, value in inputs.items():
        if isinstance(value, str):
            if value and names_credential(name):
                if _is_plain(value) and name not in found:
                    found.append(name)
            elif holds_credential(value):
                found.append(name)
        elif value and isinstance(value, (dict, list)):
            found.extend(_nested(value, f"{name}."))
    return found


def _nested(value: Value, above: str) -> Iterator[str]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in items:
        path = f"{above}{name}"
        if isinstance(child, str):
            if (isinstance(name, str) and names_credential(name) and _is_plain(child)) or holds_credential(child):
                yield path
        elif isinstance(child, (dict, list)):
            if isinstance(child, dict) and _is_plain_variable(child):
                yield f"{path}.value"
            else:
                yield from _nested(child, f"{path}.")


def _is_plain_variable(entry: dict[str, Value]) -> bool:
    """Whether this is an environment variable in the manner of containers: ``{name: DB_PASSWORD, value: …}``."""
    name, value = entry.get("name"), entry.get("value")
    return isinstance(name, str) and names_credential(name) and _is_plain(value)


def _is_plain(value: Value) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not value.startswith(_REFERENCES)
