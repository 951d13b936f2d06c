"""Takes off a command what only surrounds it: ``sudo -E``, ``env X=y``, ``timeout 30``, ``docker exec C``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rempart.meaning.readers.shell.options import NOTHING, Takes, split, takes
from rempart.patterns import regex

_ASSIGNMENT = regex(r"[A-Za-z_]\w*\+?=.*", re.DOTALL)
_MOST = 12
"""Wrappers around one command."""


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What stands between a wrapper's name and the command: options, and so many words."""

    taking: Takes = NOTHING
    words: int = 0


WRAPPERS = {
    "builtin": Wrapper(),
    "busybox": Wrapper(),
    "caffeinate": Wrapper(),
    "chpst": Wrapper(takes("ueoUbnmdfpcrlt")),
    "chroot": Wrapper(takes("", "userspec groups"), 1),
    "chronic": Wrapper(),
    "chrt": Wrapper(takes("TPD"), 1),
    "cloud-init-per": Wrapper(NOTHING, 2),
    "command": Wrapper(),
    "daemonize": Wrapper(takes("acelopuE")),
    "dbus-run-session": Wrapper(),
    "doas": Wrapper(takes("uC")),
    "dumb-init": Wrapper(),
    "eatmydata": Wrapper(),
    "env": Wrapper(takes("uC", "unset chdir")),
    "exec": Wrapper(takes("a")),
    "fakeroot": Wrapper(),
    "firejail": Wrapper(),
    "flock": Wrapper(takes("wE", "timeout wait"), 1),
    "gosu": Wrapper(NOTHING, 1),
    "ionice": Wrapper(takes("cnpPu", "class classdata")),
    "linux32": Wrapper(),
    "logsave": Wrapper(NOTHING, 1),
    "ltrace": Wrapper(takes("oeaps")),
    "nice": Wrapper(takes("n", "adjustment")),
    "nohup": Wrapper(),
    "nsenter": Wrapper(takes("tSG", "target")),
    "numactl": Wrapper(takes("NmCp")),
    "parallel": Wrapper(takes("jaIN", "jobs colsep delay retries")),
    "pkexec": Wrapper(takes("", "user")),
    "proxychains": Wrapper(takes("f")),
    "proxychains4": Wrapper(takes("f")),
    "retry": Wrapper(takes("tdm", "times delay")),
    "runuser": Wrapper(takes("ugGs", "user group shell")),
    "s6-setuidgid": Wrapper(NOTHING, 1),
    "setarch": Wrapper(NOTHING, 1),
    "setpriv": Wrapper(takes("", "reuid regid groups securebits")),
    "setsid": Wrapper(),
    "softlimit": Wrapper(takes("acdflmnoprst")),
    "stdbuf": Wrapper(takes("ioe", "input output error")),
    "strace": Wrapper(takes("oepsuPEa")),
    "su-exec": Wrapper(NOTHING, 1),
    "sudo": Wrapper(takes("ughpCrtUDRT", "user group host prompt chdir chroot")),
    "systemd-cat": Wrapper(takes("tp", "identifier priority")),
    "systemd-inhibit": Wrapper(),
    "systemd-run": Wrapper(takes("pHMtE", "unit property description slice uid gid on-active on-calendar setenv")),
    "taskset": Wrapper(takes("p"), 1),
    "then": Wrapper(),
    "time": Wrapper(takes("of", "output format")),
    "timeout": Wrapper(takes("ks", "kill-after signal"), 1),
    "tini": Wrapper(takes("pe")),
    "torify": Wrapper(),
    "torsocks": Wrapper(),
    "toybox": Wrapper(),
    "unbuffer": Wrapper(),
    "unshare": Wrapper(takes("SGRw")),
    "watch": Wrapper(takes("n", "interval")),
    "xargs": Wrapper(takes("IndLPsEa", "max-args max-procs max-lines delimiter arg-file replace")),
    "xvfb-run": Wrapper(takes("nsef")),
}
_TWO_WORDS = {
    ("bundle", "exec"): 0,
    ("pipenv", "run"): 0,
    ("poetry", "run"): 0,
    ("uv", "run"): 0,
}
_INSIDE = {
    "crictl": takes("", ""),
    "docker": takes("euw", "env user workdir env-file detach-keys"),
    "docker-compose": takes("euw", "env user workdir index"),
    "kubectl": takes("nc", "namespace container context kubeconfig"),
    "lxc": takes("", "env cwd user group"),
    "nerdctl": takes("euw", "env user workdir"),
    "oc": takes("nc", "namespace container context"),
    "podman": takes("euw", "env user workdir"),
}
"""Programs whose ``exec`` runs a command in a container, after the container's name."""


def strip(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the command inside its wrappers, and the settings of its environment that they hold."""
    rest, settings = list(words), []
    for _ in range(_MOST):
        while rest and _ASSIGNMENT.fullmatch(rest[0]):
            settings.append(rest.pop(0))
        if not rest:
            break
        inner = _inner(rest)
        if inner is None:
            break
        rest = inner
    return rest, settings


def name_of(word: str) -> str:
    """Return the name of a command without its folder."""
    name = word.rstrip("/").rpartition("/")[2].lower().removesuffix(".exe")
    return "powershell" if name.endswith(("\\powershell", "v1.0powershell")) else name


def _inner(words: list[str]) -> list[str] | None:  # noqa: PLR0911 - one line for each manner of wrapping
    """Return what a wrapper surrounds; None when the command is none, or runs by itself."""
    name = name_of(words[0])
    if len(words) > 1 and (name, words[1]) in _TWO_WORDS:
        return words[2:]
    if name == "ip" and words[1:3] == ["netns", "exec"]:
        return words[4:]
    if name in _INSIDE and "exec" in words[1:3]:
        return _after_container(words, name)
    wrapper = WRAPPERS.get(name)
    if wrapper is None or len(words) == 1:
        return None
    if name in {"runuser", "flock"} and any(word in {"-c", "--command"} for word in words):
        return None
    if name == "command" and words[1] in {"-v", "-V"}:
        return None
    return list(split(words[1:], wrapper.taking, interleaved=False).positional[wrapper.words :])


def _after_container(words: list[str], name: str) -> list[str] | None:
    rest = words[words.index("exec") + 1 :]
    if "--" in rest:
        return rest[rest.index("--") + 1 :]
    return list(split(rest, _INSIDE[name], interleaved=False).positional[1:])
