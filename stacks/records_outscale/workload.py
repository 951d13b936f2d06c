"""Patient records on Outscale ``cloudgouv-eu-west-1``: one Net, one VM, one volume.

The resources are declared through their type tokens, which the Terraform bridge and a native provider share. Volumes
of Outscale take no encryption parameter: the guest encrypts them with LUKS, under a key that its vTPM seals.
"""

import pulumi
from tokens import provider, resource

CLOUD_INIT = """\
#cloud-config
packages: [cryptsetup, postgresql]
runcmd:
  - [systemd-cryptenroll, --tpm2-device=auto, /dev/xvdb]
"""


def deploy() -> None:
    """Declare the service."""
    config = pulumi.Config("records")
    region = config.require("region")
    zone = f"{region}a"
    opts = pulumi.ResourceOptions(provider=provider("outscale", "outscale", {"region": region}))

    net = resource("outscale:index/net:Net", "records", {"ipRange": "10.20.0.0/16"}, opts)
    subnet = resource(
        "outscale:index/subnet:Subnet",
        "records",
        {"netId": net.id, "ipRange": "10.20.1.0/24", "subregionName": zone},
        opts,
    )
    clinic = resource(
        "outscale:index/securityGroup:SecurityGroup",
        "clinic",
        {"netId": net.id, "securityGroupName": "clinic", "description": "HTTPS from the clinic"},
        opts,
    )
    resource(
        "outscale:index/securityGroupRule:SecurityGroupRule",
        "https-from-the-clinic",
        {
            "securityGroupId": clinic.id,
            "flow": "Inbound",
            "ipProtocol": "tcp",
            "fromPortRange": 443,
            "toPortRange": 443,
            "ipRange": config.require("clinicNetwork"),
        },
        opts,
    )
    server = resource(
        "outscale:index/vm:Vm",
        "records",
        {
            "imageId": config.require("imageId"),
            "vmType": config.require("vmType"),
            "subnetId": subnet.id,
            "securityGroupIds": [clinic.id],
            "placementSubregionName": zone,
            "userData": CLOUD_INIT,
        },
        opts,
    )
    data = resource(
        "outscale:index/volume:Volume",
        "data",
        {"subregionName": zone, "size": config.require_int("dataSizeGb"), "volumeType": "gp2"},
        opts,
    )
    resource(
        "outscale:index/volumeLink:VolumeLink",
        "data",
        {"vmId": server.id, "volumeId": data.id, "deviceName": "/dev/xvdb"},
        opts,
    )

    pulumi.export("server", server.id)
