"""The server that keeps the records, and one that stands by on another machine."""

from dataclasses import dataclass

import pulumi_openstack as openstack

from clinic.cloud import Cloud
from clinic.network import Network
from clinic.volumes import Volumes

FLAVOR = "d2-2"


@dataclass(frozen=True, slots=True)
class Servers:
    """The two servers."""

    records: openstack.compute.Instance
    standby: openstack.compute.Instance


def declare(
    cloud: Cloud, network: Network, image: openstack.images.Image, volumes: Volumes, *, public_key: str
) -> Servers:
    """Declare the servers, what they start from and what is attached to them."""
    opts = cloud.as_project
    administrator = openstack.compute.Keypair("administrator", name="administrator", public_key=public_key, opts=opts)
    apart = openstack.compute.ServerGroup("apart", name="apart", policies="anti-affinity", opts=opts)
    records = openstack.compute.Instance(
        "records",
        name="records",
        flavor_name=FLAVOR,
        image_id=image.id,
        key_pair=administrator.name,
        networks=[{"port": network.records.id}],
        scheduler_hints=[{"group": apart.id}],
        metadata={"data": "health"},
        tags=["data-health"],
        config_drive=True,
        user_data="#cloud-config\npackages: [postgresql]\n",
        opts=cloud.after(replace_first=True),
    )
    standby = openstack.compute.Instance(
        "standby",
        name="standby",
        flavor_name=FLAVOR,
        networks=[{"port": network.standby.id}],
        block_devices=[
            {
                "uuid": volumes.boot.id,
                "source_type": "volume",
                "destination_type": "volume",
                "boot_index": 0,
                "delete_on_termination": False,
            }
        ],
        scheduler_hints=[{"group": apart.id}],
        # Made at once, both could be given the same machine, and then the same other one: Nova gives up after that.
        opts=cloud.after(records, replace_first=True),
    )
    openstack.compute.VolumeAttach("records", instance_id=records.id, volume_id=volumes.records.id, opts=opts)
    openstack.compute.VolumeAttach("scratch", instance_id=standby.id, volume_id=volumes.scratch.id, opts=opts)
    _replication(cloud, standby)
    return Servers(records, standby)


def _replication(cloud: Cloud, standby: openstack.compute.Instance) -> None:
    """Give the standby server a second leg, on a network without a way out."""
    network = openstack.networking.Network("replication", name="replication", opts=cloud.as_project)
    subnet = openstack.networking.Subnet(
        "replication",
        name="replication",
        network_id=network.id,
        cidr="10.51.0.0/24",
        no_gateway=True,
        opts=cloud.as_project,
    )
    # A port of its own: attached by network, the provider would add the security group `default`.
    port = openstack.networking.Port(
        "replication",
        name="replication",
        network_id=network.id,
        fixed_ips=[{"subnet_id": subnet.id}],
        no_security_groups=True,
        opts=cloud.as_project,
    )
    openstack.compute.InterfaceAttach("replication", instance_id=standby.id, port_id=port.id, opts=cloud.as_project)
