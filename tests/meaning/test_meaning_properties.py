"""What holds of every text: packing hides nothing, prose adds nothing, and a key alone takes nothing away."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import lzma
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.addresses.words import word_set
from rempart.meaning.findings import Document, Spot
from rempart.meaning.findings import Value as Text
from rempart.meaning.unfold import Unfolding
from rempart.model.mention import Reading, Role
from tests.meaning.tables import facts, hosts, rows

SCRIPTS = tuple(row.text for row in rows() if row.key == "userData" and row.text and row.text.startswith("#!/bin/"))
STORES = st.sampled_from(
    [
        "https://patients.s3.eu-west-3.amazonaws.com/in",
        "https://o1.ingest.sentry.io/2",
        "logs7.papertrailapp.com:12345",
        "email-smtp.eu-west-3.amazonaws.com",
        "postgresql://dpi@dpi.abc.eu-west-3.rds.amazonaws.com:5432/dpi",
        "https://api.openai.com/v1",
        "dpi.database.windows.net",
    ]
)
"""Hosts that store, observe, mail or compute."""
WORDS = st.sampled_from(
    sorted(
        word_set(
            "mirror repo docs license image email base schema site"
            " homepage owner note app name type package summary wiki"
        )
    )
)
SUFFIXES = st.sampled_from(sorted(word_set("url host endpoint uri server address registry link")))


def read(text: str, key: str = "userData") -> Reading:
    return Unfolding(facts()).read(Document(text, Spot(key=key)))


def told(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return whom a text sends to and fetches from, whatever it is wrapped in."""
    reading = read(text)
    return hosts(reading, Role.SENDS), hosts(reading, Role.FETCHES)


def in_manifest(script: str) -> str:
    data = {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "x"}, "data": {"run.sh": script}}
    return json.dumps(data)


def in_cloud_config(script: str) -> str:
    return "#cloud-config\n" + json.dumps({"write_files": [{"path": "/opt/run.sh", "content": script}]})


def in_mime(script: str) -> str:
    body = base64.b64encode(script.encode()).decode()
    return (
        'Content-Type: multipart/mixed; boundary="B"\nMIME-Version: 1.0\n\n--B\nContent-Type: text/x-shellscript\n'
        f"Content-Transfer-Encoding: base64\n\n{body}\n--B--\n"
    )


def encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


WRAPPINGS: dict[str, Callable[[str], str]] = {
    "base64": lambda script: encoded(script.encode()),
    "gzip": lambda script: encoded(gzip.compress(script.encode())),
    "xz": lambda script: encoded(lzma.compress(script.encode())),
    "bzip2": lambda script: encoded(bz2.compress(script.encode())),
    "hexadecimal": lambda script: script.encode().hex(),
    "UTF-16": lambda script: encoded(script.encode("utf-16")),
    "a data URL": lambda script: f"data:text/plain;base64,{encoded(script.encode())}",
    "a heredoc": lambda script: f"#!/bin/bash\nbash <<'FIN_DU_TEXTE'\n{script}\nFIN_DU_TEXTE\n",
    "a decoded pipe": lambda script: f"#!/bin/bash\necho {encoded(script.encode())} | base64 -d | bash\n",
    "a manifest": in_manifest,
    "a cloud-config": in_cloud_config,
    "a MIME part": in_mime,
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS)
@given(script=st.sampled_from(SCRIPTS))
def test_no_wrapping_loses_a_mention(wrap: Callable[[str], str], script: str) -> None:
    sends, fetches = told(script)
    wrapped_sends, wrapped_fetches = told(wrap(script))

    assert sends <= wrapped_sends
    assert fetches <= wrapped_fetches | wrapped_sends


@given(script=st.sampled_from(SCRIPTS), wraps=st.lists(st.sampled_from(["base64", "gzip", "a manifest"]), max_size=3))
def test_wrappings_within_wrappings_lose_no_mention(script: str, wraps: list[str]) -> None:
    text = script
    for wrap in wraps:
        text = WRAPPINGS[wrap](text)

    assert told(script)[0] <= told(text)[0]


@given(
    script=st.sampled_from(SCRIPTS),
    prose=st.lists(
        st.sampled_from(
            [
                "# Voir https://docs.us-vendor.com/guide et https://aws.amazon.com/fr/s3/.",
                "# Sauvegarde vers s3.amazonaws.com abandonnée en 2024.",
                "# contact : dsi@chu-lille.fr",
                "",
                "#    52.95.154.12 était l'ancien serveur",
            ]
        ),
        max_size=4,
    ),
)
def test_prose_adds_no_mention(script: str, prose: list[str]) -> None:
    first, _, rest = script.partition("\n")

    assert told("\n".join([first, *prose, rest])) == told(script)


@given(store=STORES, first=WORDS, second=SUFFIXES, upper=st.booleans())
def test_no_key_makes_less_than_a_destination_of_a_host_that_takes_data(
    store: str, first: str, second: str, *, upper: bool
) -> None:
    key = f"{first}_{second}".upper() if upper else f"{first}_{second}"

    reading = Unfolding(facts()).read(Text(store, Spot(key=key)))

    assert hosts(reading, Role.SENDS)


@given(text=st.text(max_size=400), key=st.sampled_from(["userData", "x.conf", "x.json", "x.xml", "x.sql", "x.py", ""]))
def test_no_text_makes_the_reader_fail(text: str, key: str) -> None:
    assert isinstance(read(text, key), Reading)
