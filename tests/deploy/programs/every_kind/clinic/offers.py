"""What the operator offers to the research project alone: a size of server, and a kind of volume."""

import pulumi_openstack as openstack

from clinic.cloud import Cloud, in_the_whole_cloud
from clinic.identity import Account


def declare(cloud: Cloud, account: Account) -> None:
    """Declare the offers, and who may take them up."""
    opts = cloud.as_operator
    flavor = openstack.compute.Flavor(
        "large",
        name=in_the_whole_cloud("large"),
        vcpus=2,
        ram=8192,
        disk=50,
        is_public=False,
        extra_specs={"hw:cpu_policy": "shared"},
        opts=opts,
    )
    openstack.compute.FlavorAccess("large", flavor_id=flavor.id, tenant_id=account.project.id, opts=opts)
    archive = openstack.blockstorage.VolumeTypeV3(
        "archive", name=in_the_whole_cloud("archive"), description="For what is rarely read", is_public=False, opts=opts
    )
    openstack.blockstorage.VolumeTypeAccessV3(
        "archive", volume_type_id=archive.id, project_id=account.project.id, opts=opts
    )
