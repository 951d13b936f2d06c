"""The machine that keeps the records: measured boot, a volume of its own, a second network card for the backups."""

import base64
from dataclasses import dataclass

import pulumi
import pulumi_outscale as outscale
from network import Network
from settings import IMAGE, MACHINE_TYPE, RECORDS_GIGABYTES, SUBREGION, tags

FIRST_BOOT = """\
#cloud-config
disk_setup: {/dev/xvdb: {table_type: gpt, layout: true}}
write_files: [{path: /etc/records/token, permissions: "0400", content: TOKEN}]
"""


@dataclass(frozen=True)
class Records:
    """The machine, and who may reach it."""

    machine: outscale.Vm
    doors: outscale.SecurityGroup
    key: outscale.Keypair


def run_records(network: Network) -> Records:
    """Start the machine with its volume."""
    doors = outscale.SecurityGroup(
        "records", net_id=network.net.net_id, description="The records: only what is named below", tags=tags("records")
    )
    _let_in("balancer", doors, network.public, 8443)
    _let_in("operators", doors, network.private, 22)
    key = outscale.Keypair("operators", tags=tags("operators"))
    token = pulumi.Config().get_secret("token") or pulumi.Output.secret("only-for-the-trial")
    machine = outscale.Vm(
        "records",
        image_id=IMAGE,
        vm_type=MACHINE_TYPE,
        subnet_id=network.private.subnet_id,
        security_group_ids=[doors.security_group_id],
        keypair_name=key.keypair_name,
        tpm_enabled=True,
        boot_mode="uefi",
        actions_on_next_boot={"secure_boot": "enable"},
        user_data=token.apply(lambda secret: base64.b64encode(FIRST_BOOT.replace("TOKEN", secret).encode()).decode()),
        tags=tags("records"),
        opts=pulumi.ResourceOptions(depends_on=network.way_out),
    )
    volume = outscale.Volume(
        "records", subregion_name=SUBREGION, size=RECORDS_GIGABYTES, volume_type="gp2", tags=tags("records")
    )
    outscale.VolumeLink("records", volume_id=volume.volume_id, vm_id=machine.vm_id, device_name="/dev/xvdb")
    card = outscale.Nic(
        "backups",
        subnet_id=network.private.subnet_id,
        security_group_ids=[doors.security_group_id],
        tags=tags("backups"),
    )
    outscale.NicLink("backups", nic_id=card.nic_id, vm_id=machine.vm_id, device_number=1)
    outscale.Snapshot("empty-records", volume_id=volume.volume_id, description="Before the first record")
    return Records(machine, doors, key)


def _let_in(name: str, doors: outscale.SecurityGroup, source: outscale.Subnet, port: int) -> None:
    outscale.SecurityGroupRule(
        name,
        security_group_id=doors.security_group_id,
        flow="Inbound",
        ip_protocol="tcp",
        from_port_range=port,
        to_port_range=port,
        ip_range=source.ip_range,
    )
