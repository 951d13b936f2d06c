"""One table per provider family."""

from __future__ import annotations

from functools import cache

from rempart.normalise.families.aws import AWS, AWS_NATIVE
from rempart.normalise.families.azure import AZURE, AZURE_NATIVE
from rempart.normalise.families.cloudflare import CLOUDFLARE
from rempart.normalise.families.datadog import DATADOG
from rempart.normalise.families.docker import DOCKER
from rempart.normalise.families.gcp import GCP
from rempart.normalise.families.kubernetes import KUBERNETES
from rempart.normalise.families.openstack import OPENSTACK
from rempart.normalise.families.outscale import OUTSCALE
from rempart.normalise.families.ovh import OVH
from rempart.normalise.families.plumbing import COMMAND, DYNAMIC, PULUMI, VALUES
from rempart.normalise.families.scaleway import SCALEWAY
from rempart.normalise.table import Family

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
