from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rempart.errors import InputError
from rempart.inputs.decode import NotStrictJsonError, strict_json
from tests.inputs.input_documents import a_preview, a_step, an_event_log, named, read_content

TEXT = json.dumps(a_preview(a_step(inputs={"description": "réseau de soins"})), ensure_ascii=False, indent=2)

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_unicode_encoding_is_read_with_or_without_its_mark(tmp_path: Path, encoding: str, newline: str) -> None:
    content = TEXT.replace("\n", newline).encode(encoding)

    assert named(read_content(tmp_path, content), "net").inputs == {"description": "réseau de soins"}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_event_log_may_have_any_of_them_too(tmp_path: Path, encoding: str) -> None:
    content = an_event_log(a_step()).replace("\n", "\r\n").encode(encoding)

    assert len(read_content(tmp_path, content).resources) == 1


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\xff\xfe", "is empty"),
        (b" " * 100_000, "is empty"),
        (b"\xff\xfe{\x00\x00\xd8}\x00", "is not valid UTF-16-LE; save it as UTF-8"),
        (b"\xff\xfe\x00\x00{", "is not valid UTF-32-LE"),
        (b'{"steps": "\xff"}', r"is not valid UTF-8 \(byte 11\)"),
        (b'{"steps": [', "is cut short"),
        (b'{"steps"', "is cut short"),
        (b'{"steps": []}\n{"steps": []}', "more than one JSON document"),
        (b'{"steps": []}\x00', "more than one JSON document"),
        (b'{"steps": []} done', "more than one JSON document"),
        (b"+ pulumi preview --json\n{}", "line 1: does not start with JSON; keep the standard output"),
        (b"Previewing update (dev):\n{}", "does not start with JSON"),
        (b"<html></html>", "does not start with JSON"),
        (b'{"a": NaN}', "is not valid JSON"),
        (b'{"a": -Infinity}', "is not valid JSON"),
        (b'{"a": 1e999}', "is not valid JSON"),
        (b'{"a": "\\ud800"}', "is not valid JSON"),
        (b'{"a": 1,}', "is not valid JSON"),
        (b"{'a': 1}", "is not valid JSON"),
        (b'{"steps":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "nested too deeply"),
        (b'{"steps":' + b"[" * 500 + b"]" * 500 + b"}", "nested too deeply"),
        (b'{"steps":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}", "nested too deeply"),
        (b'{"steps": [], "steps": []}', r"holds the same key twice in one object \(steps\)"),
        (b'{"a": [{"b": 1, "b": 1}]}', r"holds the same key twice in one object \(b\)"),
        (b'{"a": "\\u0022", "b": 1, "\\u0062": 2}', r"holds the same key twice in one object \(b\)"),
        (b'{"https://user:pw@host/": 1, "https://user:pw@host/": 2}', "in one object; readers"),
        (b'{"": 1, "": 2}', "in one object; readers"),
        (b"\x1f\x8b\x08\x00", "compressed with gzip"),
        (b"PK\x03\x04", "ZIP archive"),
        (b"\x00" * 5000, "null bytes only"),
        (b"\x00", "null bytes only"),
        (b"{}", "no document that is read here"),
        (b"[]", "no document that is read here"),
        (b"[\n{}]", "no document that is read here"),
        (b"{\n}", "no document that is read here"),
        (b"{}\n{}", "more than one JSON document"),
    ],
)
def test_what_is_no_single_strict_document_is_refused_in_one_line(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    with pytest.raises(InputError, match=complaint) as caught:
        read_content(tmp_path, content)

    assert caught.value.line().isprintable()


def test_numbers_of_any_size_are_read() -> None:
    digits = "9" * 300

    assert strict_json(f'{{"a": {digits}, "b": "\\u0022"}}'.encode()) == {"a": float(digits), "b": '"'}


def _has_duplicate(text: str) -> bool:
    found = []

    def look(pairs: list[tuple[str, object]]) -> None:
        found.append(len({key for key, _ in pairs}) != len(pairs))

    json.loads(text, object_pairs_hook=look)
    return any(found)


KEYS = st.sampled_from(['"a"', '"b"', '"\\u0061"', '"\\""', '"\\u0022"', '"\\\\"', '"\\\\u0022"', '""'])
STRINGS = (
    KEYS | st.text(max_size=5).map(json.dumps) | st.text(max_size=5).map(lambda t: json.dumps(t, ensure_ascii=False))
)


def _object(pairs: list[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{key} :{value}" for key, value in pairs) + "}"


DOCUMENTS = st.recursive(
    STRINGS | st.integers(-(2**63), 2**64 - 1).map(str) | st.sampled_from(["true", "null", "1.5"]),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: "[" + ", ".join(items) + "]")
        | st.lists(st.tuples(KEYS, inner), max_size=4).map(_object)
    ),
    max_leaves=15,
)


@given(DOCUMENTS)
@example('{"a":"\\u0022\\u0022","b":1,"b":2}')
@example('{"\\u0022":1,"\\"":2}')
def test_counting_quotation_marks_finds_exactly_the_duplicate_keys(text: str) -> None:
    try:
        strict_json(text.encode())
    except NotStrictJsonError as error:
        found = error.ambiguous
    else:
        found = False

    assert found == _has_duplicate(text)


@given(DOCUMENTS)
def test_what_is_accepted_means_what_other_parsers_read(text: str) -> None:
    try:
        value = strict_json(text.encode())
    except NotStrictJsonError:
        return

    assert value == json.loads(text)
