"""Nova: servers, key pairs, groups of servers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rempart.inputs.live import Collection, Found
from rempart.inputs.openstack_live.calls import Item
from rempart.inputs.openstack_live.service import Access, Row, Service, fields, listing, with_inputs
from rempart.model.reason import Reason

_ATTRIBUTES = "OS-EXT-SRV-ATTR:"
_USER_DATA_UNSEEN = Reason(
    "user data is shown to administrators only, so where the machine sends data is not known",
    "scan as an administrator, or read it and sign a waiver",
)


def _server(found: Found, item: Item) -> Found:
    groups = item.get("security_groups")
    names = {str(group.get("name")): None for group in groups or () if isinstance(group, dict)}
    found = with_inputs(found, {"securityGroups": list(names), **_flavor(item.get("flavor"))})
    if shown := item.get(f"{_ATTRIBUTES}user_data"):
        return replace(found, sealed={"userData": str(shown)})
    # Whoever may see the attributes of a server sees all of them: a missing one then says that there is none.
    is_shown = any(name.startswith(_ATTRIBUTES) for name in item)
    return found if is_shown else replace(found, unseen={"userData": _USER_DATA_UNSEEN})


def _flavor(flavor: object) -> dict[str, str]:
    """Return the flavour: newer versions of the API give its name, older ones its identifier."""
    known = flavor if isinstance(flavor, dict) else {}
    if "original_name" in known:
        return {"flavorName": str(known["original_name"])}
    return {"flavorId": str(known["id"])} if "id" in known else {}


def _group(found: Found, item: Item) -> Found:
    policy = item.get("policy")
    return with_inputs(found, {"policies": [policy] if policy else item.get("policies")})


_ROWS = (
    Row(
        "servers",
        "servers/detail",
        "servers",
        "openstack:compute/instance:Instance",
        fields(
            "name metadata tags",
            availabilityZone="OS-EXT-AZ:availability_zone",
            imageId="image.id",
            keyPair="key_name",
        ),
        query={"limit": "200"},
        # 2.47 (Pike) is the first to name the flavour rather than number it.
        microversion="2.47",
        refine=_server,
        refined={"openstack:compute/instance:Instance": "securityGroups"},
    ),
    Row(
        "server groups",
        "os-server-groups",
        "server_groups",
        "openstack:compute/serverGroup:ServerGroup",
        fields("name"),
        microversion="2.47",
        refine=_group,
        refined={"openstack:compute/serverGroup:ServerGroup": "policies"},
    ),
    # Nova wraps each key pair in an object of its own; its name is its identifier.
    Row(
        "key pairs",
        "os-keypairs",
        "keypairs",
        "openstack:compute/keypair:Keypair",
        fields("", name="keypair.name", publicKey="keypair.public_key"),
        id="keypair.name",
    ),
)


def _collections(access: Access) -> Sequence[Collection]:
    return [listing(access, row) for row in _ROWS]


COMPUTE = Service(("compute",), _collections)
