"""Connections of the lab's administrator, for what fills a cloud and what waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openstack

from rempart_lab.model.record import read_record
from rempart_lab.model.secrets import read_secrets
from rempart_lab.model.site import Site, site_of

PAUSE = 0.3


def site_from(folder: str, cloud: str, region: str) -> Site:
    """Return the site that a plan's call names."""
    return site_of(read_record(Path(folder)), cloud, region)


def administrator(site: Site) -> Any:
    """Return the connection of a cloud's administrator, in a region."""
    folders = site.lab.folders
    return openstack.connect(
        auth_url=site.identity,
        username="admin",
        password=read_secrets(folders.secrets).password(site.cloud.name, "user", "admin"),
        project_name="admin",
        user_domain_name="Default",
        project_domain_name="Default",
        region_name=site.region.name,
        cacert=str(folders.authority),
        load_yaml_config=False,
        load_envvars=False,
    )


def until(what: str, holds: Callable[[], object], seconds: float = 120) -> None:
    """Wait until something holds.

    Ends the process with one line when it does not in time: the supervisor then tries again.
    """
    end, last = time.monotonic() + seconds, ""
    while time.monotonic() < end:
        try:
            if holds():
                return
        except Exception as error:  # noqa: BLE001  whatever an API that is coming up answers
            last = f": {error}"
        time.sleep(PAUSE)
    raise SystemExit(f"not within {seconds:.0f} s: {what}{last}")
