"""What Pulumi's policy configuration says to the pack.

The policy ``rempart`` takes the properties ``profile``, ``asOf``, ``levels``, ``waivers``, ``environment``,
``simulated`` and ``own``; each rule is a policy by its id, whose enforcement level may be set as usual.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rempart.errors import PolicyError
from rempart.model.finding import Level

POLICY = "rempart"
"""Name of the policy whose configuration governs the whole pack."""

SCHEMA: dict[str, object] = {
    "profile": {"type": "string", "description": "hds, secnumcloud, hds-floor, or a file; hds if absent"},
    "asOf": {"type": "string", "description": "Judge as of this day (ISO date); today if absent"},
    "levels": {
        "type": "object",
        "description": "Level per rule id, whatever the profile says",
        "additionalProperties": {"enum": [level.value for level in Level]},
    },
    "waivers": {"type": "string", "description": "File of signed-off exceptions"},
    "environment": {
        "type": "boolean",
        "description": "Let OS_*, OSC_* and clouds.yaml of this environment complete what the program leaves out",
    },
    "simulated": {
        "type": "boolean",
        "description": "Accept the lab, a simulated cloud: a test, whose result is evidence of nothing",
    },
    "own": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Domains, mail addresses, IP addresses and networks of one's own",
    },
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The pack's configuration, checked."""

    profile: str = "hds"
    as_of: date | None = None
    """None: the day on which the request arrives."""
    levels: Mapping[str, Level] = field(default_factory=dict)
    waivers: Path | None = None
    environment: bool = False
    simulated: bool = False
    own: tuple[str, ...] = ()
    """As it is written: what may be declared, the session tells."""


@dataclass(frozen=True, slots=True)
class PolicyConfiguration:
    """One policy's entry of the engine's ``Configure`` request."""

    level: Level
    properties: Mapping[str, object] = field(default_factory=dict)


def read_settings(configured: Mapping[str, PolicyConfiguration], advertised: Mapping[str, Level]) -> Settings:
    """Turn the engine's configuration into settings.

    The engine sends a level for every policy, the advertised one where the user set none; so only a level that
    differs from the advertised one is taken for the user's. Raises PolicyError when a property is malformed.
    """
    properties = configured[POLICY].properties if POLICY in configured else {}
    levels = {
        name: entry.level
        for name, entry in configured.items()
        if name != POLICY and name in advertised and entry.level is not advertised[name]
    }
    levels.update(_levels(properties.get("levels"), advertised))
    waivers = _text(properties, "waivers")
    return Settings(
        profile=_text(properties, "profile") or "hds",
        as_of=_day(_text(properties, "asOf")),
        levels=levels,
        waivers=Path(waivers) if waivers else None,
        environment=_switch(properties, "environment"),
        simulated=_switch(properties, "simulated"),
        own=_texts(properties, "own"),
    )


def _problem(name: str, what: str) -> PolicyError:
    return PolicyError(what, where=f"policy configuration, {POLICY}.{name}", mend="correct it and run again")


def _text(properties: Mapping[str, object], name: str) -> str | None:
    value = properties.get(name)
    if value is None or isinstance(value, str):
        return value or None
    raise _problem(name, "is not a string")


def _texts(properties: Mapping[str, object], name: str) -> tuple[str, ...]:
    values = properties.get(name)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise _problem(name, "is not a list of strings")
    return tuple(values)


def _switch(properties: Mapping[str, object], name: str) -> bool:
    value = properties.get(name, False)
    if isinstance(value, bool):
        return value
    raise _problem(name, "is not true or false")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _problem("asOf", "is not a day such as 2026-11-30") from None


def _levels(value: object, advertised: Mapping[str, Level]) -> dict[str, Level]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _problem("levels", "is not an object")
    levels = {}
    for rule, level in value.items():
        if rule not in advertised:
            raise _problem("levels", f"names {rule!r}, which is no rule of this pack")
        try:
            levels[rule] = Level(level)
        except ValueError:
            raise _problem(f"levels.{rule}", f"is none of {', '.join(Level)}") from None
    return levels
