"""What `up` was asked for, made into a lab."""

from __future__ import annotations

import grp
import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass

from rempart_lab.control.environment import environment_folder
from rempart_lab.control.state_folder import StateFolder
from rempart_lab.errors import LabError
from rempart_lab.model.cloud import Cloud
from rempart_lab.model.cloud_file import read_cloud
from rempart_lab.model.lab import Lab, check, moved, with_regions
from rempart_lab.model.profile import Profile

DEFAULT_CLOUD = "ovh-like"


@dataclass(frozen=True, slots=True)
class Wish:
    """The options of `up`."""

    profile: str = Profile.CORE.value
    clouds: tuple[str, ...] = (DEFAULT_CLOUD,)
    """Names of clouds that come with the lab, or files."""
    regions: tuple[str, ...] = ()
    """None means the first of each cloud."""
    all_regions: bool = False
    port: int | None = None


def make_lab(wish: Wish, folder: StateFolder, environment: Mapping[str, str]) -> Lab:
    """Return the lab that was asked for. Raises LabError when there can be none."""
    account, group = _who()
    clouds = [read_cloud(name) for name in wish.clouds]
    _check_regions(wish, clouds)
    lab = Lab(
        folders=folder.folders,
        environment=environment_folder(environment),
        account=account,
        group=group,
        profile=_profile(wish.profile),
        clouds=tuple(with_regions(cloud, _regions(wish, cloud)) for cloud in clouds),
    )
    return check(lab if wish.port is None else moved(lab, wish.port))


def _regions(wish: Wish, cloud: Cloud) -> tuple[str, ...]:
    names = tuple(region.name for region in cloud.regions)
    return names if wish.all_regions else tuple(name for name in names if name in wish.regions)


def _check_regions(wish: Wish, clouds: list[Cloud]) -> None:
    if wish.all_regions and wish.regions:
        raise LabError("--region and --all-regions contradict each other", mend="leave one out")
    known = {region.name: cloud.name for cloud in clouds for region in cloud.regions}
    for name in wish.regions:
        if name not in known:
            offered = ", ".join(f"{region} ({cloud})" for region, cloud in known.items())
            raise LabError(f"no chosen cloud has a region {name}", mend=f"choose from {offered}")


def _profile(name: str) -> Profile:
    try:
        return Profile(name)
    except ValueError:
        raise LabError(f"there is no profile {name}", mend=f"choose from {', '.join(Profile)}") from None


def _who() -> tuple[str, str]:
    try:
        return pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    except KeyError:
        raise LabError(
            f"user {os.getuid()} or group {os.getgid()} has no name on this machine, and MariaDB knows users by name",
            mend="run as a user of /etc/passwd",
        ) from None
