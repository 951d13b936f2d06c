"""Which port each listener takes: first port of the cloud, a hundred for each region, one for each listener.

The defaults lie below Linux's ephemeral range (32768) and Kubernetes' node ports (30000), and off the ports that
databases, message buses and proxies are known for.
"""

from __future__ import annotations

from enum import StrEnum

PER_REGION = 100
REGIONS = 4
BUS_PORT = 23000
"""Where the lab's own RabbitMQ listens by default; its distribution and epmd take the two ports behind it."""
BUS_PORTS = 3
FIRST_CLOUD = 100
"""Distance from the bus to the first cloud when the ports of a whole lab are moved."""


class Listener(StrEnum):
    """What listens in a region, in the order of its ports. Keystone has one port for the whole cloud."""

    KEYSTONE = "keystone"
    PLACEMENT = "placement"
    GLANCE = "glance"
    NEUTRON = "neutron"
    NOVA = "nova"
    CINDER = "cinder"
    SWIFT = "swift"
    BARBICAN = "barbican"
    OCTAVIA = "octavia"
    DESIGNATE = "designate"
    SWIFT_OBJECT = "swift-object"
    SWIFT_CONTAINER = "swift-container"
    SWIFT_ACCOUNT = "swift-account"
    ZONE_TRANSFER = "designate-mdns"
    NAMED = "named"
    NAMED_CONTROL = "named-control"


OFFSETS = {listener: offset for offset, listener in enumerate(Listener)}


def port(first: int, region: int, listener: Listener) -> int:
    """Return the port of a listener in the region with this index."""
    return first + PER_REGION * (0 if listener is Listener.KEYSTONE else region) + OFFSETS[listener]


def highest_port() -> int:
    """Return the last first port that leaves room for every region."""
    return 65535 - PER_REGION * REGIONS
