"""A clinic's records on Outscale: a private network, one machine behind a load balancer, backups, few who may look."""

import pulumi
from access import open_for_auditors, secrets_of_the_robot
from front import publish
from machines import run_records
from network import build_network
from office import connect_office
from settings import RANGE, tags

network = build_network(RANGE)
records = run_records(network)
front = publish(network, records)
office = connect_office(network, "192.168.7.0/24")
auditors = open_for_auditors()

pulumi.export("net", network.net.net_id)
pulumi.export("machine", records.machine.vm_id)
pulumi.export("address", front.balancer.dns_name)
pulumi.export("operatorsKey", records.key.private_key)
pulumi.export("robotsKey", secrets_of_the_robot(auditors))
pulumi.export("tags", tags("clinic"))
