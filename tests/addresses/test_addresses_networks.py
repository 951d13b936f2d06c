"""Literal IP addresses in a text, and what they lead to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.addresses import HostKind, host_of, hosts_of, ip_addresses, is_network


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("52.1.2.3", ["52.1.2.3"]),
        ("rsync -a /srv root@52.1.2.3:/in", ["52.1.2.3"]),
        ("rsync -a /srv 52.1.2.3::in", ["52.1.2.3"]),
        ("cat x > /dev/tcp/52.1.2.3/443", ["52.1.2.3"]),
        ("https://52.1.2.3/24", ["52.1.2.3"]),
        ("*.* @@52.1.2.3:514", ["52.1.2.3"]),
        ("psql -h52.1.2.3", ["52.1.2.3"]),
        ("--add-host db:52.1.2.3", ["52.1.2.3"]),
        ("hosts: [52.1.2.3, 52.1.2.4]", ["52.1.2.3", "52.1.2.4"]),
        ('{"host":"52.1.2.3"}', ["52.1.2.3"]),
        ("It is at 52.1.2.3.", ["52.1.2.3"]),
        ("52.1.2.3 and 52.1.2.3", ["52.1.2.3"]),
        ("scp x [2a00:1450:4007::200e]:/y", ["2a00:1450:4007::200e"]),
        ("scp x root@[2A00:1450:4007:0::200E]:/y", ["2a00:1450:4007::200e"]),
        ("server 2a00:1450:4007::200e iburst", ["2a00:1450:4007::200e"]),
        ("2a00:1450:4007:80e:1:2:3:200e", ["2a00:1450:4007:80e:1:2:3:200e"]),
        ("2a00:1450::1: key of a mapping", ["2a00:1450::1"]),
        ("::ffff:52.1.2.3", ["52.1.2.3"]),
        ("64:ff9b::52.1.2.3", ["52.1.2.3"]),
        ("see RFC 1918: 10.0.0.1, 192.168.1.1, 100.64.1.1, 127.0.0.1", []),
        ("192.0.2.1 198.51.100.7 203.0.113.9 198.18.0.1 2001:db8::1", []),
        ("allow 52.1.2.0/24 and 52.1.2.3/32 and 2a00:1450::/32", []),
        ("1.2.3.4.5", []),
        ("v1.2.3.4", []),
        ("1.3.6.1.4.1.311", []),
        ("OID: 2.5.4.3", []),
        ("version: 1.2.3.4", []),
        ('AssemblyVersion("1.2.3.4")', []),
        ("pip install x==1.2.3.4", []),
        ("releases/download/1.2.3.4/x.tgz", []),
        ("registry.vendor.com/app:1.2.3.4", []),
        ("app-1.2.3.4.tgz", []),
        ("app-1.2.3.4-rc1", []),
        ("Chrome/91.0.44.124", []),
        ("256.1.2.3", []),
        ("12:30:45", []),
        ("aa:bb:cc:dd:ee:ff", []),
        ("std::abs Dead::Beef a::b", []),
        ("port 5432", []),
    ],
)
def test_public_addresses_are_found_where_they_stand_by_themselves(text: str, found: list[str]) -> None:
    assert [host.name for host in ip_addresses(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("curl 0x34010203/x", ["52.1.2.3"]),
        ("curl 872481283", ["52.1.2.3"]),
        ("curl 0x34.1.2.3", ["52.1.2.3"]),
        ("curl 064.01.02.03", ["52.1.2.3"]),
        ("curl 52.66051", ["52.1.2.3"]),
        ("nc 127.1 5432", []),
        ("nc 0x7f.1 80", []),
        ("sleep 1.25", []),
        ("retry 3 5432", []),
    ],
)
def test_where_something_connects_every_base_is_read(text: str, found: list[str]) -> None:
    assert [host.name for host in ip_addresses(text, authority=True)] == found
    assert ip_addresses(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("192.0.2.1", HostKind.RESERVED),
        ("198.19.255.255", HostKind.RESERVED),
        ("[2001:db8::1]:443", HostKind.RESERVED),
        ("100.64.0.1", HostKind.LOCAL),
        ("127.1", HostKind.LOCAL),
        ("0x7f.1", HostKind.LOCAL),
        ("[fec0::1]", HostKind.LOCAL),
        ("52.1.2.3:443", HostKind.ADDRESS),
    ],
)
def test_an_address_tells_where_it_leads(text: str, kind: HostKind) -> None:
    host = host_of(text)

    assert host is not None
    assert host.kind is kind


@pytest.mark.parametrize(
    ("text", "port"), [("a.fr:8443", 8443), ("a.fr", None), ("a.fr:99999", None), ("[::1]:80", 80)]
)
def test_a_host_carries_the_port_that_is_stated(text: str, port: int | None) -> None:
    host = host_of(text)

    assert host is not None
    assert host.port == port


@pytest.mark.parametrize("text", ["52.1.2.0/24", "2a00:1450::/32", "52.1.2.0/255.255.255.0"])
def test_a_network_is_no_host(text: str) -> None:
    assert is_network(text)
    assert hosts_of(text) == ()


@pytest.mark.parametrize("text", ["52.1.2.3/24", "52.1.2.3/32", "https://52.1.2.0/24"])
def test_an_address_with_a_path_is_a_host(text: str) -> None:
    assert [host.name.startswith("52.1.2.") for host in hosts_of(text)] == [True]


@given(st.ip_addresses())
def test_what_the_text_finds_is_what_the_parser_says(address: object) -> None:
    spelt = f"[{address}]" if ":" in str(address) else str(address)
    host = host_of(spelt)

    assert host is not None
    found = {found.name for found in ip_addresses(f"connect to {spelt} now")}
    assert found <= {host.name}


@pytest.mark.parametrize("authority", [False, True])
@pytest.mark.parametrize(
    "piece",
    ["1.2.3.4 ", "1.", "1", "a:", "::", "2a00:", "0x1.", "-h1.2.3.4/", "version=", "/a:1.2.3.4", "2000::1 ", ":1"],
)
def test_a_megabyte_is_read_to_its_end(piece: str, authority: bool) -> None:  # noqa: FBT001 - a parameter of the test
    text = piece * (1_000_000 // len(piece))

    assert len([*ip_addresses(text, authority=authority)]) <= len(text)
