"""What a secret holds is kept where a search can see it, and nobody else."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from rempart.inputs.marks import properties_and_sealed
from rempart.model.resource import Resource
from rempart.model.sealed import Sealed
from rempart.model.values import SECRET, UNKNOWN, Value
from tests.inputs.input_documents import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT

OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
TEXT = "curl https://hunter2.example.fr"


def secret(**shown: Value) -> Value:
    return {SIGNATURE: SECRET_SIGNATURE, **shown}


def content(sealed: Sealed) -> Value:
    return sealed.search(lambda held: held)


@pytest.mark.parametrize(
    ("shown", "held"),
    [
        (secret(value=TEXT), TEXT),
        (secret(plaintext=json.dumps(TEXT)), TEXT),
        ({SIGNATURE: OUTPUT, "secret": True, "value": TEXT}, TEXT),
        (secret(value=[TEXT, UNKNOWN_TEXT]), [TEXT, UNKNOWN]),
        (secret(value=UNKNOWN_TEXT), UNKNOWN),
        (secret(value={"inner": secret(value=TEXT)}), {"inner": SECRET}),
    ],
)
def test_a_secret_that_the_input_shows_is_marked_and_kept_sealed(shown: Value, held: Value) -> None:
    values, sealed = properties_and_sealed({"userData": shown})

    assert values == {"userData": SECRET}
    assert content(sealed["userData"]) == held


@pytest.mark.parametrize(
    "shown",
    [
        secret(ciphertext="AAAA"),
        secret(),
        secret(plaintext="{"),
        secret(plaintext={"not": "text"}),
        secret(value=None),
        "[secret]",
        {SIGNATURE: OUTPUT, "value": TEXT},
    ],
)
def test_what_is_not_shown_or_not_secret_leaves_nothing_sealed(shown: Value) -> None:
    assert properties_and_sealed({"userData": shown})[1] == {}


def test_a_secret_is_found_at_any_depth_by_its_path() -> None:
    raw: dict[str, Value] = {"nodes": [{"name": "a"}, {"userData": secret(value=TEXT)}]}

    assert list(properties_and_sealed(raw)[1]) == ["nodes.1.userData"]


def test_what_is_sealed_is_neither_shown_nor_written_nor_copied() -> None:
    sealed = Sealed("hunter2")
    resource = Resource("urn", "a:b:C", "d", {"key": SECRET}, sealed={"key": sealed})

    assert "hunter2" not in f"{sealed!r} {sealed} {resource!r}"
    for write in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError, match="not written anywhere"):
            write(sealed)
