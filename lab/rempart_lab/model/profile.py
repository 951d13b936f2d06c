"""What a lab offers: the services of each profile, and how each stands in the catalogue of a cloud."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rempart_lab.model.ports import Listener


class Profile(StrEnum):
    """How much of OpenStack runs."""

    CORE = "core"
    FULL = "full"


CORE = (Listener.PLACEMENT, Listener.GLANCE, Listener.NEUTRON, Listener.NOVA, Listener.CINDER)
SERVICES = {
    Profile.CORE: CORE,
    Profile.FULL: (*CORE, Listener.SWIFT, Listener.BARBICAN, Listener.OCTAVIA, Listener.DESIGNATE),
}
"""The services of a region besides Keystone."""
HOSTS = ("host-1", "host-2")
"""Nova's hosts in every region: two, so that anti-affinity means something."""
STORES = {
    "account": Listener.SWIFT_ACCOUNT,
    "container": Listener.SWIFT_CONTAINER,
    "object": Listener.SWIFT_OBJECT,
}
"""Swift's stores, behind its proxy."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the catalogue; the path may hold ``%(project_id)s``, which Keystone fills in."""

    name: str
    kind: str
    listener: Listener
    path: str = ""


ENTRIES = (
    Entry("keystone", "identity", Listener.KEYSTONE, "/v3"),
    Entry("placement", "placement", Listener.PLACEMENT),
    Entry("glance", "image", Listener.GLANCE),
    Entry("neutron", "network", Listener.NEUTRON),
    Entry("nova", "compute", Listener.NOVA, "/v2.1"),
    Entry("cinder", "block-storage", Listener.CINDER, "/v3"),
    Entry("cinderv3", "volumev3", Listener.CINDER, "/v3/%(project_id)s"),
    Entry("swift", "object-store", Listener.SWIFT, "/v1/AUTH_%(project_id)s"),
    Entry("barbican", "key-manager", Listener.BARBICAN),
    Entry("octavia", "load-balancer", Listener.OCTAVIA),
    Entry("designate", "dns", Listener.DESIGNATE),
)
