"""Reads the commands whose arguments mean different things by their position or option: which reader reads which."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from rempart.meaning.findings import RECIPIENT, Act, Document, Finding, Form, Value
from rempart.meaning.readers.shell import commands
from rempart.meaning.readers.shell.call import DRAWN, Call, each
from rempart.meaning.readers.shell.containers import container, helm, image_copier, kubectl
from rempart.meaning.readers.shell.options import Takes, loose, split, takes
from rempart.meaning.readers.shell.remotes import (
    copier,
    is_remote,
    logger,
    lookup,
    minio,
    mount,
    names,
    probe,
    rclone,
    relay,
    restic,
    ssh,
)
from rempart.meaning.readers.shell.web import curl, wget
from rempart.model.address import RUN_TIME
from rempart.patterns import regex

_ATTACHMENTS = frozenset({"-A", "-a", "--add-attachment"})
_SENDERS = frozenset({"-f", "-F", "-r", "--from", "from", "replyto", "--reply-to", "--h-From", "--helo"})
_LONGEST_EDIT = 2_000
"""Characters of the longest editing command that is taken apart."""
_SED_COMMAND = regex(r"-[nEersz]*i|--in-place")


def git(call: Call) -> Iterator[Finding]:
    """``git``: a push or a remote sends, a clone fetches."""
    arguments = split(call.arguments, commands.GIT)
    for name, value in arguments.options:
        key, given, content = value.partition("=")
        yield call.value(content, Act.CONNECTS, key) if name == "-c" and given else call.value(value, None, name)
    words = arguments.positional
    subcommand = words[0] if words else ""
    sends = subcommand in {"push", "remote", "send-email", "send-pack", "bundle", "svn"}
    if subcommand == "config":
        yield from _pair(call, words[1:])
        return
    act = Act.SENDS if sends else Act.FETCHES
    for word in words:
        yield call.value(word, act if is_remote(word) or "@" in word else None)


def _pair(call: Call, words: tuple[str, ...]) -> Iterator[Finding]:
    """``git config NAME VALUE``."""
    if len(words) > 1:
        is_mail = words[-2].endswith(".email")
        yield call.value(words[-1], Act.REFERS if is_mail else Act.CONNECTS, "email" if is_mail else words[-2])


def mail(call: Call) -> Iterator[Finding]:
    """``mail``, ``sendmail``: addresses are recipients; whoever is mailed a file or data gets it."""
    attaches = any(word in _ATTACHMENTS or word.startswith("--attach") for word in call.arguments)
    hands_over = attaches or call.draws or (call.data is None and not call.fed) or DRAWN in (call.text or "")
    for key, text in loose(call.arguments):
        if "@" in text and "://" not in text:
            is_sender = key in _SENDERS
            yield call.value(text, None, "from" if is_sender else RECIPIENT if hands_over else "to")
        else:
            serves = "://" in text or "server" in key or "host" in key or key == "smtp"
            yield call.value(text, Act.SENDS if serves else None, key)
    if call.text:
        yield call.document(call.text, "message", Form.PROSE)


def edited(call: Call) -> Iterator[Finding]:
    """``sed -i s/a/b/ FILE``: what is written into a file stands under its name."""
    path = call.arguments[-1] if call.arguments and any(_SED_COMMAND.match(word) for word in call.arguments) else ""
    for word in call.arguments[:-1] if path else call.arguments:
        is_replacing = word.startswith("s") and "://" not in word and len(word) < _LONGEST_EDIT
        # The first part is what goes away.
        for piece in re.split(r"(?<!\\)[/|#,](?=\S)", word)[2:] if is_replacing else (word,):
            yield call.value(piece.replace("\\", ""), None, path)


def own_name(call: Call) -> Iterator[Finding]:
    """``hostnamectl set-hostname X``: what the machine is called."""
    for word in call.arguments:
        yield call.value(word, Act.NAMES)


def certbot(call: Call) -> Iterator[Finding]:
    """``certbot``, ``acme.sh``: domains are the machine's own, the address is its operator's."""
    arguments = split(
        call.arguments,
        takes(
            "dmw",
            "domain domains email server webroot-path cert-name deploy-hook pre-hook post-hook"
            " config-dir issue-server accountemail dns",
        ),
    )
    for name, value in arguments.options:
        if name in {"-d", "--domain", "--domains", "--cert-name"}:
            for domain in value.split(","):
                yield call.value(domain, Act.NAMES, name)
        elif name in {"-m", "--email", "--accountemail"}:
            yield call.value(value, Act.REFERS, "email")
        elif name.endswith("-hook"):
            yield call.document(value, "hook.sh", Form.SHELL)
        else:
            yield call.value(value, Act.FETCHES if "://" in value else None, name)
    for word in arguments.positional:
        yield call.value(word)


def openssl(call: Call) -> Iterator[Finding]:
    """``openssl``: only its clients connect; subjects are names."""
    subcommand = call.arguments[0] if call.arguments else ""
    connects = subcommand in {"s_client", "ocsp", "s_time"}
    for key, text in loose(call.arguments):
        names = key in {"-subj", "-addext", "-ext", "-servername"}
        yield call.value(text, Act.NAMES if names else Act.CONNECTS if connects else None, key)


def network(call: Call) -> Iterator[Finding]:
    """``ip``, ``nft``, ``wg``: most addresses are the machine's own; a tunnel's other end is not."""
    before = ""
    for word in call.arguments:
        peer = before in {"remote", "endpoint", "peer", "via-gateway", "--to-destination", "--to", "--gateway", "to"}
        yield call.value(
            word, Act.CONNECTS if peer else Act.REFERS if call.name != "wg" else None, "endpoint" if peer else ""
        )
        before = word


def packager(call: Call) -> Iterator[Finding]:
    """``apt-get``, ``pip``, ``npm``: names of packages are no hosts; URLs and indexes are fetched from."""
    sends = any(word in commands.SENDING_SUBCOMMANDS for word in call.arguments[:2])
    act = Act.SENDS if sends else Act.FETCHES
    for key, text in loose(call.arguments):
        if text in commands.SENDING_SUBCOMMANDS:
            yield call.value(text, None, key)
        elif "://" in text or text.startswith("git@"):
            yield call.value(text.partition(" @ ")[2] or text, act, key)
        elif key in {"-i", "--index-url", "--extra-index-url", "--registry", "--trusted-host", "-r", "--source"}:
            yield call.value(text, act, key)
        elif "/" in text and "@" not in text:
            yield call.value(text, None, key)


def archive(call: Call) -> Iterator[Finding]:
    """``tar``: an archive may be another host's (``-f host:path``)."""
    arguments = split(
        call.arguments,
        takes(
            "fCTXIbg", "file directory files-from exclude rsh-command use-compress-program to-command checkpoint-action"
        ),
    )
    for name, value in arguments.options:
        remote = name in {"-f", "--file"} and is_remote(value)
        yield call.value(value, Act.SENDS if remote else None, name)
        if name in {"--to-command", "--checkpoint-action", "--use-compress-program", "-I"}:
            yield call.document(value.removeprefix("exec="), "hook.sh", Form.SHELL)


def login(call: Call) -> Iterator[Finding]:
    """``k3s agent --server``, ``kubeadm join``: the cluster that the machine joins."""
    yield from each(call, loose(call.arguments), Act.CONNECTS)


def queries(call: Call) -> Iterator[Finding]:
    """``psql``, ``mysql``, ``mongosh``: a server, and statements."""
    for key, text in loose(call.arguments):
        if key in {"-c", "--command", "-e", "--execute", "--eval", "-q", "-Q"}:
            form = Form.SQL if commands.QUERIES[call.name] == "sql" else Form.CODE
            yield Document(text, call.spot.named(f"query.{commands.QUERIES[call.name]}"), form)
        elif key in {"-h", "--host", "--hostname"} or (RUN_TIME in text and "://" in text):
            yield call.peer(text, key)
        else:
            yield call.value(text, Act.CONNECTS, key)
    if call.text:
        yield Document(
            call.text, call.spot.named("query.sql"), Form.SQL if commands.QUERIES[call.name] == "sql" else Form.CODE
        )


def quiet(call: Call) -> Iterator[Finding]:
    """Sweep the words of a command that works on the machine alone: nothing connects to them."""
    several = [word for word in call.arguments if "\n" in word.strip()]
    for word in several:
        yield call.document(word, "")
    words = [word for word in call.arguments if word not in several and not (word.startswith("-") and "=" not in word)]
    if words:
        yield Value(" ".join((call.name, *words)), call.spot.named(""))


def unpacked(taking: Takes, act: Act) -> Callable[[Call], Iterator[Finding]]:
    """Return a reader of commands whose options are known, and whose positional arguments all have one act."""

    def read(call: Call) -> Iterator[Finding]:
        arguments = split(call.arguments, taking)
        for name, value in arguments.options:
            yield call.value(value, act if "://" in value else None, name)
        for word in arguments.positional:
            yield call.value(word, act)

    return read


READERS: Mapping[str, Callable[[Call], Iterator[Finding]]] = {
    **dict.fromkeys(commands.PACKAGERS, packager),
    **dict.fromkeys(commands.CONTAINERS, container),
    **dict.fromkeys(commands.QUERIES, queries),
    **dict.fromkeys(("rsync", "scp"), copier),
    **dict.fromkeys(("ssh", "autossh", "mosh", "ssh-copy-id", "sftp"), ssh),
    **dict.fromkeys(("dig", "nslookup", "host", "drill", "kdig", "delv", "resolvectl"), lookup),
    **dict.fromkeys(("ping", "ping6", "traceroute", "mtr", "nc", "ncat", "netcat", "telnet", "nmap"), probe),
    **dict.fromkeys(("mount", "mount.nfs", "mount.cifs", "mount.nfs4", "sshfs"), mount),
    **dict.fromkeys(("mail", "mailx", "mutt", "sendmail", "msmtp", "ssmtp", "swaks", "sendemail"), mail),
    **dict.fromkeys(("hostname", "hostnamectl", "domainname", "server_name"), own_name),
    **dict.fromkeys(("certbot", "acme.sh", "lego", "dehydrated"), certbot),
    **dict.fromkeys(("ip", "nft", "wg", "iptables", "ip6tables", "firewall-cmd", "ufw", "route", "ipset"), network),
    **dict.fromkeys(("kubectl", "oc", "kustomize"), kubectl),
    **dict.fromkeys(("skopeo", "crane", "oras", "regctl"), image_copier),
    "curl": curl,
    "getent": names,
    "git": git,
    "helm": helm,
    "logger": logger,
    "openssl": openssl,
    "mc": minio,
    "rclone": rclone,
    "restic": restic,
    "sed": edited,
    "socat": relay,
    "tar": archive,
    "wget": wget,
    "wget2": wget,
}


def act_of(call: Call) -> Act:
    """Return what a command that has no reader of its own does with an address."""
    if call.name in commands.SENDING:
        return Act.SENDS
    if call.name in commands.FETCHING:
        return Act.SENDS if any(word in commands.SENDING_SUBCOMMANDS for word in call.arguments[:3]) else Act.FETCHES
    return Act.CONNECTS
