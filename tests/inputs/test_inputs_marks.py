from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.inputs.marks import properties, text_of, value_of
from rempart.model.values import SECRET, UNKNOWN, Mark, Value
from tests.inputs.input_documents import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT

OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
BYTES = "803fd3297a5875dc03ca845dda5d2a98"
FLOAT = "8ad145fe-0d11-4827-bfd7-1abcbf086f5c"


def _signed(signature: object, **fields: Any) -> Any:
    return {SIGNATURE: signature, **fields}


@pytest.mark.parametrize(
    "text",
    [
        UNKNOWN_TEXT,
        f"https://{UNKNOWN_TEXT}/v3",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    ],
)
def test_a_text_that_is_unknown_in_part_is_unknown(text: str) -> None:
    assert text_of(text) is UNKNOWN


@pytest.mark.parametrize("text", ["[secret]", "https://user:[secret]@example.fr", '{"pw":"[secret]"}'])
def test_a_text_that_is_secret_in_part_is_secret(text: str) -> None:
    assert text_of(text) is SECRET


@pytest.mark.parametrize("text", ["", "GRA11", "[Secret]", 'b"', 'b"not base64!"', 'b"aGVsbG8=', "b'aGVsbG8='"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert text_of(text) == text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (_signed(SECRET_SIGNATURE, ciphertext="hunter2"), SECRET),
        (_signed(SECRET_SIGNATURE, plaintext={"a": ["hunter2"]}), SECRET),
        (_signed(SECRET_SIGNATURE), SECRET),
        (_signed(OUTPUT, value="a", secret=True), SECRET),
        (_signed(OUTPUT, value="a", secret=False, dependencies=["x"]), "a"),
        (_signed(OUTPUT, value={"b": UNKNOWN_TEXT}), {"b": UNKNOWN}),
        (_signed(OUTPUT), UNKNOWN),
        (_signed(RESOURCE, urn="urn:pulumi:dev::care::a:b:C::d", id="1"), "urn:pulumi:dev::care::a:b:C::d"),
        (_signed(RESOURCE, urn=5), UNKNOWN),
        (_signed(BYTES, value="H4sI"), "H4sI"),
        (_signed(ASSET, hash="0", text="curl https://example.fr", path=""), {"text": "curl https://example.fr"}),
        (_signed(ASSET, hash="0", path="./init.sh", text=5), {"path": "./init.sh"}),
        (_signed(ASSET, uri="https://example.fr/x"), {"uri": "https://example.fr/x"}),
        (_signed(ASSET, text="<contents elided>"), {"text": UNKNOWN}),
        (_signed(ASSET, text="[secret]"), {"text": SECRET}),
        (
            _signed(ARCHIVE, hash="0", assets={"a.py": _signed(ASSET, text="x"), "b": _signed(ARCHIVE, path="./b")}),
            {"assets": {"a.py": {"text": "x"}, "b": {"path": "./b"}}},
        ),
        (_signed(ARCHIVE, assets=[]), {}),
        (_signed(FLOAT, value="7ff0000000000000"), UNKNOWN),
        (_signed("newer than this version"), UNKNOWN),
        (_signed(None), UNKNOWN),
        (_signed(["unhashable"]), UNKNOWN),
        ([{"__defaults": ["x"], "port": UNKNOWN_TEXT}], [{"port": UNKNOWN}]),
        ({"a": [1, True, None, 2.5, "text"]}, {"a": [1, True, None, 2.5, "text"]}),
    ],
)
def test_each_form_of_the_engine_becomes_a_value_or_a_mark(raw: Value, expected: Value) -> None:
    assert value_of(raw) == expected


def test_bytes_that_a_preview_shows_can_be_searched() -> None:
    assert text_of('b"H4sIAAAA"') == "H4sIAAAA"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=8)
    | st.sampled_from([UNKNOWN_TEXT, "[secret]", "x [secret] y", 'b"aGVsbG8="', '"', "\\"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", "__defaults", SIGNATURE, "value", "text", "secret"]), inner)
        | st.builds(lambda value: _signed(SECRET_SIGNATURE, plaintext=value), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "__internal"]), JSON))
def test_the_fast_way_and_the_walk_through_every_value_agree(raw: dict[str, Value]) -> None:
    expected = {
        key: value_of(value)
        for key, value in json.loads(json.dumps(raw)).items()
        if key not in {"__defaults", "__internal"}
    }

    assert properties(raw) == expected


@given(JSON)
def test_no_mark_of_the_engine_is_left(raw: Value) -> None:
    left = repr(value_of(raw))

    assert UNKNOWN_TEXT not in left
    assert "[secret]" not in left


def test_marks_are_values_of_the_model() -> None:
    assert {type(value_of(text)) for text in (UNKNOWN_TEXT, "[secret]")} == {Mark}
