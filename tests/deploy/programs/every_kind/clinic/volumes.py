"""Volumes: the records, encrypted by the cloud; a scratch disk; and the disk that the standby server starts from."""

from dataclasses import dataclass

import pulumi_openstack as openstack

from clinic.cloud import Cloud


@dataclass(frozen=True, slots=True)
class Volumes:
    """What servers attach, and start from."""

    records: openstack.blockstorage.Volume
    scratch: openstack.blockstorage.Volume
    boot: openstack.blockstorage.Volume


def declare(cloud: Cloud, image: openstack.images.Image, *, data_size_gb: int) -> Volumes:
    """Declare the volumes; all are of a type that the cloud encrypts."""
    return Volumes(
        records=_volume(cloud, "records", data_size_gb),
        scratch=_volume(cloud, "scratch", 1),
        boot=openstack.blockstorage.Volume(
            "boot", name="boot", size=1, image_id=image.id, volume_type="classic", opts=cloud.as_project
        ),
    )


def _volume(cloud: Cloud, name: str, size_gb: int) -> openstack.blockstorage.Volume:
    return openstack.blockstorage.Volume(
        name,
        name=name,
        size=size_gb,
        volume_type="classic-luks",
        enable_online_resize=True,
        metadata={"data": "health"},
        opts=cloud.as_project,
    )
