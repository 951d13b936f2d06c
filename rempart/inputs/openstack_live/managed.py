"""Services that run something for the user: file shares (Manila), databases (Trove), Kubernetes (Magnum).

Written from their published APIs. Unlike the other services they are not part of the lab, so that no test has read
them from a running cloud.
"""

from __future__ import annotations

from collections.abc import Sequence

from rempart.inputs.live import Collection
from rempart.inputs.openstack_live.service import Access, Row, Service, fields, listing

_SHARES = Row(
    "shares",
    "shares/detail",
    "shares",
    "openstack:sharedfilesystem/share:Share",
    fields(
        "name description size availability_zone metadata share_network_id share_proto share_type snapshot_id is_public"
    ),
    query={"limit": "500"},
)
_DATABASES = Row(
    "databases",
    "instances",
    "instances",
    "openstack:database/instance:Instance",
    fields("name", size="volume.size", flavorId="flavor.id"),
)
_CLUSTERS = Row(
    "clusters",
    "clusters",
    "clusters",
    "openstack:containerinfra/cluster:Cluster",
    fields("name keypair cluster_template_id master_count node_count"),
    id="uuid",
)


def _shares(access: Access) -> Sequence[Collection]:
    return [listing(access, _SHARES)]


def _databases(access: Access) -> Sequence[Collection]:
    return [listing(access, _DATABASES)]


def _clusters(access: Access) -> Sequence[Collection]:
    return [listing(access, _CLUSTERS)]


FILE_SHARES = Service(("sharev2", "shared-file-system", "share"), _shares)
DATABASES = Service(("database",), _databases)
CLUSTERS = Service(("container-infra", "container-infrastructure-management"), _clusters, version="v1")
