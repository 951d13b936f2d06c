"""Measures a scan of the lab that REMPART_LAB names: ``python -m benchmarks.scan``. Prints medians.

Fills a project of its own with a thousand things: networks, security groups with their rules, containers.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import Command, timed
from rempart_lab.inside.connection import administrator, with_credential
from rempart_lab.inside.stack import Credential, credential
from rempart_lab.model.record import read_record
from rempart_lab.model.site import Site, site_of

STACK = f"bench-scan-{secrets.token_hex(4)}"
"""A project of its own for every run: what an interrupted one left behind is in nobody's way."""
GROUPS, CONTAINERS, NETWORKS = 250, 150, 100
"""A group brings two rules."""
RUNS = 5
THREADS = 6
REMPART = Path(sys.executable).parent / "rempart"


def fill(cloud: Any) -> None:  # noqa: ANN401 - openstacksdk's proxies are made at run time: no type describes them
    """Make a thousand things."""
    network, store = cloud.network, cloud.object_store
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda number: network.create_security_group(name=f"g-{number}"), range(GROUPS)))
        list(pool.map(lambda number: network.create_network(name=f"n-{number}"), range(NETWORKS)))
        list(pool.map(lambda number: store.create_container(f"c-{number}"), range(CONTAINERS)))


def empty(cloud: Any) -> None:  # noqa: ANN401 - the same
    """Remove whatever is in the project."""
    network, store, mine = cloud.network, cloud.object_store, cloud.current_project_id
    with ThreadPoolExecutor(THREADS) as pool:
        groups = [each for each in network.security_groups(project_id=mine) if each.name != "default"]
        list(pool.map(network.delete_security_group, groups))
        list(pool.map(network.delete_network, list(network.networks(project_id=mine))))
        list(pool.map(store.delete_container, list(store.containers())))


@contextmanager
def project(site: Site) -> Iterator[Credential]:
    """Yield a project with a thousand things in it, emptied afterwards."""
    stack = credential(site, STACK)
    room = {"security_groups": 500, "security_group_rules": 2000, "networks": 500}
    administrator(site).network.update_quota(stack.project, **room)
    cloud = with_credential(site, stack.id, stack.secret)
    try:
        fill(cloud)
        yield stack
    finally:
        empty(cloud)


def main() -> None:
    """Measure, and print a line."""
    folder = os.environ.get("REMPART_LAB")
    if not folder:
        sys.exit("REMPART_LAB names no lab: rempart lab up --profile full")
    site = site_of(read_record(Path(folder)))
    with project(site) as stack, tempfile.TemporaryDirectory() as temporary:
        login = {"application_credential_id": stack.id, "application_credential_secret": stack.secret}
        described = {
            "auth_type": "v3applicationcredential",
            "auth": {"auth_url": site.identity, **login},
            "region_name": site.region.name,
            "cacert": str(site.lab.folders.authority),
        }
        file = Path(temporary) / "clouds.yaml"
        file.touch(mode=0o600)
        file.write_text(json.dumps({"clouds": {"bench": described}}), encoding="utf-8")
        report = Path(temporary) / "report.json"
        command: Command = [REMPART, "scan", "openstack", "--cloud", "bench", "--format", "json", "--output", report]
        timing = timed(command, runs=RUNS, env={"OS_CLIENT_CONFIG_FILE": str(file)})
        resources = json.loads(report.read_text(encoding="utf-8"))["counts"]["resources"]
    spread = f"{timing.fastest:.1f} to {timing.slowest:.1f}"
    print(
        f"rempart scan openstack, {resources} resources: {timing.seconds:.1f} s ({spread}), {timing.peak_mib:.0f} MiB"
    )


if __name__ == "__main__":
    main()
