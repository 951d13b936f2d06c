"""Reads ``clouds.yaml`` through openstacksdk's own loader, with its vendor profiles, files and defaults.

``secure.yaml`` and ``clouds-public.yaml`` are read as well, since both may say where a cloud is. Only the addresses,
regions and certificate settings of each cloud leave this module. Nothing goes over the network: where a cloud's profile
would be fetched from a URL, what the file itself says about that cloud is all that is taken.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rempart.clouds.switches import switched_on
from rempart.errors import InputError
from rempart.inputs.program.yaml_files import read_yaml
from rempart.model.deployment import Cloud, CloudsFile
from rempart.model.reason import Reason
from rempart.model.setting import Setting
from rempart.model.values import UNKNOWN, Mark

if TYPE_CHECKING:
    from openstack.config.loader import OpenStackConfig

_SUFFIXES = (".yaml", ".yml", ".json")
_MEND = "correct the file, or run without --environment"
_UNREADABLE = (OSError, KeyError, TypeError, ValueError, AttributeError, RecursionError)
"""What the loader lets through from a file whose shape it does not expect."""


@dataclass(frozen=True, slots=True)
class Search:
    """The files that count: the clouds, what completes them from ``secure.yaml``, and public profiles."""

    file: Path | None
    secure: Path | None
    public: Path | None
    told: str
    """Where was looked, for people."""


def find_clouds(variables: Mapping[str, str], folder: Path) -> Search:
    """Find what OpenStack's tools use that are started in ``folder``; a file that a variable names comes first."""
    home = Path(variables["HOME"]) if variables.get("HOME") else None
    user = Path(variables["XDG_CONFIG_HOME"]) if variables.get("XDG_CONFIG_HOME") else home and home / ".config"
    folders = (folder, *([user / "openstack"] if user else []), Path("/etc/openstack"))
    return _search(folders, variables.get("OS_CLIENT_CONFIG_FILE"), variables.get("OS_CLIENT_SECURE_FILE"))


def find_beside(folder: Path) -> Search:
    """Find what stands in a folder, whatever this environment may be."""
    return _search((folder,))


def read_clouds(search: Search) -> CloudsFile:
    """Return the clouds of the file that was found, by name.

    Raises InputError when openstacksdk is not installed, or when a file cannot be read.
    """
    file = search.file
    if file is None:
        raise InputError("there is no clouds.yaml", where=search.told, mend="write one")
    config = _load(file, search)
    clouds = {name: _cloud(config, name, search) for name in config.get_cloud_names() if name != "defaults"}
    return CloudsFile(str(file), clouds)


def _search(folders: tuple[Path, ...], named: str | None = None, secure: str | None = None) -> Search:
    def first(stem: str, stated: str | None = None) -> Path | None:
        places = [folder / f"{stem}{suffix}" for folder in folders for suffix in _SUFFIXES]
        return next((place for place in (*([Path(stated)] if stated else []), *places) if place.is_file()), None)

    told = " or ".join(str(folder) for folder in folders)
    return Search(first("clouds", named), first("secure", secure), first("clouds-public"), told)


def _load(file: Path, search: Search) -> OpenStackConfig:
    try:
        from openstack.config.loader import OpenStackConfig  # noqa: PLC0415 - an extra, and half a second to import
        from openstack.exceptions import ConfigException  # noqa: PLC0415 - the same
    except ImportError:
        mend = "install rempart[openstack], or run without --environment"
        raise InputError("is read with openstacksdk, which is not installed", where=str(file), mend=mend) from None
    for used in (file, search.secure, search.public):
        if used is not None:
            _refuse_what_loaders_pass_over(used)
    try:
        config = OpenStackConfig(
            config_files=[str(file)],
            secure_files=[str(search.secure)] if search.secure is not None else [],
            vendor_files=[str(search.public)] if search.public is not None else [],
            load_envvars=False,
        )
    except (ConfigException, *_UNREADABLE):
        raise InputError("cannot be read", where=str(file), mend=_MEND) from None
    return config


def _refuse_what_loaders_pass_over(file: Path) -> None:
    """Refuse a file that the loader would skip, or take half of, in silence: that would hide where resources go.

    Raises InputError without a word of the content for what is no YAML, states something twice, or contains itself.
    """
    try:
        read_yaml(file)
    except (InputError, RecursionError):
        what = "cannot be read: it is malformed, states something twice, or contains itself"
        raise InputError(what, where=str(file), mend=_MEND) from None


def _cloud(config: OpenStackConfig, name: str, search: Search) -> Cloud:
    from openstack.exceptions import ConfigException  # noqa: PLC0415 - an extra, and half a second to import

    origin = f"{search.file}, cloud {name}"
    try:
        entry = config.cloud_config["clouds"][name]
        profile = entry.get("profile") or entry.get("cloud")
        known = _public_profiles(search)
        if isinstance(profile, str) and profile in known:
            if known[profile].get("profile") or known[profile].get("cloud"):
                return _untold(origin, f"{origin}: profile {profile} names a further profile, which nothing follows")
        elif _is_fetched(profile):
            return _described(origin, entry, entry.get("region_name"))
        elif isinstance(profile, str) and not _is_built_in(profile):
            return _untold(origin, f"{origin}: profile {profile} is described nowhere")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            chosen = config.get_one(cloud=name, validate=False)
            return _described(origin, chosen.config, chosen.region_name, dict(_regions(config, name, entry, origin)))
    except (ConfigException, *_UNREADABLE):
        raise InputError(f"cannot be read: cloud {name}", where=str(search.file), mend=_MEND) from None


def _regions(config: OpenStackConfig, name: str, entry: Mapping[str, Any], origin: str) -> Iterator[tuple[str, Cloud]]:
    """Yield what an entry says otherwise of single regions."""
    for region in entry.get("regions") or ():
        if isinstance(region, Mapping) and region.get("values"):
            called = str(region["name"])
            chosen = config.get_one(cloud=name, region_name=called, validate=False)
            yield called, _described(f"{origin}, region {called}", chosen.config, called)


def _public_profiles(search: Search) -> Mapping[str, Mapping[str, Any]]:
    """Return the profiles of ``clouds-public.yaml`` by name."""
    content = read_yaml(search.public) if search.public is not None else {}
    profiles = content.get("public-clouds")
    return (
        {name: found for name, found in profiles.items() if isinstance(found, dict)}
        if isinstance(profiles, dict)
        else {}
    )


def _is_built_in(profile: str) -> bool:
    from openstack.config.vendors import profiles  # noqa: PLC0415 - an extra, and half a second to import

    return profile in profiles()


def _is_fetched(profile: object) -> bool:
    """Return whether the loader would fetch a profile, which some of its built-in profiles demand too."""
    from openstack.config.vendors import get_profile  # noqa: PLC0415 - an extra, and half a second to import

    if not isinstance(profile, str):
        return False
    return "://" in profile or "://" in str((get_profile(profile) or {}).get("profile"))


def _untold(origin: str, why: str) -> Cloud:
    return Cloud(endpoint=Setting(UNKNOWN, origin, unknown=Reason(why, "correct the file")))


def _described(
    origin: str, settings: Mapping[str, Any], region: object, regions: Mapping[str, Cloud] | None = None
) -> Cloud:
    address = (settings.get("auth") or {}).get("auth_url")
    verified = _verified(settings)
    return Cloud(
        endpoint=Setting(address, origin) if isinstance(address, str) and address else None,
        region=Setting(region, origin) if isinstance(region, str) and region else None,
        verified=Setting(verified, origin) if verified is not None else None,
        regions=regions or {},
    )


def _verified(settings: Mapping[str, object]) -> bool | Mark | None:
    if switched_on(settings.get("insecure")):
        return False
    verify = settings.get("verify")
    switch = switched_on(verify)
    return None if verify is None else UNKNOWN if switch is None else switch
