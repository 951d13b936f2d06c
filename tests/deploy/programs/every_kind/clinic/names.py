"""The name that the clinic's users know."""

import pulumi
import pulumi_openstack as openstack

from clinic.cloud import Cloud
from clinic.load_balancer import ADDRESS


def declare(cloud: Cloud) -> None:
    """Declare a zone, and the front door's name in it."""
    zone_name = f"{pulumi.get_stack()}.example.org."
    zone = openstack.dns.Zone(
        "clinic", name=zone_name, email="dns@example.org", ttl=300, type="PRIMARY", opts=cloud.as_project
    )
    openstack.dns.RecordSet(
        "records",
        zone_id=zone.id,
        name=f"records.{zone_name}",
        type="A",
        ttl=60,
        records=[ADDRESS],
        opts=cloud.as_project,
    )
