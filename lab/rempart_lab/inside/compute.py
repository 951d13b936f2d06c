"""nova-compute with the lab's hypervisor; Nova loads only drivers that stand in its own package."""

from __future__ import annotations

from nova.cmd import compute
from nova.virt import fake

from rempart_lab.inside.hypervisor import Hypervisor


def main() -> object:
    """Run the compute manager."""
    fake.Hypervisor = Hypervisor
    return compute.main()
