"""Octavia: load balancers. Their API, quotas and states are real; the driver of ``inside`` balances nothing."""

from __future__ import annotations

from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Call, Process
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import Site
from rempart_lab.services.common import account, api, basis, name, task
from rempart_lab.services.files import Configuration, File, ini, merged
from rempart_lab.services.mariadb import DATABASES

PROVIDER = "rempart"


def processes(site: Site) -> tuple[Process, ...]:
    """Return the API, with what settles load balancers in the same process, and the migration of its database."""
    file = ("--config-file", str(site.configuration(Listener.OCTAVIA) / "octavia.conf"))
    migrate = Call("octavia.db.migration.cli:main", (*file, "upgrade", "head"))
    return (
        task(site, "octavia-database", migrate, DATABASES),
        api(
            site,
            Listener.OCTAVIA,
            "octavia.wsgi.api:application",
            name(site, "octavia-database"),
            arguments=file,
            threads=4,
            beside=("rempart_lab.inside.balancers:start",),
        ),
    )


def configuration(site: Site, secrets: Secrets) -> Configuration:
    """Return Octavia's configuration: one provider, and certificates from Barbican."""
    folder = site.configuration(Listener.OCTAVIA)
    shared = {**basis(site, secrets, Listener.OCTAVIA)}
    del shared["DEFAULT"]
    sections = merged(
        shared,
        {
            # Its provider calls nobody.
            "DEFAULT": {"host": "lab", "transport_url": "fake://"},
            "api_settings": {
                "auth_strategy": "keystone",
                "api_base_uri": site.url(Listener.OCTAVIA),
                "enabled_provider_drivers": f"{PROVIDER}:Carries no traffic",
                "default_provider_driver": PROVIDER,
                "allow_tls_terminated_listeners": True,
            },
            "service_auth": account(site, secrets, "octavia"),
            "neutron": account(site, secrets, "octavia", endpoint_override=site.url(Listener.NEUTRON)),
            "certificates": {
                "cert_manager": "barbican_cert_manager",
                "barbican_auth": "barbican_acl_auth",
                "endpoint": site.url(Listener.BARBICAN),
                "region_name": site.region.name,
            },
            "controller_worker": {"network_driver": "allowed_address_pairs_driver"},
            "oslo_policy": {"policy_file": folder / "policy.yaml"},
        },
    )
    return Configuration(
        files=(ini(folder / "octavia.conf", sections), File(folder / "policy.yaml", "{}\n")),
        folders=(site.state(Listener.OCTAVIA) / "lock",),
    )
