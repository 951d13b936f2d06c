"""What commands of a shell do with the addresses on their command line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rempart.addresses.words import word_set
from rempart.model.normalised import Role
from rempart.placement.texts.roles import is_connection

_LOADERS = word_set(
    "add-apt-repository ansible-galaxy ansible-pull apk apt apt-get apt-key aria2c axel brew cargo conda crictl ctr"
    " curl dnf docker dpkg gem git go gpg helm kubectl microdnf mirror nerdctl nix npm pacman pip"
    " pip3 pipx pnpm podman rpm"
    " skopeo snap tdnf uv wget yarn yum yum-config-manager zypper"
)
_SENDING_SUBCOMMANDS = word_set("login publish push remote send-pack upload")
_CONNECTING = word_set(
    "amqp-publish borg cloudflared curl duplicity ftp http https kcat kafkacat kinit ldapsearch lftp mc mongo mongodump"
    " mongosh mosquitto_pub mosquitto_sub mount mysql mysqldump nats nc ncat netcat ngrok openssl openvpn pg_basebackup"
    " pg_dump pg_dumpall psql redis-cli restic rsync s3cmd scp sftp smbclient socat ssh sshfs swaks telnet wget wscat"
)
_QUIET = frozenset({":", "echo", "printf", "true"})
"""They only speak to whoever reads the log, unless their output is redirected."""
_COPIERS = frozenset({"rsync", "scp"})
_WRAPPERS = word_set("command do else env exec if nice nohup retry setsid sudo then time timeout until while xargs")
_IMPLIED = {
    "aws": "amazonaws.com",
    "az": "management.azure.com",
    "bq": "bigquery.googleapis.com",
    "doctl": "api.digitalocean.com",
    "gcloud": "cloudresourcemanager.googleapis.com",
    "gsutil": "storage.googleapis.com",
    "heroku": "api.heroku.com",
    "s3cmd": "s3.amazonaws.com",
    "wrangler": "api.cloudflare.com",
}
"""Clients of one operator's services: where they connect unless told otherwise."""
_ELSEWHERE = ("--endpoint", "--host", "--api-endpoint", "--profile")
_OFFLINE = frozenset({"--help", "--version", "completion", "configure", "config", "help", "version"})
_UPLOAD = re.compile(
    r"-[a-zA-Z]*[dFT]|--(?:data|form|json|upload-file|post-data|post-file|body)(?:[=\-].*)?|"
    r"(?:-X|--request=?|--method=?)(?:POST|PUT|PATCH|DELETE)",
    re.DOTALL,
)
_WRITING_METHODS = frozenset({"DELETE", "PATCH", "POST", "PUT"})
_REMOTE_PATH = re.compile(r"[^/\s]+:.*|[a-z0-9+]+://.*", re.DOTALL)
_VALUE_OPTIONS = {
    "curl": re.compile(
        r"-[a-zA-Z]*[AbcCdDeEFHKmoPQrTuUwXyYz]|--(?:cacert|cert|config|connect-timeout|cookie|cookie-jar|data.*|form"
        r"|header|json|key|max-time|output|range|referer|request|resolve|retry.*|upload-file|user|user-agent|write-out)"
    ),
    "wget": re.compile(r"-[a-zA-Z]*[aeioOPtTUw]|--(?:header|output-document|post-.*|user|password|tries|timeout)"),
}
_CONTAINERS = frozenset({"crictl", "docker", "nerdctl", "podman"})
_IMAGE_SUBCOMMANDS = frozenset({"create", "pull", "run"})
_CONTAINER_SWITCHES = re.compile(
    r"-[dituqP]+|--(?:detach|help|init|interactive|no-healthcheck|oom-kill-disable|privileged|publish-all|quiet"
    r"|read-only|rm|tty|all-tags)|--[a-z\-]+=.*",
    re.DOTALL,
)


def strip_wrappers(tokens: Sequence[str]) -> list[str]:
    """Drop what only surrounds a command: ``sudo -E``, ``env X=y``, ``ExecStart=``."""
    rest = list(tokens)
    while rest:
        word = rest[0]
        if word.startswith("Exec") and "=" in word:
            rest[0] = word.partition("=")[2].lstrip("-+!@:")
            if not rest[0]:
                rest.pop(0)
        elif word in _WRAPPERS or re.fullmatch(r"[A-Za-z_]\w*=.*", word, re.DOTALL):
            rest.pop(0)
            while rest and rest[0].startswith("-"):
                rest.pop(0)
        else:
            break
    return rest


def name_of(tokens: Sequence[str]) -> str:
    """Return the name of a simple command, without its folder."""
    return tokens[0].rpartition("/")[2] if tokens else ""


def is_quiet(name: str) -> bool:
    """Whether a command only prints."""
    return name in _QUIET


def connects(name: str) -> bool:
    """Whether a command connects to the hosts among its arguments."""
    return name in _CONNECTING


def role_of(tokens: Sequence[str]) -> Role:
    """Return what a simple command does with the addresses among its arguments."""
    name, arguments = name_of(tokens), tokens[1:]
    if name in _COPIERS or any(argument.startswith(("s3://", "gs://")) for argument in arguments):
        plain = [argument for argument in arguments if not argument.startswith("-")]
        return Role.SENDS if not plain or _REMOTE_PATH.fullmatch(plain[-1]) else Role.FETCHES
    if name not in _LOADERS:
        return Role.SENDS
    if name in {"curl", "wget"}:
        return Role.SENDS if _uploads(name, arguments) else Role.FETCHES
    subcommand = next((argument for argument in arguments if not argument.startswith("-")), "")
    return Role.SENDS if subcommand in _SENDING_SUBCOMMANDS else Role.FETCHES


def implied_host(tokens: Sequence[str]) -> str | None:
    """Return the host that a command connects to without naming it."""
    host = _IMPLIED.get(name_of(tokens))
    if host is None or len(tokens) == 1 or not _OFFLINE.isdisjoint(tokens[1:]):
        return None
    return None if any(token.startswith(_ELSEWHERE) for token in tokens) else host


def names_its_endpoint(tokens: Sequence[str]) -> bool:
    """Whether a command says itself which endpoint its bucket URLs (``s3://``) belong to."""
    return any(token.startswith(_ELSEWHERE) for token in tokens)


def image_of(tokens: Sequence[str]) -> str | None:
    """Return the image that a container command pulls or runs."""
    if name_of(tokens) not in _CONTAINERS:
        return None
    rest = list(tokens[1:])
    if not rest or rest[0] not in _IMAGE_SUBCOMMANDS:
        return None
    rest.pop(0)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if rest and not _CONTAINER_SWITCHES.fullmatch(option):
            rest.pop(0)
    return rest[0] if rest else None


def arguments_of(tokens: Sequence[str]) -> list[str]:
    """Return the arguments that may be hosts: without options, and without the values of known options."""
    takes_value = _VALUE_OPTIONS.get(name_of(tokens))
    kept: list[str] = []
    skip = False
    for token in tokens[1:]:
        if skip:
            skip = False
        elif token.startswith("-"):
            skip = takes_value is not None and takes_value.fullmatch(token) is not None
            if "=" in token:
                kept.append(token.partition("=")[2])
        else:
            kept.append(token)
    return kept


def servers_of(tokens: Sequence[str]) -> list[str]:
    """Return the values of options that name a server (``--server x:9000``, ``--host=x``), whatever the command."""
    servers: list[str] = []
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if token.startswith("--") and is_connection(token.partition("=")[0]):
            servers.append(token.partition("=")[2] or following)
    return servers


def _uploads(name: str, arguments: Sequence[str]) -> bool:
    if name == "curl":
        named = any(_UPLOAD.fullmatch(argument) for argument in arguments)
    else:
        named = any(argument.startswith(("--post", "--body", "--method=P", "--method=D")) for argument in arguments)
    return named or any(argument in _WRITING_METHODS for argument in arguments)
