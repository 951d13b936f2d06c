"""The functions of ``std``: the examples of the package's own tests, and what its source says of odd arguments."""

from __future__ import annotations

import base64
import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from rempart.inputs.program.functions import NotComputedError, belongs_here, compute
from rempart.inputs.program.functions.arguments import LARGEST, MOST
from rempart.inputs.program.functions.std import FUNCTIONS, NOT_COMPUTED
from rempart.inputs.program.functions.std.files import FUNCTIONS as FILES

Arguments = dict[str, Any]
EMPTY_PREFIX = "10.0.0.0/8"


def call(name: str, arguments: Arguments, folder: Path = Path()) -> Any:
    """Return the result of a function of the package."""
    return compute(f"std:index:{name}", arguments, folder)["result"]


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        # Texts.
        ("chomp", {"input": "a\r\n\n\r"}, "a"),
        ("endswith", {"input": "hello", "suffix": "lo"}, True),
        ("startswith", {"input": "hello", "prefix": "lo"}, False),
        ("indent", {"input": "a\nb\n", "spaces": 2}, "a\n  b\n  "),
        ("join", {"input": ["one", "two", "three"], "separator": "-"}, "one-two-three"),
        ("lower", {"input": "ÉTÉ À KÖLN"}, "été à köln"),
        ("upper", {"input": "straße"}, "STRAßE"),
        ("replace", {"text": "a.b.c", "search": ".", "replace": "/"}, "a/b/c"),
        ("replace", {"text": "ab", "search": "", "replace": "-"}, "-a-b-"),
        ("replace", {"text": "a/b", "search": "/", "replace": ""}, "ab"),
        ("split", {"separator": ",", "text": "one,two,three"}, ["one", "two", "three"]),
        ("split", {"separator": "", "text": "été"}, ["é", "t", "é"]),
        ("split", {"separator": ",", "text": ""}, [""]),
        ("strrev", {"input": "hello"}, "olleh"),
        ("strrev", {"input": "a\r\nb"}, "b\r\na"),
        ("substr", {"input": "hello world", "offset": 0, "length": 5}, "hello"),
        ("substr", {"input": "été", "offset": 1, "length": 1}, "t"),
        ("substr", {"input": "hello", "offset": -2, "length": -1}, "lo"),
        ("substr", {"input": "hello", "offset": 9, "length": 2}, ""),
        ("substr", {"input": "hello", "offset": 1, "length": 0}, ""),
        ("title", {"input": "hello wORLD"}, "Hello World"),
        ("trim", {"input": "!Hello!?", "cutset": "?!"}, "Hello"),
        ("trimprefix", {"input": "foo bar", "prefix": "foo"}, " bar"),
        ("trimsuffix", {"input": "foo bar", "suffix": "bar"}, "foo "),
        ("trimspace", {"input": "\u00a0\tfoobar\n\x1f"}, "foobar\n\x1f"),
        # Packing.
        ("base64encode", {"input": "ABCDE"}, "QUJDREU="),
        ("base64decode", {"input": "QUJD\r\nREU="}, "ABCDE"),
        ("base64sha256", {"input": "abc"}, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
        ("md5", {"input": "abc"}, "900150983cd24fb0d6963f7d28e17f72"),
        ("sha1", {"input": "abc"}, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("sha256", {"input": "abc"}, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("urlencode", {"input": "Hello World!~é/"}, "Hello+World%21~%C3%A9%2F"),
        (
            "jsonencode",
            {"input": {"b": [1, 2.5, None, True], "a": "<é&>"}},
            '{"a":"\\u003cé\\u0026\\u003e","b":[1,2.5,null,true]}',
        ),
        (
            "jsonencode",
            {"input": [1e21, 1e20, 1e-7, 0.000001, -0.5]},
            "[1e+21,100000000000000000000,1e-7,0.000001,-0.5]",
        ),
        ("jsondecode", {"input": '{"num":6.13,"strs":["a"],"bool":true}'}, {"num": 6.13, "strs": ["a"], "bool": True}),
        ("jsondecode", {"input": "[1, 2]"}, "[1, 2]"),
        ("jsondecode", {"input": '{"a": NaN}'}, '{"a": NaN}'),
        ("jsondecode", {"input": '{"a": 1e999}'}, '{"a": 1e999}'),
        ("csvdecode", {"input": "a,b\n 1,2"}, [{"a": "1", "b": "2"}]),
        ("csvdecode", {"input": ""}, []),
        # Formats.
        ("format", {"input": "hello-%%-%s", "args": ["world"]}, "hello-%-world"),
        ("format", {"input": "%v-%v-%v-%v", "args": [42, True, [1, "a"], {"a": 0.5}]}, '42-true-[1,"a"]-{"a":0.5}'),
        ("format", {"input": "%b-%o-%x-%X-%d", "args": [42, 42, 42, 42, 42]}, "101010-52-2a-2A-42"),
        (
            "format",
            {"input": "%e-%E-%f-%.1f", "args": [42000042.42, 13.13, 13.13, 0.25]},
            "4.200004e+07-1.313000E+01-13.130000-0.2",
        ),
        ("format", {"input": "%g-%G-%v", "args": [42000042.42, 13.13, 1e20]}, "4.200004242e+07-13.13-1e+20"),
        (
            "format",
            {"input": "%5s|%-5s|%.2s|%05d|%+d|%q", "args": ["a", "b", "été", -42, 7, 'a"b']},
            '    a|b    |ét|-0042|+7|"a\\"b"',
        ),
        ("formatlist", {"input": "%s %d", "args": [["foo", "bar"], 32]}, ["foo 32", "bar 32"]),
        ("formatlist", {"input": "%s", "args": [[]]}, []),
        ("formatlist", {"input": "hello", "args": []}, ["hello"]),
        # Lists and objects.
        ("alltrue", {"input": [True, "true"]}, True),
        ("anytrue", {"input": [False, 1]}, False),
        ("chunklist", {"input": [1, 2, 3, 4, 5], "size": 2}, [[1, 2], [3, 4], [5]]),
        ("coalesce", {"input": [None, 1.0, "hello"]}, "1"),
        ("coalesce", {"input": [None, "", "hello"]}, "hello"),
        ("coalesce", {"input": [False, True]}, False),
        ("coalescelist", {"input": [[], [1], [2]]}, [1]),
        ("compact", {"input": ["", "one", None, "two"]}, ["one", "two"]),
        ("concat", {"input": [[1, 2], [3]]}, [1, 2, 3]),
        ("contains", {"input": [[1], [2]], "element": [2]}, True),
        ("contains", {"input": [1], "element": True}, False),
        ("distinct", {"input": [1, True, 1, "1", True]}, [1, True, "1"]),
        ("element", {"input": [10, 20, 30], "index": -1}, 30),
        ("flatten", {"input": [[[1]], [[[2, 3]]], 4]}, [1, 2, 3, 4]),
        ("index", {"input": ["one", "two"], "element": "two"}, 1),
        ("keys", {"input": {"b": 1, "a": 2}}, ["a", "b"]),
        ("values", {"input": {"b": 1, "a": 2}}, [2, 1]),
        ("length", {"input": "été"}, 5),
        ("length", {"input": [1, 2]}, 2),
        ("lookup", {"map": {"a": None, "b": 1}, "key": "b", "default": 2}, 1),
        ("lookup", {"map": {}, "key": "b", "default": 2}, 2),
        ("map", {"args": ["a", 1, "b", [2]]}, {"a": 1, "b": [2]}),
        ("merge", {"input": [{"a": 1, "b": 1}, {"b": 2}]}, {"a": 1, "b": 2}),
        ("reverse", {"input": [True, 1, "foo"]}, ["foo", 1, True]),
        ("slice", {"list": [1, 2, 3, 4], "from": 1, "to": -1}, [2, 3]),
        ("slice", {"list": [1, 2, 3]}, [1, 2, 3]),
        ("sort", {"input": ["b", "é", "B", "a"]}, ["B", "a", "b", "é"]),
        ("transpose", {"input": {"a": ["1", "2"], "b": ["2"]}}, {"1": ["a"], "2": ["a", "b"]}),
        ("zipmap", {"keys": ["one", "two"], "values": [1, 2]}, {"one": 1, "two": 2}),
        # Conversions, with the provider's quirks.
        ("tobool", {"input": "t"}, True),
        ("tolist", {"input": ["a", True, 3.14]}, ["a", "true", "3.14"]),
        ("tolist", {"input": [1, 2, 1000000]}, ["1", "2", "1e+06"]),
        ("tolist", {"input": [1]}, [1]),
        ("toset", {"input": [1, 1]}, [1]),
        ("toset", {"input": ["a", "a", "b"]}, ["a", "b"]),
        ("tonumber", {"input": "10"}, 10),
        ("tonumber", {"input": 2.5}, 2.5),
        ("tostring", {"input": 8}, "8"),
        ("tostring", {"input": 1.234}, "1.234"),
        ("tostring", {"input": 0.00001}, "1e-05"),
        ("tostring", {"input": False}, "false"),
        # Numbers.
        ("abs", {"input": -42.24}, 42.24),
        ("ceil", {"input": 1.1}, 2),
        ("floor", {"input": -1.1}, -2),
        ("max", {"input": [1, 3, 2]}, 3),
        ("min", {"input": [2, -1]}, -1),
        ("parseint", {"input": "FF", "base": 16}, 255),
        ("parseint", {"input": "-100"}, -100),
        ("parseint", {"input": "0b1", "base": 16}, 177),
        ("pow", {"base": 2, "exponent": 10}, 1024),
        ("range", {"limit": 3}, [0, 1, 2]),
        ("range", {"limit": 1, "start": 4}, [4, 3, 2]),
        ("range", {"limit": 4, "start": 1, "step": 1.5}, [1, 2.5]),
        ("range", {"limit": 4, "start": 1, "step": -1}, []),
        ("signum", {"input": -3}, -1),
        ("sum", {"input": [1, 2.5]}, 3.5),
        # Networks.
        ("cidrhost", {"input": EMPTY_PREFIX, "host": 2}, "10.0.0.2"),
        ("cidrhost", {"input": EMPTY_PREFIX, "host": -2}, "10.255.255.254"),
        ("cidrnetmask", {"input": "10.1.2.3/8"}, "255.0.0.0"),
        ("cidrsubnet", {"input": EMPTY_PREFIX, "newbits": 8, "netnum": 2}, "10.2.0.0/16"),
        (
            "cidrsubnets",
            {"input": "10.1.0.0/16", "newbits": [4, 4, 8, 4]},
            ["10.1.0.0/20", "10.1.16.0/20", "10.1.32.0/24", "10.1.48.0/20"],
        ),
        (
            "cidrsubnets",
            {"input": "fd00:fd12:3456:7890::/56", "newbits": [16, 32]},
            ["fd00:fd12:3456:7800::/72", "fd00:fd12:3456:7800:100::/88"],
        ),
        ("cidrsubnets", {"input": EMPTY_PREFIX, "newbits": []}, []),
        # Paths.
        ("basename", {"input": "path/to/pulumi/"}, "pulumi"),
        ("basename", {"input": "//"}, "/"),
        ("basename", {"input": ""}, "."),
        ("dirname", {"input": "/path/to//file.txt"}, "/path/to"),
        ("dirname", {"input": "file.txt"}, "."),
    ],
)
def test_a_function_gives_what_the_provider_gives(name: str, arguments: Arguments, result: Any) -> None:
    found = call(name, arguments)

    assert (found, type(found) is bool) == (result, type(result) is bool)


def test_a_compressed_text_unpacks_to_itself() -> None:
    golden = "H4sIAAAAAAAA/0pMSgYAAAD//wEAAP//wkEkNQMAAAA="

    found = call("base64gzip", {"input": "abc"})

    assert gzip.decompress(base64.b64decode(found)) == gzip.decompress(base64.b64decode(golden))
    assert found == call("base64gzip", {"input": "abc"})


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("base64decode", {"input": "%%"}),
        ("base64decode", {"input": "//8="}),
        ("base64encode", {"input": ["a"]}),
        ("base64encode", {"input": "a" * (LARGEST + 1)}),
        ("base64encode", {"input": "\ud800"}),
        ("chunklist", {"input": [1], "size": 0}),
        ("cidrhost", {"input": "192.0.2.0/30", "host": 4}),
        ("cidrhost", {"input": "192.0.2.0", "host": 0}),
        ("cidrhost", {"input": "192.0.2.0/24", "host": 1.5}),
        ("cidrhost", {"input": "010.0.0.0/8", "host": 1}),
        ("cidrhost", {"input": "::ffff:10.0.0.0/104", "host": 1}),
        ("cidrnetmask", {"input": "2001:db8::/32"}),
        ("cidrsubnet", {"input": EMPTY_PREFIX, "newbits": 25, "netnum": 0}),
        ("cidrsubnet", {"input": EMPTY_PREFIX, "newbits": 1, "netnum": 2}),
        ("cidrsubnets", {"input": "10.0.0.0/30", "newbits": [1, 1, 1]}),
        ("cidrsubnets", {"input": EMPTY_PREFIX, "newbits": [0]}),
        ("cidrsubnets", {"input": "0.0.0.0/0", "newbits": [8]}),
        ("coalesce", {"input": [None, ""]}),
        ("coalesce", {"input": [True, 1]}),
        ("coalesce", {"input": [[1]]}),
        ("coalescelist", {"input": [[]]}),
        ("compact", {"input": [1]}),
        ("concat", {"input": [[0] * MOST, [1]]}),
        ("contains", {"input": [1]}),
        ("csvdecode", {"input": "a,b\n1"}),
        ("csvdecode", {"input": "," * MOST}),
        ("distinct", {"input": [[1], [1]]}),
        ("element", {"input": [], "index": 0}),
        ("format", {"input": "%s", "args": []}),
        ("format", {"input": "a", "args": [1]}),
        ("format", {"input": "%d", "args": ["a"]}),
        ("format", {"input": "%s", "args": [1]}),
        ("format", {"input": "%f", "args": [1]}),
        ("format", {"input": "%05s", "args": ["a"]}),
        ("format", {"input": "%+s", "args": ["a"]}),
        ("format", {"input": "%+v", "args": [1.5]}),
        ("format", {"input": "%q", "args": ["é"]}),
        ("format", {"input": "%[1]s", "args": ["a"]}),
        ("format", {"input": "%", "args": []}),
        ("formatlist", {"input": "%s%s", "args": [["a"], ["b", "c"]]}),
        ("indent", {"input": "a\n" * 1000, "spaces": 10**6}),
        ("indent", {"input": "a", "spaces": -1}),
        ("index", {"input": ["a"], "element": "b"}),
        ("join", {"input": ["a" * LARGEST, "b"], "separator": ""}),
        ("join", {"input": ["a", 1], "separator": ""}),
        ("jsondecode", {"input": "null"}),
        ("jsondecode", {"input": '{"a": "\\ud800"}'}),
        ("jsondecode", {"input": '{"a":' * 5000 + "1" + "}" * 5000}),
        ("keys", {"input": ["a"]}),
        ("length", {"input": 1}),
        ("lookup", {"map": {}, "key": "a"}),
        ("lower", {"input": "İ"}),
        ("map", {"args": ["a"]}),
        ("map", {"args": [1, 2]}),
        ("max", {"input": []}),
        ("parseint", {"input": "0x1f", "base": 16}),
        ("parseint", {"input": "1_000"}),
        ("parseint", {"input": "9" * 20}),
        ("parseint", {"input": "1", "base": 37}),
        ("pow", {"base": 2, "exponent": 0.5}),
        ("pow", {"base": 10, "exponent": 300}),
        ("pow", {"base": 10, "exponent": 1000}),
        ("range", {"limit": MOST + 1}),
        ("replace", {"text": "a", "search": "/a/", "replace": "b"}),
        ("replace", {"text": "a" * 10_000, "search": "", "replace": "b" * 10_000}),
        ("slice", {"list": [1], "from": 2}),
        ("slice", {"list": [1, 2], "from": 2, "to": 1}),
        ("sort", {"input": []}),
        ("strrev", {"input": "e\u0301"}),
        ("substr", {"input": "", "offset": -1, "length": 1}),
        ("title", {"input": "l'été"}),
        ("tobool", {"input": "yes"}),
        ("tolist", {"input": [{}, 1]}),
        ("tolist", {"input": [1] * (MOST + 1)}),
        ("tonumber", {"input": "1e999"}),
        ("tonumber", {"input": "ten"}),
        ("tostring", {"input": []}),
        ("upper", {"input": "ŉ"}),
        ("zipmap", {"keys": ["a"], "values": []}),
    ],
)
def test_what_the_provider_refuses_or_does_otherwise_is_not_computed(name: str, arguments: Arguments) -> None:
    with pytest.raises(NotComputedError) as error:
        call(name, arguments)

    assert str(error.value)


@pytest.mark.parametrize("name", sorted({*FUNCTIONS, *FILES, *NOT_COMPUTED, "none-such"}))
def test_no_function_fails_for_arguments_that_make_no_sense(name: str) -> None:
    odd: list[Any] = ["", None, True, -1, 0.5, 1e300, [], [[]], [None], {}, {"": []}, "\x00", "%s", "/", "\ud800"]
    names = list(FUNCTIONS[name].readers) if name in FUNCTIONS else ["input"]

    for first in odd:
        for second in odd:
            arguments = {key: first if place == 0 else second for place, key in enumerate(names)}
            try:
                call(name, {key: value for key, value in arguments.items() if value is not None})
            except NotComputedError as error:
                assert str(error)  # noqa: PT017 - whether it has a result is not the point here


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("file", "hello world"),
        ("fileexists", True),
        ("filebase64", "aGVsbG8gd29ybGQ="),
        ("filemd5", "5eb63bbbe01eeed093cb22bb8f5acdc3"),
        ("filesha1", "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed"),
        ("filesha256", "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"),
        (
            "filebase64sha256",
            "Yjk0ZDI3Yjk5MzRkM2UwOGE1MmU1MmQ3ZGE3ZGFiZmFjNDg0ZWZlMzdhNTM4MGVlOTA4OGY3YWNlMmVmY2RlOQ==",
        ),
    ],
)
def test_a_file_is_read_from_where_the_program_runs(tmp_path: Path, name: str, result: object) -> None:
    (tmp_path / "message.txt").write_text("hello world", encoding="utf-8")

    assert call(name, {"input": "./a/../message.txt"}, tmp_path) == result


def test_a_path_is_made_absolute_from_where_the_program_runs(tmp_path: Path) -> None:
    assert call("abspath", {"input": "./a/../b"}, tmp_path) == str(tmp_path / "b")
    assert call("abspath", {"input": "/a//b/"}, tmp_path) == "/a/b"


def test_only_ordinary_files_of_a_bearable_size_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(LARGEST + 1)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")

    for path in ("pipe", "large", ".", "bytes", "none", "\x00", "a" * 5000, "/dev/zero"):
        with pytest.raises(NotComputedError):
            call("file", {"input": path}, tmp_path)


def test_only_packages_that_ask_nobody_belong_here() -> None:
    assert belongs_here("std:index:file")
    assert not belongs_here("command:local:run")
    assert not belongs_here("cloudinit:index/other:other")
