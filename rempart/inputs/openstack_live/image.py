"""Glance: the images of the project, whoever else may use them. Those that others share with it are not its own."""

from __future__ import annotations

from collections.abc import Sequence

from rempart.inputs.live import Collection
from rempart.inputs.openstack_live.service import Access, Row, Service, fields, listing


def _row(name: str, *, hidden: bool) -> Row:
    return Row(
        name,
        "images",
        "images",
        "openstack:images/image:Image",
        fields(
            "name container_format disk_format visibility protected tags",
            minDiskGb="min_disk",
            minRamMb="min_ram",
            hidden="os_hidden",
        ),
        # Without this, images that everyone may use (`community`) and hidden ones are in no listing.
        query={"limit": "500", "visibility": "all", "os_hidden": "true" if hidden else "false"},
        of_project="owner",
    )


def _collections(access: Access) -> Sequence[Collection]:
    return [listing(access, _row("images", hidden=False)), listing(access, _row("hidden images", hidden=True))]


IMAGE = Service(("image",), _collections, version="v2")
