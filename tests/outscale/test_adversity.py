"""Whatever the engine's side sends, the plugin answers in one line, shows no secret and lives on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outscale_provider.table import load_table
from outscale_provider.values.json import UNKNOWN, JsonObject
from outscale_provider.values.names import pulumi_name
from outscale_provider.wire.messages import provider_pb2
from outscale_provider.wire.structs import to_struct
from tests.outscale.fake import Fake, running_fake
from tests.outscale.plugin import KEYS, Plugin, Resource, running_plugin, told, urn
from tests.outscale.world import World

SIGNATURE = "4dabf18193072939515e22adb298388d"
MARKS = {
    "secret": "1b47061264138c4ac30d75fd1eb44270",
    "output": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
    "asset": "c44067f5952c0a294b673a41bacd8c17",
    "resource": "5cf8f73096256a8f31e491e813e4eb8e",
}
SESAME = "hunter2-sesame"
LEAVES = st.sampled_from(
    [None, True, 0, -1, 443, 1e308, float("nan"), float("inf"), "", "a", "10.0.0.0/16", UNKNOWN, f"a{UNKNOWN}b", SESAME,
     "x" * 5000, "\u202e\x00", "{", "|||", "2027-01-01", "🦀"]
)  # fmt: skip


def marked(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return what the wire can make of a value: a secret, an output that may not be known, what is neither."""
    return st.one_of(
        st.builds(lambda value: {SIGNATURE: MARKS["secret"], "value": value}, inner),
        st.builds(lambda value: {SIGNATURE: MARKS["output"], "value": value, "secret": True}, inner),
        st.just({SIGNATURE: MARKS["secret"]}),
        st.just({SIGNATURE: MARKS["output"]}),
        st.builds(lambda value: {SIGNATURE: MARKS["asset"], "text": value}, inner),
        st.just({SIGNATURE: MARKS["resource"], "urn": "urn"}),
        st.builds(lambda value: {SIGNATURE: value}, inner),
    )


VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["key", "value", "ipRange", "Key", "", "__defaults"]), inner, max_size=3)
        | marked(inner)
    ),
    max_leaves=8,
)
NAMES = sorted({pulumi_name(key) for row in load_table().rows.values() for key in row.get("inputs", ())})
PROPERTIES = st.dictionaries(
    st.sampled_from([*NAMES, "tags", "bucket", "policy", "acl", "objectLock", "__internal", SIGNATURE, "IpRange", ""]),
    VALUES,
    max_size=6,
)
IDENTIFIERS = st.sampled_from(
    ["", "a", "vpc-1", "|||||||", "_", "a|Inbound|tcp|x|y|0.0.0.0/0||", "x" * 100_000, "\x00", "../..", "9" * 400]
)
URNS = st.sampled_from(
    [*(urn(token.rsplit(":", 1)[1], "it") for token in load_table().rows), "", "::", "a::b::c", urn("Nope", "it")]
)


@dataclass(frozen=True, slots=True)
class Siege:
    """One request of the engine's, with whatever in it."""

    method: str
    urn: str
    identifier: str
    news: JsonObject
    olds: JsonObject

    def request(self) -> Message:
        """Return the message."""
        message, properties = _MESSAGES[self.method]
        fields = {"urn": self.urn, "id": self.identifier, "timeout": 0.1, "tok": "outscale:index/getNets:getNets"}
        known = message.DESCRIPTOR.fields_by_name
        stated = {name: value for name, value in fields.items() if name in known}
        held = {"news": to_struct(self.news), "olds": to_struct(self.olds)}
        return message(**stated, **{name: held[which] for name, which in properties.items()})


_MESSAGES: dict[str, tuple[type[Message], dict[str, str]]] = {
    "Check": (provider_pb2.CheckRequest, {"news": "news", "olds": "olds"}),
    "CheckConfig": (provider_pb2.CheckRequest, {"news": "news", "olds": "olds"}),
    "Diff": (provider_pb2.DiffRequest, {"news": "news", "olds": "olds", "old_inputs": "olds"}),
    "DiffConfig": (provider_pb2.DiffRequest, {"news": "news", "olds": "olds", "old_inputs": "olds"}),
    "Create": (provider_pb2.CreateRequest, {"properties": "news"}),
    "Read": (provider_pb2.ReadRequest, {"properties": "olds", "inputs": "news"}),
    "Update": (provider_pb2.UpdateRequest, {"news": "news", "olds": "olds", "old_inputs": "olds"}),
    "Delete": (provider_pb2.DeleteRequest, {"properties": "olds"}),
    "Invoke": (provider_pb2.InvokeRequest, {"args": "news"}),
}
"""The message of each method, and which of the properties stand where in it."""
SIEGES = st.builds(Siege, st.sampled_from(sorted(_MESSAGES)), URNS, IDENTIFIERS, PROPERTIES, PROPERTIES)


@pytest.fixture(scope="module")
def besieged() -> Iterator[Plugin]:
    """A plugin of its own with a cloud of its own: what survives here has been through a lot."""
    with running_fake() as cloud, running_plugin() as plugin:
        cloud.control(slow=0)
        plugin.configure(**KEYS, endpoint=cloud.url, oosEndpoint=f"{cloud.url}/oos", maxRequestsPerSecond=100000)
        yield plugin


@settings(max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(SIEGES)
def test_no_request_ends_the_plugin_or_is_repeated_in_a_message(besieged: Plugin, siege: Siege) -> None:
    send: Callable[..., object] = getattr(besieged.stub, siege.method)
    refusal = ""

    try:
        send(siege.request(), timeout=60)
    except grpc.RpcError as error:
        refusal = told(error)

    assert besieged.process.poll() is None
    assert "Exception calling application" not in refusal
    assert "\n" not in refusal
    assert SESAME not in refusal


def test_a_fault_of_our_own_is_told_without_what_it_was_about(plugin: Plugin) -> None:
    request = provider_pb2.CreateRequest(
        urn=urn("MainRouteTableLink", "it"), properties=to_struct({"routeTableId": SESAME})
    )

    with pytest.raises(grpc.RpcError) as caught:
        plugin.stub.Create(request, timeout=20)

    assert caught.value.code() is grpc.StatusCode.UNKNOWN
    assert "a fault of the Outscale provider (KeyError in main_route_table_link.py, line" in told(caught.value)
    assert SESAME not in told(caught.value)


def test_a_confirmation_that_does_not_say_of_what_is_no_success(plugin: Plugin, fake: Fake) -> None:
    fake.control(fail=[{"op": "CreateNet", "times": 1, "status": 200, "after": True, "body": '{"Net": {}}'}])

    with pytest.raises(grpc.RpcError) as caught:
        plugin.create("Net", {"ipRange": "10.0.0.0/16"})

    assert caught.value.code() is grpc.StatusCode.UNKNOWN
    assert "has no NetId" in told(caught.value)
    assert "pulumi import outscale:index/net:Net NAME ID" in told(caught.value)


@pytest.mark.parametrize("body", ['{"Vms": []}', '{"Vms": null}', '{"Vms": [null]}'])
def test_a_confirmation_of_nothing_is_no_success(plugin: Plugin, fake: Fake, body: str) -> None:
    fake.control(fail=[{"op": "CreateVms", "times": 1, "status": 200, "body": body}])

    with pytest.raises(grpc.RpcError) as caught:
        plugin.create("Vm", {"imageId": "ami-12345678"})

    assert "has no Vms" in told(caught.value)


@pytest.mark.parametrize(
    ("kind", "identifier"),
    [
        ("Route", "rtb-1"),
        ("Route", "_10.0.0.0/8"),
        ("PolicyVersion", "orn:policy|"),
        ("SecurityGroupRule", "sg-1"),
        ("SecurityGroupRule", "sg-1|Inbound|tcp|http|80|0.0.0.0/0||"),
        ("Net", ""),
    ],
)
def test_an_identifier_that_cannot_be_one_is_told(plugin: Plugin, kind: str, identifier: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        plugin.adopt(kind, identifier)

    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "is no identifier of a" in told(caught.value)


def test_certificates_that_cannot_be_read_are_told_when_the_provider_is_configured(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        plugin.configure(**KEYS, caFile="/nowhere/ca.pem")

    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "outscale:caFile: /nowhere/ca.pem: it cannot be read" in told(caught.value)


def test_another_accounts_keys_look_nothing_up(plugin: Plugin, fake: Fake) -> None:
    plugin.configure(**KEYS, endpoint=fake.url, accountId="999999999999")

    with pytest.raises(grpc.RpcError) as caught:
        plugin.invoke("getNets", {})

    assert "outscale:accountId says 999999999999" in told(caught.value)
    assert "ReadNets" not in fake.statistics().calls


def test_user_data_that_a_look_up_tells_is_marked_as_secret(plugin: Plugin, world: World) -> None:
    world.plugin.create("Vm", {"imageId": "ami-12345678", "userData": "I2Nsb3VkLWNvbmZpZwo="})

    request = provider_pb2.InvokeRequest(tok="outscale:index/getVms:getVms")
    found = getattr(plugin.stub.Invoke(request, timeout=20), "return")

    shown = found.fields["vms"].list_value.values[0].struct_value.fields["userData"].struct_value
    assert shown.fields[SIGNATURE].string_value == MARKS["secret"]


def test_nothing_that_an_images_look_up_tells_is_secret(plugin: Plugin) -> None:
    """One secret part makes the whole answer secret, and with it every identifier taken from it."""
    request = provider_pb2.InvokeRequest(tok="outscale:index/getImages:getImages")

    found = getattr(plugin.stub.Invoke(request, timeout=20), "return")

    assert SIGNATURE not in str(found)


def test_a_subnet_outside_its_net_is_told_before_it_is_made(plugin: Plugin) -> None:
    net = plugin.create("Net", {"ipRange": "10.0.0.0/16"})

    told_of = plugin.failures("Subnet", {"netId": net.id, "ipRange": "10.1.0.0/24"})

    assert told_of == {"ipRange": "10.1.0.0/24 does not lie within 10.0.0.0/16, the range of its Net"}


def test_a_subnet_of_a_net_that_a_later_run_meets_is_held_to_its_range(plugin: Plugin, fake: Fake) -> None:
    net = plugin.create("Net", {"ipRange": "10.0.0.0/16"})
    plugin.configure(**KEYS, endpoint=fake.url)

    plugin.diff(Resource(net.urn, net.id, net.inputs, net.state), net.inputs)

    assert "does not lie within" in plugin.failures("Subnet", {"netId": net.id, "ipRange": "192.168.0.0/24"})["ipRange"]
    assert plugin.failures("Subnet", {"netId": net.id, "ipRange": "10.0.7.0/24"}) == {}
    assert plugin.failures("Subnet", {"netId": "vpc-unmet", "ipRange": "192.168.0.0/24"}, name="other") == {}


class TestThePerformanceInATypesName:
    def test_one_that_contradicts_it_is_told(self, plugin: Plugin) -> None:
        inputs = {"imageId": "ami-12345678", "vmType": "tinav5.c1r1p2", "performance": "medium"}

        assert plugin.failures("Vm", inputs) == {
            "performance": "tinav5.c1r1p2 already says high, which goes first; write tinav5.c1r1, or leave this out"
        }

    @pytest.mark.parametrize(
        "inputs",
        [
            {"vmType": "tinav5.c1r1p2", "performance": "high"},
            {"vmType": "tinav5.c1r1p2", "performance": UNKNOWN},
            {"vmType": "tinav5.c1r1", "performance": "medium"},
            {"vmType": "t2.small", "performance": "medium"},
            {"performance": "medium"},
        ],
    )
    def test_one_that_does_not_is_accepted(self, plugin: Plugin, inputs: JsonObject) -> None:
        assert plugin.failures("Vm", inputs | {"imageId": "ami-12345678"}) == {}

    def test_a_performance_that_the_service_adds_to_the_name_is_no_drift(self, plugin: Plugin, fake: Fake) -> None:
        inputs = {"imageId": "ami-12345678", "vmType": "tinav5.c1r1", "performance": "medium"}

        seen = plugin.refresh(plugin.create("Vm", inputs))

        assert fake.objects("Vm")[0]["VmType"] == "tinav5.c1r1p3"
        assert seen is not None
        assert seen.inputs == inputs
