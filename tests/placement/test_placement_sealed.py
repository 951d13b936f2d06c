"""A secret is searched for where it leads, and nothing of what it says comes out."""

from __future__ import annotations

import base64
import dataclasses

import pytest

from rempart.model.mention import Role
from rempart.model.normalised import NormalisedResource
from rempart.model.placement import PlacedResource
from rempart.model.sealed import Sealed
from rempart.model.values import SECRET, UNKNOWN, Value
from tests.placement.placement_builders import OVH, a_resource, last

SCRIPT = "#!/bin/sh\nexport TOKEN=hunter2\ncurl -T records.tar https://s3.amazonaws.com/hunter2\n"


def searched(content: Value, role: Role | None = None) -> PlacedResource:
    item = (
        a_resource(texts=(("userData", SECRET),), inputs={"userData": SECRET})
        if role is None
        else a_resource(addresses=(("userData", SECRET, role),), inputs={"userData": SECRET})
    )
    return last(OVH, _with(item, Sealed(content)))


def _with(item: NormalisedResource, sealed: Sealed) -> NormalisedResource:
    resource = dataclasses.replace(item.resource, sealed={"userData": sealed})
    return dataclasses.replace(item, resource=resource)


@pytest.mark.parametrize("text", [SCRIPT, base64.b64encode(SCRIPT.encode()).decode()])
def test_a_secret_text_is_searched(text: str) -> None:
    found = searched(text)

    assert [(to.path, to.host, to.role) for to in found.destinations] == [("userData", "s3.amazonaws.com", Role.SENDS)]
    assert found.unread == {}


def test_a_secret_address_is_placed() -> None:
    found = searched("https://bucket.s3.amazonaws.com/x?Signature=hunter2", Role.FETCHES)

    assert [(to.host, to.role) for to in found.destinations] == [("bucket.s3.amazonaws.com", Role.FETCHES)]


@pytest.mark.parametrize("content", [SCRIPT, {"hunter2": SCRIPT}, [SCRIPT]])
def test_nothing_but_hosts_comes_out(content: Value) -> None:
    found = searched(content)

    assert found.destinations
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize("content", [UNKNOWN, [UNKNOWN], {"a": UNKNOWN}])
def test_a_secret_that_is_not_known_yet_counts_as_unread(content: Value) -> None:
    assert set(searched(content).unread) == {"userData"}


def test_a_part_that_cannot_be_read_counts_as_unread_without_being_told() -> None:
    found = searched("#cloud-config\nruncmd: [hunter2\n")

    assert set(found.unread) == {"userData"}
    assert "hunter2" not in repr(found)


def test_a_secret_that_the_input_does_not_show_is_unread_and_the_way_out_is_told() -> None:
    found = last(OVH, a_resource(texts=(("userData", SECRET),)))

    assert "judge the program itself or run the policy pack" in found.unread["userData"].told
