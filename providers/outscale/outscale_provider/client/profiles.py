"""The profiles that Outscale's tools keep in ``~/.osc/config.json``. No message ever holds what stands in the file.

The file's form: README of osc-sdk-python, "Configuration and Credentials".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from outscale_provider.errors import ConfigurationError
from outscale_provider.values.json import JsonObject

_DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Profile:
    """What one profile says; ``None`` where it is silent."""

    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    region: str | None = None
    protocol: str | None = None
    api: str | None = None
    """The API's endpoint."""
    oos: str | None = None
    """The object store's endpoint."""


def read_profile(name: str | None, environment: Mapping[str, str]) -> Profile:
    """Read a profile, the one called ``default`` unless named.

    Only what nobody asked for by name may be missing. Raises ``ConfigurationError`` for a profile or file that is
    named and does not exist, and for a file that is there but cannot be used; an empty one (``/dev/null``) can.
    """
    stated = environment.get("OSC_CONFIG_FILE", "").strip()
    path = Path(stated).expanduser() if stated else _home(environment) / ".osc" / "config.json"
    content = _read(path)
    if content is None:
        if stated or name:
            wanted = f"the profile {name!r} cannot be found" if name else "OSC_CONFIG_FILE names no file"
            raise ConfigurationError(f"{wanted}: there is no {path}")
        return Profile()
    profiles = _parse(path, content)
    if (name or _DEFAULT) not in profiles:
        if name:
            known = ", ".join(sorted(profiles)) or "none"
            raise ConfigurationError(f"{path} has no profile {name!r}; it has {known}")
        return Profile()
    return _profile(f"profile {name or _DEFAULT!r} of {path}", profiles[name or _DEFAULT])


def _home(environment: Mapping[str, str]) -> Path:
    home = environment.get("HOME")
    return Path(home) if home else Path("~").expanduser()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no possible path"
        raise ConfigurationError(f"{path} cannot be read: {reason}") from None


def _parse(path: Path, content: bytes) -> JsonObject:
    try:
        text = content.decode("utf-8-sig")
        profiles = json.loads(text) if text.strip() else {}
    except json.JSONDecodeError as error:
        raise ConfigurationError(f"{path} is not JSON: mend line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError):
        raise ConfigurationError(f"{path} is not JSON") from None
    if not isinstance(profiles, dict):
        raise ConfigurationError(f"{path} must hold an object with one member for each profile")
    return profiles


def _profile(what: str, content: object) -> Profile:
    members = _object(what, content)
    endpoints = _object(f"endpoints in {what}", members.get("endpoints") or {})
    return Profile(
        access_key=_text(what, members, "access_key"),
        secret_key=_text(what, members, "secret_key"),
        region=_text(what, members, "region"),
        protocol=_text(what, members, "protocol"),
        api=_text(what, endpoints, "api"),
        oos=_text(what, endpoints, "oos"),
    )


def _object(what: str, content: object) -> JsonObject:
    if not isinstance(content, dict):
        raise ConfigurationError(f"{what} must be an object")
    return content


def _text(what: str, members: JsonObject, name: str) -> str | None:
    value = members.get(name)
    if value is not None and not isinstance(value, str):
        raise ConfigurationError(f"{name} in {what} must be a string")
    return (value or "").strip() or None
