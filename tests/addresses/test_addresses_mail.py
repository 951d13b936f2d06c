"""Mail addresses, told from logins."""

from __future__ import annotations

import pytest

from rempart.addresses import mail_addresses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("alerts@chu.fr", ["alerts@chu.fr"]),
        ("DSI <dsi@chu.fr>, soc@vendor.com;x", ["dsi@chu.fr", "soc@vendor.com"]),
        ("mailto:dsi@chu.fr?subject=x", ["dsi@chu.fr"]),
        ("a.b+c@CHU.fr.", ["a.b+c@chu.fr"]),
        ("From: dsi@chu.fr", ["dsi@chu.fr"]),
        ("root@localhost", ["root@localhost"]),
        ("root@pg.chu", ["root@pg.chu"]),
        ("git@github.com:org/repo.git", []),
        ("ssh://git@github.com/x", []),
        ("rsync root@vendor.com:/srv", []),
        ("postgresql://u:p@vendor.com/x", []),
        ("root@vendor.com/x", []),
        ("lodash@4.17.21", []),
        ("actions/checkout@v4", []),
        ("getty@tty1.service", []),
        ("app@sha256:abcdef", []),
        ("root@52.1.2.3", []),
        ("a@b@c.fr", []),
        ("@vendor.com", []),
        ("no address", []),
    ],
)
def test_mail_addresses_are_told_from_what_looks_like_them(text: str, found: list[str]) -> None:
    assert [f"{address.local}@{address.host.name}" for address in mail_addresses(text)] == found


@pytest.mark.parametrize("piece", ["a", "a@", "a.", "@", "a@b.", "a@b.fr ", "mailto:", "a-", "%a"])
def test_a_megabyte_is_read_to_its_end(piece: str) -> None:
    text = piece * (1_000_000 // len(piece)) + "@"

    assert len([*mail_addresses(text)]) <= len(text)
