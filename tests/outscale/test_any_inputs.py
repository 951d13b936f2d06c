"""Whatever valid inputs a resource is made with, a look at it afterwards finds nothing to change.

Inputs are generated from the table: the document's types, closed lists and forms. The fake judges which of them are
valid together, as the service would; those that it refuses say nothing and are passed over.
"""

from __future__ import annotations

import string

import grpc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outscale_provider.table import Kind, load_table
from outscale_provider.values.json import JsonObject
from outscale_provider.values.names import pulumi_name
from outscale_provider.values.shapes import Shape
from tests.outscale.fake import Fake
from tests.outscale.plugin import KEYS, Plugin, Resource, told
from tests.outscale.world import World, kinds

EXAMPLES = 12
TEXTS = st.text(string.ascii_letters + string.digits + " .:/@-_'\"<>&éß日", min_size=1, max_size=40)
TAGS = st.dictionaries(TEXTS, TEXTS, max_size=3).map(
    lambda tags: [{"key": key, "value": value} for key, value in tags.items()]
)
REFERENCES = ("Id", "Ids", "Orn", "Name", "Names", "Ip", "Ips", "IpRange", "IpRanges", "UserData", "Pem", "Key", "Body")
"""How the names of inputs end whose values mean something that a generator cannot make up."""


def values(name: str, shape: Shape) -> st.SearchStrategy[object]:
    """Return values that the document allows for an input."""
    if shape.enum:
        return st.sampled_from(shape.enum)
    if shape.type == "array":
        return st.lists(values(name, shape.items or Shape("string")), min_size=1, max_size=2)
    if shape.type == "object":
        return objects(shape)
    if shape.pattern:
        return st.from_regex(shape.pattern, fullmatch=True)
    return {"boolean": st.booleans(), "integer": st.integers(1, 40), "number": st.integers(1, 40)}.get(
        shape.type, TEXTS
    )


def objects(shape: Shape) -> st.SearchStrategy[object]:
    """Return objects with all that is required, and any of the rest."""
    parts = {pulumi_name(key): values(key, part) for key, part in shape.properties.items()}
    required = {pulumi_name(key) for key in shape.required}
    return st.fixed_dictionaries(
        {key: part for key, part in parts.items() if key in required},
        optional={key: part for key, part in parts.items() if key not in required},
    )


@st.composite
def variations(draw: st.DrawFn, kind: Kind) -> dict[str, object]:
    """Return other values for up to three inputs of a kind; ``None`` leaves an input out."""
    open_to = {
        pulumi_name(key): (st.none() | values(key, shape)) if key not in kind.required else values(key, shape)
        for key, shape in kind.inputs.items()
        if not key.endswith(REFERENCES)
    }
    if kind.tags or kind.tags_at_creation:
        open_to["tags"] = st.none() | TAGS
    if not open_to:
        return {}
    chosen = draw(st.lists(st.sampled_from(sorted(open_to)), max_size=3, unique=True))
    return {name: draw(open_to[name]) for name in chosen}


def created(plugin: Plugin, name: str, inputs: JsonObject) -> Resource | None:
    """Make a resource; ``None`` when the service refuses."""
    try:
        return plugin.create(name, inputs)
    except grpc.RpcError as error:
        if "a fault of the Outscale provider" in told(error):
            raise
        return None


@pytest.mark.parametrize("name", kinds())
def test_what_was_made_of_any_valid_inputs_needs_no_change(name: str, running: Plugin, fake: Fake) -> None:
    kind = load_table().kind_named(name)
    made: list[JsonObject] = []

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(variations(kind))
    def examine(variation: dict[str, object]) -> None:
        fake.reset()
        fake.control(slow=0)
        running.configure(**KEYS, endpoint=fake.url, maxRequestsPerSecond=100000)
        varied = World(running).inputs(name) | variation
        inputs = {key: value for key, value in varied.items() if value is not None}
        if running.check_response(name, inputs).failures:
            return
        resource = created(running, name, inputs)
        if resource is None:
            return
        seen = running.refresh(resource)
        assert seen is not None
        assert seen.inputs == resource.inputs
        assert list(running.diff(seen, inputs).diffs) == []
        made.append(inputs)

    examine()

    assert made


def test_the_generator_knows_every_type_that_the_table_has() -> None:
    shapes = [shape for name in kinds() for shape in load_table().kind_named(name).inputs.values()]
    inner = [part for shape in shapes for part in (shape.items, *shape.properties.values()) if part]

    types = {shape.type for shape in (*shapes, *inner)}

    assert types <= {"string", "integer", "number", "boolean", "array", "object"}
