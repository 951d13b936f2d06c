"""The answer of a creation is lost: nothing is made twice, and the message names what was made and the way out."""

from __future__ import annotations

import re

import grpc
import pytest

from outscale_provider.client.retries import is_idempotent
from outscale_provider.table import load_table
from tests.outscale.fake import Fake
from tests.outscale.plugin import told
from tests.outscale.world import World, kinds

UNNAMED = {
    "AccessKey": "its secret went with the answer",
    "Policy": "no call lists policies by name",
    "PolicyVersion": "the service numbers versions",
}
"""Kinds for which the message has another way out than an import, and why."""


def in_doubt() -> list[str]:
    """Return the kinds whose creation is neither repeatable nor told apart by a token."""
    found = [load_table().kind_named(name) for name in kinds()]
    return [kind.name for kind in found if not kind.token_accepted and not is_idempotent(kind.create)]


@pytest.mark.parametrize("name", in_doubt())
def test_what_was_made_is_named_and_can_be_imported(name: str, world: World, fake: Fake) -> None:
    kind, inputs = load_table().kind_named(name), world.inputs(name)
    fake.control(fail=[{"op": kind.create, "times": 1, "drop": True, "after": True}])
    before = fake.statistics().calls.get(kind.create, 0)

    with pytest.raises(grpc.RpcError) as caught:
        world.plugin.create(name, inputs)

    message = told(caught.value)
    assert caught.value.code() is grpc.StatusCode.UNKNOWN
    assert fake.statistics().calls[kind.create] == before + 1
    if name in UNNAMED:
        assert "Look whether it exists before you try again" in message or "delete what this made" in message
        return
    assert f"pulumi import {kind.token} NAME" in message
    named = re.search(r"Look at ([^ :,]+)|\. (\S+) exists now", message)
    assert named
    assert world.plugin.adopt(name, named[1] or named[2])


@pytest.mark.parametrize("name", [name for name in in_doubt() if name not in UNNAMED or name == "AccessKey"])
def test_what_was_not_made_is_told_to_be_made_again(name: str, world: World, fake: Fake) -> None:
    kind, inputs = load_table().kind_named(name), world.inputs(name)
    fake.control(fail=[{"op": kind.create, "times": 1, "drop": True}])

    with pytest.raises(grpc.RpcError) as caught:
        world.plugin.create(name, inputs)

    message = told(caught.value)
    assert "No such object is to be seen now: `pulumi up` again makes it" in message or "if not" in message


def test_a_tagged_look_alike_is_found_where_the_creation_carries_the_tags(world: World, fake: Fake) -> None:
    inputs = world.inputs("VmTemplate") | {"tags": [{"key": "Name", "value": "clinic"}]}
    fake.control(fail=[{"op": "CreateVmTemplate", "times": 1, "drop": True, "after": True}])

    with pytest.raises(grpc.RpcError) as caught:
        world.plugin.create("VmTemplate", inputs)

    assert f"Look at {fake.objects('VmTemplate')[0]['VmTemplateId']}" in told(caught.value)
