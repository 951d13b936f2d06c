"""What runs without being declared because it belongs to something else: no drift, and no reason to worry.

A server brings an interface and a disk, a network its table of routes, a security group its first rules. They come and
go with what they belong to, which is compared itself. One module for each cloud.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rempart.clouds.openstack.company import OpenStack
from rempart.clouds.outscale.company import Outscale
from rempart.model.resource import Resource


class Company:
    """Knows what belongs to what in one cloud."""

    def __init__(self, live: Sequence[Resource], managed: Mapping[str, Resource], said: Sequence[Resource]) -> None:
        """Take what runs, what of it the states manage (by the cloud's identifier), and all that the states say."""
        self._openstack = OpenStack(live, managed, said)
        self._outscale = Outscale(live, managed)

    def reason(self, item: Resource) -> str:
        """Return why a running thing needs nobody to declare it; empty when it does.

        Some things are counted off: there are as many as what they belong to accounts for.
        """
        if item.package == "openstack":
            return self._openstack.reason(item)
        return self._outscale.reason(item) if item.package == "outscale" else ""
