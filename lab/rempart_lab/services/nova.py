"""Nova: servers, on two hosts, so that anti-affinity means something.

API, scheduler, conductor and compute managers are real. The hypervisor is not: the driver of ``inside`` remembers
servers and runs none.
"""

from __future__ import annotations

from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Call, Process, Runs
from rempart_lab.model.profile import HOSTS
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import Site
from rempart_lab.services import rabbitmq
from rempart_lab.services.common import account, api, basis, bus, data, keys, name, seed, service, task
from rempart_lab.services.files import Configuration, Sections, ini, merged
from rempart_lab.services.mariadb import DATABASES

THREADS = {"OS_NOVA_DISABLE_EVENTLET_PATCHING": "true"}
FILTERS = (
    "ComputeFilter",
    "ComputeCapabilitiesFilter",
    "ImagePropertiesFilter",
    "ServerGroupAntiAffinityFilter",
    "ServerGroupAffinityFilter",
)


def processes(site: Site) -> tuple[Process, ...]:
    """Return the API, scheduler, conductor, two compute managers, and what sets up cells and databases."""
    folder = site.configuration(Listener.NOVA)
    file = ("--config-file", str(folder / "nova.conf"))
    # The conductor ends when the catalogue does not know Placement, or Placement does not listen yet.
    needs = (name(site, "nova-database"), name(site.home, "catalogue"), name(site, "placement"), rabbitmq.BROKER)
    return (
        task(site, "nova-database", seed(site, "cells:set_up"), DATABASES, more=THREADS),
        service(site, "nova-conductor", Call("nova.cmd.conductor:main", file), Runs(), *needs, more=THREADS),
        service(site, "nova-scheduler", Call("nova.cmd.scheduler:main", file), Runs(), *needs, more=THREADS),
        api(site, Listener.NOVA, "nova.wsgi.osapi_compute:application", *needs, threads=8, more=THREADS | _api(site)),
        # Each would wait ten seconds for a conductor that is not there.
        *(
            service(
                site,
                f"nova-compute-{host}",
                Call("rempart_lab.inside.compute:main", ("--config-file", str(folder / f"{host}.conf"))),
                Runs(),
                name(site, "nova-conductor"),
                name(site, "nova"),
                more=THREADS,
            )
            for host in HOSTS
        ),
    )


def configuration(site: Site, secrets: Secrets) -> Configuration:
    """Return the configuration of the services, and of each host."""
    folder = site.configuration(Listener.NOVA)
    shared = _shared(site, secrets)
    services = merged(shared, {"api_database": data(site, "nova_api")})
    # A compute manager refuses to see a database.
    without = {section: options for section, options in shared.items() if section != "database"}
    hosts = {host: site.state(Listener.NOVA) / host for host in HOSTS}
    files = [ini(folder / "nova.conf", services)]
    for host, state in hosts.items():
        here: Sections = {
            "DEFAULT": {"host": host, "state_path": state},
            "oslo_concurrency": {"lock_path": state / "lock"},
        }
        files.append(ini(folder / f"{host}.conf", merged(without, here)))
    return Configuration(
        files=tuple(files),
        folders=(site.state(Listener.NOVA) / "lock", *(state / "lock" for state in hosts.values())),
    )


def _api(site: Site) -> dict[str, str]:
    # The first file is where it looks for its pipeline.
    paste = site.lab.environment / "etc" / "nova" / "api-paste.ini"
    return {
        "OS_NOVA_CONFIG_DIR": str(site.configuration(Listener.NOVA)),
        "OS_NOVA_CONFIG_FILES": f"{paste};nova.conf",
    }


def _shared(site: Site, secrets: Secrets) -> Sections:
    return merged(
        basis(site, secrets, Listener.NOVA),
        bus(site, secrets),
        keys(site, secrets, "nova", "nova.keymgr.conf_key_mgr.ConfKeyManager"),
        {
            "DEFAULT": {
                "compute_driver": "fake.Hypervisor",
                "periodic_fuzzy_delay": 0,
                "service_down_time": 60,
                "default_floating_pool": site.cloud.external_network,
            },
            "api": {"auth_strategy": "keystone"},
            "wsgi": {"api_paste_config": site.lab.environment / "etc" / "nova" / "api-paste.ini"},
            "placement": account(site, secrets, "placement"),
            "neutron": account(site, secrets, "neutron", service_metadata_proxy=False),
            "glance": account(site, secrets, "glance", api_servers=site.url(Listener.GLANCE)),
            "cinder": account(
                site,
                secrets,
                "cinder",
                catalog_info="block-storage::publicURL",
                os_region_name=site.region.name,
            ),
            "service_user": account(site, secrets, "nova", send_service_user_token=True),
            "conductor": {"workers": 1},
            "scheduler": {"workers": 1, "discover_hosts_in_cells_interval": 5},
            "filter_scheduler": {"enabled_filters": ",".join(FILTERS)},
            "vnc": {"enabled": False},
        },
    )
