"""The whole lab as data: every process of every region, and every file that must be there before."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping

from rempart_lab.model.lab import Lab
from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Plan, Process, Service
from rempart_lab.model.record import written
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import Site, sites
from rempart_lab.services import (
    barbican,
    cinder,
    clouds_file,
    designate,
    entry_points,
    glance,
    keystone,
    mariadb,
    neutron,
    nova,
    octavia,
    placement,
    rabbitmq,
    swift,
)
from rempart_lab.services.common import name, seed, task
from rempart_lab.services.files import Configuration, File, joined

PROCESSES: Mapping[Listener, Callable[[Site], tuple[Process, ...]]] = {
    Listener.PLACEMENT: placement.processes,
    Listener.GLANCE: glance.processes,
    Listener.NEUTRON: neutron.processes,
    Listener.NOVA: nova.processes,
    Listener.CINDER: cinder.processes,
    Listener.SWIFT: swift.processes,
    Listener.BARBICAN: barbican.processes,
    Listener.OCTAVIA: octavia.processes,
    Listener.DESIGNATE: designate.processes,
}
CONFIGURATIONS: Mapping[Listener, Callable[[Site, Secrets], Configuration]] = {
    Listener.PLACEMENT: placement.configuration,
    Listener.GLANCE: glance.configuration,
    Listener.NEUTRON: neutron.configuration,
    Listener.NOVA: nova.configuration,
    Listener.CINDER: cinder.configuration,
    Listener.SWIFT: swift.configuration,
    Listener.BARBICAN: barbican.configuration,
    Listener.OCTAVIA: octavia.configuration,
    Listener.DESIGNATE: designate.configuration,
}


def plan(lab: Lab) -> Plan:
    """Return everything that the lab runs, in no particular order: each process names what it needs."""
    found = [*mariadb.processes(lab), *rabbitmq.processes(lab)]
    for site in sites(lab):
        found += _of(site)
    cores = os.cpu_count() or 2
    return Plan(
        folder=str(lab.folders.root),
        processes=tuple(found),
        preload="rempart_lab.inside.preload:load",
        tasks_at_once=cores,
        starts_at_once=2 * cores,
    )


def configuration(lab: Lab, secrets: Secrets) -> Configuration:
    """Return every file and folder that the processes of the plan expect."""
    folders = lab.folders
    everywhere = Configuration(
        files=(File(folders.record, written(lab)), File(folders.clouds, clouds_file.text(lab, secrets))),
        folders=(folders.home, folders.logs, folders.state),
    )
    parts = [everywhere, entry_points.configuration(lab), rabbitmq.configuration(lab, secrets)]
    for site in sites(lab):
        parts.append(keystone.configuration(site, secrets))
        parts += [CONFIGURATIONS[service](site, secrets) for service in site.services]
    return joined(parts)


def _of(site: Site) -> tuple[Process, ...]:
    found = [*keystone.processes(site)]
    for service in site.services:
        found += PROCESSES[service](site)
    services = [process.name for process in found if isinstance(process, Service)]
    stock = task(site, "stock", seed(site, "stock:fill", version=_offer(site)), *services, name(site.home, "catalogue"))
    ready = task(site, "ready", seed(site, "ready:wait"), stock.name, *(one.name for one in found), every_time=True)
    return (*found, stock, ready)


def _offer(site: Site) -> str:
    """Return what changes when a cloud's file offers something else."""
    cloud = site.cloud
    offered = (cloud.flavors, cloud.volume_types, cloud.images, cloud.external_network, site.region)
    return hashlib.sha256(repr(offered).encode()).hexdigest()[:16]
