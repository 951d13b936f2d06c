"""How much of each service the research project may use."""

import pulumi_openstack as openstack

from clinic.cloud import Cloud
from clinic.identity import Account


def declare(cloud: Cloud, account: Account) -> None:
    """Declare the quotas of five services."""
    project, opts = account.project.id, cloud.as_operator
    openstack.compute.QuotaSetV2(
        "research", project_id=project, instances=5, cores=10, ram=20 * 1024, key_pairs=4, opts=opts
    )
    openstack.blockstorage.QuoteSetV3("research", project_id=project, volumes=5, snapshots=4, gigabytes=100, opts=opts)
    openstack.networking.QuotaV2(
        "research",
        project_id=project,
        network=4,
        subnet=4,
        port=50,
        router=1,
        floatingip=2,
        security_group=10,
        security_group_rule=100,
        opts=opts,
    )
    openstack.loadbalancer.Quota(
        "research", project_id=project, loadbalancer=2, listener=4, pool=4, member=10, health_monitor=4, opts=opts
    )
    openstack.dns.QuotaV2(
        "research",
        project_id=project,
        zones=3,
        zone_records=100,
        zone_recordsets=50,
        recordset_records=20,
        api_export_size=500,
        opts=opts,
    )
