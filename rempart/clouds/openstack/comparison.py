"""What OpenStack's properties mean when a state and a cloud differ in them."""

from __future__ import annotations

from rempart.tables import Comparison

COMPARISON = Comparison(
    owners=frozenset({"hostId", "projectId", "tenantId"}),
    # The defaults of OpenStack's own APIs.
    defaults={
        "adminStateUp": "true",
        "enableDhcp": "true",
        "external": "false",
        "portSecurityEnabled": "true",
        "protected": "false",
        "shared": "false",
        "stateful": "true",
        "versioning": "false",
    },
    words_for_nothing={
        "imageId": frozenset({"Attempt to boot from volume - no image supplied"}),
        "remoteIpPrefix": frozenset({"0.0.0.0/0", "::/0"}),
    },
    caseless=frozenset({"direction", "ethertype", "lbMethod", "protocol", "type"}),
    in_full={"metadata": "allMetadata", "securityGroupIds": "allSecurityGroupIds", "tags": "allTags"},
    # An association, an interface, a pool behind a listener.
    set_by_others=frozenset(
        {
            "defaultPoolId",
            "deviceId",
            "deviceOwner",
            "dnsName",
            "fixedIp",
            "fixedIps",
            "listenerId",
            "loadbalancerId",
            "portId",
            "securityGroups",
        }
    ),
    always_told=frozenset(
        {
            "containerRead",
            "containerSyncTo",
            "containerWrite",
            "description",
            "metadata",
            "name",
            "securityGroupIds",
            "tags",
        }
    ),
    # The groups of a load balancer are to the provider those of its port, to Octavia those that it was given itself.
    kept_elsewhere={"openstack:loadbalancer/loadBalancer:LoadBalancer": frozenset({"securityGroupIds"})},
    of_its_source={"openstack:blockstorage/volume:Volume": frozenset({"imageId"})},
)
