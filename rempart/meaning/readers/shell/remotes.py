"""Reads the commands that take a host first: copies, shells, tunnels, look-ups and mounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rempart.meaning.findings import Act, Finding, Form
from rempart.meaning.readers.shell import commands
from rempart.meaning.readers.shell.call import DRAWN, Call, each
from rempart.meaning.readers.shell.options import NOTHING, Takes, loose, split, takes
from rempart.model.address import RUN_TIME
from rempart.patterns import regex

_REMOTE = regex(r"(?:[^/\s:=]+|[^/\s]*\[[0-9a-fA-F:]+\]):.*|[a-z][a-z0-9+.\-]*://.*", re.DOTALL)
_COLONS = regex(r":(?![^\[\]]*\])")
"""Between a host and its port, and not inside brackets."""
_SETTING = regex(r"(?P<name>[A-Za-z]+)[ =](?P<value>.*)", re.DOTALL)
_LONGEST_ADDRESS = 2_000
_NO_SOCKETS = frozenset({"create", "exec", "file", "gopen", "open", "pipe", "shell", "system", "unix", "unix-connect"})
"""Kinds of addresses of ``socat`` that stay on the machine."""
_PROBES = {
    **dict.fromkeys(("nc", "netcat"), takes("wpsIiqXxbOTVPmgGceM", "proxy source-port wait")),
    "mtr": takes("cimsPrpnaf", "report-cycles interval port"),
    "ncat": takes("wpsidcexmGgo", "exec sh-exec lua-exec proxy proxy-type proxy-auth wait delay source source-port"),
    "nmap": takes("pgDSeToNiL", "script top-ports exclude"),
    **dict.fromkeys(("ping", "ping6"), takes("cisWwItQMmpST")),
    "telnet": takes("lbnea"),
    "traceroute": takes("fgimpqwNsz"),
}
"""Options that take a value."""
_REPOSITORIES = frozenset({"rest", "s3", "sftp", "swift"})
_WINDOWS = regex(r"[A-Za-z]:[\\/]")
_RCLONE_REMOTE = regex(r":(?P<type>[a-z0-9]+)(?P<rest>,[^:]*(?:(?<=[='\"])[^:]*)?)?:(?P<path>.*)", re.DOTALL)


def copier(call: Call) -> Iterator[Finding]:
    """``rsync``, ``scp``: the last argument receives."""
    arguments = split(call.arguments, commands.RSYNC if call.name == "rsync" else commands.SCP)
    for name, value in arguments.options:
        yield call.value(value, Act.CONNECTS if name in {"-J", "-o"} else None, name)
        if name in {"-e", "--rsh"}:
            yield call.document(f"{value} localhost", "command.sh", Form.SHELL)
    *sources, target = arguments.positional or ("",)
    act = Act.SENDS if is_remote(target) else Act.FETCHES
    for source in sources:
        yield call.value(source, act if is_remote(source) else Act.REFERS)
    yield call.value(target, Act.SENDS if is_remote(target) else Act.REFERS)


def is_remote(word: str) -> bool:
    """Whether a word names a file on another host."""
    return _REMOTE.fullmatch(word) is not None and _WINDOWS.match(word) is None


def ssh(call: Call) -> Iterator[Finding]:
    """``ssh``: the first argument is the host, unless options name others on the way."""
    arguments = split(call.arguments, _ssh_options(call.name), interleaved=False)
    for name, value in arguments.options:
        if name == "-J":
            for host in value.split(","):
                yield call.peer(host, name)
        elif name in {"-L", "-R"}:
            *_, host, _port = _COLONS.split(f"::{value}")
            yield call.value(host, Act.CONNECTS, name)
        elif name == "-o" and (setting := _SETTING.fullmatch(value)):
            command = setting["name"].lower().endswith("command")
            yield (
                call.document(setting["value"], "command.sh", Form.SHELL)
                if command
                else call.value(setting["value"], Act.CONNECTS, setting["name"])
            )
        else:
            yield call.value(value, Act.CONNECTS if name == "-W" else Act.REFERS, name)
    for host in arguments.positional[:1]:
        yield call.peer(host)


def _ssh_options(name: str) -> Takes:
    if name == "autossh":
        return Takes(commands.SSH.short + "M")
    return commands.SFTP if name == "sftp" else commands.SSH


def command_over_ssh(call: Call) -> str:
    """Return the command that runs at the other end of ``ssh``."""
    return " ".join(split(call.arguments, _ssh_options(call.name), interleaved=False).positional[1:])


def lookup(call: Call) -> Iterator[Finding]:
    """``dig`` and its likes: what is asked for reaches whoever serves the zone."""
    for word in split(call.arguments, commands.DIG).positional:
        if word.startswith("+"):
            continue
        name = word.removeprefix("@")
        yield call.value(name, Act.CONNECTS if word.startswith("@") else Act.SENDS)


def names(call: Call) -> Iterator[Finding]:
    """``getent hosts NAME``: what is asked for reaches whoever serves the zone, with what the name holds."""
    asks = call.arguments[:1] and call.arguments[0] in {"hosts", "ahosts", "ahostsv4", "ahostsv6"}
    for word in call.arguments[1:] if asks else ():
        holds = (RUN_TIME in word or word.startswith("localhost.")) and _is_named(word)
        yield call.value(word, Act.SENDS if holds else Act.CONNECTS)


def _is_named(word: str) -> bool:
    return any(character not in (RUN_TIME, DRAWN) for character in word)


def probe(call: Call) -> Iterator[Finding]:
    """``ping``, ``nc``, ``telnet``: a host, then its ports."""
    arguments = split(call.arguments, _PROBES.get(call.name, NOTHING))
    asks = call.name in {"mtr", "ping", "ping6", "traceroute"} or "-z" in arguments.switches
    for name, value in arguments.options:
        yield call.peer(value, name) if name in {"-x", "--proxy"} else call.value(value, Act.REFERS, name)
    if "-l" in arguments.switches or "--listen" in arguments.switches:
        return
    for word in arguments.positional if call.name == "nmap" else arguments.positional[:1]:
        yield call.peer(word) if _is_named(word) or not asks else call.value(word, Act.CONNECTS)


def relay(call: Call) -> Iterator[Finding]:
    """``socat``: two addresses, each of a kind, with a host where the kind connects."""
    for word in split(call.arguments, takes("lbtTxL")).positional:
        address, *settings = word[:_LONGEST_ADDRESS].split(",")
        kind, given, target = address.partition(":")
        if (
            not given
            or "listen" in kind.lower()
            or kind.lower() in {"exec", "system", "shell", "open", "gopen", "file"}
        ):
            yield call.document(target, "command.sh", Form.SHELL) if given else call.value(word, Act.REFERS)
            continue
        hosts = _COLONS.split(target)
        for host in hosts[:2] if kind.lower().startswith(("socks", "proxy")) else hosts[:1]:
            yield call.peer(host)
        for setting in settings:
            yield call.value(setting.partition("=")[2], Act.REFERS, setting.partition("=")[0])


def logger(call: Call) -> Iterator[Finding]:
    """``logger``: its server receives."""
    for name, value in split(
        call.arguments, takes("nPpTtuif", "server port priority tag socket file id sd-id sd-param")
    ).options:
        yield call.value(value, Act.SENDS if name in {"-n", "--server"} else None, name)


def mount(call: Call) -> Iterator[Finding]:
    """``mount``: the source may be another host's."""
    arguments = split(call.arguments, takes("toLUO", "types options source target"))
    for name, value in arguments.options:
        yield from (
            call.value(piece.partition("=")[2], Act.CONNECTS, piece.partition("=")[0])
            for piece in value.split(",")
            if "=" in piece
        )
        yield call.value(value, None, name)
    for word in arguments.positional:
        source = word.removeprefix("//").removeprefix("\\\\") if word.startswith(("//", "\\\\")) else word
        yield call.value(source, Act.SENDS if source != word or is_remote(word) else None)


def minio(call: Call) -> Iterator[Finding]:
    """``mc``: only the URL of an alias is an address, and neither are the keys after it."""
    words = [text for _, text in loose(call.arguments)]
    sets_alias = words[:2] in (["alias", "set"], ["config", "host"])
    for key, text in loose(call.arguments):
        is_key = sets_alias and RUN_TIME in text and "://" not in text
        yield call.value(text, None if is_key else Act.SENDS, key)


def restic(call: Call) -> Iterator[Finding]:
    """``restic``: its repository is an address, after the kind of it."""
    for key, text in loose(call.arguments):
        kind, _, address = text.partition(":")
        if kind in _REPOSITORIES and address.startswith(RUN_TIME):
            yield call.value(address, Act.SENDS, key)
        else:
            yield from each(call, iter(((key, text),)), Act.SENDS)


def rclone(call: Call) -> Iterator[Finding]:
    """``rclone``: remotes written on the spot hold their own settings: ``:sftp,host=x,user=y:path``."""
    for key, text in loose(call.arguments):
        found = _RCLONE_REMOTE.fullmatch(text) if text.startswith(":") and len(text) < 10_000 else None  # noqa: PLR2004
        if found is None:
            yield call.value(
                text, Act.SENDS if "://" in text or key.endswith(("host", "endpoint", "url")) else None, key
            )
            continue
        yield call.value(found["type"], None, "type")
        for setting in re.findall(r",([\w.]+)=('[^']*'|\"[^\"]*\"|[^,]*)", found["rest"] or ""):
            yield call.value(
                setting[1].strip("'\""),
                Act.SENDS if "host" in setting[0] or "url" in setting[0] or "endpoint" in setting[0] else None,
                setting[0],
            )
