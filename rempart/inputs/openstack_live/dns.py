"""Designate: zones and their records.

The records that the service itself makes for every zone, SOA and the name servers at its top, are left out: they name
the operator's own machines, and nobody chose them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rempart.inputs.live import Collection, Found
from rempart.inputs.openstack_live.calls import Item
from rempart.inputs.openstack_live.service import Access, Row, Service, fields, listing

_PAGE = {"limit": "500"}


def _record(found: Found, item: Item) -> Found | None:
    kind = item.get("type")
    if kind == "SOA" or (kind == "NS" and item.get("name") == item.get("zone_name")):
        return None
    return replace(found, id=f"{item.get('zone_id')}/{found.id}")


_ROWS = (
    Row(
        "zones",
        "zones",
        "zones",
        "openstack:dns/zone:Zone",
        fields("name email description ttl type masters"),
        query=_PAGE,
    ),
    Row(
        "records",
        "recordsets",
        "recordsets",
        "openstack:dns/recordSet:RecordSet",
        fields("name type records ttl description zone_id"),
        query=_PAGE,
        refine=_record,
    ),
)


def _collections(access: Access) -> Sequence[Collection]:
    return [listing(access, row) for row in _ROWS]


DNS = Service(("dns",), _collections, version="v2")
