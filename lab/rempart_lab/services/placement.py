"""Placement: what capacity there is, and who has claimed it."""

from __future__ import annotations

from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Call, Process
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import Site
from rempart_lab.services.common import api, basis, data, name, task
from rempart_lab.services.files import Configuration, ini, merged
from rempart_lab.services.mariadb import DATABASES


def processes(site: Site) -> tuple[Process, ...]:
    """Return the API and the migration of its database."""
    folder = site.configuration(Listener.PLACEMENT)
    file = ("--config-file", str(folder / "placement.conf"))
    return (
        task(site, "placement-database", Call("placement.cmd.manage:main", (*file, "db", "sync")), DATABASES),
        api(
            site,
            Listener.PLACEMENT,
            "placement.wsgi.api:application",
            name(site, "placement-database"),
            threads=4,
            more={"OS_PLACEMENT_CONFIG_DIR": str(folder)},
        ),
    )


def configuration(site: Site, secrets: Secrets) -> Configuration:
    """Return Placement's configuration."""
    shared = {**basis(site, secrets, Listener.PLACEMENT)}
    del shared["database"]
    sections = merged(shared, {"placement_database": data(site, "placement"), "api": {"auth_strategy": "keystone"}})
    return Configuration(
        files=(ini(site.configuration(Listener.PLACEMENT) / "placement.conf", sections),),
        folders=(site.state(Listener.PLACEMENT) / "lock",),
    )
