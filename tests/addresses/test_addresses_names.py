"""What a dotted name is by its form alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.addresses import (
    HostKind,
    host_of,
    is_file_like,
    is_member_like,
    is_package_like,
    is_public_name,
    top_level_domains,
)


@pytest.mark.parametrize(
    "name",
    [
        "vendor.com",
        "a.b.vendor.co.uk",
        "_dmarc.vendor.fr",
        "xn--n3h.net",
        "vendor.xn--p1ai",
        "API.Vendor.IO",
        "s3.gra.io.cloud.ovh.net",
        "vendor.sante.paris",
    ],
)
def test_a_name_below_a_real_domain_is_public(name: str) -> None:
    assert is_public_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "com",
        "localhost",
        "pg.chu",
        "vault.corp",
        "x.internal",
        "x.home.arpa",
        "1.2.0.192.in-addr.arpa",
        "vendor.example",
        "a..com",
        ".com",
        "vendor.com.",
        "-a.com",
        "a-.com",
        "a b.com",
        "*.vendor.com",
        f"{'a' * 64}.com",
        "a." * 130 + "com",
        "1.2.3.4",
    ],
)
def test_other_names_are_not(name: str) -> None:
    assert not is_public_name(name)


@pytest.mark.parametrize(
    "name", ["pg.chu", "x.corp", "x.consul", "x.intranet", "x.home", "x.private", "x.lan", "a.svc", "nas.box2", "x.dpi"]
)
def test_a_name_that_nobody_on_the_internet_resolves_is_local(name: str) -> None:
    host = host_of(name)

    assert host is not None
    assert host.kind is HostKind.LOCAL


@pytest.mark.parametrize("name", ["a.onion", "a.i2p", "vendor.xn--unheard-of", "vendor.com"])
def test_a_name_that_something_may_resolve_is_no_local_one(name: str) -> None:
    host = host_of(name)

    assert host is not None
    assert host.kind is HostKind.NAME


@pytest.mark.parametrize(
    "name",
    [
        "backup.sh",
        "main.py",
        "README.md",
        "data.zip",
        "lib.rs",
        "config.ru",
        "run.pl",
        "id_rsa.pub",
        "libssl.so",
        "backup.prod.zip",
        "application-prod.properties",
        "app.js.map",
        "multi-user.target",
        "10-eth0.network",
        "Makefile.am",
        "main.tf",
        "my_long.script.sh",
        "nginx.conf",
        "docker-compose.yml",
    ],
)
def test_files_look_like_files(name: str) -> None:
    assert is_file_like(name)


@pytest.mark.parametrize(
    "name",
    [
        "get.acme.sh",
        "www.onet.pl",
        "crates.vendor.rs",
        "vendor.com",
        "vendor.io",
        "api.vendor.app",
        "vendor.host",
        "vendor.page",
        "vendor.health",
        "localhost",
    ],
)
def test_hosts_do_not_look_like_files(name: str) -> None:
    assert not is_file_like(name)


@pytest.mark.parametrize(
    "name",
    [
        "com.example.app",
        "com.vendor.io",
        "org.apache.commons.io",
        "java.net",
        "java.io",
        "javax.security",
        "java.util.function.Like",
        "io.kubernetes.pod.name",
        "fr.sante.dpi.services",
        "Microsoft.Network",
        "System.Net",
        "io.vendor.MyClass.Map",
    ],
)
def test_packages_look_like_packages(name: str) -> None:
    assert is_package_like(name)


@pytest.mark.parametrize(
    "name",
    [
        "java.com",
        "java.sun.com",
        "com.vendor.fr",
        "fr.archive.ubuntu.com",
        "eu.api.ovh.com",
        "us.vendor.cloud",
        "io.adafruit.com",
        "Api.Vendor.Cloud",
        "net.vendor.fr",
        "vendor.com",
        "localhost",
    ],
)
def test_hosts_do_not_look_like_packages(name: str) -> None:
    assert not is_package_like(name)


@pytest.mark.parametrize(
    "name",
    [
        "node.name",
        "db.host",
        "user.email",
        "spring.mail.host",
        "logger.info",
        "items.map",
        "Date.now",
        "group.id",
        "cluster.name",
        "network.host",
        "path.data",
        "quarkus.custom.name",
        "myUser.email",
        "this.link",
    ],
)
def test_members_look_like_members(name: str) -> None:
    assert is_member_like(name)


@pytest.mark.parametrize(
    "name",
    [
        "vendor.email",
        "vendor.network",
        "pasteur.info",
        "s3.amazonaws.com",
        "who.int",
        "api.vendor.services",
        "vendor.name",
        "logs.vendor.link",
        "localhost",
    ],
)
def test_hosts_do_not_look_like_members(name: str) -> None:
    assert not is_member_like(name)


def test_the_list_of_domains_is_ianas_and_dated() -> None:
    domains = top_level_domains()

    assert len(domains) > 1400
    assert {"com", "fr", "sante", "zip"} & domains == {"com", "fr", "zip"}


@given(st.text(max_size=80))
def test_no_name_makes_the_tests_fail(name: str) -> None:
    for test in (is_public_name, is_file_like, is_package_like, is_member_like):
        assert test(name) in (True, False)
