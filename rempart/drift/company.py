"""What runs without being declared because it belongs to something else: no drift, and no reason to worry.

A server brings an interface and a disk, a network its table of routes, a security group its first rules. They come and
go with what they belong to, which is compared itself. Each cloud knows what it makes by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rempart.clouds import cloud_of
from rempart.model.resource import Resource
from rempart.tables import Company


class Companies:
    """Knows what belongs to what, in each cloud of which something runs."""

    def __init__(self, live: Sequence[Resource], managed: Mapping[str, Resource], said: Sequence[Resource]) -> None:
        """Take what runs, what of it the states manage (by the cloud's identifier), and all that the states say."""
        self._of: Mapping[str, Company] = {
            package: cloud_of(package).company(live, managed, said) for package in {item.package for item in live}
        }

    def reason(self, item: Resource) -> str:
        """Return why a running thing needs nobody to declare it; empty when it does."""
        return self._of[item.package].reason(item)
