"""Barbican: secrets, keys and certificates, sealed under a key of the state folder. All of it is real but an HSM."""

from __future__ import annotations

from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Call, Process
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import Site
from rempart_lab.services.common import api, basis, name, task
from rempart_lab.services.files import Configuration, ini, merged
from rempart_lab.services.mariadb import DATABASES


def processes(site: Site) -> tuple[Process, ...]:
    """Return the API and the migration of its database."""
    # It takes no path: it looks in the home folder.
    home = {"HOME": str(site.configuration(Listener.BARBICAN))}
    paste = site.lab.environment / "etc" / "barbican" / "barbican-api-paste.ini"
    migrate = Call("barbican.cmd.barbican_manage:main", ("db", "upgrade", "--db-url", site.database("barbican")))
    return (
        task(site, "barbican-database", migrate, DATABASES, more=home),
        api(
            site,
            Listener.BARBICAN,
            f"paste:{paste}",
            name(site, "barbican-database"),
            threads=4,
            more=home,
        ),
    )


def configuration(site: Site, secrets: Secrets) -> Configuration:
    """Return Barbican's configuration; its master key is the lab's own."""
    shared = basis(site, secrets, Listener.BARBICAN)
    sections = merged(
        {section: options for section, options in shared.items() if section != "DEFAULT"},
        {
            "DEFAULT": {"host_href": site.url(Listener.BARBICAN), "db_auto_create": False},
            "queue": {"enable": False},
            "secretstore": {"enabled_secretstore_plugins": "store_crypto"},
            "crypto": {"enabled_crypto_plugins": "simple_crypto"},
            "simple_crypto_plugin": {"kek": secrets.key(site.virtual_host, "barbican")},
        },
    )
    return Configuration(
        files=(ini(site.configuration(Listener.BARBICAN) / ".barbican" / "barbican.conf", sections),),
        folders=(site.state(Listener.BARBICAN) / "lock",),
    )
