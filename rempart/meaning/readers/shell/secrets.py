"""Finds the credentials that a command is given in clear, where no name of an option or a variable tells them."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence

from rempart.addresses.words import word_set
from rempart.meaning.findings import Value
from rempart.meaning.readers.shell import commands
from rempart.meaning.readers.shell.call import Call
from rempart.meaning.readers.shell.options import Takes, split, takes
from rempart.meaning.readers.shell.wrappers import name_of, strip
from rempart.patterns import regex

_KEY = "password"
_HEADER = regex(r"authorization:\s*(?:bearer|token|basic)\s+(?P<secret>\S+)", re.IGNORECASE)
_PASSED = "pass:"
"""Before a password that ``openssl`` is given in clear, rather than a file's name."""


def _after(separator: str) -> Callable[[str], str]:
    """Return what takes the password after a user's name."""
    return lambda word: word.partition(separator)[2]


def _whole(word: str) -> str:
    return word


def _passed(word: str) -> str:
    return word.removeprefix(_PASSED) if word.startswith(_PASSED) else ""


def _in_header(word: str) -> str:
    found = _HEADER.fullmatch(word.strip())
    return found["secret"] if found else ""


_Rule = tuple[Takes, Mapping[str, Callable[[str], str]]]


def _rule(taking: Takes, options: str, part: Callable[[str], str] = _whole) -> _Rule:
    return taking, dict.fromkeys(options.split(), part)


_LDAP = _rule(takes("abdDefhHlopPsSwyXYUROT"), "-w")
_MONGO = _rule(takes("uphdc", "host port username password db collection uri eval"), "-p --password")
_USERS = _rule(takes("bcdefgGkKpsuUZR", "password comment home-dir gid groups shell uid"), "-p --password")
_SAMBA = _rule(takes("UWICDcpAmnsOtTk", "user"), "-U --user", _after("%"))
_TOKEN = _rule(takes("t", "token server data-dir config agent-token"), "-t")
_LOGIN = _rule(takes("pu", "password username"), "-p --password")

_RULES: Mapping[str, _Rule] = {
    **dict.fromkeys(("ldapadd", "ldapdelete", "ldapmodify", "ldappasswd", "ldapsearch", "ldapwhoami"), _LDAP),
    **dict.fromkeys(("mongo", "mongodump", "mongoexport", "mongoimport", "mongorestore", "mongosh"), _MONGO),
    **dict.fromkeys(("useradd", "usermod"), _USERS),
    **dict.fromkeys(("net", "rpcclient", "smbclient", "smbmap"), _SAMBA),
    **dict.fromkeys(("k3s", "rke2"), _TOKEN),
    "curl": (
        commands.CURL,
        {
            **dict.fromkeys(("-u", "--user", "-U", "--proxy-user"), _after(":")),
            **dict.fromkeys(("-H", "--header"), _in_header),
            "--oauth2-bearer": _whole,
        },
    ),
    "lftp": _rule(takes("euph", "user"), "-u --user", _after(",")),
    "openssl": _rule(
        takes("", "pass passin passout in out inform outform subj days keyout newkey key"),
        "-pass -passin -passout",
        _passed,
    ),
    "redis-cli": _rule(takes("hpasnrui", "pass user askpass"), "-a --pass"),
    "sqlcmd": _rule(takes("SUPdQqio"), "-P"),
    "wget": (
        commands.WGET,
        {
            **dict.fromkeys(("--password", "--http-password", "--ftp-password", "--proxy-password"), _whole),
            "--header": _in_header,
        },
    ),
    "zip": _rule(takes("Pxin", "password"), "-P --password"),
    "unzip": _rule(takes("Pdx"), "-P"),
}
"""Which options of which commands hold a password, alone or after a user's name."""
_GLUED = {
    **dict.fromkeys(("7z", "7za", "7zr"), "-p"),
    **dict.fromkeys(("mariadb", "mariadb-dump", "mysql", "mysqladmin", "mysqldump", "mysqlimport", "mysqlsh"), "-p"),
}
"""Options whose password is glued to their letter; alone, they ask for it."""
_REGISTRIES = commands.CONTAINERS | word_set("crane helm oras regctl skopeo")
_READS_IT = {
    "cryptsetup": "luksformat luksopen open luksaddkey",
    "gh": "login",
    "kinit": "",
    "passwd": "--stdin",
    "realm": "join",
}
"""Commands that read a password, where they have one of these words; a ``kinit`` always does."""


def secrets(words: Sequence[str], call: Call, known: Container[str]) -> Iterator[Value]:
    """Yield the credentials among the words of a command and in what it reads, each as a value under one name.

    ``known`` ones stand in a variable whose name tells them already.
    """
    for secret in _secrets(words, call):
        if secret and not secret.startswith("$") and secret not in known:
            yield call.value(secret, None, _KEY)


def _secrets(words: Sequence[str], call: Call) -> Iterator[str]:
    outer = name_of(words[0]) if words else ""
    if outer == "sshpass":
        yield from split(words[1:], takes("pfdP"), interleaved=False).values("-p")
    if outer == "sudo" and "-S" in words[1:3]:
        yield from _first_line(call)
    rest = strip(words)[0]
    if not rest:
        return
    name, arguments = name_of(rest[0]), rest[1:]
    rule = _LOGIN if name in _REGISTRIES and "login" in arguments[:3] else _RULES.get(name)
    if rule is not None:
        taking, parts = rule
        for option, value in split(arguments, taking).options:
            if option in parts:
                yield parts[option](value)
    glued = _GLUED.get(name)
    if glued is not None:
        yield from (word.removeprefix(glued) for word in arguments if word.startswith(glued))
    yield from _by_position(name, arguments)
    yield from _read(name, arguments, call)


def _by_position(name: str, arguments: Sequence[str]) -> Iterator[str]:
    plain = [word for word in arguments if not word.startswith("-")]
    if name == "htpasswd" and any(word.startswith("-") and "b" in word for word in arguments):
        yield from plain[-1:]
    elif name == "vault" and plain[:1] == ["login"]:
        yield from (bare for word in plain[1:2] if "=" not in (bare := word.removeprefix("token=")))
    elif name == "rabbitmqctl" and plain[:1] in (["add_user"], ["change_password"]):
        yield from plain[2:3]
    elif name == "mc" and plain[:2] == ["alias", "set"]:
        yield from plain[5:6]
    elif name == "openssl" and plain[:1] == ["passwd"]:
        yield from plain[1:]
    elif name == "openssl" and "-k" in arguments[:-1]:
        yield arguments[list(arguments).index("-k") + 1]
    elif name == "aws" and plain[:2] == ["configure", "set"] and "secret" in "".join(plain[2:3]):
        yield from plain[3:4]


def _read(name: str, arguments: Sequence[str], call: Call) -> Iterator[str]:
    """Yield the passwords that a command reads."""
    if name == "chpasswd" and not {"-e", "--encrypted"} & set(arguments):
        yield from (line.partition(":")[2].strip() for line in (call.text or "").split("\n"))
    elif name in _REGISTRIES and "--password-stdin" in arguments:
        yield from _first_line(call)
    elif name in _READS_IT:
        asked = _READS_IT[name].split()
        if not asked or any(word.lower() in asked for word in arguments):
            yield from _first_line(call)


def _first_line(call: Call) -> Iterator[str]:
    yield (call.text or "").partition("\n")[0].strip()
