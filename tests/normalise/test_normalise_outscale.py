"""Outscale's types and settings in neutral words, in the forms of the native provider and of the Terraform bridge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.model.kind import Kind
from rempart.model.normalised import Claim, Role
from rempart.model.values import SECRET, UNKNOWN, Properties, Value
from rempart.normalise.families import family_of
from tests.normalise.normalise_builders import normalised, settings

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
        ("clientGateway", {"publicIp": "203.0.113.7"}, [("publicIp", "203.0.113.7", Role.OUTBOUND)]),
        ("clientGateway", {"publicIp": UNKNOWN}, [("publicIp", UNKNOWN, Role.OUTBOUND)]),
        ("dhcpOption", {"logServers": ["192.0.2.1"]}, [("logServers.0", "192.0.2.1", Role.OUTBOUND)]),
        ("dhcpOption", {"domainNameServers": ["9.9.9.9"]}, [("domainNameServers.0", "9.9.9.9", Role.OUTBOUND)]),
        ("snapshot", {"fileLocation": "https://a.example"}, [("fileLocation", "https://a.example", Role.INBOUND)]),
        ("image", {"fileLocation": "https://a.example"}, [("fileLocation", "https://a.example", Role.INBOUND)]),
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


class TestProvider:
    @pytest.mark.parametrize(
        ("inputs", "endpoint"),
        [
            ({}, None),
            ({"endpoint": "https://api.eu-west-2.outscale.com/api/v1"}, "https://api.eu-west-2.outscale.com/api/v1"),
            (
                {"endpoint": "https://api.us-east-2.outscale.com", "region": "eu-west-2"},
                "https://api.us-east-2.outscale.com",
            ),
            ({"endpoint": UNKNOWN}, UNKNOWN),
            ({"api": {"endpoint": "https://cloud.example.fr/api/v1"}}, "https://cloud.example.fr/api/v1"),
            ({"api": [{"endpoint": "https://cloud.example.fr/api/v1"}]}, "https://cloud.example.fr/api/v1"),
            ({"apis": [{"endpoint": "https://cloud.example.fr/api/v1"}]}, "https://cloud.example.fr/api/v1"),
            ({"endpoints": [{"api": "https://cloud.example.fr/api/v1"}]}, "https://cloud.example.fr/api/v1"),
            ({"api": UNKNOWN}, UNKNOWN),
        ],
    )
    def test_its_endpoint_is_found_in_every_form(self, inputs: Properties, endpoint: Value) -> None:
        found = settings("outscale", inputs).endpoint

        assert (found.value if found is not None else None) == endpoint

    @pytest.mark.parametrize(
        ("inputs", "obeyed"),
        [
            ({"region": "eu-west-2"}, True),
            ({"region": "us-east-2"}, False),
            ({"region": UNKNOWN}, False),
            ({}, True),
        ],
    )
    def test_the_bridge_writes_its_region_into_an_endpoint_without_a_path(
        self,
        inputs: Properties,
        obeyed: bool,  # noqa: FBT001 - a row of the table
    ) -> None:
        host = "api.eu-west-2.outscale.com"

        found = [
            settings("outscale", {"endpoints": [{"api": host}], **inputs}).endpoint
            for host in (host, f"https://{host}")
        ]

        assert [claim is not None for claim in found] == [obeyed, obeyed]

    def test_an_endpoint_without_a_path_does_not_say_where_the_bridge_connects_unless_a_region_does(self) -> None:
        inputs: Properties = {"api": {"endpoint": "https://api.cloudgouv-eu-west-1.outscale.com"}}

        found = normalised("pulumi:providers:outscale", inputs)

        assert found.attributes["endpoint_stated"] is False
        assert "endpoint" not in found.attributes

    @pytest.mark.parametrize(
        ("inputs", "region"),
        [
            ({"region": "eu-west-2"}, "eu-west-2"),
            ({"api": {"region": "us-east-2"}, "region": "eu-west-2"}, "us-east-2"),
            ({"api": [{"region": "us-east-2"}]}, "us-east-2"),
            ({"region": UNKNOWN}, UNKNOWN),
        ],
    )
    def test_its_region_is_found_in_every_form(self, inputs: Properties, region: Value) -> None:
        found = settings("outscale", inputs).region

        assert found is not None
        assert found.value == region

    @pytest.mark.parametrize(
        ("inputs", "services"),
        [
            ({"oosEndpoint": "https://s3.example.fr"}, {"oos": "https://s3.example.fr"}),
            ({"oosEndpoint": UNKNOWN}, {"oos": UNKNOWN}),
            ({"endpoints": [{"oks": "https://oks.example.fr"}]}, {"oks": "https://oks.example.fr"}),
            ({"oks": {"endpoint": "https://oks.example.fr", "region": "eu-west-2"}}, {"oks": "https://oks.example.fr"}),
            ({"oks": {"region": "us-east-2"}}, {"oks": "https://api.us-east-2.oks.outscale.com"}),
            ({"oks": [{"region": UNKNOWN}]}, {"oks": UNKNOWN}),
            ({"endpoints": UNKNOWN}, {"*": UNKNOWN}),
            ({"region": "eu-west-2"}, {}),
        ],
    )
    def test_services_of_their_own_endpoint_are_found(self, inputs: Properties, services: Properties) -> None:
        found = settings("outscale", inputs).endpoints

        assert {name: claim.value for name, claim in found.items()} == services

    @pytest.mark.parametrize(
        ("inputs", "verified"),
        [
            ({}, True),
            ({"caFile": "/etc/ssl/own.pem"}, True),
            ({"insecure": True}, False),
            ({"api": {"insecure": True}}, False),
            ({"api": [{"insecure": "true"}]}, False),
            ({"api": {"insecure": UNKNOWN}}, UNKNOWN),
            ({"api": UNKNOWN}, UNKNOWN),
        ],
    )
    def test_verification_is_on_unless_it_is_switched_off(self, inputs: Properties, verified: Value) -> None:
        assert normalised("pulumi:providers:outscale", inputs).attributes["tls_verified"] is verified

    @pytest.mark.parametrize(
        ("inputs", "paths"),
        [
            ({"accessKeyId": "AK", "secretKeyId": "SK"}, ["secretKeyId"]),
            ({"accessKeyId": "AK", "secretKeyId": SECRET}, []),
        ],
    )
    def test_its_secret_key_is_a_credential(self, inputs: Properties, paths: list[str]) -> None:
        """The access key's identifier is none: it goes over the wire in clear with each request."""
        assert normalised("pulumi:providers:outscale", inputs).attributes["clear_credentials"] == paths

    @pytest.mark.parametrize("name", ["endpoint", "oosEndpoint"])
    def test_an_endpoint_in_clear_text_is_named(self, name: str) -> None:
        found = normalised("pulumi:providers:outscale", {name: "http://cloud.example.fr"})

        assert found.attributes["clear_text_endpoints"] == [name]


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
