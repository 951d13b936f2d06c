"""Walks over the properties of a resource, once: which strings may say something, and which are credentials in clear.

A property is a credential when its name says so and it is plain text: not marked secret, not unknown, not a reference
to a secret kept elsewhere. Names are compared as words, so ``passwordSecretRef`` and ``tokenUrl`` are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rempart.addresses import is_plainly_private
from rempart.credentials import holds_credential, names_credential
from rempart.meaning.packing import looks_packed
from rempart.meaning.readers.tree import naming
from rempart.model.values import Properties, Value

_SHORTEST_PACKED = 40
"""Characters from which a string without a dot, a colon or a semicolon may hide an address or a credential."""
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


@dataclass(frozen=True, slots=True)
class Telling:
    """A string of a property that may hold an address."""

    path: str
    key: str
    value: str
    label: bool


@dataclass(frozen=True, slots=True)
class Walked:
    """What the properties of one resource hold."""

    telling: Sequence[Telling]
    credentials: tuple[str, ...]
    """Paths of credentials in clear."""


NOTHING_HELD = Walked((), ())
"""What most resources hold: nothing."""


class Walker:
    """Walks over the properties of the resources of one run; what a string may hold is asked once for each."""

    def __init__(self) -> None:
        self._holds: dict[str, tuple[bool, bool]] = {}

    def walk(self, inputs: Properties, labels: frozenset[str], handled: set[str]) -> Walked:
        """Return what properties hold; those ``handled`` are read by somebody else, but for credentials.

        Runs over every string of a deployment, so it asks the cheapest question first.
        """
        telling: list[Telling] = []
        clear: dict[str, None] = {}
        pending: list[tuple[str, str, bool, bool, Value]] = [("", "", False, True, inputs)]
        for above, key_above, label_above, swept_above, parent in pending:
            named = not isinstance(parent, list)
            if isinstance(parent, dict) and above and _is_plain_variable(parent):
                clear[f"{above}value"] = None
            for name, value in _children(parent):
                if isinstance(value, str):
                    says, exposes = self._said_by(value)
                    if exposes or (named and names_credential(name) and is_plain(value)):
                        clear[f"{above}{name}"] = None
                    if not says:
                        continue
                elif not (isinstance(value, (dict, list)) and value):
                    continue
                path = f"{above}{name}"
                swept = swept_above and path not in handled and not (named and name.startswith("__"))
                key = naming(name, key_above) if named else key_above
                label = label_above or path in labels
                if isinstance(value, str):
                    if not swept:
                        continue
                    telling.append(Telling(path, key, value, label))
                else:
                    pending.append((f"{path}.", key, label, swept, value))
        return Walked(telling, tuple(clear)) if telling or clear else NOTHING_HELD

    def _said_by(self, value: str) -> tuple[bool, bool]:
        """Return whether a string may hold an address, and whether it holds a credential by its form."""
        if "." not in value and ":" not in value and ";" not in value and len(value) < _SHORTEST_PACKED:
            return _NEITHER
        known = self._holds.get(value)
        if known is None:
            known = self._holds[value] = (not _is_dull(value), holds_credential(value))
        return known


_NEITHER = (False, False)


def is_plain(value: Value) -> bool:
    """Whether a property holds text, rather than nothing or a reference to what is kept elsewhere."""
    return isinstance(value, str) and bool(value.strip()) and not value.startswith(_REFERENCES)


def _children(parent: Value) -> Iterable[tuple[str, Value]]:
    if isinstance(parent, list):
        return ((str(number), child) for number, child in enumerate(parent))
    return parent.items() if isinstance(parent, Mapping) else ()


def _is_plain_variable(entry: Mapping[str, Value]) -> bool:
    """Whether this is an environment variable in the manner of containers: ``{name: DB_PASSWORD, value: …}``."""
    name = entry.get("name")
    return isinstance(name, str) and names_credential(name) and is_plain(entry.get("value"))


def _is_dull(value: str) -> bool:
    """Whether a string holds no address under any key."""
    if "\n" in value or "\\" in value or value[0] in "{[":
        return False
    if "/" in value:
        return is_plainly_private(value)
    if "." in value:
        return is_plainly_private(value)
    return ":" not in value and not looks_packed(value)
