"""Reads ``curl`` and ``wget``: which of their options carry data, and where it goes."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.meaning.findings import RECIPIENT, Act, Finding, Form
from rempart.meaning.readers.shell import commands
from rempart.meaning.readers.shell.call import Call
from rempart.meaning.readers.shell.options import split

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE", "MKCOL", "COPY", "MOVE"})
_CURL_BODIES = frozenset(
    {"-d", "-F", "-T", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--form"}
    | {"--form-string", "--json", "--upload-file", "--mail-rcpt", "-Q", "--quote"}
)
_CURL_PEERS = frozenset(
    {"-x", "--proxy", "--preproxy", "--doh-url", "--connect-to", "--resolve", "--socks4", "--socks4a", "--socks5"}
    | {"--socks5-hostname", "--ftp-port", "-P", "--dns-servers"}
)
_WGET_BODIES = frozenset({"--post-data", "--post-file", "--body-data", "--body-file"})


def curl(call: Call) -> Iterator[Finding]:  # noqa: C901 - one line for each kind of option
    """``curl``: data goes to the URLs when it has a body, or a method that writes."""
    arguments = split(call.arguments, commands.CURL)
    names = {name for name, _ in arguments.options}
    methods = {value.upper() for value in arguments.values("-X", "--request")}
    uploads = bool(names & _CURL_BODIES or methods & _WRITING)
    if arguments.switches & {"-G", "--get"} and not names & {"-T", "--upload-file", "-F", "--form"}:
        uploads = bool(methods & _WRITING) or "-d" in names
    act = Act.SENDS if uploads else Act.FETCHES
    for name, value in arguments.options:
        if name in _CURL_PEERS:
            for piece in value.replace("::", " ").split(":") if name in {"--resolve", "--connect-to"} else (value,):
                yield call.value(piece, Act.CONNECTS, name)
        elif name == "--url":
            yield call.value(value, act)
        elif name == "--mail-rcpt":
            yield call.value(value, Act.SENDS, RECIPIENT)
        elif name in {"-H", "--header"}:
            header, _, content = value.partition(":")
            yield call.value(content.strip(), None, header.strip())
        elif name in {"-e", "--referer", "-A", "--user-agent"}:
            yield call.value(value, Act.REFERS, name)
        elif "\n" in value:
            yield call.document(value, "")
        else:
            yield call.value(value, None, name)
    for url in arguments.positional:
        yield call.value(url, act)
    if call.text and ({"-K", "--config"} & names):
        yield call.document(call.text, "curlrc", Form.LINES)


def wget(call: Call) -> Iterator[Finding]:
    """``wget``: as curl, with options of its own."""
    arguments = split(call.arguments, commands.WGET)
    names = {name for name, _ in arguments.options}
    methods = {value.upper() for value in arguments.values("--method")}
    act = Act.SENDS if names & _WGET_BODIES or methods & _WRITING else Act.FETCHES
    for name, value in arguments.options:
        yield call.value(value, None, name)
        if name in {"-e", "--execute"} and "=" in value:
            key, _, content = value.partition("=")
            yield call.value(content, Act.CONNECTS, key)
    for url in arguments.positional:
        yield call.value(url, act)
