"""URLs of buckets and key services, and Amazon's names of resources."""

from __future__ import annotations

import pytest

from rempart.addresses import arn_host, parameters_of, read_store, values_of


@pytest.mark.parametrize(
    ("url", "stated", "possible", "region"),
    [
        ("s3://backups/x", [], None, None),
        ("S3://backups?region=eu-west-3", [], None, "eu-west-3"),
        ("s3://backups?endpoint=https://s3.gra.io.cloud.ovh.net", ["s3.gra.io.cloud.ovh.net"], None, None),
        ("s3://x?endpoint=a.vendor.com&endpoint=b.vendor.com", ["a.vendor.com", "b.vendor.com"], None, None),
        ("s3://key:word@s3.gra.io.cloud.ovh.net/loki", ["s3.gra.io.cloud.ovh.net"], None, None),
        ("s3://key:word@minio.loki.svc:9000/loki", ["minio.loki.svc"], None, None),
        ("s3://s3.vendor.com/bucket", ["s3.vendor.com"], None, None),
        ("s3://key:word@eu-west-1/bucket", [], None, "eu-west-1"),
        ("s3://backups.chu.fr/x", [], "backups.chu.fr", None),
        ("s3://v1.backups/x", [], None, None),
        ("gs://backups", [], None, None),
        ("azblob://x?domain=vendor.com", ["vendor.com"], None, None),
    ],
)
def test_the_url_of_a_store_says_where_it_is(
    url: str, stated: list[str], possible: str | None, region: str | None
) -> None:
    store = read_store(url)

    assert store is not None
    assert [host.name for host in store.stated] == stated
    assert (store.possible.name if store.possible is not None else None) == possible
    assert store.region == region
    assert store.default is not None


@pytest.mark.parametrize("url", ["https://vendor.com", "s3:bucket", "x", ""])
def test_other_urls_are_no_stores(url: str) -> None:
    assert read_store(url) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("arn:aws:s3:::bucket", "amazonaws.com"),
        ("arn:aws:kms:eu-west-3:1:key/x", "eu-west-3.amazonaws.com"),
        ("arn:aws-cn:s3:::bucket", "amazonaws.com.cn"),
        ("arn:ovh:s3:::bucket", None),
        ("arn:", None),
    ],
)
def test_a_name_of_amazon_belongs_to_amazon(text: str, name: str | None) -> None:
    host = arn_host(text)

    assert (host.name if host is not None else None) == name


def test_a_parameter_that_is_stated_twice_keeps_both_values() -> None:
    url = "s3://x?endpoint=a&Endpoint=b&endpoint=&y=%20z#f?endpoint=c"

    assert parameters_of(url) == (("endpoint", "a"), ("Endpoint", "b"), ("endpoint", ""), ("y", " z"))
    assert values_of(url, "endpoint") == ("a", "b", "")
    assert parameters_of("s3://[x") == ()
