"""What is shown does nothing but be read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.shown import escaped_json, shown


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Électricité de France", "Électricité de France"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u2066b\u2069", "a\\u2066b\\u2069"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("one\r\ntwo\tthree", "one  two three"),
        ("100\xa0%", "100 %"),
        ("line\u2028break", "line break"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, seen: str) -> None:
    assert shown(text) == seen


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_comes_out_printable_and_once_is_enough(text: str) -> None:
    assert shown(text).isprintable()
    assert shown(shown(text)) == shown(text)


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_means_the_same_once_escaped(value: object) -> None:
    written = escaped_json(json.dumps(value, ensure_ascii=False, indent=2))

    assert json.loads(written) == value
    assert all(line.isprintable() for line in written.split("\n"))
