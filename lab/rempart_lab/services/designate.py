"""Designate: DNS zones, served by a real named on a loopback port."""

from __future__ import annotations

from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Call, Listens, Process, Program, Runs
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import LOOPBACK, Site
from rempart_lab.services import named, rabbitmq
from rempart_lab.services.common import api, basis, bus, name, service, task
from rempart_lab.services.files import Configuration, Link, ini, merged
from rempart_lab.services.mariadb import DATABASES


def processes(site: Site) -> tuple[Process, ...]:
    """Return the API, its workers, named, and what tells Designate of named."""
    folder = site.configuration(Listener.DESIGNATE)
    file = ("--config-file", str(folder / "designate.conf"))
    manage = "designate.cmd.manage:main"
    needs = (
        name(site, "designate-database"),
        name(site, Listener.NAMED),
        rabbitmq.BROKER,
    )
    transfers = Listens(LOOPBACK, site.port(Listener.ZONE_TRANSFER))
    server = Program(("named", "-g", "-n", "1", "-c", str(folder / "named.conf")))
    pool = Call(manage, (*file, "pool", "update", "--file", str(folder / "pools.yaml")))
    return (
        task(site, "designate-database", Call(manage, (*file, "database", "sync")), DATABASES),
        service(site, Listener.NAMED, server, Listens(LOOPBACK, site.port(Listener.NAMED))),
        *(
            service(site, f"designate-{worker}", Call(f"designate.cmd.{worker}:main", file), Runs(1.0), *needs)
            for worker in ("central", "worker", "producer")
        ),
        service(site, Listener.ZONE_TRANSFER, Call("designate.cmd.mdns:main", file), transfers, *needs),
        api(
            site,
            Listener.DESIGNATE,
            "designate.wsgi.api:application",
            *needs,
            threads=4,
            more={"OS_DESIGNATE_CONFIG_DIR": str(folder)},
        ),
        # Asked before central listens, it would wait a minute.
        task(
            site,
            "designate-pool",
            pool,
            *(name(site, process) for process in ("designate-central", "designate-mdns", "designate")),
            every_time=True,
        ),
    )


def configuration(site: Site, secrets: Secrets) -> Configuration:
    """Return the configuration of Designate and of its named."""
    folder = site.configuration(Listener.DESIGNATE)
    shared = basis(site, secrets, Listener.DESIGNATE)
    sections = merged(
        {section: options for section, options in shared.items() if section != "database"},
        bus(site, secrets),
        {
            # It runs rndc through sudo unless it is root; ``env`` runs a command as it is.
            "DEFAULT": {"root_helper": "env"},
            "storage:sqlalchemy": shared["database"],
            "service:api": {
                "auth_strategy": "keystone",
                "api_base_uri": site.url(Listener.DESIGNATE) + "/",
                "enable_api_admin": True,
                "enable_api_v2": True,
                "enable_host_header": False,
            },
            "service:central": {"workers": 1, "threads": 20, "managed_resource_email": "hostmaster@lab.example."},
            "service:worker": {
                "workers": 1,
                "threads": 20,
                "poll_delay": 1,
                "poll_retry_interval": 1,
                "poll_timeout": 5,
            },
            "service:producer": {"workers": 1, "threads": 20},
            "producer_task:worker_periodic_recovery": {"interval": 5},
            "service:mdns": {
                "workers": 1,
                "threads": 10,
                "listen": f"{LOOPBACK}:{site.port(Listener.ZONE_TRANSFER)}",
            },
        },
    )
    shipped = site.lab.environment / "etc" / "designate" / "api-paste.ini"
    own = Configuration(
        files=(ini(folder / "designate.conf", sections),),
        folders=(site.state(Listener.DESIGNATE) / "lock",),
        # It looks for its pipeline beside its configuration, and nowhere else.
        links=(Link(folder / "api-paste.ini", shipped),),
    )
    return own + named.configuration(site, secrets)
