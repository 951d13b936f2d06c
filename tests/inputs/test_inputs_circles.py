"""Documents in which resources are each other's parents: no engine writes them, and they are never a pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inputs.input_documents import NETWORK, a_resource, a_state, read_content, urn


def child(name: str, parent: str) -> dict[str, object]:
    return a_resource(name=name, parent=urn(NETWORK, parent))


@pytest.mark.parametrize(
    "resources",
    [
        [child("a", "a")],
        [child("a", "b"), child("b", "a")],
        [child("a", "b"), child("b", "c"), child("c", "b")],
        [a_resource(name="root"), child("x", "root"), child("a", "b"), child("b", "c"), child("c", "a")],
    ],
    ids=["itself", "two", "a line into two", "three beside a tree"],
)
def test_parents_in_a_circle_leave_the_deployment_incomplete(
    tmp_path: Path, resources: list[dict[str, object]]
) -> None:
    deployment = read_content(tmp_path, a_state(*resources))

    (gap,) = deployment.gaps
    assert gap.hides_resources
    assert "each other's parents" in gap.message


@pytest.mark.parametrize(
    "resources",
    [
        [a_resource(name="root"), child("a", "root"), child("b", "a"), child("c", "a")],
        [child("a", "nowhere"), child("b", "a")],
    ],
    ids=["a tree", "a parent that is not shown"],
)
def test_a_tree_of_parents_is_complete(tmp_path: Path, resources: list[dict[str, object]]) -> None:
    assert read_content(tmp_path, a_state(*resources)).gaps == ()
