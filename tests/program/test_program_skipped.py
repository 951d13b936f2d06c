"""Resources that only come into being once a value is known are not seen; that there may be some is said."""

from __future__ import annotations

from textwrap import dedent

import pytest

from rempart.model.deployment import GapKind
from tests.program.conftest import Write, preview

START = """
import functools
import json
import pulumi
import pulumi_openstack as openstack
from pulumi_openstack.networking import Network

def make(name):
    return Network(name)

def again(count):
    return again(count - 1) if count else make("again")

class Maker:
    def make(self, name):
        return openstack.networking.Network(name)

    @staticmethod
    def make_one(name):
        return Network(name)

    @classmethod
    def make_some(cls, name):
        return Network(name)

    def __call__(self, name):
        return Network(name)

class Group(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("health:web:Group", name)

maker = Maker()
first = openstack.networking.Network("first", name="known")
"""


@pytest.mark.parametrize(
    "program_text",
    [
        "first.id.apply(lambda found: openstack.networking.Network('n', description=found))",
        "first.id.apply(Network)",
        "first.id.apply(make)",
        "first.id.apply(functools.partial(make))",
        "first.id.apply(maker.make)",
        "first.id.apply(Maker.make_some)",
        "first.id.apply(maker)",
        "first.id.apply(func=make)",
        "first.id.apply(lambda found: maker.make_one(found))",
        "first.id.apply(lambda found: [Group(name) for name in (found, 'x')])",
        "first.id.apply(lambda found: again(3))",
        "pulumi.Output.all(first.id, 1).apply(lambda both: make(both[0]))",
        "openstack.networking.get_network_output(name='Ext').apply(lambda found: make('n'))",
        """
        def later(local):
            first.id.apply(lambda found: local(found))
        later(make)
        """,
        """
        async def create(found):
            import pulumi_openstack.blockstorage
            return pulumi_openstack.blockstorage.Volume('v', size=1)
        first.id.apply(create)
        """,
    ],
)
def test_a_function_that_would_create_resources_and_does_not_run_is_told(program: Write, program_text: str) -> None:
    found = preview(program(START + dedent(program_text)))

    gap = next(gap for gap in found.gaps if gap.kind is GapKind.UNSEEN_RESOURCES)
    assert gap.hides_resources
    assert "creates resources from a value that is not known yet" in gap.message


@pytest.mark.parametrize(
    "program_text",
    [
        "first.name.apply(lambda name: make(f'{name}-2'))",
        "first.id.apply(lambda found: found.upper())",
        "first.id.apply(lambda found: json.dumps({'id': found}))",
        "first.id.apply(str)",
        "first.id.apply(str.upper)",
        "first.id.apply(lambda found: make('always'), run_with_unknowns=True)",
        "first.id.apply(lambda found: pulumi.export('found', found))",
        "first.id.apply(lambda found: maker.nothing)",
        """
        def later():
            first.id.apply(lambda found: local)
            local = make
        later()
        """,
        "pulumi.export('text', pulumi.Output.concat('a-', first.id))",
        "pulumi.export('part', first.segments[0])",
    ],
)
def test_a_function_that_runs_or_creates_nothing_is_not_told(program: Write, program_text: str) -> None:
    assert preview(program(START + dedent(program_text))).gaps == ()


def test_the_place_of_such_a_function_is_named(program: Write) -> None:
    text = (
        "import pulumi_openstack as o\nn = o.networking.Network('n')\nn.id.apply(lambda i: o.networking.Network(i))\n"
    )

    assert preview(program(text)).gaps[0].message.startswith("__main__.py:3 creates")
