"""Reads the commands that take a host first: copies, shells, tunnels, look-ups and mounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rempart.meaning.findings import Act, Finding
from rempart.meaning.readers.shell import commands
from rempart.meaning.readers.shell.call import Call
from rempart.meaning.readers.shell.options import loose, split, takes

_REMOTE = re.compile(r"(?:[^/\s:=]+|[^/\s]*\[[0-9a-fA-F:]+\]):.*|[a-z][a-z0-9+.\-]*://.*", re.DOTALL)
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]")
_RCLONE_REMOTE = re.compile(r":(?P<type>[a-z0-9]+)(?P<rest>,[^:]*(?:(?<=[='\"])[^:]*)?)?:(?P<path>.*)", re.DOTALL)


def copier(call: Call) -> Iterator[Finding]:
    """``rsync``, ``scp``: the last argument receives."""
    arguments = split(call.arguments, commands.RSYNC if call.name == "rsync" else commands.SCP)
    for name, value in arguments.options:
        yield call.value(value, Act.CONNECTS if name in {"-J", "-e", "--rsh", "-o"} else None, name)
    *sources, target = arguments.positional or ("",)
    act = Act.SENDS if is_remote(target) else Act.FETCHES
    for source in sources:
        yield call.value(source, act if is_remote(source) else None)
    yield call.value(target, Act.SENDS if is_remote(target) else None)


def is_remote(word: str) -> bool:
    """Whether a word names a file on another host."""
    return _REMOTE.fullmatch(word) is not None and _WINDOWS.match(word) is None


def ssh(call: Call) -> Iterator[Finding]:
    """``ssh``: the first argument is the host."""
    arguments = split(call.arguments, commands.SSH, interleaved=False)
    for name, value in arguments.options:
        yield call.value(value, Act.CONNECTS if name in {"-J", "-W", "-L", "-R", "-o"} else None, name)
    for host in arguments.positional[:1]:
        yield call.value(host, Act.SENDS)


def command_over_ssh(call: Call) -> str:
    """Return the command that runs at the other end of ``ssh``."""
    return " ".join(split(call.arguments, commands.SSH, interleaved=False).positional[1:])


def lookup(call: Call) -> Iterator[Finding]:
    """``dig`` and its likes: what is asked for reaches whoever serves the zone."""
    for word in split(call.arguments, commands.DIG).positional:
        if word.startswith("+"):
            continue
        name = word.removeprefix("@")
        yield call.value(name, Act.CONNECTS if word.startswith("@") else Act.SENDS)


def probe(call: Call) -> Iterator[Finding]:
    """``ping``, ``nc``, ``telnet``: hosts, ports and numbers."""
    act = Act.SENDS if call.fed or call.data is not None else Act.CONNECTS
    for key, text in loose(call.arguments):
        pieces = re.split(r"[,:](?=[A-Za-z\[]*)", text) if call.name == "socat" else (text,)
        for piece in pieces if call.name == "socat" and len(text) < 2_000 else (text,):  # noqa: PLR2004 - an address is short
            yield call.value(piece, act, key)
        if call.name == "socat":
            yield call.value(re.sub(r"^[A-Za-z0-9\-]+:", "", text.split(",")[0]), act, key)


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
