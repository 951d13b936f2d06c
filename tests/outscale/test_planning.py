"""What is told before the service is asked: wrong inputs, and what a change will mean."""

from __future__ import annotations

import base64

import pytest

from outscale_provider.operations import planning
from outscale_provider.table import Kind, load_table
from outscale_provider.values.json import FILLED_IN, UNKNOWN, JsonObject, stated

SEED = b"\x01\x02\x03\x04"


def kind(name: str) -> Kind:
    return load_table().kind_named(name)


def failures(name: str, inputs: JsonObject, region: str = "eu-west-2") -> dict[str, str]:
    checked = planning.check(kind(name), inputs, {}, name="it", seed=SEED, region=region)
    return {failure.argument: failure.reason for failure in checked.failures}


def test_an_argument_that_does_not_exist_is_told_with_those_that_do() -> None:
    told = failures("Net", {"ipRange": "10.0.0.0/16", "cidrBlock": "10.0.0.0/16"})

    assert told == {"cidrBlock": "Net has no such argument; it has dhcpOptionsSetId, ipRange, tags, tenancy"}


def test_an_argument_with_the_services_spelling_does_not_exist() -> None:
    assert "IpRange" in failures("Net", {"IpRange": "10.0.0.0/16"})


def test_a_missing_argument_is_told() -> None:
    assert failures("Subnet", {"netId": "vpc-1"}) == {"ipRange": "is required"}


def test_a_wrong_type_is_told_where_it_stands() -> None:
    listeners = [{"backendPort": "443", "loadBalancerPort": 443, "loadBalancerProtocol": "TCP"}]

    told = failures("LoadBalancer", {"listeners": listeners, "loadBalancerName": "front"})

    assert told == {"listeners": "[0].backendPort must be an integer"}


def test_a_missing_part_of_an_argument_is_told_where_it_stands() -> None:
    told = failures("LoadBalancer", {"listeners": [{"backendPort": 443, "loadBalancerPort": 443}]})

    assert told == {"listeners": "[0].loadBalancerProtocol is required"}


def test_true_is_no_integer() -> None:
    assert failures("Volume", {"subregionName": "eu-west-2a", "size": True}) == {"size": "must be an integer"}


@pytest.mark.parametrize(
    ("name", "inputs", "argument"),
    [
        ("Vm", {"imageId": "ami-1", "bootMode": "bios"}, "bootMode"),
        ("Vm", {"imageId": "ami-1", "actionsOnNextBoot": {"secureBoot": "on"}}, "actionsOnNextBoot"),
    ],
)
def test_a_value_out_of_a_closed_list_is_told_with_the_list(name: str, inputs: JsonObject, argument: str) -> None:
    assert "must be one of" in failures(name, inputs)[argument]


def test_what_is_not_known_yet_is_never_wrong() -> None:
    inputs = {
        "imageId": UNKNOWN,
        "bootMode": UNKNOWN,
        "securityGroupIds": [UNKNOWN],
        "userData": UNKNOWN,
        "tags": UNKNOWN,
    }

    assert failures("Vm", inputs) == {}


@pytest.mark.parametrize("text", ["10.0.0.0", "10.0.0.0/33", "10.0.0/16", "everywhere", "::/0/1"])
def test_a_range_that_is_none_is_told(text: str) -> None:
    told = failures("Net", {"ipRange": text})

    assert (told == {}) is (text == "10.0.0.0")
    assert text == "10.0.0.0" or "write it as 10.0.0.0/16" in told["ipRange"]


def test_a_subregion_of_another_region_is_told() -> None:
    inputs = {"subregionName": "eu-west-2a", "size": 10}

    told = failures("Volume", inputs, region="cloudgouv-eu-west-1")

    assert told == {"subregionName": "eu-west-2a is not in cloudgouv-eu-west-1, the provider's region"}


def test_the_subregion_within_a_placement_is_looked_at_too() -> None:
    inputs = {"imageId": "ami-1", "placement": {"subregionName": "us-east-2a", "tenancy": "default"}}

    assert "us-east-2a is not in eu-west-2" in failures("Vm", inputs)["placement"]


def test_user_data_in_plain_text_is_told_without_repeating_it() -> None:
    told = failures("Vm", {"imageId": "ami-1", "userData": "#cloud-config\npassword: hunter2"})

    assert "must be Base64" in told["userData"]
    assert "hunter2" not in told["userData"]


def test_user_data_in_base64_with_line_breaks_is_accepted() -> None:
    text = base64.encodebytes(b"#cloud-config\n" * 20).decode()

    assert failures("Vm", {"imageId": "ami-1", "userData": text}) == {}


def test_a_tag_needs_a_key_and_a_value() -> None:
    assert failures("Net", {"ipRange": "10.0.0.0/16", "tags": [{"key": "a"}]}) == {"tags": "[0].value is required"}


def test_a_name_left_out_is_made_from_the_resources_name() -> None:
    checked = planning.check(kind("User"), {}, {}, name="bot", seed=SEED, region="")

    assert stated(checked.inputs) == {"userName": "bot-0102030"}


def test_a_name_once_given_is_kept() -> None:
    checked = planning.check(kind("User"), {}, {"userName": "bot-fffffff"}, name="bot", seed=SEED, region="")

    assert stated(checked.inputs) == {"userName": "bot-fffffff"}


def test_what_cannot_be_updated_is_replaced() -> None:
    difference = planning.diff(kind("Net"), {"ipRange": "10.0.0.0/16"}, {"ipRange": "10.1.0.0/16"})

    assert difference.changes["ipRange"].replace
    assert not difference.delete_before_replace


def test_tags_are_updated() -> None:
    olds = {"ipRange": "10.0.0.0/16", "tags": [{"key": "a", "value": "1"}]}

    difference = planning.diff(kind("Net"), olds, {"ipRange": "10.0.0.0/16"})

    assert {name: (of.what, of.replace) for name, of in difference.changes.items()} == {"tags": ("delete", False)}


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("Route", {"destinationIpRange": "0.0.0.0/0"}, {"destinationIpRange": "10.0.0.0/8"}),
        ("PublicIpLink", {"publicIpId": "eipalloc-1"}, {"publicIpId": "eipalloc-2"}),
        ("SecurityGroupRule", {"fromPortRange": 22}, {"fromPortRange": 23}),
        ("Keypair", {"keypairName": "k", "publicKey": "one"}, {"keypairName": "k", "publicKey": "two"}),
        ("Subnet", {"netId": "n", "ipRange": "10.0.0.0/24", "subregionName": "a"},
         {"netId": "n", "ipRange": "10.0.0.0/24", "subregionName": "b"}),
    ],
)  # fmt: skip
def test_the_old_object_goes_first_where_two_cannot_be(name: str, before: JsonObject, after: JsonObject) -> None:
    assert planning.diff(kind(name), before, after).delete_before_replace


def test_a_new_name_lets_the_new_object_come_first() -> None:
    before, after = {"keypairName": "one", "publicKey": "1"}, {"keypairName": "two", "publicKey": "1"}

    assert not planning.diff(kind("Keypair"), before, after).delete_before_replace


def test_a_name_that_the_provider_made_up_lets_the_new_one_be_made_before_the_old_one_goes() -> None:
    before = planning.check(kind("SecurityGroup"), {"description": "a"}, {}, name="it", seed=SEED, region="").inputs
    after = planning.check(kind("SecurityGroup"), {"description": "b"}, before, name="it", seed=SEED, region="").inputs

    difference = planning.diff(kind("SecurityGroup"), before, after)

    assert after[FILLED_IN] == ["securityGroupName"]
    assert list(difference.changes) == ["description"]
    assert difference.changes["description"].replace
    assert not difference.delete_before_replace


@pytest.mark.parametrize(
    ("name", "stated_input"),
    [("Vm", {"privateIps": ["10.0.0.4"]}), ("LoadBalancer", {"loadBalancerName": "a", "publicIp": "192.0.2.1"})],
)
def test_an_address_that_only_one_can_have_is_freed_before_the_new_one_is_made(
    name: str, stated_input: JsonObject
) -> None:
    before = stated_input | {"subnetId": "subnet-1", "subnets": ["subnet-1"], FILLED_IN: ["loadBalancerName"]}
    after = before | {"subnetId": "subnet-2", "subnets": ["subnet-2"]}

    assert planning.diff(kind(name), before, after).delete_before_replace


def test_a_value_not_known_yet_counts_as_a_change() -> None:
    assert "ipRange" in planning.diff(kind("Net"), {"ipRange": "10.0.0.0/16"}, {"ipRange": UNKNOWN}).changes


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("Net", {"ipRange": "10.0.0.0/16"}, {"ipRange": "10.0.0.0/16"}),
        ("Vm", {"securityGroupIds": ["a", "b"]}, {"securityGroupIds": ["b", "a"]}),
        ("Policy", {"document": '{"a": 1, "b": 2}'}, {"document": '{"b":2,"a":1}'}),
        ("AccessKey", {"expirationDate": "2027-01-01"}, {"expirationDate": "2027-01-01T00:00:00Z"}),
    ],
)
def test_the_same_said_otherwise_is_no_change(name: str, before: JsonObject, after: JsonObject) -> None:
    assert planning.diff(kind(name), before, after).changes == {}


def test_what_the_service_keeps_although_it_is_no_longer_stated_is_told() -> None:
    difference = planning.diff(kind("Vm"), {"keypairName": "ops"}, {})

    assert difference.changes == {}
    assert difference.warnings == ("keypairName is no longer stated: the service keeps ops",)


def test_a_change_that_stops_the_machine_is_told_before() -> None:
    difference = planning.diff(kind("Vm"), {"vmType": "tinav5.c1r1p2"}, {"vmType": "tinav6.c2r4p1"})

    assert difference.warnings == (
        "vmType can only change while the VM is stopped: it will be stopped and started",
    )  # fmt: skip


def test_a_date_that_is_none_is_told() -> None:
    assert (
        "is no date; write it as 2027-06-30" in failures("AccessKey", {"expirationDate": "next June"})["expirationDate"]
    )


@pytest.mark.parametrize("written", ["HTTP", "http"])
def test_the_name_of_a_protocol_is_the_same_in_capitals(written: str) -> None:
    before = {"listeners": [{"loadBalancerProtocol": written, "backendPort": 80, "loadBalancerPort": 80}]}
    after = {"listeners": [{"loadBalancerProtocol": "HTTP", "backendPort": 80, "loadBalancerPort": 80}]}

    assert planning.diff(kind("LoadBalancer"), before, after).changes == {}
