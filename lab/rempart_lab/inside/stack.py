"""A project for each stack, with a quota, a user of its own and an application credential.

Nothing is made twice: what is there is found by its name, and a credential that does not open any more is replaced.
Runs wherever openstacksdk is: in Rempart's environment as well as in the lab's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import openstack

from rempart_lab.errors import LabError
from rempart_lab.inside.connection import administrator, with_credential, with_password
from rempart_lab.model.ports import Listener
from rempart_lab.model.secrets import read_secrets
from rempart_lab.model.site import Site, sites

NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}"
ROLES = ("member", "reader", "creator", "load-balancer_member")
"""``member`` and ``reader``: a credential that declares one of them only is replaced at the next refresh, because the
other is implied. ``creator`` is Barbican's, ``load-balancer_member`` Octavia's; Swift's operators are members."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What a stack logs in with."""

    project: str
    """Id of the project."""
    id: str
    secret: str = field(repr=False)


def credential(site: Site, stack: str) -> Credential:
    """Return the credential of a stack in a cloud; its project is made, or made right, in every region of it.

    Raises ``LabError`` when the name cannot be one of a project.
    """
    if not re.fullmatch(NAME, stack):
        raise LabError(f"{stack!r} cannot name a project", mend="use letters, digits, '.', '_' and '-', at most 63")
    secrets = read_secrets(site.lab.folders.secrets)
    password = secrets.password(site.cloud.name, "stack", stack)
    identity = administrator(site.home).identity
    project = next(identity.projects(name=stack), None) or identity.create_project(
        name=stack, domain_id="default", description="A stack's own", tags=["rempart-stack"]
    )
    user = next(identity.users(name=stack), None) or identity.create_user(
        name=stack, password=password, domain_id="default"
    )
    for role in ROLES:
        identity.assign_project_role_to_user(project, user, identity.find_role(role, ignore_missing=False))
    for each in sites(site.lab):
        if each.cloud == site.cloud:
            _limit(administrator(each), each, project.id)
    secret = secrets.password(site.cloud.name, "credential", stack)
    return Credential(project.id, _own(site, stack, password, secret), secret)


def _own(site: Site, stack: str, password: str, secret: str) -> str:
    mine = with_password(site, stack, password)
    user = mine.current_user_id
    found = next(mine.identity.application_credentials(user, name=stack), None)
    if found is not None and _opens(site, found.id, secret):
        return str(found.id)
    if found is not None:
        mine.identity.delete_application_credential(user, found)
    made = mine.identity.create_application_credential(
        user, name=stack, secret=secret, roles=[{"name": role} for role in ROLES], unrestricted=False
    )
    return str(made.id)


def _opens(site: Site, found: str, secret: str) -> bool:
    trial = with_credential(site, found, secret)
    try:
        trial.authorize()
    except openstack.exceptions.SDKException:
        return False
    return True


def _limit(connection: Any, site: Site, project: str) -> None:
    quota = site.cloud.quota
    connection.compute.update_quota_set(
        project, instances=quota.servers, cores=quota.processors, ram=quota.memory * 1024, server_groups=quota.servers
    )
    connection.block_storage.update_quota_set(
        project,
        volumes=quota.volumes,
        gigabytes=quota.volume_size,
        snapshots=quota.volumes,
        backups=quota.volumes,
        backup_gigabytes=quota.volume_size,
    )
    connection.network.update_quota(
        project,
        networks=quota.networks,
        subnets=quota.networks,
        ports=quota.ports,
        routers=quota.routers,
        security_groups=quota.security_groups,
        security_group_rules=quota.security_group_rules,
        floating_ips=quota.floating_addresses,
    )
    if site.has(Listener.OCTAVIA):
        connection.load_balancer.update_quota(project, load_balancers=quota.load_balancers)
