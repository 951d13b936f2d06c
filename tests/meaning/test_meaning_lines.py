"""Settings and directives: each row after the documentation of the tool that reads such a file."""

import pytest

from rempart.meaning.findings import Act, Document, Form, Sign, SignKind, Spot, Value
from rempart.meaning.readers.lines import read_lines

ADDRESSES = [
    ("/etc/rsyslog.d/90.conf", "*.* @@logs.vendor.com:12345", "logs.vendor.com:12345", Act.SENDS),
    ("out.conf", 'action(type="omfwd"\n  target="logs.vendor.com"\n  port="514")', "logs.vendor.com", Act.SENDS),
    ("out.conf", 'destination d { tcp("logs.vendor.com" port(601)); };', "logs.vendor.com", Act.SENDS),
    ("postfix/transport", "chu.fr smtp:[mx.vendor.com]:25", "mx.vendor.com:25", Act.SENDS),
    ("main.cf", "relayhost = [smtp.vendor.com]:587", "smtp.vendor.com:587", Act.SENDS),
    ("nginx.conf", "server { server_name chu.fr www.chu.fr; }", "www.chu.fr", Act.NAMES),
    ("nginx.conf", "location / { proxy_pass https://pacs.vendor.com; }", "https://pacs.vendor.com", Act.SENDS),
    ("haproxy.cfg", "backend b\n  server s1 pacs.vendor.com:443 check", "pacs.vendor.com:443", Act.SENDS),
    ("chrony.conf", "pool 2.fr.pool.ntp.org iburst", "2.fr.pool.ntp.org", Act.FETCHES),
    ("resolv.conf", "nameserver 9.9.9.9", "9.9.9.9", Act.FETCHES),
    ("/root/.ssh/config", "Host b\n  HostName ingest.vendor.com", "ingest.vendor.com", Act.SENDS),
    ("/etc/hosts", "52.95.154.12 backup.chu.lan", "52.95.154.12", Act.CONNECTS),
    ("/etc/hosts", "10.0.0.5 backup.chu.fr", "backup.chu.fr", Act.REFERS),
    ("/etc/fstab", "fs.vendor.com:/x /mnt nfs4 rw 0 0", "fs.vendor.com:/x", Act.CONNECTS),
    ("sources.list", "deb [arch=amd64] https://deb.vendor.com stable main", "https://deb.vendor.com", Act.FETCHES),
    ("x.repo", "[x]\nbaseurl=https://rpm.vendor.com", "https://rpm.vendor.com", Act.FETCHES),
    ("wg0.conf", "[Peer]\nEndpoint = vpn.vendor.com:51820", "vpn.vendor.com:51820", Act.SENDS),
    ("krb5.conf", "[realms]\nCHU.FR = {\n  kdc = kdc.vendor.com\n}", "kdc.vendor.com", Act.CONNECTS),
    ("named.conf", "options { forwarders { 9.9.9.9; }; };", "9.9.9.9", Act.FETCHES),
    ("x.conf", 'output { elasticsearch { hosts => ["https://es.vendor.com"] } }', "https://es.vendor.com", Act.SENDS),
    ("", "hote_sauvegarde = sauve.vendor.com  # nuit", "sauve.vendor.com", Act.CONNECTS),
    ("", "serveurs: a.vendor.com, b.vendor.com", "b.vendor.com", Act.CONNECTS),
    ("a.properties", "db.url=jdbc\\:postgresql\\://db.vendor.com/x", "jdbc:postgresql://db.vendor.com/x", None),
    ("", "evil.vendor.com", "evil.vendor.com", None),
]


@pytest.mark.parametrize(("name", "text", "address", "act"), ADDRESSES)
def test_an_address_is_found_with_what_its_line_does_with_it(
    name: str, text: str, address: str, act: Act | None
) -> None:
    found = [finding for finding in read_lines(text, Spot(key=name)) if isinstance(finding, Value)]

    assert (address, act) in [(value.text, value.spot.act) for value in found]


@pytest.mark.parametrize("text", ["# relay = a.vendor.com", "; relay = a.vendor.com", "relay = x # a.vendor.com"])
def test_a_comment_says_nothing(text: str) -> None:
    assert "vendor" not in str(list(read_lines(text, Spot())))


def test_the_settings_of_a_section_stand_in_a_block_of_their_own() -> None:
    text = "[a]\ntype = s3\nprovider = AWS\n[b]\ntype = sftp\n"

    found = [finding for finding in read_lines(text, Spot(key="rclone.conf")) if isinstance(finding, Value)]

    assert [(value.spot.key, value.text, value.spot.scope) for value in found] == [
        ("type", "s3", ("a",)),
        ("provider", "AWS", ("a",)),
        ("type", "sftp", ("b",)),
    ]


@pytest.mark.parametrize(
    ("name", "text", "command"),
    [
        ("/etc/cron.d/x", "0 3 * * * root rsync -a /x h:/y", "rsync -a /x h:/y"),
        ("x.service", "[Service]\nExecStart=-/usr/bin/curl https://x", "/usr/bin/curl https://x"),
        ("postgresql.conf", "archive_command = 'rsync %p h:/y'", "rsync %p h:/y"),
    ],
)
def test_a_command_is_read_as_one(name: str, text: str, command: str) -> None:
    found = [finding for finding in read_lines(text, Spot(key=name)) if isinstance(finding, Document)]

    assert [(document.text, document.form) for document in found] == [(command, Form.SHELL)]


@pytest.mark.parametrize(
    ("text", "plugin"),
    [
        ("[OUTPUT]\n  Name s3\n  bucket b", "s3"),
        ("<match **>\n  @type s3\n</match>", "s3"),
        ("output {\n  s3 { bucket => b }\n}", "s3"),
    ],
)
def test_a_plug_in_that_sends_is_a_sign(text: str, plugin: str) -> None:
    signs = [finding for finding in read_lines(text, Spot()) if isinstance(finding, Sign)]

    assert [(sign.kind, sign.name) for sign in signs] == [(SignKind.ACTION, plugin)]
