"""Barbican: what secrets there are. What they hold is never asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rempart.inputs.live import Collection, Found
from rempart.inputs.openstack_live.calls import Item
from rempart.inputs.openstack_live.service import Access, Row, Service, fields, listing

_PAGE = {"limit": "100"}


def _by_reference(found: Found, _: Item) -> Found:
    """Return a thing under the identifier at the end of the address that Barbican names it by."""
    return replace(found, id=found.id.rstrip("/").rpartition("/")[2])


_ROWS = (
    Row(
        "secrets",
        "secrets",
        "secrets",
        "openstack:keymanager/secretV1:SecretV1",
        fields("name algorithm bit_length mode secret_type expiration", payloadContentType="content_types.default"),
        id="secret_ref",
        query=_PAGE,
        refine=_by_reference,
    ),
    Row(
        "secret containers",
        "containers",
        "containers",
        "openstack:keymanager/containerV1:ContainerV1",
        fields("name type"),
        id="container_ref",
        query=_PAGE,
        refine=_by_reference,
    ),
    Row(
        "orders",
        "orders",
        "orders",
        "openstack:keymanager/orderV1:OrderV1",
        fields("type"),
        id="order_ref",
        query=_PAGE,
        refine=_by_reference,
    ),
)


def _collections(access: Access) -> Sequence[Collection]:
    return [listing(access, row) for row in _ROWS]


KEY_MANAGER = Service(("key-manager",), _collections, version="v1")
