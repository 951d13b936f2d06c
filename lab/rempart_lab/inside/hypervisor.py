"""SIMULATES THE HYPERVISOR: servers have states, and neither processor, memory, disk nor network.

Built on the driver that Nova's own tests use. What it adds: it remembers its servers across a restart, and offers the
traits that programs for health data ask for (TPM, Secure Boot). A LUKS volume is attached without being opened: its key
is real, its bytes are not encrypted.
"""

from __future__ import annotations

from typing import Any

from nova import context, objects
from nova.virt import fake

TRAITS = ("COMPUTE_SECURITY_TPM_1_2", "COMPUTE_SECURITY_TPM_2_0", "COMPUTE_SECURITY_UEFI_SECURE_BOOT")


class Hypervisor(fake.FakeDriverWithoutFakeNodes):
    """Remembers servers; runs none."""

    def init_host(self, host: str) -> None:
        """Take back the servers that were here before the restart, in the state they were in."""
        super().init_host(host)
        for server in objects.InstanceList.get_by_host(context.get_admin_context(), host):
            self.instances[server.uuid] = fake.FakeInstance(server.name, server.power_state, server.uuid)
            self.resources.claim(server.flavor.vcpus, server.flavor.memory_mb, 0)

    def update_provider_tree(
        self,
        provider_tree: Any,
        nodename: str,
        allocations: Any = None,
    ) -> None:
        """Tell Placement what this host offers."""
        super().update_provider_tree(provider_tree, nodename, allocations)
        provider_tree.add_traits(nodename, *TRAITS)
