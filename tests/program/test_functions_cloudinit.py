"""The document that cloud-init reads, beside what the provider's own tests expect of it."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path
from typing import Any

import pytest

from rempart.inputs.program.functions import NotComputedError, compute, planned
from rempart.inputs.program.functions.arguments import LARGEST
from rempart.inputs.program.functions.cloudinit import CONFIG, GET_CONFIG

PLAIN = {"gzip": False, "base64Encode": False}
HEAD = 'Content-Type: multipart/mixed; boundary="MIMEBOUNDARY"\nMIME-Version: 1.0\r\n\r\n'
END = "\r\n--MIMEBOUNDARY--\r\n"
SHELL = "text/x-shellscript"


def config(**arguments: Any) -> dict[str, Any]:
    """Return what the function returns."""
    return compute(GET_CONFIG, arguments, Path())


def part(content_type: str, content: str, *, above: str = "", below: str = "") -> str:
    """Return a part as the provider writes it, with the headers that stand above and below the usual ones."""
    usual = f"Content-Transfer-Encoding: 7bit\r\nContent-Type: {content_type}\r\nMime-Version: 1.0\r\n"
    return f"--MIMEBOUNDARY\r\n{above}{usual}{below}\r\n{content}"


@pytest.mark.parametrize(
    ("parts", "body"),
    [
        ([{"contentType": SHELL, "content": "baz"}], [part(SHELL, "baz")]),
        ([{"content": "baz"}], [part("text/plain", "baz")]),
        (
            [{"contentType": SHELL, "content": "baz", "filename": "foobar.sh"}],
            [part(SHELL, "baz", above='Content-Disposition: attachment; filename="foobar.sh"\r\n')],
        ),
        (
            [{"contentType": SHELL, "content": "baz"}, {"contentType": SHELL, "content": "ffbaz"}],
            [part(SHELL, "baz"), part(SHELL, "ffbaz")],
        ),
        (
            [{"content": "foo1", "filename": "foofile1.txt", "mergeType": "list()+dict()+str()"}],
            [
                part(
                    "text/plain",
                    "foo1",
                    above='Content-Disposition: attachment; filename="foofile1.txt"\r\n',
                    below="X-Merge-Type: list()+dict()+str()\r\n",
                )
            ],
        ),
        (
            [{"contentType": "text/cloud-config", "content": "abc"}, {"content": ""}],
            [part("text/cloud-config", "abc"), part("text/plain", "")],
        ),
        ([{"content": "a", "filename": "", "mergeType": ""}], [part("text/plain", "a")]),
    ],
)
def test_parts_are_rendered_as_the_provider_renders_them(parts: list[dict[str, str]], body: list[str]) -> None:
    assert config(parts=parts, **PLAIN)["rendered"] == HEAD + "\r\n".join(body) + END


def test_a_document_is_compressed_and_packed_unless_it_is_told_otherwise() -> None:
    parts = [{"content": "heythere", "contentType": SHELL}]
    golden = (
        "H4sIAAAAAAAA/2TNuwrCQBCF4X5h32FJP0YrIWLhJYVFFEQFy1xGM5DMhtkJJG8vWkjQ8sDP+XaeFVnhMnaYuLZvlLpcNG5pwGrlCt9zlcu4"
        "jrJDlm5P1+N+c75H5r3ghhLIc+IWs7k11gBMI2u+35JzeKBAyqWviJ+JWxakk+CDKw4aDxBqbJpQCnVqTUYt/jk1jlqj4K8IYM0rAAD//0u6"
        "BO3QAAAA"
    )

    rendered = config(parts=parts)["rendered"]

    assert gzip.decompress(base64.b64decode(rendered)) == gzip.decompress(base64.b64decode(golden))
    assert rendered == config(parts=parts)["rendered"]


def test_a_document_that_is_only_packed_is_the_provider_s_to_the_byte() -> None:
    found = config(parts=[{"content": "heythere", "contentType": SHELL}], gzip=False)

    assert found["rendered"] == (
        "Q29udGVudC1UeXBlOiBtdWx0aXBhcnQvbWl4ZWQ7IGJvdW5kYXJ5PSJNSU1FQk9VTkRBUlkiCk1JTUUtVmVyc2lvbjogMS4wDQoNCi0tTUlNRUJP"
        "VU5EQVJZDQpDb250ZW50LVRyYW5zZmVyLUVuY29kaW5nOiA3Yml0DQpDb250ZW50LVR5cGU6IHRleHQveC1zaGVsbHNjcmlwdA0KTWltZS1WZXJz"
        "aW9uOiAxLjANCg0KaGV5dGhlcmUNCi0tTUlNRUJPVU5EQVJZLS0NCg=="
    )


def test_a_boundary_can_be_chosen() -> None:
    rendered = config(parts=[{"content": "baz", "contentType": SHELL}], boundary="//", **PLAIN)["rendered"]

    assert rendered == (HEAD + part(SHELL, "baz") + END).replace("MIMEBOUNDARY", "//")


def test_what_was_left_out_is_returned_with_its_default() -> None:
    found = config(parts=[{"content": "a"}])

    assert (found["gzip"], found["base64Encode"], found["boundary"]) == (True, True, "MIMEBOUNDARY")
    assert found["parts"] == [{"content": "a", "contentType": "text/plain"}]
    assert found["id"].isdigit()


def test_the_resource_adds_what_the_function_returns() -> None:
    inputs = {"parts": [{"content": "a"}]}

    assert planned(CONFIG, inputs)["rendered"] == config(**inputs)["rendered"]
    assert planned("cloudinit:index/other:Other", inputs) == {}


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"parts": []},
        {"parts": "a"},
        {"parts": [{}]},
        {"parts": [{"content": None}]},
        {"parts": [{"content": "a", "contentType": ""}]},
        {"parts": [{"content": "a", "owner": "root"}]},
        {"parts": [{"content": "a"}], "gzip": "no"},
        {"parts": [{"content": "a"}], "base64Encode": False},
        {"parts": [{"content": "a"}], "boundary": ""},
        {"parts": [{"content": "a"}], "boundary": "ends with a space "},
        {"parts": [{"content": "a"}], "boundary": "b" * 71},
        {"parts": [{"content": "a"}], "boundary": "a;b"},
        {"parts": [{"content": "a"}], "part": []},
        {"parts": [{"content": "a" * LARGEST}, {"content": "b"}]},
    ],
)
def test_what_the_provider_refuses_is_not_rendered(arguments: dict[str, Any]) -> None:
    with pytest.raises(NotComputedError):
        compute(GET_CONFIG, arguments, Path())
