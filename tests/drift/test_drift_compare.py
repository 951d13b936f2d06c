"""What runs but nobody manages, what is gone, what could not be told; and what is none of these."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.drift import Drift, compare, exit_status
from rempart.model.deployment import Deployment
from rempart.model.resource import Resource
from rempart.model.values import SECRET, Value
from tests.drift.drift_builders import (
    BUCKET,
    GROUP,
    INSTANCE,
    LAB,
    NETWORK,
    PORT,
    RULE,
    VOLUME,
    World,
    a_world,
    changes,
    urn_of_provider,
)


def names(items: tuple[object, ...]) -> list[str]:
    return [str(getattr(item, "item", item).name) for item in items]  # type: ignore[attr-defined] # every item has a name


def test_a_cloud_that_is_as_its_state_says_has_not_drifted() -> None:
    world = a_world().both(NETWORK, "net", name="records").both(VOLUME, "disk", size=20)

    drift = world.drift()

    assert (drift.exit_code, drift.alike) == (0, 2)
    assert (drift.unmanaged, drift.gone, drift.changed, drift.untold) == ((), (), (), ())


def test_what_runs_in_no_state_is_unmanaged() -> None:
    drift = a_world().both(NETWORK, "net").runs(INSTANCE, "miner", name="miner").drift()

    assert names(drift.unmanaged) == ["miner"]
    assert drift.exit_code == 4


def test_what_a_state_has_and_the_cloud_has_not_is_gone() -> None:
    drift = a_world().both(NETWORK, "net").declares(VOLUME, "disk").drift()

    assert names(drift.gone) == ["disk"]
    assert drift.gone[0].state == "state.json"
    assert drift.exit_code == 4


def test_what_is_different_is_told_property_by_property() -> None:
    world = a_world().runs(GROUP, "web", name="web", description="by hand", stateful=True)

    drift = world.declares(GROUP, "web", name="web", description="front", stateful=True).drift()

    assert changes(drift) == {"description": ("front", "by hand")}
    assert drift.exit_code == 4


def test_several_states_together_manage_a_cloud() -> None:
    world = a_world().both(NETWORK, "net")
    other = a_world().both(VOLUME, "disk")

    drift = compare(replace(world, running=(*world.running, *other.running)).live, [world.state, other.state])

    assert (drift.exit_code, drift.alike) == (0, 2)


def test_things_are_matched_by_identifier_and_never_by_name() -> None:
    drift = a_world().runs(NETWORK, "new-one", name="records").declares(NETWORK, "old-one", name="records").drift()

    assert (names(drift.unmanaged), names(drift.gone)) == (["new-one"], ["old-one"])


def test_one_identifier_of_two_types_is_two_things() -> None:
    drift = a_world().runs(NETWORK, "same").declares(VOLUME, "same").drift()

    assert (names(drift.unmanaged), names(drift.gone)) == (["same"], ["same"])


def test_the_spelling_of_the_terraform_bridge_names_the_same_type() -> None:
    drift = a_world().runs(NETWORK, "net").declares("openstack:index/networkingNetworkV2:NetworkingNetworkV2", "net")

    assert drift.drift().exit_code == 0


def test_what_a_program_only_reads_is_neither_managed_nor_unmanaged_nor_gone() -> None:
    world = a_world().runs(NETWORK, "shared").declares(NETWORK, "shared", external=True, name="other")

    drift = world.declares(NETWORK, "elsewhere", external=True).drift()

    assert drift.exit_code == 0
    assert drift.left_out["resources that a program only reads"] == 2
    assert drift.left_out["things that a program only reads"] == 1


def test_what_the_scan_does_not_list_is_left_out_and_counted() -> None:
    world = a_world().declares("openstack:compute/volumeAttach:VolumeAttach", "vm/disk")

    drift = world.declares("random:index/randomPassword:RandomPassword", "none").drift()

    assert drift.exit_code == 0
    assert drift.left_out["resources of types that this scan does not list"] == 2
    assert drift.left_out["components"] == 1
    assert drift.left_out["providers"] == 1


def test_what_could_not_be_read_is_never_gone() -> None:
    world = a_world().declares(VOLUME, "disk").with_listing(VOLUME, unread="volumes could not be read: HTTP 500")

    drift = world.drift()

    assert (drift.gone, names(drift.untold)) == ((), ["disk"])
    assert drift.untold[0].reason == "volumes could not be read: HTTP 500"
    assert drift.exit_code == 3


def test_what_was_read_of_an_unread_collection_is_still_compared() -> None:
    world = a_world().runs(VOLUME, "disk", size=20).declares(VOLUME, "disk", size=10)

    drift = world.with_listing(VOLUME, unread="volumes could not all be read").drift()

    assert changes(drift) == {"size": (10, 20)}


def test_a_type_of_which_nothing_runs_is_still_looked_for() -> None:
    assert names(a_world().declares(BUCKET, "records").drift().gone) == ["records"]


@pytest.mark.parametrize("stated", ["resource", "outputs", "provider"])
def test_what_stands_in_another_region_is_not_gone(stated: str) -> None:
    world = a_world()
    if stated == "resource":
        world = world.declares(VOLUME, "disk", region="SBG5")
    elif stated == "outputs":
        world = world.declares(VOLUME, "disk", outputs={"region": "SBG5"})
    else:
        world = world.declares(VOLUME, "disk").deployed_to(authUrl=LAB, region="SBG5")

    drift = world.drift()

    assert drift.exit_code == 0
    assert drift.left_out["resources of another cloud, region or project"] == 1


def test_what_stands_in_another_cloud_is_not_gone() -> None:
    world = a_world().declares(VOLUME, "disk").deployed_to(authUrl="https://auth.cloud.ovh.net/v3", region="GRA9")

    assert world.drift().left_out["resources of another cloud, region or project"] == 1


def test_a_state_that_does_not_name_its_cloud_is_believed_once_something_of_it_is_found() -> None:
    world = a_world().both(NETWORK, "net").declares(VOLUME, "disk").deployed_to(region="GRA9")

    assert names(world.drift().gone) == ["disk"]


def test_a_state_that_does_not_name_its_cloud_and_of_which_nothing_is_found_could_be_anywhere() -> None:
    drift = a_world().declares(VOLUME, "disk").deployed_to(region="GRA9").drift()

    assert (drift.gone, names(drift.untold)) == ((), ["disk"])
    assert "does not say to which cloud" in drift.untold[0].reason


def test_a_resource_whose_identifier_is_secret_is_counted() -> None:
    drift = a_world().declares(VOLUME, None).drift()

    assert drift.left_out["resources whose state withholds their identifier"] == 1


def test_a_port_that_became_the_interface_of_a_router_is_there() -> None:
    interface = "openstack:networking/routerInterface:RouterInterface"

    drift = a_world().runs(interface, "plug", routerId="r").declares(PORT, "plug", name="plug").drift()

    assert (drift.exit_code, drift.alike) == (0, 1)


@pytest.mark.parametrize(
    "port",
    [
        {"deviceId": "vm", "deviceOwner": "compute:nova"},
        {"deviceId": "lb-vm", "deviceOwner": "Octavia"},
        {"deviceId": "dhcp-1", "deviceOwner": "network:dhcp"},
    ],
)
def test_a_port_that_the_cloud_made_for_something_is_not_unmanaged(port: dict[str, str]) -> None:
    drift = a_world().both(INSTANCE, "vm").runs(PORT, "auto", port).drift()

    assert drift.exit_code == 0
    assert drift.left_out["ports that the cloud made for something else"] == 1


def test_a_port_that_belongs_to_nothing_is_unmanaged() -> None:
    assert names(a_world().runs(PORT, "loose", deviceId="vanished").drift().unmanaged) == ["loose"]


def test_the_rules_that_a_group_begins_with_are_not_unmanaged() -> None:
    world = a_world().both(GROUP, "web").runs(RULE, "out4", direction="egress", ethertype="IPv4", securityGroupId="web")

    drift = world.runs(RULE, "out6", direction="egress", ethertype="IPv6", securityGroupId="web").drift()

    assert drift.exit_code == 0
    assert drift.left_out["rules that every new security group begins with"] == 2


@pytest.mark.parametrize(
    "rule",
    [
        {"direction": "ingress", "ethertype": "IPv4"},
        {"direction": "egress", "protocol": "tcp", "portRangeMin": 25, "portRangeMax": 25},
        {"direction": "egress", "remoteIpPrefix": "10.0.0.0/8"},
        {"direction": "ingress", "remoteGroupId": "web"},
    ],
)
def test_a_rule_that_someone_added_is_unmanaged(rule: dict[str, str | int]) -> None:
    drift = a_world().both(GROUP, "web").runs(RULE, "hole", rule, securityGroupId="web").drift()

    assert names(drift.unmanaged) == ["hole"]


def test_a_first_rule_that_the_program_had_taken_away_is_unmanaged_when_it_is_back() -> None:
    world = a_world().both(GROUP, "web", deleteDefaultRules=True)

    drift = world.runs(RULE, "out4", direction="egress", securityGroupId="web").drift()

    assert names(drift.unmanaged) == ["out4"]


def test_the_default_group_of_a_project_is_not_unmanaged_but_a_hole_in_it_is() -> None:
    world = (
        a_world()
        .runs(GROUP, "d", name="default")
        .runs(RULE, "own", direction="ingress", remoteGroupId="d", securityGroupId="d")
    )

    drift = world.runs(RULE, "ssh", direction="ingress", protocol="tcp", portRangeMin=22, securityGroupId="d").drift()

    assert names(drift.unmanaged) == ["ssh"]


def test_a_disk_that_a_server_brought_is_not_unmanaged_and_one_more_is() -> None:
    device: dict[str, Value] = {
        "sourceType": "image",
        "destinationType": "volume",
        "uuid": "debian",
        "volumeSize": 20,
        "bootIndex": 0,
    }
    world = a_world().runs(INSTANCE, "vm").declares(INSTANCE, "vm", blockDevices=[device])
    world = world.runs(VOLUME, "boot", size=20, imageId="debian")

    kept, more = world.drift(), world.runs(VOLUME, "extra", size=20, imageId="debian").drift()

    assert kept.exit_code == 0
    assert len(more.unmanaged) == 1


def test_a_disk_with_a_name_was_made_by_someone() -> None:
    device: dict[str, Value] = {"sourceType": "blank", "destinationType": "volume", "volumeSize": 20}
    world = a_world().runs(INSTANCE, "vm").declares(INSTANCE, "vm", blockDevices=[device])

    assert names(world.runs(VOLUME, "hoard", name="hoard", size=20).drift().unmanaged) == ["hoard"]


def test_members_that_a_program_declares_as_a_whole_are_not_unmanaged() -> None:
    member, members = "openstack:loadbalancer/member:Member", "openstack:loadbalancer/members:Members"
    world = a_world().runs(member, "m", poolId="pool").declares(members, "pool", poolId="pool")

    assert world.drift().exit_code == 0


SECRET_TYPE = "openstack:keymanager/secretV1:SecretV1"  # noqa: S105 - a type token


def test_the_key_of_an_encrypted_volume_is_not_unmanaged_and_one_more_is() -> None:
    world = a_world().both(VOLUME, "disk", encrypted=True).runs(SECRET_TYPE, "key", algorithm="aes")

    kept, more = world.drift(), world.runs(SECRET_TYPE, "stray", algorithm="aes").drift()

    assert kept.exit_code == 0
    assert len(more.unmanaged) == 1


def test_a_key_that_an_order_brought_is_not_unmanaged() -> None:
    order = "openstack:keymanager/orderV1:OrderV1"
    brought = {"secretRef": "https://127.82.77.1:9311/v1/secrets/key"}

    drift = (
        a_world().runs(order, "o").declares(order, "o", outputs=brought).runs(SECRET_TYPE, "key", name="ours").drift()
    )

    assert drift.exit_code == 0


def test_what_stands_in_another_project_is_not_gone() -> None:
    world = a_world().declares(VOLUME, "disk").deployed_to(authUrl=LAB, region="GRA9", tenantName="billing")

    assert world.drift().left_out["resources of another cloud, region or project"] == 1


def test_what_only_runs_is_shown_with_what_the_cloud_says_of_it_but_no_credential() -> None:
    drift = a_world().runs(INSTANCE, "vm", name="vm", metadata={"db_password": "correct-horse"}).drift()

    assert drift.unmanaged[0].properties == {"metadata": SECRET, "name": "vm"}


def test_backups_are_counted_since_no_program_can_declare_them() -> None:
    drift = a_world().runs("openstack:blockstorage/backup:Backup", "b").drift()

    assert (drift.exit_code, sum(drift.left_out.values())) == (0, 3)


@pytest.mark.parametrize(
    ("verdict", "drifted", "status"), [(0, 0, 0), (0, 4, 4), (0, 3, 3), (1, 4, 1), (3, 4, 3), (3, 0, 3), (1, 3, 1)]
)
def test_the_verdict_comes_before_the_drift_in_the_exit_status(verdict: int, drifted: int, status: int) -> None:
    world = a_world().both(NETWORK, "net")
    by_code = {
        0: world,
        3: world.declares(VOLUME, "d").with_listing(VOLUME, unread="HTTP 500"),
        4: world.runs(VOLUME, "more"),
    }

    assert exit_status(verdict, by_code[drifted].drift()) == status
    assert exit_status(verdict, None) == verdict


IDENTIFIERS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99999) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
PROPERTIES = st.dictionaries(st.sampled_from(["name", "description", "tags", "size", "cidr", "metadata"]), VALUES)
Things: TypeAlias = dict[tuple[str, str], dict[str, Value]]
THINGS = st.dictionaries(
    st.tuples(st.sampled_from([NETWORK, INSTANCE, VOLUME, BUCKET]), IDENTIFIERS), PROPERTIES, max_size=6
)


def world_of(things: Things) -> World:
    world = a_world()
    for (token, identifier), inputs in things.items():
        live = Resource(f"live::{token}::{identifier}", token, identifier, inputs, id=identifier)
        declared = replace(live, urn=f"state::{token}::{identifier}", outputs=inputs, provider=urn_of_provider())
        world = replace(world, running=(*world.running, live), declared=(*world.declared, declared))
    return world


@given(things=THINGS)
def test_a_state_compared_with_itself_never_drifts(things: Things) -> None:
    drift = world_of(things).drift()

    assert (drift.exit_code, drift.alike) == (0, len(things))


@given(things=THINGS, seed=st.integers())
def test_the_order_of_things_and_of_states_means_nothing(things: Things, seed: int) -> None:
    world = world_of(things)
    world = replace(world, running=world.running[1:], declared=world.declared[:-1])
    shuffle = random.Random(seed)  # noqa: S311 - an order, not a secret

    def shuffled(deployment: Deployment) -> Deployment:
        return replace(deployment, resources=tuple(shuffle.sample(deployment.resources, len(deployment.resources))))

    empty = replace(a_world().state, source=world.state.source)
    forward, backward = [world.state, empty], [empty, shuffled(world.state)]

    assert compare(world.live, forward) == compare(shuffled(world.live), backward)


@given(things=THINGS.filter(bool), data=st.data())
def test_whatever_is_taken_away_is_found(things: Things, data: st.DataObject) -> None:
    world = world_of(things)
    lost = data.draw(st.sampled_from(range(len(things))))
    running = tuple(item for number, item in enumerate(world.running) if number != lost)
    declared = tuple(item for number, item in enumerate(world.declared) if number != lost)

    gone, unmanaged = replace(world, running=running).drift(), replace(world, declared=declared).drift()

    assert [item.id for item in gone.gone] == [world.declared[lost].id]
    assert [item.id for item in unmanaged.unmanaged] == [world.running[lost].id]
    assert isinstance(gone, Drift)
