"""Fills Keystone: roles, the services' own users, regions, and where each service answers."""

from __future__ import annotations

from typing import Any

from rempart_lab.inside.connection import administrator, site_from
from rempart_lab.model.profile import ENTRIES, SERVICES, Profile
from rempart_lab.model.secrets import read_secrets
from rempart_lab.model.site import Site, sites

INTERFACES = ("public", "internal", "admin")
ROLES = (
    "service",
    "creator",
    "observer",
    "audit",
    "key-manager:service-admin",
    "ResellerAdmin",
    "load-balancer_member",
    "load-balancer_observer",
    "load-balancer_global_observer",
    "load-balancer_quota_admin",
    "load-balancer_admin",
)
OF_ADMINISTRATOR = ("admin", "creator", "load-balancer_admin", "ResellerAdmin")
OF_SERVICES = ("admin", "service", "creator", "ResellerAdmin")


def fill(*, folder: str, cloud: str, region: str) -> None:
    """Make what is missing and mend what differs; nothing is made twice."""
    home = site_from(folder, cloud, region)
    identity = administrator(home).identity
    roles = {role.name: role for role in identity.roles()}
    for role in ROLES:
        roles.setdefault(role, None)
        roles[role] = roles[role] or identity.create_role(name=role)
    _people(identity, home, roles)
    _places(identity, [site for site in sites(home.lab) if site.cloud == home.cloud])


def _people(identity: Any, home: Site, roles: dict[str, Any]) -> None:
    secrets = read_secrets(home.lab.folders.secrets)
    projects = {project.name: project for project in identity.projects()}
    project = projects.get("service") or identity.create_project(name="service", domain_id="default")
    users = {user.name: user for user in identity.users()}
    for role in OF_ADMINISTRATOR:
        identity.assign_project_role_to_user(projects["admin"], users["admin"], roles[role])
    for service in SERVICES[Profile.FULL]:
        if service in users:
            continue
        password = secrets.password(home.cloud.name, "user", service)
        user = identity.create_user(name=str(service), password=password, domain_id="default")
        for role in OF_SERVICES:
            identity.assign_project_role_to_user(project, user, roles[role])


def _places(identity: Any, places: list[Site]) -> None:
    services = {service.name: service for service in identity.services()}
    regions = {region.id for region in identity.regions()}
    found = {(one.service_id, one.region_id, one.interface): one for one in identity.endpoints()}
    for site in places:
        if site.region.name not in regions:
            identity.create_region(id=site.region.name)
        addresses = site.endpoints()
        for entry in ENTRIES:
            if entry.name not in addresses:
                continue
            if entry.name not in services:
                services[entry.name] = identity.create_service(name=entry.name, type=entry.kind)
            for interface in INTERFACES:
                key = (services[entry.name].id, site.region.name, interface)
                _endpoint(identity, key, addresses[entry.name], found.get(key))


def _endpoint(identity: Any, key: tuple[str, str, str], url: str, found: Any) -> None:
    if found is None:
        service, region, interface = key
        identity.create_endpoint(service_id=service, region_id=region, interface=interface, url=url)
    elif found.url != url:
        identity.update_endpoint(found, url=url)
