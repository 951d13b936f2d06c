"""The host behind every spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.addresses import RUN_TIME, HostKind, host_of, hosts_of, registry_of
from rempart.addresses.networks import read_ipv4


@pytest.mark.parametrize(
    "spelling",
    [
        "s3.amazonaws.com",
        "S3.AmazonAWS.COM.",
        "s3.amazonaws.com:443",
        "https://s3.amazonaws.com",
        "https://user:secret@s3.amazonaws.com:443/bucket?x=@evil.com#y",
        "https://good.example@s3.amazonaws.com",
        "https:\\\\s3.amazonaws.com\\bucket",
        "https:/s3.amazonaws.com/",
        "https:s3.amazonaws.com",
        "//s3.amazonaws.com/x",
        "\\\\s3.amazonaws.com\\share",
        "https://s3。amazonaws\uff0ecom/",
        "https://s3｡amazonaws.com",
        "https://\uff53\uff13.amazonaws.com",
        "https://s3.amazon\u00adaws.com",
        "https://%73%33.amazonaws.com",
        "ht\ntps://s3.ama\tzonaws.com/\r\n",
        "  https://s3.amazonaws.com ",
        "jdbc:postgresql://s3.amazonaws.com:5432/db",
        "git+https://s3.amazonaws.com/x",
        "git@s3.amazonaws.com:org/repo.git",
        "s3.amazonaws.com:path/in/scp",
        "s3.amazonaws.com/path",
        f"https://{RUN_TIME}@s3.amazonaws.com:{RUN_TIME}/",
    ],
)
def test_a_host_is_the_same_however_it_is_spelt(spelling: str) -> None:
    host = host_of(spelling)

    assert host is not None
    assert (host.name, host.kind) == ("s3.amazonaws.com", HostKind.NAME)


@pytest.mark.parametrize(
    "spelling",
    [
        "8.8.8.8",
        "0x08080808",
        "134744072",
        "8.8.2056",
        "010.8.8.8",
        "0X8.8.8.8",
        "http://[::ffff:8.8.8.8]/",
        "\uff18.8.8.8",
        "8。8。8。8",
        "[64:ff9b::808:808]",
        "::ffff:8.8.8.8",
    ],
)
def test_a_public_address_is_recognised_in_every_notation(spelling: str) -> None:
    host = host_of(spelling)

    assert host is not None
    assert (host.name, host.kind) == ("8.8.8.8", HostKind.ADDRESS)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.9",
        "192.168.1.1",
        "127.0.0.1",
        "0x7f000001",
        "169.254.169.254",
        "0.0.0.1",
        "[::1]",
        "[fe80::1%25eth0]",
        "fe80::1%eth0",
        "fd00::1",
        "localhost",
        "db",
        "db:5432",
        "vault.service.consul",
        "x.internal",
        "api.svc",
        "api.default.svc.cluster.local",
        "printer.local",
        "file:///etc/passwd",
        "unix:///run/x.sock",
        "/var/x",
        "./x",
        "~/x",
        "data:text/plain,x",
    ],
)
def test_what_stays_inside_the_deployment_is_local(address: str) -> None:
    host = host_of(address)

    assert host is not None
    assert host.kind is HostKind.LOCAL


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        " ",
        "https://",
        "a b",
        "1.2.3.4.5",
        "256.1.1.1",
        "08.1.1.1",
        "x..y",
        "*.amazonaws.com",
        "[nonsense]",
        "a" * 300,
        "1.2.3.0x1ffffffff",
    ],
)
def test_what_holds_no_host_gives_none(garbage: str) -> None:
    assert hosts_of(garbage) == ()


def test_every_server_of_a_list_is_found() -> None:
    hosts = hosts_of("mongodb://u:p@a.mongodb.net:27017,b.mongodb.net:27017/db")

    assert [host.name for host in hosts] == ["a.mongodb.net", "b.mongodb.net"]


def test_a_reserved_name_is_told_apart() -> None:
    host = host_of("https://nowhere.invalid/")

    assert host is not None
    assert host.kind is HostKind.RESERVED


@pytest.mark.parametrize(
    ("text", "name"), [("☃.net", "xn--n3h.net"), ("faß.de", "xn--fa-hia.de"), ("éa.fr", "xn--a-9fa.fr")]
)
def test_names_beyond_ascii_are_encoded_as_resolvers_look_them_up(text: str, name: str) -> None:
    host = host_of(text)

    assert host is not None
    assert host.name == name


def test_a_name_that_no_registry_accepts_is_still_a_host() -> None:
    host = host_of("https://\u2488com.net/")

    assert host is None or host.kind is HostKind.NAME


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (f"https://{RUN_TIME}/", "", HostKind.RUN_TIME),
        (f"https://s3.{RUN_TIME}", "", HostKind.RUN_TIME),
        (f"https://{RUN_TIME}.com", "", HostKind.RUN_TIME),
        (f"https://s3.{RUN_TIME}.amazonaws.com", "amazonaws.com", HostKind.NAME),
        (f"https://{RUN_TIME}x.amazonaws.com", "amazonaws.com", HostKind.NAME),
    ],
)
def test_a_host_that_is_partly_decided_at_run_time_keeps_the_part_that_tells(
    text: str, name: str, kind: HostKind
) -> None:
    host = host_of(text)

    assert host is not None
    assert (host.name, host.kind) == (name, kind)


@pytest.mark.parametrize(
    ("reference", "registry"),
    [
        ("nginx", "docker.io"),
        ("nginx:1.25", "docker.io"),
        ("library/nginx@sha256:abcdef", "docker.io"),
        ("docker://nginx", "docker.io"),
        ("ghcr.io/org/app:1", "ghcr.io"),
        ("GHCR.IO/org/app", "ghcr.io"),
        ("localhost/app", "localhost"),
        ("registry:5000/app", "registry"),
        ("scratch", None),
        ("Debian 12", None),
    ],
)
def test_the_registry_of_an_image_follows_the_grammar_of_references(reference: str, registry: str | None) -> None:
    host = registry_of(reference)

    assert (host.name if host is not None else None) == registry


@given(st.text())
def test_no_text_makes_the_parser_fail(text: str) -> None:
    for host in hosts_of(text):
        assert host.name == host.name.lower()
        assert host.name.isascii()


@given(st.text(alphabet="htps:/\\@.[]%0x1289abc。\ue000,#?", max_size=40))
def test_no_text_that_looks_like_a_url_makes_the_parser_fail(text: str) -> None:
    for host in hosts_of(text):
        assert not host.name.endswith(".")


@given(st.ip_addresses(v=4))
def test_every_notation_of_an_address_is_the_same_address(address: object) -> None:
    number = int(address)  # type: ignore[call-overload] # Hypothesis types addresses loosely

    spellings = {str(address), str(number), hex(number), f"0{number:o}"}

    assert {str(read_ipv4(spelling)) for spelling in spellings} == {str(address)}
