"""Servers: with ports and volumes, from volumes, apart from each other, and through a restart of their host."""

from __future__ import annotations

import base64
import json
import socket
from functools import partial
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from rempart_lab.model.profile import HOSTS
from rempart_lab.model.site import Site
from tests.live_lab.tidy import Tidy, until

pytestmark = pytest.mark.lab


def test_a_server_runs_with_a_port_a_key_and_a_volume(
    cloud: Any, name: str, port: Any, image: Any, flavor: Any, tidy: Tidy
) -> None:
    key = cloud.compute.create_keypair(name=name, public_key=_public_key())
    tidy.later(key, cloud.compute.delete_keypair)
    volume = tidy.volume(cloud, cloud.block_storage.create_volume(name=name, size=1))

    server = tidy.server(
        cloud,
        cloud.compute.create_server(
            name=name,
            flavor_id=flavor.id,
            image_id=image.id,
            networks=[{"port": port.id}],
            key_name=key.name,
            metadata={"data": "health"},
            user_data=base64.b64encode(b"#cloud-config\n").decode(),
        ),
    )
    cloud.compute.create_volume_attachment(server, volume_id=volume.id)
    tidy.callback(until, lambda: cloud.block_storage.get_volume(volume.id).status == "available")
    tidy.callback(cloud.compute.delete_volume_attachment, server, volume.id)

    until(lambda: cloud.block_storage.get_volume(volume.id).status == "in-use")
    assert server.status == "ACTIVE"
    assert cloud.network.get_port(port.id).status == "ACTIVE"
    assert [found.volume_id for found in cloud.compute.volume_attachments(server)] == [volume.id]


def test_a_server_boots_from_a_volume(cloud: Any, name: str, image: Any, flavor: Any, tidy: Tidy) -> None:
    volume = tidy.volume(cloud, cloud.block_storage.create_volume(name=name, size=1, image_id=image.id))

    server = tidy.server(
        cloud,
        cloud.compute.create_server(
            name=name,
            networks="none",
            flavor_id=flavor.id,
            block_device_mapping=[
                {
                    "boot_index": 0,
                    "uuid": volume.id,
                    "source_type": "volume",
                    "destination_type": "volume",
                    "delete_on_termination": False,
                }
            ],
        ),
    )

    assert volume.is_bootable
    assert server.status == "ACTIVE"


def test_a_server_stops_starts_and_changes_its_size(
    cloud: Any, site: Site, name: str, image: Any, flavor: Any, tidy: Tidy
) -> None:
    larger = cloud.compute.find_flavor(site.cloud.flavors[1].name, ignore_missing=False)
    server = tidy.server(
        cloud, cloud.compute.create_server(name=name, networks="none", flavor_id=flavor.id, image_id=image.id)
    )

    cloud.compute.stop_server(server)
    cloud.compute.wait_for_server(server, "SHUTOFF", interval=0.2, wait=60)
    cloud.compute.start_server(server)
    cloud.compute.wait_for_server(server, "ACTIVE", interval=0.2, wait=60)
    cloud.compute.resize_server(server, larger.id)
    cloud.compute.wait_for_server(server, "VERIFY_RESIZE", interval=0.2, wait=60)
    cloud.compute.confirm_server_resize(server)
    cloud.compute.wait_for_server(server, "ACTIVE", interval=0.2, wait=60)

    assert cloud.compute.get_server(server.id).flavor.name == larger.name


def test_servers_of_an_anti_affinity_group_run_apart_and_one_too_many_is_refused(
    cloud: Any, admin: Any, name: str, image: Any, flavor: Any, tidy: Tidy
) -> None:
    group = cloud.compute.create_server_group(name=name, policy="anti-affinity")
    tidy.later(group, cloud.compute.delete_server_group)

    ends = []
    for number in range(len(HOSTS) + 1):
        made = cloud.compute.create_server(
            name=f"{name}-{number}",
            networks="none",
            flavor_id=flavor.id,
            image_id=image.id,
            scheduler_hints={"group": group.id},
        )
        tidy.callback(cloud.compute.wait_for_delete, made, interval=0.2, wait=60)
        tidy.callback(cloud.compute.delete_server, made)
        ends.append(until(partial(_settled, admin, made)))

    assert [end.status for end in ends] == ["ACTIVE"] * len(HOSTS) + ["ERROR"]
    assert {end.compute_host for end in ends[: len(HOSTS)]} == set(HOSTS)


def test_a_server_survives_the_restart_of_its_host_s_compute_manager(
    cloud: Any, admin: Any, site: Site, name: str, image: Any, flavor: Any, tidy: Tidy
) -> None:
    server = tidy.server(
        cloud, cloud.compute.create_server(name=name, networks="none", flavor_id=flavor.id, image_id=image.id)
    )
    process = f"{site.name}/nova-compute-{admin.compute.get_server(server.id).compute_host}"

    _ask(site, "kill", process)
    until(lambda: _state(site, process) != "ready")
    until(lambda: _state(site, process) == "ready")

    cloud.compute.reboot_server(server, "HARD")
    until(lambda: cloud.compute.get_server(server.id).status == "ACTIVE")
    cloud.compute.stop_server(server)
    cloud.compute.wait_for_server(server, "SHUTOFF", interval=0.2, wait=90)


def _settled(admin: Any, server: Any) -> Any:
    found = admin.compute.get_server(server.id)
    return found if found.status in ("ACTIVE", "ERROR") else None


def _ask(site: Site, ask: str, *names: str) -> Any:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(site.lab.folders.control_socket))
        line.sendall(json.dumps({"ask": ask, "names": names}).encode() + b"\n")
        with line.makefile() as answer:
            return json.loads(answer.readline())


def _state(site: Site, process: str) -> str:
    return next(str(one["state"]) for one in _ask(site, "status")["processes"] if one["name"] == process)


def _public_key() -> str:
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    text = key.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return f"{text.decode()} live"
