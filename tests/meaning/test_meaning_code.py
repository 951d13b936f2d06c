"""What the reader of programs says of their string literals."""

from __future__ import annotations

import pytest

from rempart.meaning.findings import Act, Sign, Spot, Value
from rempart.meaning.readers.code import read_code
from rempart.model.address import RUN_TIME


def values(text: str, key: str) -> set[tuple[str, str, Act | None]]:
    return {
        (item.text, item.spot.key, item.spot.act) for item in read_code(text, Spot(key=key)) if isinstance(item, Value)
    }


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("a.py", 'requests.post("https://a.fr")', ("https://a.fr", "", Act.SENDS)),
        ("a.py", 'c = client("s3", endpoint_url="https://a.fr")', ("https://a.fr", "endpoint_url", Act.CONNECTS)),
        ("a.py", 'PASSWORD = "x"', ("x", "PASSWORD", None)),
        ("a.py", 'H = "a.fr"\nrequests.post(f"https://{H}/x")', ("https://a.fr/x", "", Act.SENDS)),
        ("a.py", 'requests.post("https://" + host)', (f"https://{RUN_TIME}", "", Act.SENDS)),
        ("a.py", 'x = "https://" "a.fr"', ("https://a.fr", "x", None)),
        ("a.js", "fetch('https://a.fr')", ("https://a.fr", "", Act.FETCHES)),
        ("a.js", "fetch('https://a.fr', {method: 'POST'})", ("https://a.fr", "", Act.SENDS)),
        ("a.go", 'net.Dial("tcp", "a.fr:1")', ("a.fr:1", "", Act.CONNECTS)),
    ],
)
def test_a_literal_stands_under_its_name_with_the_act_of_its_call(
    key: str, text: str, expected: tuple[str, str, Act | None]
) -> None:
    assert expected in values(text, key)


@pytest.mark.parametrize(
    ("key", "text"), [("a.py", '# "https://a.fr"'), ("a.js", '// "a.fr"\n/* "b.fr" */'), ("a.lua", '-- "a.fr"')]
)
def test_comments_say_nothing(key: str, text: str) -> None:
    assert values(text, key) == set()


def test_a_call_over_several_lines_is_one_sign() -> None:
    signs = [item.name for item in read_code('boto3.client(\n  "s3",\n)\n', Spot(key="a.py")) if isinstance(item, Sign)]

    assert len(signs) == 1
