"""What Outscale's properties mean when a state and an account differ in them."""

from __future__ import annotations

from rempart.tables import Comparison

COMPARISON = Comparison(
    # A bucket keeps no versions until it is told to.
    defaults={"versioning": "false"},
    # Links of machines, options and addresses, and the default group of a load balancer.
    set_by_others=frozenset({"backendVmIds", "dhcpOptionsSetId", "privateIps", "securityGroups"}),
    always_told=frozenset({"description", "name", "securityGroupIds", "tags"}),
)
