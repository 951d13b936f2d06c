"""RabbitMQ, from Debian: one broker, with a corner of its own (virtual host) for each region."""

from __future__ import annotations

import base64
import hashlib
import json

from rempart_lab.model.lab import Lab
from rempart_lab.model.process import Listens, Process, Program, Service
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import LOOPBACK, sites
from rempart_lab.services.common import BUS_USER, environment
from rempart_lab.services.files import Configuration, File

MAPPER, BROKER = "epmd", "rabbitmq"
SALT = 4
ERLANG = "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"
"""One scheduler that does not spin while idle; its distribution on loopback only."""


def processes(lab: Lab) -> tuple[Process, ...]:
    """Return the broker, and Erlang's port mapper, which would otherwise outlive the lab."""
    folder = lab.folders.state / "rabbitmq"
    mapper = {"ERL_EPMD_ADDRESS": LOOPBACK, "ERL_EPMD_PORT": str(lab.bus_port + 2)}
    surroundings = environment(
        lab,
        **mapper,
        RABBITMQ_NODENAME="lab@localhost",
        RABBITMQ_MNESIA_BASE=folder / "mnesia",
        RABBITMQ_LOG_BASE=folder / "log",
        RABBITMQ_CONFIG_FILE=lab.folders.configuration / "rabbitmq" / "rabbitmq.conf",
        RABBITMQ_CONF_ENV_FILE=lab.folders.configuration / "rabbitmq" / "environment.conf",
        RABBITMQ_ENABLED_PLUGINS_FILE=lab.folders.configuration / "rabbitmq" / "plugins",
        RABBITMQ_PID_FILE=folder / "pid",
        RABBITMQ_DIST_PORT=str(lab.bus_port + 1),
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=ERLANG,
    )
    return (
        Service(
            MAPPER,
            Program(("epmd",)),
            environment(lab, **mapper),
            Listens(LOOPBACK, lab.bus_port + 2),
            foundation=True,
        ),
        Service(
            BROKER,
            Program(("/usr/lib/rabbitmq/bin/rabbitmq-server",)),
            surroundings,
            Listens(LOOPBACK, lab.bus_port),
            (MAPPER,),
            foundation=True,
        ),
    )


def configuration(lab: Lab, secrets: Secrets) -> Configuration:
    """Return the broker's configuration: one user, whose password it sees as a hash only."""
    folder = lab.folders.configuration / "rabbitmq"
    corners = [site.virtual_host for site in sites(lab)]
    rights = {"user": BUS_USER, "configure": ".*", "write": ".*", "read": ".*"}
    definitions = {
        "users": [{"name": BUS_USER, "password_hash": _hash(secrets), "tags": ""}],
        "vhosts": [{"name": corner} for corner in corners],
        "permissions": [{"vhost": corner, **rights} for corner in corners],
    }
    settings = (
        f"listeners.tcp.1 = {LOOPBACK}:{lab.bus_port}\n"
        f"load_definitions = {folder}/definitions.json\n"
        "vm_memory_high_watermark.absolute = 1GB\n"
        "disk_free_limit.absolute = 50MB\n"
        "log.console = true\n"
        "log.file = false\n"
        "log.console.level = warning\n"
    )
    return Configuration(
        files=(
            File(folder / "definitions.json", json.dumps(definitions, indent=1)),
            File(folder / "rabbitmq.conf", settings),
            File(folder / "plugins", "[].\n"),
        ),
        folders=(lab.folders.state / "rabbitmq",),
    )


def _hash(secrets: Secrets) -> str:
    salt = bytes.fromhex(secrets.password("bus", "salt"))[:SALT]
    digest = hashlib.sha256(salt + secrets.password("bus").encode()).digest()
    return base64.b64encode(salt + digest).decode()
