"""Reads ``clouds.yaml`` through openstacksdk's own loader, with its vendor profiles, files and defaults.

Only the addresses, regions and certificate settings of each cloud leave this module. ``secure.yaml``, which holds
nothing but credentials, is not opened. Nothing goes over the network: where a cloud's profile would be fetched from a
URL, what the file itself says about that cloud is all that is taken.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rempart.errors import InputError
from rempart.model.deployment import Cloud

if TYPE_CHECKING:
    from openstack.config.loader import OpenStackConfig

_TRUE = frozenset({"1", "t", "true", "on", "yes", "y"})
_FALSE = frozenset({"0", "f", "false", "off", "no", "n"})
_MEND = "correct the file, or run without --environment"
_UNREADABLE = (OSError, KeyError, TypeError, ValueError, AttributeError)
"""What the loader lets through from a file whose shape it does not expect."""


def read_clouds(variables: Mapping[str, str]) -> dict[str, Cloud]:
    """Return the clouds of the ``clouds.yaml`` that OpenStack's tools would use, by name; empty without such a file.

    Raises InputError when there is one and openstacksdk is not installed, or when it cannot be read.
    """
    file = _clouds_file(variables)
    if file is None:
        return {}
    config = _load(file)
    return {name: _cloud(config, name, str(file)) for name in config.get_cloud_names() if name != "defaults"}


def switched_on(value: object) -> bool | None:
    """Return what a switch says in a variable or file, None when it says neither yes nor no."""
    text = str(value).strip().lower()
    return True if text in _TRUE else False if text in _FALSE else None


def _clouds_file(variables: Mapping[str, str]) -> Path | None:
    """Return the file that counts: the one named by ``OS_CLIENT_CONFIG_FILE``, else the first of the usual places."""
    home = Path(variables["HOME"]) if variables.get("HOME") else None
    user = Path(variables["XDG_CONFIG_HOME"]) if variables.get("XDG_CONFIG_HOME") else home and home / ".config"
    folders = [Path(), *([user / "openstack"] if user else []), Path("/etc/openstack")]
    places = [folder / f"clouds{suffix}" for folder in folders for suffix in (".yaml", ".yml", ".json")]
    named = variables.get("OS_CLIENT_CONFIG_FILE")
    if named:
        places.insert(0, Path(named))
    return next((place for place in places if place.is_file()), None)


def _load(file: Path) -> OpenStackConfig:
    try:
        from openstack.config.loader import OpenStackConfig  # noqa: PLC0415 - an extra, and half a second to import
        from openstack.exceptions import ConfigException  # noqa: PLC0415 - the same
    except ImportError:
        mend = "install rempart[openstack], or run without --environment"
        raise InputError("is read with openstacksdk, which is not installed", where=str(file), mend=mend) from None
    try:
        config = OpenStackConfig(config_files=[str(file)], secure_files=[], load_envvars=False)
    except (ConfigException, *_UNREADABLE):
        raise InputError("cannot be read", where=str(file), mend=_MEND) from None
    if config.config_filename is None:
        # The loader passes over a file that it cannot parse; here that would hide where resources go.
        raise InputError("cannot be read", where=str(file), mend=_MEND)
    return config


def _cloud(config: OpenStackConfig, name: str, where: str) -> Cloud:
    from openstack.exceptions import ConfigException  # noqa: PLC0415 - an extra, and half a second to import

    origin = f"clouds.yaml, cloud {name}"
    try:
        entry = config.cloud_config["clouds"][name]
        if _is_fetched(entry):
            return _described(origin, entry, entry.get("region_name"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            region = config.get_one(cloud=name, validate=False)
        return _described(origin, region.config, region.region_name)
    except (ConfigException, *_UNREADABLE):
        raise InputError(f"cannot be read: cloud {name}", where=where, mend=_MEND) from None


def _is_fetched(entry: Mapping[str, object]) -> bool:
    """Return whether the loader would fetch this cloud's profile, which some of its built-in profiles demand too."""
    from openstack.config.vendors import get_profile  # noqa: PLC0415 - an extra, and half a second to import

    profile = entry.get("profile") or entry.get("cloud")
    if not isinstance(profile, str):
        return False
    return "://" in profile or "://" in str((get_profile(profile) or {}).get("profile"))


def _described(origin: str, settings: Mapping[str, Any], region: object) -> Cloud:
    endpoint = (settings.get("auth") or {}).get("auth_url")
    return Cloud(
        origin,
        endpoint if isinstance(endpoint, str) and endpoint else None,
        region if isinstance(region, str) and region else None,
        _verify(settings),
    )


def _verify(settings: Mapping[str, object]) -> bool | None:
    if switched_on(settings.get("insecure")):
        return False
    verify = settings.get("verify")
    return None if verify is None else switched_on(verify)
