"""Things as OpenStack's services described them in the lab on 2026-11-28, shortened to what anyone reads."""

from __future__ import annotations

from typing import Any

from rempart.inputs.live import Patience
from rempart.inputs.openstack_live import ScanOptions, scan_openstack
from rempart.model.deployment import Deployment
from rempart.model.resource import Resource
from tests.scan.openstack_double import PROJECT, Cloud

SERVERS = "/compute/v2.1/servers/detail"
VOLUMES = f"/volume/v3/{PROJECT}/volumes/detail"
Json = dict[str, Any]


def a_server(identifier: str = "s-1", name: str = "web", **more: Any) -> Json:
    return {
        "id": identifier,
        "name": name,
        "status": "ACTIVE",
        "tenant_id": PROJECT,
        "flavor": {"vcpus": 2, "ram": 4096, "disk": 50, "original_name": "b3-8", "extra_specs": {}},
        "image": {"id": "i-1", "links": []},
        "metadata": {},
        "tags": [],
        "key_name": None,
        "OS-EXT-AZ:availability_zone": "nova",
        "security_groups": [{"name": "default"}],
        "os-extended-volumes:volumes_attached": [],
        **more,
    }


def a_volume(identifier: str = "v-1", name: str = "records", **more: Any) -> Json:
    return {
        "id": identifier,
        "name": name,
        "status": "available",
        "size": 10,
        "availability_zone": "nova",
        "volume_type": "high-speed-luks",
        "snapshot_id": None,
        "source_volid": None,
        "metadata": {},
        "description": None,
        "encrypted": True,
        **more,
    }


def a_rule(identifier: str = "r-1", **more: Any) -> Json:
    return {
        "id": identifier,
        "project_id": PROJECT,
        "security_group_id": "g-1",
        "ethertype": "IPv4",
        "direction": "ingress",
        "protocol": "tcp",
        "port_range_min": 22,
        "port_range_max": 22,
        "remote_ip_prefix": "0.0.0.0/0",
        "remote_group_id": None,
        "remote_address_group_id": None,
        "description": "",
        **more,
    }


def a_record(identifier: str, kind: str, name: str, *records: str) -> Json:
    return {
        "id": identifier,
        "zone_id": "z-1",
        "name": name,
        "zone_name": "care.example.org.",
        "type": kind,
        "records": list(records),
        "ttl": None,
    }


def quick(**more: Any) -> ScanOptions:
    """Return options for tests: the same bounds, in less time."""
    return ScanOptions(patience=Patience(first_pause=0.01, silence=2, total=60), **more)


def scan(options: ScanOptions | None = None) -> Deployment:
    """Scan the cloud of the test."""
    return scan_openstack("care", options or quick())


def one(deployment: Deployment, token: str) -> Resource:
    """Return the only resource of a type; ``token`` may leave its package out."""
    found = [item for item in deployment.resources if item.type.endswith(token) and not item.is_provider]
    assert len(found) == 1, [item.type for item in deployment.resources]
    return found[0]


def names(deployment: Deployment) -> set[str]:
    return {item.name for item in deployment.resources if not item.is_provider}


def fill(cloud: Cloud, servers: int) -> None:
    """Let a project have so many servers."""
    cloud.add(SERVERS, *(a_server(f"s-{number:04}", f"web-{number}") for number in range(servers)))
