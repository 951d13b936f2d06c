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
    password = read_secrets(site.lab.folders.secrets).password(site.cloud.name, "user", "admin")
    return with_password(site, "admin", password)


def with_password(site: Site, user: str, password: str) -> Any:
    """Return the connection of a user in the project of the same name."""
    return _connection(
        site,
        username=user,
        password=password,
        project_name=user,
        user_domain_name="Default",
        project_domain_name="Default",
    )


def with_credential(site: Site, identity: str, secret: str) -> Any:
    """Return the connection that an application credential gives."""
    return _connection(
        site,
        auth_type="v3applicationcredential",
        application_credential_id=identity,
        application_credential_secret=secret,
    )


def _connection(site: Site, **login: str) -> Any:
    # openstacksdk's proxies are made at run time: no type describes them.
    connect: Any = openstack.connect
    made = connect(
        auth_url=site.identity,
        # The catalogue may still say where Keystone was before the lab was moved to other ports.
        identity_endpoint_override=site.identity,
        region_name=site.region.name,
        cacert=str(site.lab.folders.authority),
        load_yaml_config=False,
        load_envvars=False,
        **login,
    )
    # A proxy of the user's environment must not be asked for what is on this machine.
    made.session.session.trust_env = False
    return made


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
