"""Images, volumes, snapshots, backups, objects."""

from __future__ import annotations

import os
from typing import Any

import pytest
import requests

from rempart_lab.model.site import Site
from tests.live_lab.tidy import PAUSE, Tidy, until

pytestmark = pytest.mark.lab
MEBIBYTE = 1 << 20


def test_an_image_uploaded_in_chunks_comes_back_as_it_was(cloud: Any, name: str, tidy: Tidy) -> None:
    content = os.urandom(MEBIBYTE)
    image = cloud.image.create_image(name=name, disk_format="raw", container_format="bare", visibility="private")
    tidy.later(image, cloud.image.delete_image)
    url = cloud.config.get_session_endpoint("image").rstrip("/") + f"/v2/images/{image.id}/file"

    # The way Pulumi's provider does it: of unknown length, so in chunks.
    cloud.session.put(
        url,
        data=(content[start : start + 65536] for start in range(0, len(content), 65536)),
        headers={"Content-Type": "application/octet-stream"},
    )

    found = cloud.image.get_image(image.id)
    assert (found.status, found.size) == ("active", len(content))
    assert cloud.image.download_image(image.id).content == content


def test_a_volume_grows_and_is_copied_by_way_of_a_snapshot(cloud: Any, name: str, tidy: Tidy) -> None:
    volume = tidy.volume(cloud, cloud.block_storage.create_volume(name=name, size=1))
    cloud.block_storage.extend_volume(volume, 2)
    until(lambda: cloud.block_storage.get_volume(volume.id).size == 2)
    until(lambda: cloud.block_storage.get_volume(volume.id).status == "available")

    snapshot = cloud.block_storage.create_snapshot(name=name, volume_id=volume.id)
    cloud.block_storage.wait_for_status(snapshot, "available", interval=PAUSE, wait=60)
    tidy.callback(cloud.block_storage.wait_for_delete, snapshot, PAUSE, 60)
    tidy.callback(cloud.block_storage.delete_snapshot, snapshot)
    copy = tidy.volume(cloud, cloud.block_storage.create_volume(name=f"{name}-copy", size=2, snapshot_id=snapshot.id))

    assert copy.size == 2


@pytest.mark.usefixtures("full")
def test_a_luks_volume_gets_a_key_of_its_own_in_barbican(cloud: Any, site: Site, name: str, tidy: Tidy) -> None:
    kind = next(one.name for one in site.cloud.volume_types if one.encrypted)
    before = {found.secret_ref for found in cloud.key_manager.secrets()}

    volume = tidy.volume(cloud, cloud.block_storage.create_volume(name=name, size=1, volume_type=kind))

    made = [found for found in cloud.key_manager.secrets() if found.secret_ref not in before]
    assert volume.is_encrypted
    assert [(key.algorithm, key.bit_length) for key in made] == [("aes", 256)]


def test_a_luks_volume_can_be_attached(cloud: Any, site: Site, name: str, image: Any, flavor: Any, tidy: Tidy) -> None:
    kind = next(one.name for one in site.cloud.volume_types if one.encrypted)
    volume = tidy.volume(cloud, cloud.block_storage.create_volume(name=name, size=1, volume_type=kind))
    server = tidy.server(
        cloud, cloud.compute.create_server(name=name, networks="none", flavor_id=flavor.id, image_id=image.id)
    )

    cloud.compute.create_volume_attachment(server, volume_id=volume.id)
    tidy.callback(until, lambda: cloud.block_storage.get_volume(volume.id).status == "available")
    tidy.callback(cloud.compute.delete_volume_attachment, server, volume.id)

    until(lambda: cloud.block_storage.get_volume(volume.id).status == "in-use")


def test_a_volume_is_backed_up_and_restored(cloud: Any, name: str, tidy: Tidy) -> None:
    volume = tidy.volume(cloud, cloud.block_storage.create_volume(name=name, size=1))

    backup = cloud.block_storage.create_backup(name=name, volume_id=volume.id)
    tidy.callback(cloud.block_storage.wait_for_delete, backup, PAUSE, 120)
    tidy.callback(cloud.block_storage.delete_backup, backup)
    cloud.block_storage.wait_for_status(backup, "available", interval=PAUSE, wait=180)
    cloud.block_storage.restore_backup(backup, volume_id=volume.id)

    until(lambda: cloud.block_storage.get_backup(backup.id).status == "available")
    until(lambda: cloud.block_storage.get_volume(volume.id).status == "available")


@pytest.mark.usefixtures("full")
def test_backups_lie_in_the_project_s_own_object_store(cloud: Any, name: str, tidy: Tidy) -> None:
    volume = tidy.volume(cloud, cloud.block_storage.create_volume(name=name, size=1))

    backup = cloud.block_storage.create_backup(name=name, volume_id=volume.id, container=name)
    cloud.block_storage.wait_for_status(backup, "available", interval=PAUSE, wait=180)

    assert list(cloud.object_store.objects(name))
    cloud.block_storage.delete_backup(backup)
    cloud.block_storage.wait_for_delete(backup, PAUSE, 120)
    cloud.object_store.delete_container(name)


@pytest.mark.usefixtures("full")
def test_a_container_keeps_objects_metadata_and_versions_and_can_be_opened_to_the_world(
    cloud: Any, site: Site, name: str, tidy: Tidy
) -> None:
    store = cloud.object_store
    store.create_container(name=name)
    tidy.callback(store.delete_container, name)
    store.upload_object(container=name, name="a/b.txt", data=b"hello")
    tidy.callback(store.delete_object, "a/b.txt", container=name)
    url = f"{store.get_endpoint()}/{name}"

    closed = requests.get(f"{url}/a/b.txt", verify=str(site.lab.folders.authority), timeout=10)
    cloud.session.post(
        url,
        headers={
            "X-Container-Read": ".r:*,.rlistings",
            "X-Container-Meta-Data": "health",
            "X-Versions-Enabled": "true",
        },
    )
    tidy.callback(cloud.session.post, url, headers={"X-Versions-Enabled": "false"})
    opened = requests.get(f"{url}/a/b.txt", verify=str(site.lab.folders.authority), timeout=10)

    assert store.download_object("a/b.txt", container=name) == b"hello"
    assert closed.status_code == 401
    assert opened.content == b"hello"
    assert cloud.session.head(url).headers["X-Container-Meta-Data"] == "health"
