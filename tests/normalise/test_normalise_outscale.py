"""Outscale's types and settings in neutral words, in the forms of the native provider and of the Terraform bridge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.clouds import family_of
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import Claim
from rempart.model.values import SECRET, UNKNOWN, Properties, Value
from tests.normalise.normalise_builders import normalised

TABLE = Path(__file__).parents[2] / "providers" / "outscale" / "outscale_provider" / "table.json"
BRIDGED = """
    accessKey apiAccessPolicy apiAccessRule ca clientGateway dhcpOption flexibleGpu flexibleGpuLink image
    imageExportTask imageLaunchPermission internetService internetServiceLink keypair loadBalancer
    loadBalancerAttributes loadBalancerListenerRule loadBalancerPolicy loadBalancerVms mainRouteTableLink natService net
    netAccessPoint netAttributes netPeering netPeeringAcceptation nic nicLink nicPrivateIp oksCluster oksManifest
    oksProject policy policyVersion publicIp publicIpLink route routeTable routeTableLink securityGroup
    securityGroupRule serverCertificate snapshot snapshotAttributes snapshotExportTask subnet tag user userGroup
    virtualGateway virtualGatewayLink virtualGatewayRoutePropagation vm volume volumeLink vpnConnection
    vpnConnectionRoute
"""
"""The resources of terraform-provider-outscale 1.8.0, as its bridge names them."""
NO_WORD = {
    "dedicatedGroup": "hosts of one's own: where machines may run, and nothing that runs",
    "flexibleGpu": "a graphics processor",
    "flexibleGpuLink": "a graphics processor and its machine",
    "tag": "labels of things that are judged themselves",
}
"""Types for which no neutral word fits, and what they are."""
PUBLIC_POLICY = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": "s3:GetObject"}]}


def token(name: str) -> str:
    return f"outscale:index/{name}:{name[0].upper()}{name[1:]}"


def native_tokens() -> list[str]:
    return sorted(json.loads(TABLE.read_text(encoding="utf-8"))["resources"])


@pytest.mark.parametrize("kind", sorted({*native_tokens(), *map(token, BRIDGED.split())}))
def test_every_type_of_both_providers_has_a_word_or_a_reason_to_have_none(kind: str) -> None:
    family = family_of("outscale")
    assert family is not None

    row = family.types[kind.partition(":")[2]]

    assert (row.kind is Kind.OTHER) == (kind.rpartition("/")[2].partition(":")[0] in NO_WORD)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("policyVersion", Kind.POLICY),
        ("userGroupMembership", Kind.IDENTITY),
        ("userGroupPolicyLink", Kind.POLICY),
        ("mainRouteTableLink", Kind.ROUTE),
        ("virtualGatewayRoutePropagation", Kind.ROUTE),
        ("loadBalancerListenerRule", Kind.LISTENER),
        ("clientGateway", Kind.VPN),
        ("oksManifest", Kind.CONTAINER),
    ],
)
def test_a_type_has_its_neutral_word(name: str, kind: Kind) -> None:
    assert normalised(token(name)).kind is kind


@pytest.mark.parametrize(
    "inputs",
    [{"placement": {"subregionName": "cloudgouv-eu-west-1a"}}, {"placementSubregionName": "cloudgouv-eu-west-1a"}],
)
def test_a_machine_says_its_zone_in_either_form(inputs: Properties) -> None:
    machine = normalised(token("vm"), {**inputs, "vmType": "tinav6.c2r4p1", "imageId": "ami-1"})

    assert [claim.value for claim in machine.regions] == ["cloudgouv-eu-west-1"]
    assert {name: machine.attributes[name] for name in ("flavor", "image", "zone")} == {
        "flavor": "tinav6.c2r4p1",
        "image": "ami-1",
        "zone": "cloudgouv-eu-west-1a",
    }


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("vm", {"placement": UNKNOWN}),
        ("vm", {"placementSubregionName": UNKNOWN}),
        ("volume", {"subregionName": UNKNOWN}),
        ("loadBalancer", {"subregionNames": [UNKNOWN]}),
    ],
)
def test_a_subregion_that_is_not_known_yet_is_one_of_the_providers_region(name: str, inputs: Properties) -> None:
    assert normalised(token(name), inputs).regions == ()


def test_a_region_that_is_not_known_stays_so() -> None:
    assert [claim.value for claim in normalised(token("oksProject"), {"region": UNKNOWN}).regions] == [UNKNOWN]


def test_a_copy_stands_where_its_provider_does_whatever_it_calls_its_source() -> None:
    assert normalised(token("snapshot"), {"sourceRegionName": "us-east-2"}).regions == ()


class TestOpenings:
    """The native provider states one range a rule, the bridge a list of rules as well."""

    @pytest.mark.parametrize(
        "rule",
        [
            {"ipRange": "0.0.0.0/0", "fromPortRange": 22, "toPortRange": 22, "ipProtocol": "tcp"},
            {"rules": [{"ipRanges": ["0.0.0.0/0"], "fromPortRange": 22, "toPortRange": 22, "ipProtocol": "tcp"}]},
        ],
    )
    def test_both_forms_open_the_same(self, rule: Properties) -> None:
        found = normalised(token("securityGroupRule"), {"flow": "Inbound", **rule}).attributes

        assert found["direction"] == "ingress"
        assert found["openings"] == [{"cidr": "0.0.0.0/0", "from": 22, "to": 22, "protocol": "tcp"}]

    @pytest.mark.parametrize("protocol", [None, "-1"])
    @pytest.mark.parametrize("ports", [{}, {"fromPortRange": -1, "toPortRange": -1}])
    def test_a_rule_without_limits_opens_every_port(self, protocol: Value, ports: Properties) -> None:
        rule = {"ipRange": "10.0.0.0/8", "ipProtocol": protocol, **ports}

        found = normalised(token("securityGroupRule"), rule).attributes["openings"]

        assert found == [{"cidr": "10.0.0.0/8", "from": 0, "to": 65535, "protocol": "any"}]

    @pytest.mark.parametrize(
        "rule",
        [
            {"securityGroupNameToLink": "web", "securityGroupAccountIdToLink": "1234"},
            {"rules": [{"securityGroupsMembers": [{"securityGroupId": "sg-1"}]}]},
        ],
    )
    def test_a_rule_for_a_group_opens_no_network(self, rule: Properties) -> None:
        assert normalised(token("securityGroupRule"), rule).attributes["openings"] == []

    @pytest.mark.parametrize(
        ("rule", "openings"),
        [
            ({"rules": UNKNOWN}, UNKNOWN),
            ({"rules": [UNKNOWN]}, [UNKNOWN]),
            ({"rules": [{"ipRanges": UNKNOWN}]}, [{"cidr": UNKNOWN, "from": 0, "to": 65535, "protocol": "any"}]),
            ({"ipRange": UNKNOWN}, [{"cidr": UNKNOWN, "from": 0, "to": 65535, "protocol": "any"}]),
        ],
    )
    def test_what_is_not_known_of_a_rule_is_not_lost(self, rule: Properties, openings: Value) -> None:
        assert normalised(token("securityGroupRule"), rule).attributes["openings"] == openings

    @pytest.mark.parametrize(("flow", "direction"), [("Outbound", "egress"), (UNKNOWN, UNKNOWN)])
    def test_the_flow_has_a_neutral_word(self, flow: Value, direction: Value) -> None:
        assert normalised(token("securityGroupRule"), {"flow": flow}).attributes["direction"] == direction


class TestSharing:
    @pytest.mark.parametrize(
        ("inputs", "public"),
        [
            ({}, False),
            ({"acl": "private", "policy": ""}, False),
            ({"acl": "public-read"}, True),
            ({"acl": "authenticated-read"}, True),
            ({"acl": UNKNOWN}, UNKNOWN),
            ({"acl": UNKNOWN, "policy": json.dumps(PUBLIC_POLICY)}, True),
            ({"policy": json.dumps(PUBLIC_POLICY)}, True),
            ({"policy": PUBLIC_POLICY}, True),
            ({"policy": json.dumps({"Statement": {"Effect": "Allow", "Principal": "*"}})}, True),
            ({"policy": json.dumps({"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "1"}}})}, True),
            ({"policy": json.dumps({"Statement": {"Effect": "Deny", "Principal": "*"}})}, False),
            ({"policy": json.dumps({"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:1"}}]})}, False),
            (
                {"policy": json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Condition": {"x": 1}}})},
                UNKNOWN,
            ),
            ({"policy": {"Statement": [{"Effect": "Allow", "Principal": UNKNOWN}]}}, UNKNOWN),
            ({"policy": {"Statement": [{"Effect": UNKNOWN}]}}, UNKNOWN),
            ({"policy": {"Statement": [UNKNOWN]}}, UNKNOWN),
            ({"policy": {"Statement": ["odd"]}}, False),
            ({"policy": UNKNOWN}, UNKNOWN),
            ({"policy": SECRET}, SECRET),
            ({"policy": "{"}, UNKNOWN),
            ({"policy": "[]"}, UNKNOWN),
        ],
    )
    def test_a_bucket_is_public_by_its_acl_or_its_policy(self, inputs: Properties, public: Value) -> None:
        assert normalised(token("bucket"), inputs).attributes["public"] is public

    @pytest.mark.parametrize(
        ("inputs", "versioned"),
        [({}, False), ({"versioning": True}, True), ({"objectLock": True}, True), ({"versioning": UNKNOWN}, UNKNOWN)],
    )
    def test_a_bucket_keeps_versions_when_asked_to_and_under_object_lock(
        self, inputs: Properties, versioned: Value
    ) -> None:
        assert normalised(token("bucket"), inputs).attributes["versioned"] is versioned

    @pytest.mark.parametrize(
        ("name", "permissions"),
        [
            ("imageLaunchPermission", "permissionAdditions"),
            ("snapshotAttributes", "permissionsToCreateVolumeAdditions"),
        ],
    )
    @pytest.mark.parametrize(
        ("given", "public"),
        [
            ({"globalPermission": True}, True),
            ({"globalPermission": "true"}, True),
            ([{"globalPermission": True}], True),
            ({"accountIds": ["1234"], "globalPermission": False}, False),
            ([{"globalPermission": UNKNOWN}], UNKNOWN),
            (UNKNOWN, UNKNOWN),
        ],
    )
    def test_what_every_account_may_use_is_public(
        self, name: str, permissions: str, given: Value, public: Value
    ) -> None:
        assert normalised(token(name), {permissions: given}).attributes["public"] is public


@pytest.mark.parametrize(
    ("name", "inputs", "addresses"),
    [
        ("clientGateway", {"publicIp": "203.0.113.7"}, [("publicIp", "203.0.113.7", Role.SENDS)]),
        ("clientGateway", {"publicIp": UNKNOWN}, [("publicIp", UNKNOWN, Role.SENDS)]),
        ("dhcpOption", {"logServers": ["192.0.2.1"]}, [("logServers.0", "192.0.2.1", Role.SENDS)]),
        ("dhcpOption", {"domainNameServers": ["9.9.9.9"]}, [("domainNameServers.0", "9.9.9.9", Role.SENDS)]),
        ("snapshot", {"fileLocation": "https://a.example"}, [("fileLocation", "https://a.example", Role.FETCHES)]),
        ("image", {"fileLocation": "https://a.example"}, [("fileLocation", "https://a.example", Role.FETCHES)]),
    ],
)
def test_a_property_known_to_hold_an_address_says_what_for(
    name: str, inputs: Properties, addresses: list[tuple[str, Value, Role]]
) -> None:
    found = normalised(token(name), inputs).addresses

    assert [(address.path, address.value, address.role) for address in found] == addresses


@pytest.mark.parametrize(("name", "text"), [("vm", "userData"), ("oksManifest", "manifest")])
def test_a_text_that_may_hide_addresses_is_searched(name: str, text: str) -> None:
    assert normalised(token(name), {text: "curl https://a.example"}).texts == (Claim(text, "curl https://a.example"),)


@pytest.mark.parametrize(
    ("name", "inputs", "paths"),
    [
        ("serverCertificate", {"privateKey": "k", "body": "b"}, ["privateKey"]),
        ("directLinkInterface", {"bgpKey": "k"}, ["bgpKey"]),
        ("directLinkInterface", {"bgpKey": SECRET}, []),
        (
            "vpnConnection",
            {"vpnOptions": {"phase2Options": {"preSharedKey": "k"}}},
            ["vpnOptions.phase2Options.preSharedKey"],
        ),
        (
            "snapshotExportTask",
            {"osuExports": [{"osuApiKeys": [{"apiKeyId": "1", "secretKey": "k"}]}]},
            ["osuExports.0.osuApiKeys.0.secretKey"],
        ),
    ],
)
def test_a_secret_in_clear_is_named_by_its_path(name: str, inputs: Properties, paths: list[str]) -> None:
    assert normalised(token(name), inputs).attributes["clear_credentials"] == paths


NAMES = st.sampled_from(
    [
        *("api", "apis", "oks", "endpoints", "endpoint", "oosEndpoint", "region", "insecure", "acl", "policy"),
        *("rules", "ipRange", "ipRanges", "flow", "placement", "permissionAdditions", "publicIp", "userData"),
        *("Statement", "Effect", "Principal", "globalPermission", "versioning", "subregionNames", "logServers"),
    ]
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["Allow", "*", "{}", "", UNKNOWN, SECRET]),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(NAMES, children, max_size=3),
    max_leaves=10,
)
TOKENS = st.sampled_from([*native_tokens(), *map(token, BRIDGED.split()), "pulumi:providers:outscale"])


@given(TOKENS, st.dictionaries(NAMES, VALUES, max_size=6))
def test_no_input_of_outscale_is_too_odd_to_be_normalised(kind: str, inputs: dict[str, Value]) -> None:
    assert isinstance(normalised(kind, inputs).attributes["clear_credentials"], list)
