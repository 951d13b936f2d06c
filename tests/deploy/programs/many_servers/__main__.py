"""A ward of many servers: each has a port on one network, and a volume of its own attached.

With fifty servers the state has 206 entries: four for each, and the stack, its provider, network, subnet, security
group and rule beside them.
"""

import pulumi
import pulumi_openstack as openstack

SOON = pulumi.CustomTimeouts(create="3m")
"""What is not there by then will not be; the provider would wait ten minutes for a volume, thirty for a server."""

settings = pulumi.Config()
cloud = openstack.Provider(
    "project",
    auth_url=settings.require("authUrl"),
    region=settings.require("region"),
    cacert_file=settings.require("authority"),
    application_credential_id=settings.require("applicationCredentialId"),
    application_credential_secret=settings.require_secret("applicationCredentialSecret"),
)
opts = pulumi.ResourceOptions(provider=cloud)

network = openstack.networking.Network("ward", name="ward", opts=opts)
subnet = openstack.networking.Subnet("ward", name="ward", network_id=network.id, cidr="10.70.0.0/16", opts=opts)
group = openstack.networking.SecGroup("ward", name="ward", description="Within the ward only", opts=opts)
openstack.networking.SecGroupRule(
    "within-the-ward",
    security_group_id=group.id,
    direction="ingress",
    ethertype="IPv4",
    protocol="tcp",
    port_range_min=443,
    port_range_max=443,
    remote_group_id=group.id,
    opts=opts,
)

for number in range(settings.require_int("servers")):
    name = f"bed-{number}"
    port = openstack.networking.Port(
        name,
        name=name,
        network_id=network.id,
        fixed_ips=[{"subnet_id": subnet.id}],
        security_group_ids=[group.id],
        opts=opts,
    )
    volume = openstack.blockstorage.Volume(
        name,
        name=name,
        size=1,
        volume_type="classic-luks",
        opts=pulumi.ResourceOptions(provider=cloud, custom_timeouts=SOON),
    )
    server = openstack.compute.Instance(
        name,
        name=name,
        flavor_name="d2-2",
        image_name="Debian 12",
        networks=[{"port": port.id}],
        # A server holds its port: a second one cannot have it before the first has gone.
        opts=pulumi.ResourceOptions(provider=cloud, delete_before_replace=True, custom_timeouts=SOON),
    )
    openstack.compute.VolumeAttach(name, instance_id=server.id, volume_id=volume.id, opts=opts)
