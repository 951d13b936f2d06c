"""Whatever stands in a file, reading it ends in a deployment or in one line that says what is wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rempart.errors import InputError
from rempart.inputs import ReadOptions, read
from rempart.model.deployment import Deployment
from rempart.model.values import Mark
from tests.inputs.input_documents import FIXTURES, SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT

MARKER = "pl4nted-s3cret"

PREVIEWS = ("demo/preview.json", "update/preview.json", "programs/p06-secrets.preview.json")
LOGS = ("demo/events.jsonl", "update/events.jsonl", "demo/events-pack-violation.jsonl")
STATES = ("update/state.json",)

# Each example writes one file of its own name over the last one's, so the folder may be shared.
anything_goes = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def _attempt(path: Path, options: ReadOptions | None = None) -> Deployment | InputError:
    """Read, and check what holds for every deployment."""
    try:
        deployment = read(path, options or ReadOptions())
    except InputError as error:
        return error
    assert deployment.resources or deployment.gaps
    for resource in deployment.resources:
        _check_value(dict(resource.inputs))
        _check_value(dict(resource.outputs))
    for gap in deployment.gaps:
        assert gap.message.isprintable()
    return deployment


def _check_value(value: object) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            assert isinstance(key, str)
            _check_value(item)
    elif isinstance(value, list):
        for item in value:
            _check_value(item)
    elif isinstance(value, str):
        assert UNKNOWN_TEXT not in value
        assert "[secret]" not in value
    else:
        assert value is None or isinstance(value, (bool, int, float, Mark))


@anything_goes
@given(st.binary())
@example(b"")
@example(b"\xff\xfe")
@example(b"\xff\xfe\x00\x00")
@example(b"{\x00")
@example(b"\x00{")
@example(b'{"steps": [{}]}')
@example(b'{"version": 3, "deployment": {"resources": [{}]}}')
def test_any_bytes_end_in_a_deployment_or_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "input"
    path.write_bytes(content)

    _attempt(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(UNKNOWN_TEXT),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of each part of a document."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found += _places(item, (*path, key))
    return found


def _mutate(document: Any, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
    """Delete, replace, copy or move one random part."""
    places = _places(document)
    if not places:
        return
    path = draw(st.sampled_from(places))
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    what = draw(st.sampled_from(["delete", "replace", "copy"]))
    if what == "delete":
        del parent[path[-1]]
    elif what == "replace":
        parent[path[-1]] = draw(JSON)
    elif isinstance(parent, list):
        parent.append(copy.deepcopy(parent[path[-1]]))
    else:
        parent[draw(st.sampled_from(sorted(parent)))] = copy.deepcopy(parent[path[-1]])


def _load(name: str) -> Any:
    text = (FIXTURES / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()] if name in LOGS else json.loads(text)


def _save(document: Any, name: str, folder: Path) -> Path:
    path = folder / "input"
    text = "\n".join(map(json.dumps, document)) if name in LOGS else json.dumps(document)
    path.write_text(text, encoding="utf-8")
    return path


@anything_goes
@given(st.data(), st.sampled_from((*PREVIEWS, *LOGS, *STATES)), st.integers(1, 4))
def test_a_mutilated_document_ends_in_a_deployment_or_one_line(
    tmp_path: Path, data: st.DataObject, name: str, times: int
) -> None:
    document = _load(name)
    for _ in range(times):
        _mutate(document, data.draw)

    _attempt(_save(document, name, tmp_path))


@anything_goes
@given(st.data(), st.integers(1, 3))
def test_a_mutilated_state_beside_a_preview_ends_so_too(tmp_path: Path, data: st.DataObject, times: int) -> None:
    state = _load("update/state.json")
    for _ in range(times):
        _mutate(state, data.draw)

    _attempt(FIXTURES / "update" / "preview.json", ReadOptions(state=_save(state, "update/state.json", tmp_path)))


@anything_goes
@given(st.data(), st.sampled_from((*PREVIEWS, *LOGS, *STATES)))
def test_a_document_cut_anywhere_ends_so_too(tmp_path: Path, data: st.DataObject, name: str) -> None:
    content = (FIXTURES / name).read_bytes()
    path = tmp_path / "input"
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])

    _attempt(path)


def _secret(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Any:
    """Return a secret that holds the marker, in one of the forms that the engine writes."""
    content = draw(st.sampled_from([MARKER, json.dumps(MARKER), json.dumps({"password": MARKER})]))
    return draw(
        st.sampled_from(
            [
                {SIGNATURE: SECRET_SIGNATURE, "plaintext": content},
                {SIGNATURE: SECRET_SIGNATURE, "ciphertext": content},
                {SIGNATURE: SECRET_SIGNATURE, "value": {"deep": [content]}},
                {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": content, "secret": True},
                {SIGNATURE: "of a later version", "value": content},
                {"nested": [{SIGNATURE: SECRET_SIGNATURE, "plaintext": content}]},
            ]
        )
    )


@anything_goes
@given(st.data(), st.sampled_from((*PREVIEWS, *LOGS, *STATES)), st.integers(0, 2))
def test_a_planted_secret_never_leaves_this_room(
    tmp_path: Path, data: st.DataObject, name: str, mutilations: int
) -> None:
    document = _load(name)
    path = data.draw(st.sampled_from(_places(document)))
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = _secret(data.draw)
    for _ in range(mutilations):
        _mutate(document, data.draw)

    outcome = _attempt(_save(document, name, tmp_path))

    # A mutilation can break the secret's own signature; what is left is then an ordinary value.
    if mutilations == 0:
        assert MARKER not in repr(outcome)
        assert MARKER not in str(outcome)


@pytest.mark.parametrize("name", [*PREVIEWS, *LOGS, *STATES])
def test_an_error_quotes_no_value_of_the_document(tmp_path: Path, name: str) -> None:
    document = _load(name)
    for path in _places(document):
        if path[-1] not in {"urn", "type", "provider", "parent", "op", "version", "severity", "result"}:
            continue
        mutilated = copy.deepcopy(document)
        parent = mutilated
        for key in path[:-1]:
            parent = parent[key]
        parent[path[-1]] = f"x {MARKER}"

        outcome = _attempt(_save(mutilated, name, tmp_path))

        assert MARKER not in str(outcome) or isinstance(outcome, Deployment)
