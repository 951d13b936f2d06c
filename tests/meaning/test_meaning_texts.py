"""Hosts that texts connect to are found, whatever the text is wrapped in; hosts that are only talked about are not."""

from __future__ import annotations

import base64
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.meaning.findings import Document, Spot
from rempart.meaning.unfold import Unfolding
from rempart.model.mention import Reading, Role
from tests.meaning.tables import facts

IN, OUT = Role.FETCHES, Role.SENDS


def read(text: str, key: str = "") -> Reading:
    """Search a text."""
    return Unfolding(facts()).read(Document(text, Spot(key=key)))


def found(text: str, key: str = "") -> dict[str, Role]:
    """Return the hosts of a text, all of which must be readable."""
    reader = read(text, key)
    assert not reader.unread
    return {mention.host.name: mention.role for mention in reader.mentions if mention.role in (IN, OUT)}


def b64(text: str) -> str:
    """Encode a text as base64."""
    return base64.b64encode(text.encode()).decode()


def gz_b64(text: str) -> str:
    """Compress a text and encode it as base64."""
    return base64.b64encode(gzip.compress(text.encode())).decode()


SCRIPT = "#!/bin/sh\ncurl -T dump.sql https://logs.datadoghq.com/v1\n"
CLOUD_CONFIG = """#cloud-config
packages: [docker.io, postgresql]
apt:
  sources:
    docker:
      source: deb [arch=amd64] https://download.docker.com/linux/debian bookworm stable
write_files:
  - path: /etc/backup.conf
    content: |
      # see https://aws.amazon.com/s3
      endpoint = s3.eu-west-3.amazonaws.com
  - path: /etc/motd
    content: see https://github.com/
runcmd:
  - [curl, -sSfL, "https://ghcr.io/x", -o, /tmp/x.sh]
  - systemctl restart nginx.service
final_message: see https://github.com/
"""
MIME = f"""Content-Type: multipart/mixed; boundary="B"
MIME-Version: 1.0

--B
Content-Type: text/x-shellscript
Content-Transfer-Encoding: base64

{b64(SCRIPT)}
--B
Content-Type: text/x-include-url

# comment https://pulumi.com
https://github.com/x/y
--B--
"""


LAUGHS = "#cloud-config\na: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + above] * 9)}]\n" for above, name in zip("abcdef", "bcdefg", strict=True)
)
"""Nine times nine times nine … values, folded into seven lines."""


@pytest.mark.parametrize(
    "wrap",
    [
        str,
        b64,
        gz_b64,
        lambda text: b64(b64(text)),
        lambda text: f"data:;base64,{b64(text)}",
        lambda text: "\ufeff" + text,
        lambda text: "## template: jinja\n" + text,
        lambda text: json.dumps({"script": text}),
    ],
)
def test_a_script_is_read_in_every_wrapping(wrap: object) -> None:
    assert callable(wrap)

    assert found(wrap(SCRIPT)) == {"logs.datadoghq.com": OUT}


def test_cloud_config_is_read_section_by_section() -> None:
    assert found(CLOUD_CONFIG) == {"download.docker.com": IN, "s3.eu-west-3.amazonaws.com": OUT, "ghcr.io": IN}


def test_every_part_of_a_mime_message_is_read() -> None:
    assert found(MIME) == {"logs.datadoghq.com": OUT, "github.com": IN}


@pytest.mark.parametrize("encoding", ["b64", "base64"])
def test_encoded_files_are_read(encoding: str) -> None:
    text = f"#cloud-config\nwrite_files:\n- path: /x\n  encoding: {encoding}\n  content: {b64(SCRIPT)}\n"

    assert found(text) == {"logs.datadoghq.com": OUT}


@pytest.mark.parametrize("encoding", ["gz+b64", "gzip+base64", "gz"])
def test_compressed_files_are_read(encoding: str) -> None:
    text = f"#cloud-config\nwrite_files:\n- path: /x\n  encoding: {encoding}\n  content: {gz_b64(SCRIPT)}\n"

    assert found(text) == {"logs.datadoghq.com": OUT}


def test_binary_content_of_yaml_is_read() -> None:
    text = (
        f"#cloud-config\nwrite_files:\n- path: /x\n  content: !!binary {b64(SCRIPT)}\nother: !!binary {b64(SCRIPT)}\n"
    )

    assert found(text) == {"logs.datadoghq.com": OUT}


def test_an_include_file_names_where_instructions_come_from() -> None:
    assert found("#include\nhttps://github.com/x\n# https://pulumi.com\n") == {"github.com": IN}


def test_a_compose_file_tells_images_from_endpoints() -> None:
    text = """services:
  web:
    image: ghcr.io/org/web:1
    environment:
      - DATABASE_URL=postgres://u:p@db.eu-west-1.rds.amazonaws.com:5432/x
    logging: {driver: awslogs}
  db:
    image: postgres:16
"""

    assert found(text) == {
        "ghcr.io": IN,
        "docker.io": IN,
        "db.eu-west-1.rds.amazonaws.com": OUT,
        "logs.eu-west-1.amazonaws.com": OUT,
    }


def test_a_manifest_is_read_through_its_pairs_of_name_and_value() -> None:
    manifest = {
        "$schema": "https://github.com/schema",
        "apiVersion": "storage.googleapis.com",
        "spec": {"env": [{"name": "S3_ENDPOINT", "value": "logs.nobody-knows.fr"}], "image": "nginx"},
        "labels": {"docs": {"more": ["https://s3.amazonaws.com"]}},
    }

    assert found(json.dumps(manifest)) == {
        "storage.googleapis.com": OUT,
        "logs.nobody-knows.fr": OUT,
        "docker.io": IN,
        "s3.amazonaws.com": OUT,
    }


@pytest.mark.parametrize(
    ("line", "hosts"),
    [
        ("curl https://github.com/x", {"github.com": IN}),
        ("curl github.com/x -o y", {"github.com": IN}),
        ("sudo -E curl -fsSL https://github.com/x | bash", {"github.com": IN}),
        ("curl -d @x https://api.nobody-knows.fr", {"api.nobody-knows.fr": OUT}),
        ("curl -X POST https://api.nobody-knows.fr", {"api.nobody-knows.fr": OUT}),
        ("curl -sSF file=@x https://api.nobody-knows.fr", {"api.nobody-knows.fr": OUT}),
        ("curl --data-binary @x api.nobody-knows.fr", {"api.nobody-knows.fr": OUT}),
        ("curl -o out.nobody-knows.fr https://github.com", {"github.com": IN}),
        ("wget https://github.com/x", {"github.com": IN}),
        ("wget --post-file=x https://api.nobody-knows.fr", {"api.nobody-knows.fr": OUT}),
        ("wget --method=PUT https://api.nobody-knows.fr", {"api.nobody-knows.fr": OUT}),
        ("rsync -a /data backup@store.nobody-knows.fr:/data", {"store.nobody-knows.fr": OUT}),
        ("rsync -a backup@store.nobody-knows.fr:/data /data", {"store.nobody-knows.fr": IN}),
        ("scp dump.sql store.nobody-knows.fr:", {"store.nobody-knows.fr": OUT}),
        ("ssh root@81.2.69.142 true", {"81.2.69.142": OUT}),
        ("nc logs.nobody-knows.fr 514 < /var/log/syslog", {"logs.nobody-knows.fr": OUT}),
        ("psql -h db.nobody-knows.fr -f schema.sql", {"db.nobody-knows.fr": OUT}),
        ("python3 app.py --server collector.nobody-knows.fr:9000", {"collector.nobody-knows.fr": OUT}),
        ("agent --log-host=collector.nobody-knows.fr", {"collector.nobody-knows.fr": OUT}),
        ("aws s3 cp /x s3://bucket/x", {"amazonaws.com": OUT, "s3.amazonaws.com": OUT}),
        ("aws s3 cp s3://bucket/x /x", {"amazonaws.com": OUT, "s3.amazonaws.com": OUT}),
        ("aws --endpoint-url https://s3.gra.io.cloud.ovh.net s3 sync /x s3://b", {"s3.gra.io.cloud.ovh.net": OUT}),
        ("aws --version", {}),
        ("az login", {"management.azure.com": OUT}),
        ("restic -r s3:s3.gra.io.cloud.ovh.net/b backup /", {"s3.gra.io.cloud.ovh.net": OUT}),
        ("docker pull nginx", {"docker.io": IN}),
        ("docker run -d --name x -p 80:80 --rm ghcr.io/o/a:1 serve", {"ghcr.io": IN}),
        ("docker push ghcr.io/o/a:1", {"ghcr.io": OUT}),
        ("docker ps", {}),
        ("docker run", {}),
        ("git clone https://github.com/x/y", {"github.com": IN}),
        ("git push https://github.com/x/y", {"github.com": OUT}),
        ("FROM ghcr.io/o/a AS build", {"ghcr.io": IN}),
        ("deb https://download.docker.com/linux stable main", {"download.docker.com": IN}),
        ("apt-get install -y docker.io", {}),
        ("pip install google.cloud.storage", {}),
        ("ExecStart=/usr/bin/curl -T /x https://s3.amazonaws.com/x", {"s3.amazonaws.com": OUT}),
        ("ExecStart=- /usr/bin/true", {}),
        ("FILE=$(curl -fsS https://github.com/x)", {"github.com": IN}),
        ("export SENTRY_DSN=https://k@o1.nobody-knows.fr/1", {"o1.nobody-knows.fr": OUT}),
        ("server logs.nobody-knows.fr;", {"logs.nobody-knows.fr": OUT}),
        ("smtp_host: mail.nobody-knows.fr:25", {"mail.nobody-knows.fr": OUT}),
        ("image: ghcr.io/o/a", {"ghcr.io": IN}),
        (
            "brokers = kafka1.nobody-knows.fr:9092,kafka2.nobody-knows.fr:9092",
            {"kafka1.nobody-knows.fr": OUT, "kafka2.nobody-knows.fr": OUT},
        ),
        (
            "upstream = one.nobody-knows.fr two.nobody-knows.fr",
            {"one.nobody-knows.fr": OUT, "two.nobody-knows.fr": OUT},
        ),
        ("echo see https://github.com", {}),
        ("echo endpoint=https://github.com >> /etc/x", {"github.com": IN}),
        ("# curl https://github.com", {}),
        ("true # curl https://github.com", {}),
        ("echo 'a # b' > /x; curl https://github.com/#x", {"github.com": IN}),
        ("systemctl restart nginx.service", {}),
        ("import com.amazonaws.services", {}),
        ("mail -s done admin@github.com", {}),
        ("cp /etc/app.conf /etc/other.conf", {}),
        ("version: 1.2.3", {}),
        ("hostname: records.nobody-knows.fr", {}),
        ("server_name www.nobody-knows.fr;", {}),
        ("DB_HOSTNAME=db.nobody-knows.fr", {"db.nobody-knows.fr": OUT}),
        ("backend = django.db.backends.postgresql", {}),
        ("log = app.main", {}),
        ("curl file:///etc/passwd", {}),
        ('<x xmlns="https://github.com/ns" a="http://www.w3.org/2001">', {}),
        ("curl https://nowhere.invalid/", {}),
        (r"{ \"url\": \"https:\/\/api.nobody-knows.fr\/x\" }", {"api.nobody-knows.fr": OUT}),
        (r"x=$(printf '\x68\x74\x74\x70\x73://github.com')", {"github.com": IN}),
        ("unclosed 'quote https://github.com", {"github.com": IN}),
        ("curl \"https://s3.amazon\"'aws.com/x'", {"s3.amazonaws.com": IN}),
        ("mongodb://a.nobody-knows.fr:1,b.nobody-knows.fr:2/x", {"a.nobody-knows.fr": OUT, "b.nobody-knows.fr": OUT}),
        ("ssh_import_id gh:me", {}),
    ],
)
def test_a_line_of_a_script_tells_hosts_from_words(line: str, hosts: dict[str, Role]) -> None:
    assert found(f"#!/bin/sh\n{line}\n") == hosts


@pytest.mark.parametrize(
    "script",
    [
        "H=amazonaws.com\ncurl -T x https://s3.$H/",
        "H=amazonaws.com; curl -T x https://s3.${H}/",
        "A=amazon\nB=aws.com\nH=$A$B\ncurl -T x https://s3.$H/",
        "curl -T x https://s3.${H:-amazonaws.com}/",
        "curl -T x \\\n  https://s3.amazonaws.com/",
        f"echo {b64('curl -T x https://s3.amazonaws.com/')} | base64 -d | sh",
        f"echo {b'curl -T x https://s3.amazonaws.com/'.hex()} | xxd -r -p | sh",
        f"curl -T x $(echo {b64('https://s3.amazonaws.com')} | base64 --decode)/x",
        f"curl -T x https://s3.$(echo {b64('amazonaws')} | base64 -d).com/x",
        f"PAYLOAD={b64('curl -T x https://s3.amazonaws.com/ # padding')}",
        'HOST = "s3.amazonaws.com"\nrequests.put(f"https://{HOST}/x")',
    ],
)
def test_a_host_that_a_script_puts_together_is_still_found(script: str) -> None:
    assert found(f"#!/bin/sh\n{script}\n").get("s3.amazonaws.com") is OUT


def test_odd_corners_of_cloud_config_are_read() -> None:
    text = """#cloud-config
ssh_import_id: [gh:someone, lp:other]
packages:
  - docker.io
  - https://github.com/x.deb
files:
  - data:,curl%20-T%20x%20https://s3.amazonaws.com
command: [curl, -T, x, https://intake.datadoghq.com]
logs: SINK_URL=https://logs.nobody-knows.fr
when: 2026-11-24
blob: Y3VybCAtVCB4IGh0dHBzOi8vYXBpLnB1bHVtaS5jb20vCg==
"""

    assert found(text) == {
        "github.com": IN,
        "launchpad.net": IN,
        "s3.amazonaws.com": OUT,
        "intake.datadoghq.com": OUT,
        "logs.nobody-knows.fr": OUT,
        "api.pulumi.com": OUT,
    }


def test_variables_hold_from_one_command_of_runcmd_to_the_next() -> None:
    assert found("#cloud-config\nruncmd:\n- H=amazonaws.com\n- curl -T x https://s3.$H/\n")["s3.amazonaws.com"] is OUT


@pytest.mark.parametrize(
    "line",
    [
        "curl https://$HOST/x",
        "curl https://${HOST}.com/",
        "curl https://$1/",
        "curl https://$(cat /etc/host)/x",
        "proxy_pass https://api.nobody-knows.fr$request_uri;",
        "curl https://{{ host }}/",
        "curl https://%s/",
        "curl https://%s:%d/",
    ],
)
def test_a_host_that_only_the_run_decides_is_reported_as_unread(line: str) -> None:
    reader = read(f"#!/bin/sh\n{line}\n")

    assert not reader.mentions
    assert "only decided when it runs" in reader.unread["line 2"].told


@pytest.mark.parametrize("host", ['"https://" + host + "/x"', '"https://%s/x" % host', 'f"https://{host}/x"'])
def test_a_program_that_puts_a_host_together_is_reported_as_unread(host: str) -> None:
    reader = read(f"#!/usr/bin/env python3\nimport requests\nrequests.put({host}, data=d)\n")

    assert not reader.mentions
    assert "only decided when it runs" in reader.unread["line 3"].told


def test_a_variable_left_of_a_known_domain_does_not_hide_it() -> None:
    assert found("#!/bin/sh\ncurl https://s3.$REGION.amazonaws.com/\n") == {"amazonaws.com": IN}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * 1_000_001, "longer than"),
        (base64.b64encode(gzip.compress(b"a" * 2_000_000)).decode(), "unpacks to more than"),
        (base64.b64encode(b"\x1f\x8b damaged gzip data").decode(), "damaged"),
        ("data:;base64,!!", "not base64"),
        ("#cloud-config\nwrite_files:\n- {path: /x, encoding: b64, content: '!!'}", "not the base64"),
        ("#cloud-config\na: [", "not valid YAML"),
        ('{"a":' * 200 + "1" + "}" * 200, "nested too deeply"),
        ("#cloud-config\na: &a [*a, *a]\n", "nested too deeply"),
        (LAUGHS, "too many values"),
        ("Content-Type: multipart/mixed; boundary=B\n\n" + "--B\n\nx\n" * 600, "more than 500 parts"),
    ],
)
def test_what_cannot_be_read_is_reported_with_the_reason(text: str, reason: str) -> None:
    assert any(reason in why.told for why in read(text).unread.values())


def test_texts_within_texts_are_followed_only_so_far() -> None:
    text = SCRIPT
    for _ in range(14):
        text = b64(text)

    assert any("nested too deeply" in why.why for why in read(text).unread.values())


@pytest.mark.parametrize("text", ["{not json", "[1, 2", '"text"', "--- just words", "services: [", "[]", ""])
def test_what_only_looks_structured_is_read_line_by_line(text: str) -> None:
    assert found(f"{text}\ncurl -T x https://s3.amazonaws.com/\n") == {"s3.amazonaws.com": OUT}


@given(st.text())
def test_no_text_makes_the_reader_fail(text: str) -> None:
    assert isinstance(read(text).mentions, tuple)


@given(
    st.lists(
        st.sampled_from(
            [
                "curl ",
                "https://",
                "$",
                "{",
                "}",
                "'",
                '"',
                "|",
                "\n",
                "#",
                "s3.amazonaws.com",
                "=",
                ":",
                "base64 -d",
                "-",
                " ",
                "\\",
                "(",
                "`",
                "<<EOF",
                "#cloud-config\n",
            ]
        ),
        max_size=30,
    )
)
def test_no_heap_of_shell_makes_the_reader_fail(pieces: list[str]) -> None:
    assert isinstance(read("".join(pieces)).unread, dict)
