"""One table per provider family."""

from __future__ import annotations

from functools import cache

from rempart.clouds.aws.family import AWS, AWS_NATIVE
from rempart.clouds.azure.family import AZURE, AZURE_NATIVE
from rempart.clouds.cloudflare.family import CLOUDFLARE
from rempart.clouds.datadog.family import DATADOG
from rempart.clouds.docker.family import DOCKER
from rempart.clouds.gcp.family import GCP
from rempart.clouds.kubernetes.family import KUBERNETES
from rempart.clouds.openstack.family import OPENSTACK
from rempart.clouds.outscale.family import OUTSCALE
from rempart.clouds.ovh.family import OVH
from rempart.clouds.plumbing.family import COMMAND, DYNAMIC, PULUMI, VALUES
from rempart.clouds.scaleway.family import SCALEWAY
from rempart.clouds.table import Family

_FAMILIES = (
    AWS,
    AWS_NATIVE,
    AZURE,
    AZURE_NATIVE,
    CLOUDFLARE,
    COMMAND,
    DATADOG,
    DOCKER,
    DYNAMIC,
    GCP,
    KUBERNETES,
    OPENSTACK,
    OUTSCALE,
    OVH,
    PULUMI,
    SCALEWAY,
    VALUES,
)


@cache
def family_of(package: str) -> Family | None:
    """Return the table of a package; a name that carries an API version (``azure-native_storage_v2``) too."""
    by_name = {name: family for family in _FAMILIES for name in family.packages}
    return by_name.get(package) or by_name.get(package.partition("_")[0])
