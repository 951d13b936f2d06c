"""MariaDB, from Debian: one server for every service of every cloud, on a Unix socket only.

It knows the lab's user by the socket's credentials (``unix_socket``), so that no password exists. What it does to stay
small and quick costs durability: a crash of the machine may lose the last second, which a lab can afford.
"""

from __future__ import annotations

from rempart_lab.model.lab import Lab
from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Accepts, Process, Program, Service, Task
from rempart_lab.model.site import Site, sites
from rempart_lab.services.common import environment

INSTALL, SERVER, DATABASES = "mariadb-install", "mariadb", "databases"
SCHEMAS = {
    Listener.KEYSTONE: ("keystone",),
    Listener.PLACEMENT: ("placement",),
    Listener.GLANCE: ("glance",),
    Listener.NEUTRON: ("neutron",),
    Listener.NOVA: ("nova", "nova_api", "nova_cell0"),
    Listener.CINDER: ("cinder",),
    Listener.BARBICAN: ("barbican",),
    Listener.OCTAVIA: ("octavia",),
    Listener.DESIGNATE: ("designate",),
}


def processes(lab: Lab) -> tuple[Process, ...]:
    """Return the server, and what makes its databases."""
    socket, folder = lab.folders.database_socket, lab.folders.state / "mariadb"
    as_root = ("--user=root",) if lab.account == "root" else ()
    install = Program(
        (
            "mariadb-install-db",
            "--no-defaults",
            f"--datadir={folder}",
            "--auth-root-authentication-method=socket",
            f"--auth-root-socket-user={lab.account}",
            "--skip-test-db",
            "--skip-log-bin",
            *as_root,
        )
    )
    server = Program(
        (
            "mariadbd",
            "--no-defaults",
            f"--datadir={folder}",
            f"--socket={socket}",
            f"--pid-file={folder}/server.pid",
            "--skip-networking",
            "--skip-log-bin",
            "--skip-name-resolve",
            "--plugin-load-add=auth_socket",
            "--performance-schema=0",
            "--max-connections=2000",
            "--innodb-flush-log-at-trx-commit=2",
            "--innodb-doublewrite=0",
            "--innodb-buffer-pool-size=256M",
            "--innodb-log-file-size=64M",
            "--innodb-flush-method=fsync",
            "--innodb-use-native-aio=0",
            "--character-set-server=utf8mb3",
            *as_root,
        )
    )
    make = Program(
        ("mariadb", "--no-defaults", f"--socket={socket}", f"--user={lab.account}", f"--execute={_statements(lab)}")
    )
    surroundings = environment(lab)
    return (
        Task(INSTALL, install, surroundings, leaves=(str(folder / "mysql"),)),
        Service(SERVER, server, surroundings, Accepts(str(socket)), (INSTALL,), foundation=True),
        Task(DATABASES, make, surroundings, (SERVER,), every_time=True),
    )


def _statements(lab: Lab) -> str:
    schemas = [schema for site in sites(lab) for schema in _schemas(site)]
    return " ".join(f"CREATE DATABASE IF NOT EXISTS {schema} CHARACTER SET utf8mb3;" for schema in schemas)


def _schemas(site: Site) -> tuple[str, ...]:
    here = ((Listener.KEYSTONE,) if site.is_home else ()) + site.services
    return tuple(site.schema(database) for service in here for database in SCHEMAS.get(service, ()))
