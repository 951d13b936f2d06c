"""Cinder: volumes, and what copies them. Pulumi's provider makes neither snapshots nor backups; both hold the data."""

from __future__ import annotations

from collections.abc import Sequence

from rempart.inputs.live import Collection
from rempart.inputs.openstack_live.service import Access, Row, Service, fields, listing

_PAGE = {"limit": "500"}
_ROWS = (
    Row(
        "volumes",
        "volumes/detail",
        "volumes",
        "openstack:blockstorage/volume:Volume",
        fields(
            # Whether it is encrypted the service itself says, whatever the type is called.
            "name description size availability_zone volume_type metadata snapshot_id encrypted",
            sourceVolId="source_volid",
            imageId="volume_image_metadata.image_id",
        ),
        query=_PAGE,
    ),
    Row(
        "snapshots",
        "snapshots/detail",
        "snapshots",
        "openstack:blockstorage/snapshot:Snapshot",
        fields("name description size metadata volume_id"),
        query=_PAGE,
    ),
    Row(
        "backups",
        "backups/detail",
        "backups",
        "openstack:blockstorage/backup:Backup",
        fields("name description size availability_zone container volume_id snapshot_id metadata"),
        query=_PAGE,
    ),
)


def _collections(access: Access) -> Sequence[Collection]:
    return [listing(access, row) for row in _ROWS]


BLOCK_STORAGE = Service(("volumev3", "block-storage", "block-store"), _collections)
