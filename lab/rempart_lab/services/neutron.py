"""Neutron: networks, ports, routers, security groups, floating addresses.

Its API, quotas and allocations are real. No agent runs and no packet flows: the mechanism driver of ``inside`` binds
every port at once.
"""

from __future__ import annotations

from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Call, Process
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import Site
from rempart_lab.services import rabbitmq
from rempart_lab.services.common import account, api, basis, bus, name, task
from rempart_lab.services.files import Configuration, Sections, ini, merged
from rempart_lab.services.mariadb import DATABASES

PLUGINS = (
    "router",
    "qos",
    "trunk",
    "port_forwarding",
    "segments",
    "network_ip_availability",
    "metering",
    "network_segment_range",
    "conntrack_helper",
    "flavors",
)
DRIVER = "rempart"


def processes(site: Site) -> tuple[Process, ...]:
    """Return the API and the migration of its database."""
    folder = site.configuration(Listener.NEUTRON)
    file = ("--config-file", str(folder / "neutron.conf"))
    migrate = Call("neutron.db.migration.cli:main", (*file, "upgrade", "heads"))
    return (
        task(site, "neutron-database", migrate, DATABASES),
        api(
            site,
            Listener.NEUTRON,
            "neutron.wsgi.api:application",
            name(site, "neutron-database"),
            rabbitmq.BROKER,
            threads=8,
            more={"OS_NEUTRON_CONFIG_DIR": str(folder), "OS_NEUTRON_CONFIG_FILES": "neutron.conf"},
        ),
    )


def configuration(site: Site, secrets: Secrets) -> Configuration:
    """Return Neutron's configuration."""
    sections = merged(
        basis(site, secrets, Listener.NEUTRON),
        bus(site, secrets),
        {"nova": account(site, secrets, "nova"), "placement": account(site, secrets, "placement")},
        _plugins(site),
    )
    return Configuration(
        files=(ini(site.configuration(Listener.NEUTRON) / "neutron.conf", sections),),
        folders=(site.state(Listener.NEUTRON) / "lock",),
    )


def _plugins(site: Site) -> Sections:
    return {
        "DEFAULT": {
            "core_plugin": "ml2",
            "service_plugins": ",".join(PLUGINS),
            "auth_strategy": "keystone",
            "dns_domain": "lab.example.",
            "api_paste_config": site.lab.environment / "etc" / "neutron" / "api-paste.ini",
            "dhcp_agent_notification": False,
            "notify_nova_on_port_status_changes": True,
            "notify_nova_on_port_data_changes": True,
            "vlan_transparent": False,
        },
        "ml2": {
            "type_drivers": "local,flat,vlan,vxlan,geneve",
            "tenant_network_types": "vxlan",
            "mechanism_drivers": DRIVER,
            "extension_drivers": "port_security,qos,dns_domain_ports",
        },
        "ml2_type_flat": {"flat_networks": "*"},
        "ml2_type_vlan": {"network_vlan_ranges": "physnet1:100:299"},
        "ml2_type_vxlan": {"vni_ranges": "1:4095"},
        "ml2_type_geneve": {"vni_ranges": "1:4095", "max_header_size": 38},
    }
