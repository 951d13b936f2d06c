"""A private network with a way out, and one way in: HTTPS from the clinic, SSH from its administrators."""

from dataclasses import dataclass

import pulumi
import pulumi_openstack as openstack

from clinic.cloud import NAME, Cloud

TAGS = ["data:health"]


@dataclass(frozen=True, slots=True)
class Network:
    """Where servers and load balancers are connected."""

    network: openstack.networking.Network
    subnet: openstack.networking.Subnet
    group: openstack.networking.SecGroup
    records: openstack.networking.Port
    standby: openstack.networking.Port


def declare(cloud: Cloud, *, clinic: str) -> Network:
    """Declare the network; ``clinic``: the addresses that the clinic's users come from."""
    opts = cloud.as_project
    external = openstack.networking.get_network_output(
        name=cloud.external_network, opts=pulumi.InvokeOptions(provider=cloud.project)
    )
    network = openstack.networking.Network(
        NAME, name=NAME, admin_state_up=True, mtu=1450, port_security_enabled=True, tags=TAGS, opts=opts
    )
    subnet = openstack.networking.Subnet(
        NAME, name=NAME, network_id=network.id, cidr="10.50.0.0/24", ip_version=4, tags=TAGS, opts=opts
    )
    router = openstack.networking.Router(NAME, name=NAME, external_network_id=external.id, tags=TAGS, opts=opts)
    way_out = openstack.networking.RouterInterface(NAME, router_id=router.id, subnet_id=subnet.id, opts=opts)

    group = _group(cloud, clinic)
    records, standby = (
        openstack.networking.Port(
            name,
            name=name,
            network_id=network.id,
            fixed_ips=[{"subnet_id": subnet.id, "ip_address": address}],
            security_group_ids=[group.id],
            tags=TAGS,
            opts=opts,
        )
        for name, address in (("records", "10.50.0.10"), ("standby", "10.50.0.11"))
    )

    public = openstack.networking.FloatingIp("records", pool=cloud.external_network, tags=TAGS, opts=opts)
    openstack.networking.FloatingIpAssociate(
        "records", floating_ip=public.address, port_id=records.id, opts=cloud.after(way_out)
    )
    return Network(network, subnet, group, records, standby)


def _group(cloud: Cloud, clinic: str) -> openstack.networking.SecGroup:
    opts = cloud.as_project
    group = openstack.networking.SecGroup(
        NAME, name=NAME, description="HTTPS from the clinic", delete_default_rules=True, tags=TAGS, opts=opts
    )
    administrators = openstack.networking.AddressGroupV2(
        "administrators", name="administrators", addresses=["192.0.2.128/25"], opts=opts
    )
    openstack.networking.SecGroupRule(
        "https-from-the-clinic",
        security_group_id=group.id,
        direction="ingress",
        ethertype="IPv4",
        protocol="tcp",
        port_range_min=443,
        port_range_max=443,
        remote_ip_prefix=clinic,
        opts=opts,
    )
    openstack.networking.SecGroupRule(
        "ssh-from-administrators",
        security_group_id=group.id,
        direction="ingress",
        ethertype="IPv4",
        protocol="tcp",
        port_range_min=22,
        port_range_max=22,
        remote_address_group_id=administrators.id,
        opts=opts,
    )
    return group
