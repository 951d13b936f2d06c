"""Plain Python that decides by a value which only stands for an unknown one is noticed; using such a value is not."""

from __future__ import annotations

import pytest

from rempart.model.deployment import Deployment, GapKind
from rempart.model.values import UNKNOWN
from tests.program.conftest import Write, preview

START = """\
import json
import pulumi
import pulumi_openstack as openstack
db = pulumi.Config().require("db")
image = openstack.images.get_image(name="Debian 12")
external = openstack.networking.get_network(name="Ext")
"""
SECURE = {"Pulumi.dev.yaml": "config:\n  health:db: {secure: v1:abc}\n  health:service: {tier: [{secure: v1:def}]}\n"}


def hidden(deployment: Deployment) -> list[str]:
    """Return what hides resources."""
    return [gap.message for gap in deployment.gaps if gap.hides_resources]


@pytest.mark.parametrize(
    "decision",
    [
        "if image.name == 'Debian 12': pass",
        "if image.name != 'Debian 12': pass",
        "if not image.name: pass",
        "if image.name < 'b' or image.name > 'c': pass",
        "if 'Debian' in image.name: pass",
        "if image.name in ('a', 'b'): pass",
        "{'a': 1}.get(image.name)",
        "[letter for letter in image.name]",
        "if image.name.startswith('Debian'): pass",
        "if image.protected: pass",
        "if image.size_bytes > 10: pass",
        "if image.min_disk_gb + 1 == 3: pass",
        "for tag in image.tags: openstack.networking.Network(tag)",
        "if len(external.all_tags): pass",
        "if 'a' in external.all_tags: pass",
        "if external.segments and external.segments[0].network_type == 'vlan': pass",
        "{image.min_ram_mb: 1}",
        "if db == 'x': pass",
        "if pulumi.Config().require_object('service')['tier'][0] == 'x': pass",
        "pulumi.Config().require_secret('db').apply(lambda text: text == 'x')",
    ],
)
def test_a_decision_by_an_unknown_value_is_told(program: Write, decision: str) -> None:
    found = preview(program(START + decision + "\n", files=SECURE))

    assert hidden(found)
    assert hidden(found)[0].startswith("__main__.py:7 decides by a value that is not known yet")


@pytest.mark.parametrize(
    "value",
    [
        "image.name",
        "f'on {image.name}'",
        "'on ' + image.name",
        "'on %s' % image.name",
        "' '.join(['on', image.name])",
        "json.dumps({'on': image.name})",
        "f'{image.min_disk_gb} GB'",
        "f'{image.min_disk_gb * 2} GB'",
        "str(image.protected)",
        "image.tags[0]",
        "image.properties['a']",
        "image.properties.get('a')",
        "external.segments[0].network_type",
        "db",
        "f'{db}-1'",
        "pulumi.Output.concat('on ', image.name)",
    ],
)
def test_a_value_made_from_an_unknown_one_is_unknown_and_no_decision(program: Write, value: str) -> None:
    text = START + f"openstack.networking.Network('n', description={value})\n"

    found = preview(program(text, files=SECURE))

    assert next(item for item in found.resources if item.name == "n").inputs["description"] is UNKNOWN
    assert hidden(found) == []


@pytest.mark.parametrize(("given", "argument"), [("tags", "image.tags"), ("mtu", "image.min_disk_gb")])
def test_lists_and_numbers_that_are_unknown_stay_so(program: Write, given: str, argument: str) -> None:
    text = START + f"openstack.networking.Network('n', {given}={argument})\n"

    found = preview(program(text, files=SECURE))

    assert next(item for item in found.resources if item.name == "n").inputs[given] is UNKNOWN
    assert hidden(found) == []


def test_what_is_hidden_is_named_once(program: Write) -> None:
    found = preview(program(START + "for _ in range(9): db == 'x'\n", files=SECURE))

    assert [gap.kind for gap in found.gaps if gap.hides_resources] == [GapKind.UNSEEN_RESOURCES]


def test_what_a_generated_sdk_beside_the_program_asks_decides_nothing(program: Write) -> None:
    sdk = "def checked(name):\n    if name and not isinstance(name, str):\n        raise TypeError\n    return name\n"
    files = SECURE | {"pulumi_cloud/__init__.py": sdk, "pulumi_cloud/pulumi-plugin.json": '{"resource": true}'}

    found = preview(program(START + "import pulumi_cloud\npulumi_cloud.checked(image.name)\n", files=files))

    assert hidden(found) == []


def test_what_any_other_module_beside_the_program_asks_does(program: Write) -> None:
    files = SECURE | {"helpers.py": "def checked(name):\n    return name == 'Debian 12'\n"}

    found = preview(program(START + "import helpers\nhelpers.checked(image.name)\n", files=files))

    assert hidden(found)[0].startswith("helpers.py:2 decides")
