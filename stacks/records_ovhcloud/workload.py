"""Patient records on OVHcloud Public Cloud, Gravelines: one private network, one server, one encrypted volume.

Credentials come from the environment of whoever deploys (``OS_APPLICATION_CREDENTIAL_ID`` and ``_SECRET``); where the
data goes is stated here, so that a reviewer can read it.
"""

import pulumi
import pulumi_openstack as openstack

CLOUD_INIT = """\
#cloud-config
packages: [postgresql, restic]
write_files:
  - path: /etc/restic/repository
    content: s3:https://s3.gra.io.cloud.ovh.net/records-backup
"""


def deploy() -> None:
    """Declare the service."""
    config = pulumi.Config("records")
    region = config.require("region")
    cloud = openstack.Provider("ovhcloud", auth_url=config.require("authUrl"), region=region)
    opts = pulumi.ResourceOptions(provider=cloud)

    network = openstack.networking.Network("records", name="records", admin_state_up=True, opts=opts)
    subnet = openstack.networking.Subnet(
        "records", name="records", network_id=network.id, cidr="10.10.0.0/24", ip_version=4, opts=opts
    )
    clinic = openstack.networking.SecGroup("clinic", name="clinic", description="HTTPS from the clinic", opts=opts)
    openstack.networking.SecGroupRule(
        "https-from-the-clinic",
        security_group_id=clinic.id,
        direction="ingress",
        ethertype="IPv4",
        protocol="tcp",
        port_range_min=443,
        port_range_max=443,
        remote_ip_prefix=config.require("clinicNetwork"),
        opts=opts,
    )
    port = openstack.networking.Port(
        "records",
        network_id=network.id,
        fixed_ips=[{"subnet_id": subnet.id}],
        security_group_ids=[clinic.id],
        opts=opts,
    )
    data = openstack.blockstorage.Volume(
        "data", name="data", size=config.require_int("dataSizeGb"), volume_type="high-speed-luks", opts=opts
    )
    server = openstack.compute.Instance(
        "records",
        name="records",
        flavor_name=config.require("flavor"),
        image_name="Debian 12",
        networks=[{"port": port.id}],
        user_data=CLOUD_INIT,
        opts=opts,
    )
    openstack.compute.VolumeAttach("data", instance_id=server.id, volume_id=data.id, opts=opts)
    openstack.objectstorage.Container("backup", name="records-backup", versioning=True, opts=opts)

    pulumi.export("server", server.id)
