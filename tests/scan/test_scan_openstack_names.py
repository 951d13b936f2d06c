"""The words of a scan are those of Pulumi's own provider, taken from its SDK."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from rempart.clouds.openstack.family import TYPES
from rempart.inputs.live import Patience
from rempart.inputs.openstack_live.calls import Calls
from rempart.inputs.openstack_live.scan import SERVICES
from rempart.inputs.openstack_live.service import Access
from rempart.model.kind import Kind

NOT_IN_THE_PROVIDER = {
    "openstack:blockstorage/snapshot:Snapshot",
    "openstack:blockstorage/backup:Backup",
}
"""What runs and Pulumi's provider does not make."""
ONLY_SEEN_LIVE = {"openstack:blockstorage/volume:Volume": {"encrypted"}}
"""What a cloud tells of a thing and no program can ask for."""


def listed() -> Iterator[Any]:
    """Yield each type token that a scan lists, with the inputs that it reads."""
    calls: Any = Calls(None, Patience())  # type: ignore[arg-type]
    for service in SERVICES:
        for collection in service.collections(Access(calls, service.name, "", "p-1")):
            for token, inputs in collection.lists.items():
                yield pytest.param(token, inputs, id=token)


LISTED = tuple(listed())
MADE_BY_THE_PROVIDER = tuple(each for each in LISTED if each.id not in NOT_IN_THE_PROVIDER)

READ_THE_SDK = """
import importlib, inspect, json, sys

def inputs_of(token):
    module, name = token.split(":")[1].partition("/")[0], token.rpartition(":")[2]
    arguments = getattr(importlib.import_module(f"pulumi_openstack.{module}"), f"{name}Args")
    members = inspect.getmembers(arguments, lambda member: isinstance(member, property))
    return [getattr(each.fget, "_pulumi_name", attribute) for attribute, each in members]

print(json.dumps({token: inputs_of(token) for token in sys.argv[1:]}))
"""
"""Runs in a process of its own: Rempart keeps Pulumi's SDK out of its own, but for the stubs of its wire."""


@pytest.fixture(scope="module")
def inputs_of_the_provider() -> dict[str, list[str]]:
    tokens = [each.values[0] for each in MADE_BY_THE_PROVIDER]
    # The SDK complains of its own old names as soon as it is imported.
    command = [sys.executable, "-W", "ignore", "-c", READ_THE_SDK, *tokens]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    inputs: dict[str, list[str]] = json.loads(answer.stdout)
    return inputs


@pytest.mark.parametrize(("token", "inputs"), MADE_BY_THE_PROVIDER)
def test_every_input_of_a_live_thing_is_one_of_the_provider(
    token: str, inputs: frozenset[str], inputs_of_the_provider: dict[str, list[str]]
) -> None:
    known = set(inputs_of_the_provider[token])

    assert inputs - ONLY_SEEN_LIVE.get(token, set()) <= known


@pytest.mark.parametrize(("token", "inputs"), LISTED)
def test_every_type_of_a_live_thing_has_a_kind_of_its_own(token: str, inputs: frozenset[str]) -> None:
    row = TYPES[token.removeprefix("openstack:")]

    assert inputs
    assert row.kind in Kind
