"""What Pulumi, openstacksdk and Rempart need to find the lab, as a shell understands it."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rempart_lab.control.state_folder import VARIABLE, StateFolder
from rempart_lab.errors import LabError
from rempart_lab.inside.stack import credential
from rempart_lab.model.record import read_record
from rempart_lab.model.site import Site, site_of, sites
from rempart_lab.services.clouds_file import entry_name

_FOREIGN = "OS_"
"""What another cloud's settings begin with; one that is left over would mix with the lab's."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Variables to set, and those to take away."""

    settings: Mapping[str, str]
    unwanted: tuple[str, ...]

    def lines(self) -> list[str]:
        """Return what a POSIX shell evaluates. There is no secret in it: those stay in the state folder."""
        taken = [f"unset {name}" for name in self.unwanted]
        return [*taken, *(f"export {name}={shlex.quote(value)}" for name, value in self.settings.items())]

    def applied_to(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Return an environment with them applied."""
        kept = {name: value for name, value in environment.items() if name not in self.unwanted}
        return {**kept, **self.settings}


def find_surroundings(
    folder: StateFolder,
    environment: Mapping[str, str],
    *,
    cloud: str | None = None,
    region: str | None = None,
    stack: str | None = None,
) -> Surroundings:
    """Return what a shell needs for a cloud and region of the lab, by default the first.

    With a stack, its project and application credential are made if need be, and its credential is what the variables
    lead to; without one, the cloud's administrator. Raises LabError when the lab is not up, or has no such cloud.
    """
    if not folder.is_supervised:
        raise LabError("the lab is not up", where=str(folder.root), mend="run `rempart lab up`")
    site = site_of(read_record(folder.root), cloud, region)
    clouds_file, name = _administrator(site) if stack is None else _stack(site, stack)
    settings = {
        VARIABLE: str(folder.root),
        "OS_CLIENT_CONFIG_FILE": str(clouds_file),
        "OS_CLOUD": name,
        "OS_REGION_NAME": site.region.name,
        "OS_CACERT": str(folder.folders.authority),
    }
    unwanted = tuple(sorted(key for key in environment if key.startswith(_FOREIGN) and key not in settings))
    return Surroundings(settings, unwanted)


def _administrator(site: Site) -> tuple[Path, str]:
    return site.lab.folders.clouds, entry_name(site)


def _stack(site: Site, stack: str) -> tuple[Path, str]:
    """Make a stack's credential and write it where only the owner reads it; return the file and the entry's name."""
    try:
        made = credential(site, stack)
    except LabError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever openstacksdk and requests raise
        raise LabError(
            f"the project of {stack} could not be made ({type(error).__name__})",
            where=site.identity,
            mend="see `rempart lab status`",
        ) from None
    entries = {
        _entry_name(each): {
            "auth_type": "v3applicationcredential",
            "auth": {
                "auth_url": each.identity,
                "application_credential_id": made.id,
                "application_credential_secret": made.secret,
            },
            "region_name": each.region.name,
            "identity_api_version": 3,
            "cacert": str(each.lab.folders.authority),
        }
        for each in sites(site.lab)
        if each.cloud == site.cloud
    }
    path = site.lab.folders.root / "stacks" / site.cloud.name / f"{stack}.yaml"
    _write(path, json.dumps({"clouds": entries}, indent=1) + "\n")
    return path, _entry_name(site)


def _entry_name(site: Site) -> str:
    return site.cloud.name + ("" if site.is_home else f"-{site.region.name.lower()}")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        unfinished.replace(path)
    except OSError as error:
        raise LabError(f"the credential cannot be written ({error.strerror})", where=str(path)) from None
