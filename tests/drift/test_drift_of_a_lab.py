"""A real deployment to the lab, changed by hand: every change is found, and nothing else.

``deployed.json`` is the state after ``pulumi up`` of one of each kind, ``running.json`` what a scan showed after
someone changed ten things through OpenStack's own API, ``refreshed.json`` the state after ``pulumi refresh``: the
provider itself then agrees with the cloud, and is the oracle here.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rempart.drift import Drift, compare
from rempart.inputs import read
from rempart.model.deployment import Deployment, Source, SourceKind
from rempart.model.listing import Listing
from rempart.model.resource import Resource
from rempart.model.values import Mark, Value

FIXTURES = Path(__file__).parents[1] / "fixtures" / "drift"
MADE_BY_HAND = {"openstack:blockstorage/volume:Volume", "openstack:networking/secGroupRule:SecGroupRule"}


def value(content: object) -> Value:
    """Return a value of the fixture, whose marks stand as objects of their own."""
    if isinstance(content, dict):
        return Mark(content["$mark"]) if "$mark" in content else {name: value(child) for name, child in content.items()}
    return [value(child) for child in content] if isinstance(content, list) else content  # type: ignore[return-value] # JSON


@pytest.fixture(scope="module")
def running() -> Deployment:
    content = json.loads((FIXTURES / "running.json").read_text(encoding="utf-8"))
    resources = tuple(
        Resource(
            item["urn"],
            item["type"],
            item["name"],
            {name: value(v) for name, v in item["inputs"].items()},
            id=item["id"],
        )
        for item in content["resources"]
    )
    listings = {
        token: Listing(frozenset(listing["properties"]), listing["unread"])
        for token, listing in content["listings"].items()
    }
    source = Source(SourceKind.OPENSTACK, "lab", project=content["project"], stack=content["region"])
    return Deployment(source, resources, listings=listings)


def compared(running: Deployment, state: str) -> Drift:
    return compare(running, [read(FIXTURES / state)])


def test_what_the_provider_read_back_is_what_runs(running: Deployment) -> None:
    drift = compared(running, "refreshed.json")

    assert (drift.changed, drift.gone, drift.untold) == ((), (), ())
    assert {item.type for item in drift.unmanaged} == MADE_BY_HAND
    assert drift.alike == 29


def test_every_change_made_by_hand_is_found_and_nothing_else(running: Deployment) -> None:
    drift = compared(running, "deployed.json")

    assert {item.type for item in drift.unmanaged} == MADE_BY_HAND
    assert {item.name for item in drift.gone} == {"key", "sgr"}
    assert {each.item.name: [change.path for change in each.changes] for each in drift.changed} == {
        "cont": ["containerRead"],
        "net": ["description", "portSecurityEnabled"],
        "port": ["securityGroupIds"],
        "sub": ["dnsNameservers"],
        "vm": ["metadata", "tags"],
    }
    assert drift.alike == 24


def test_what_the_cloud_made_by_itself_is_counted(running: Deployment) -> None:
    left_out = compared(running, "refreshed.json").left_out

    assert left_out["ports that the cloud made for something else"] == 3
    assert left_out["keys of encrypted volumes, and keys that an order brought"] == 2
    assert left_out["members of a pool whose members a program declares as a whole"] == 2


def test_without_its_state_all_of_it_is_unmanaged(running: Deployment) -> None:
    drift = compare(running, [])

    assert len(drift.unmanaged) + sum(drift.left_out.values()) == len(running.resources) - 1
    assert drift.exit_code == 4
