"""What OpenStack's services have in common: how a process is named and started, and what every configuration says."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rempart_lab.model.lab import Lab
from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Answers, Call, Command, Program, Readiness, Service, Task
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import LOOPBACK, Site
from rempart_lab.services.files import Option, Sections

BUS_USER = "openstack"
KEPT = ("LANG", "TZ")
"""What a process takes over from the environment of who started the lab."""


def environment(lab: Lab, **more: str | Path) -> dict[str, str]:
    """Return the whole environment of a process; there is no secret in it."""
    kept = {key: value for key, value in os.environ.items() if key in KEPT}
    fixed = {
        "PATH": f"{lab.environment / 'bin'}:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": lab.folders.home,
        "USER": lab.account,
        "LOGNAME": lab.account,
        "PYTHONPATH": lab.folders.code,
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",
        "REQUESTS_CA_BUNDLE": lab.folders.authority,
    }
    return {key: str(value) for key, value in {**kept, **fixed, **more}.items()}


def name(site: Site, process: str) -> str:
    """Return the full name of a process of a site, by which others say that they need it."""
    return f"{site.name}/{process}"


def task(
    site: Site,
    process: str,
    command: Command,
    *needs: str,
    every_time: bool = False,
    leaves: Sequence[Path] = (),
    more: dict[str, str] | None = None,
) -> Task:
    """Return a task of a site."""
    surroundings = environment(site.lab, **more or {})
    return Task(name(site, process), command, surroundings, needs, every_time, tuple(map(str, leaves)))


def service(
    site: Site,
    process: str,
    command: Command,
    readiness: Readiness,
    *needs: str,
    more: dict[str, str] | None = None,
) -> Service:
    """Return a service of a site."""
    return Service(name(site, process), command, environment(site.lab, **more or {}), readiness, needs)


def api(
    site: Site,
    listener: Listener,
    application: str,
    *needs: str,
    arguments: Sequence[str] = (),
    threads: int = 6,
    beside: Sequence[str] = (),
    path: str = "/",
    more: dict[str, str] | None = None,
) -> Service:
    """Return the service that answers an API: one process, TLS, threads.

    ``beside`` names functions to call in the same process before it listens.
    """
    folders = site.lab.folders
    keywords: dict[str, object] = {
        "application": application,
        "address": site.cloud.address,
        "port": site.port(listener),
        "threads": threads,
        "beside": list(beside),
        "certificate": str(folders.certificate),
        "key": str(folders.key),
        "arguments": [str(listener), *arguments],
    }
    command = Call("rempart_lab.inside.wsgi:serve", keywords=keywords)
    readiness = Answers(site.url(listener) + path, str(folders.authority))
    return service(site, listener, command, readiness, *needs, more=more)


def python(site: Site, module: str, *arguments: str | Path) -> Program:
    """Return a Python that starts afresh: what must patch the standard library before anything else is loaded."""
    return Program((str(site.lab.environment / "bin" / "python"), "-m", module, *map(str, arguments)))


def seed(site: Site, function: str, *, version: str = "") -> Call:
    """Return a call of one of the lab's own functions that take a state folder, a cloud and a region.

    A task that was done is done again when its ``version`` is another one.
    """
    keywords: dict[str, object] = {
        "folder": str(site.lab.folders.root),
        "cloud": site.cloud.name,
        "region": site.region.name,
    }
    return Call(f"rempart_lab.inside.{function}", (version,) if version else (), keywords)


def account(site: Site, secrets: Secrets, user: str, **more: Option) -> dict[str, Option]:
    """Return how a service's own user logs in."""
    return {
        "auth_type": "password",
        "auth_url": site.identity,
        "username": user,
        "password": secrets.password(site.cloud.name, "user", user),
        "project_name": "service",
        "user_domain_name": "Default",
        "project_domain_name": "Default",
        "region_name": site.region.name,
        **more,
    }


def data(site: Site, database: str) -> dict[str, Option]:
    """Return where a service keeps its data."""
    return {"connection": site.database(database), "max_pool_size": 5, "max_overflow": 50}


def basis(site: Site, secrets: Secrets, listener: Listener) -> Sections:
    """Return what the configuration of every service begins with."""
    state = site.state(listener)
    return {
        "DEFAULT": {"state_path": state, "my_ip": site.cloud.address, "host": "lab"},
        "oslo_concurrency": {"lock_path": state / "lock"},
        "keystone_authtoken": account(
            site,
            secrets,
            listener,
            www_authenticate_uri=site.url(Listener.KEYSTONE),
            service_token_roles="service",  # noqa: S106  the name of a role
            service_token_roles_required=True,
        ),
        "oslo_messaging_notifications": {"driver": "noop"},
        "database": data(site, listener),
    }


def bus(site: Site, secrets: Secrets) -> Sections:
    """Return how a service reaches its own processes through RabbitMQ."""
    password = secrets.password("bus")
    url = f"rabbit://{BUS_USER}:{password}@{LOOPBACK}:{site.lab.bus_port}/{site.virtual_host}"
    return {
        "DEFAULT": {"transport_url": url, "rpc_response_timeout": 60},
        "oslo_messaging_rabbit": {"heartbeat_timeout_threshold": 0},
    }


def keys(site: Site, secrets: Secrets, user: str, without: str) -> Sections:
    """Return how a service keeps the keys of encrypted volumes: in Barbican.

    A profile that has none makes do with ``without``, a key manager of the service itself that has one key for all.
    """
    if not site.has(Listener.BARBICAN):
        return {"key_manager": {"backend": without, "fixed_key": secrets.password(site.virtual_host, "volumes")}}
    return {
        "key_manager": {"backend": "barbican"},
        "barbican": {
            "auth_endpoint": site.identity,
            "barbican_endpoint": site.url(Listener.BARBICAN),
            "barbican_endpoint_type": "public",
            "barbican_region_name": site.region.name,
            "send_service_user_token": True,
        },
        "barbican_service_user": account(site, secrets, user),
    }
