"""A difference is told; two ways of writing the same, or what nobody chose, are no difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.clouds.forms import form_of
from rempart.model.values import SECRET, UNKNOWN, Value
from tests.drift.drift_builders import (
    BUCKET,
    GROUP,
    INSTANCE,
    NETWORK,
    PORT,
    RULE,
    VOLUME,
    a_world,
    changes,
)

SUBNET = "openstack:networking/subnet:Subnet"
LISTENER = "openstack:loadbalancer/listener:Listener"
SECRET_TYPE = "openstack:keymanager/secretV1:SecretV1"  # noqa: S105 - a type token


def compared(token: str, state: dict[str, Value], live: dict[str, Value]) -> dict[str, tuple[Value, Value]]:
    """Return the changes between what a program asked for and got, and what runs."""
    return changes(a_world().runs(token, "it", live).declares(token, "it", state).drift())


def read(token: str, outputs: dict[str, Value], live: dict[str, Value]) -> dict[str, tuple[Value, Value]]:
    """Return the changes between what a provider read unasked, and what runs."""
    return changes(a_world().runs(token, "it", live).declares(token, "it", outputs=outputs).drift())


@pytest.mark.parametrize(
    ("token", "name", "state", "live"),
    [
        (VOLUME, "size", 20, "20"),
        (VOLUME, "size", 20.0, 20),
        (NETWORK, "shared", "false", False),
        (NETWORK, "adminStateUp", True, "True"),
        (NETWORK, "tags", ["a", "b"], ["b", "a"]),
        (NETWORK, "tags", [], None),
        (NETWORK, "description", "", None),
        (NETWORK, "description", "records ", "records"),
        (INSTANCE, "metadata", {"a": "1", "b": ""}, {"a": 1}),
        (SUBNET, "cidr", "10.0.0.7/24", "10.0.0.0/24"),
        (SUBNET, "cidr", "2001:DB8::/64", "2001:0db8:0::/64"),
        (SUBNET, "dnsNameservers", ["9.9.9.9", "1.1.1.1"], ["1.1.1.1", "9.9.9.9"]),
        (RULE, "remoteIpPrefix", "10.0.0.1", "10.0.0.1/32"),
        (RULE, "remoteIpPrefix", "0.0.0.0/0", None),
        (RULE, "protocol", "TCP", "tcp"),
        (RULE, "portRangeMin", 0, None),
        (SECRET_TYPE, "expiration", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00"),
        (INSTANCE, "imageId", "Attempt to boot from volume - no image supplied", None),
    ],
)
def test_two_ways_of_writing_the_same_are_no_difference(token: str, name: str, state: Value, live: Value) -> None:
    stated: dict[str, Value] = {} if live is None else {name: live}
    world = a_world().runs(token, "it", stated).declares(token, "it", {name: state})

    assert changes(world.with_listing(token, name).drift()) == {}


@pytest.mark.parametrize(
    ("token", "name", "state", "live"),
    [
        (VOLUME, "size", 20, 40),
        (NETWORK, "shared", False, True),
        (NETWORK, "name", "records", "Records"),
        (NETWORK, "tags", ["a"], ["a", "a"]),
        (INSTANCE, "metadata", {"a": "1"}, {"a": "1", "b": "2"}),
        (INSTANCE, "metadata", {"a": "1", "b": "2"}, {"a": "1"}),
        (SUBNET, "cidr", "10.0.0.0/24", "10.0.0.0/25"),
        (
            SUBNET,
            "allocationPools",
            [{"start": "10.0.0.2", "end": "10.0.0.9"}],
            [{"start": "10.0.0.2", "end": "10.0.0.8"}],
        ),
        (RULE, "remoteIpPrefix", "10.0.0.0/8", "0.0.0.0/0"),
        (PORT, "securityGroupIds", ["web"], ["web", "open"]),
        (BUCKET, "containerRead", "project:*", ".r:*"),
    ],
)
def test_a_difference_is_told_with_both_values(token: str, name: str, state: Value, live: Value) -> None:
    assert compared(token, {name: state}, {name: live}) == {name: (state, live)}


def test_a_bucket_that_someone_opened_is_told_though_the_program_says_nothing_of_it() -> None:
    assert compared(BUCKET, {"name": "b"}, {"name": "b", "containerRead": ".r:*"}) == {"containerRead": (None, ".r:*")}


def test_what_the_scan_would_tell_and_does_not_is_lost() -> None:
    world = a_world().runs(BUCKET, "b", name="b").declares(BUCKET, "b", name="b", containerRead="project:user")

    assert changes(world.drift()) == {}
    assert changes(world.with_listing(BUCKET, "name", "containerRead").drift()) == {
        "containerRead": ("project:user", None)
    }


def test_what_the_provider_read_counts_where_the_program_said_nothing() -> None:
    assert read(PORT, {"portSecurityEnabled": True}, {"portSecurityEnabled": False}) == {
        "portSecurityEnabled": (True, False)
    }


@pytest.mark.parametrize(("live", "told"), [(True, {}), (False, {"adminStateUp": (None, False)})])
def test_a_known_default_stands_in_for_a_state_that_says_nothing(live: bool, told: dict[str, object]) -> None:  # noqa: FBT001 - a row of the table
    assert read(NETWORK, {}, {"adminStateUp": live}) == told


def test_a_switch_or_a_number_whose_default_is_not_known_is_no_difference() -> None:
    assert read(VOLUME, {}, {"encrypted": True, "weight": 1}) == {}


@pytest.mark.parametrize(
    ("token", "name", "before", "now"),
    [
        (PORT, "deviceId", "", "vm"),
        (PORT, "fixedIps", [], [{"subnetId": "s", "ipAddress": "10.0.0.5"}]),
        ("openstack:networking/floatingIp:FloatingIp", "portId", "", "port"),
        (LISTENER, "defaultPoolId", "", "pool"),
        (INSTANCE, "securityGroups", ["default"], ["default", "web"]),
        (VOLUME, "imageId", None, "debian"),
    ],
)
def test_what_follows_from_another_resource_is_no_difference_unless_the_program_stated_it(
    token: str, name: str, before: Value, now: Value
) -> None:
    world = a_world().with_listing(token).runs(token, "it", {name: now})

    unasked = world.declares(token, "it", outputs={name: before}).drift()
    asked = world.declares(token, "it", {name: before or "another"}).drift()

    assert changes(unasked) == {}
    assert set(changes(asked)) == {name}


def test_an_address_that_the_program_left_to_the_cloud_is_no_difference() -> None:
    state: dict[str, Value] = {"fixedIps": [{"subnetId": "s", "ipAddress": ""}]}

    assert compared(PORT, state, {"fixedIps": [{"subnetId": "s", "ipAddress": "10.0.0.5"}]}) == {}


def test_another_subnet_or_one_more_is_a_difference() -> None:
    state: dict[str, Value] = {"fixedIps": [{"subnetId": "s"}]}

    for live in ([{"subnetId": "t"}], [{"subnetId": "s"}, {"subnetId": "s"}]):
        assert set(compared(PORT, state, {"fixedIps": live})) == {"fixedIps"}


@pytest.mark.parametrize(("name", "whole"), [("securityGroupIds", "allSecurityGroupIds"), ("tags", "allTags")])
def test_what_the_provider_keeps_in_full_elsewhere_is_found_there(name: str, whole: str) -> None:
    assert read(PORT, {name: [], whole: ["default"]}, {name: ["default"]}) == {}
    assert set(read(PORT, {name: [], whole: ["default"]}, {name: ["default", "open"]})) == {name}


def test_groups_that_an_association_puts_on_a_port_are_no_difference() -> None:
    association = "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate"
    world = a_world().runs(PORT, "p", securityGroupIds=["default", "web"])
    world = world.declares(PORT, "p", outputs={"allSecurityGroupIds": ["default"]})

    without, with_it = world.drift(), world.declares(association, "p", portId="p", securityGroupIds=["web"]).drift()

    assert set(changes(without)) == {"securityGroupIds"}
    assert changes(with_it) == {}


@pytest.mark.parametrize("mark", [SECRET, UNKNOWN])
@pytest.mark.parametrize("side", ["state", "live"])
@pytest.mark.parametrize("deep", [True, False])
def test_what_is_withheld_on_either_side_is_not_compared(mark: Value, side: str, *, deep: bool) -> None:
    hidden: Value = [{"inner": mark}] if deep else mark
    state, live = (hidden, "x") if side == "state" else ("x", hidden)

    assert compared(INSTANCE, {"userData": state}, {"userData": live}) == {}


@pytest.mark.parametrize(
    ("name", "state", "live"),
    [
        ("adminPass", "correct-horse", "battery-staple"),
        ("metadata", {"db_password": "correct-horse"}, {"db_password": "battery-staple"}),
        ("description", "postgres://u:correct-horse@db/x", "postgres://u:battery-staple@db/x"),
    ],
)
def test_a_credential_that_changed_is_told_and_never_shown(name: str, state: Value, live: Value) -> None:
    drift = a_world().runs(INSTANCE, "vm", {name: live}).declares(INSTANCE, "vm", {name: state}).drift()

    assert changes(drift) == {name: (SECRET, SECRET)}
    assert "correct-horse" not in repr(drift)
    assert "battery-staple" not in repr(drift)


def test_identifiers_of_the_owner_are_no_property() -> None:
    assert compared(GROUP, {"tenantId": "a"}, {"tenantId": "b"}) == {}


ATOMS = st.booleans() | st.integers(-99, 10**6) | st.text(min_size=1, max_size=8)


@given(items=st.lists(ATOMS | st.dictionaries(st.text(max_size=3), ATOMS, max_size=3), max_size=5), data=st.data())
def test_the_order_of_a_list_means_nothing(items: list[Value], data: st.DataObject) -> None:
    assert form_of(data.draw(st.permutations(items))) == form_of(items)


@given(value=st.integers() | st.booleans())
def test_a_number_or_a_switch_is_what_it_is_as_text(value: int) -> None:
    assert form_of(value) == form_of(str(value))


@given(before=st.text(min_size=1, max_size=9), now=st.text(min_size=1, max_size=9))
def test_a_changed_name_is_always_found(before: str, now: str) -> None:
    alike = form_of(before) == form_of(now)

    assert (compared(NETWORK, {"name": before}, {"name": now}) == {}) is alike


@pytest.mark.parametrize(("state", "live"), [("a", ["a"]), (["a"], "a"), ([{"k": 1}], {"k": "1"})])
def test_a_list_of_one_is_that_one_as_pulumi_writes_it(state: Value, live: Value) -> None:
    assert compared(GROUP, {"policies": state}, {"policies": live}) == {}


def test_silence_means_nothing_where_a_version_of_the_service_may_not_tell() -> None:
    balancer = "openstack:loadbalancer/loadBalancer:LoadBalancer"
    world = a_world().with_listing(balancer, "availabilityZone", "securityGroupIds")
    world = world.runs(balancer, "lb").declares(balancer, "lb", availabilityZone="one", securityGroupIds=["web"])

    assert changes(world.drift()) == {}


def test_the_groups_of_a_load_balancer_are_those_of_its_port_and_not_compared() -> None:
    balancer = "openstack:loadbalancer/loadBalancer:LoadBalancer"
    world = a_world().runs(balancer, "lb", securityGroupIds=["a"]).declares(balancer, "lb", securityGroupIds=["b"])

    assert changes(world.drift()) == {}


def test_silence_means_a_loss_where_the_service_told_it_of_another() -> None:
    balancer = "openstack:loadbalancer/loadBalancer:LoadBalancer"
    world = a_world().with_listing(balancer, "availabilityZone").both(balancer, "other", availabilityZone="one")

    drift = world.runs(balancer, "lb").declares(balancer, "lb", availabilityZone="one").drift()

    assert changes(drift) == {"availabilityZone": ("one", None)}


def test_groups_that_an_interface_brings_to_a_server_are_no_difference() -> None:
    attach = "openstack:compute/interfaceAttach:InterfaceAttach"
    world = a_world().runs(INSTANCE, "vm", securityGroups=["web", "default"])
    world = world.declares(INSTANCE, "vm", securityGroups=["web"])

    assert set(changes(world.drift())) == {"securityGroups"}
    assert changes(world.declares(attach, "vm/port", instanceId="vm").drift()) == {}
