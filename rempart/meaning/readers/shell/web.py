"""Reads ``curl`` and ``wget``: which of their options carry data, and where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rempart.meaning.findings import RECIPIENT, Act, Finding
from rempart.meaning.readers.shell import commands
from rempart.meaning.readers.shell.call import BULK, DRAWN, Call
from rempart.meaning.readers.shell.options import Arguments, split
from rempart.patterns import regex

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE", "MKCOL", "COPY", "MOVE"})
_CURL_BODIES = frozenset(
    {"-d", "-F", "-T", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--form"}
    | {"--form-string", "--json", "--upload-file", "--mail-rcpt", "-Q", "--quote", "--url-query"}
)
_CURL_PEERS = frozenset(
    {"-x", "--proxy", "--preproxy", "--doh-url", "--connect-to", "--resolve", "--socks4", "--socks4a", "--socks5"}
    | {"--socks5-hostname", "--ftp-port", "-P", "--dns-servers"}
)
_WGET_BODIES = frozenset({"--post-data", "--post-file", "--body-data", "--body-file"})
_FILES = frozenset(
    {"-o", "--output", "--output-dir", "-c", "--cookie-jar", "-D", "--dump-header", "-E", "--cert", "--cacert"}
    | {"--key", "-K", "--config", "-T", "--upload-file", "--trace", "--trace-ascii", "--stderr", "-w", "--write-out"}
    | {"-e", "--referer", "-A", "--user-agent", "--etag-save", "--etag-compare", "--netrc-file"}
)
"""Options of ``curl`` that name a file, or say who asks."""
_WGET_FILES = frozenset(
    {"-O", "--output-document", "-o", "--output-file", "-a", "--append-output", "-P", "--directory-prefix"}
    | {"-U", "--user-agent", "--referer", "--load-cookies", "--save-cookies", "--ca-certificate", "--certificate"}
)
_CREDENTIALS = frozenset({"-u", "--user", "-U", "--proxy-user", "--oauth2-bearer", "--password", "--http-password"})
_OF_A_CLIENT = regex(r"authori[sz]ation|token|api-?key|signature|if-none-match|metadata", re.IGNORECASE)
"""Headers that say who asks: what they hold is meant for the server."""
_OF_SOFTWARE = regex(
    r"https://(?:[\w-]+\.)*(?:bitbucket\.org|crates\.io|debian\.org|docker\.com|fedoraproject\.org|github\.com"
    r"|githubusercontent\.com|gitlab\.com|hashicorp\.com|helm\.sh|k8s\.io|maven\.org|npmjs\.org|pypi\.org|ubuntu\.com)"
    r"/[^?#]*\Z"
)
"""Pages of software, by their paths: whoever runs a list of versions through them hands nothing over."""
_CONFIG_LINE = regex(r"[ \t]*(?:-{0,2})([A-Za-z][\w\-]*)[ \t]*(?:[ \t=:][ \t]*\"?([^\"\n]*)\"?)?[ \t]*")


def curl(call: Call) -> Iterator[Finding]:
    """``curl``: data goes to the URLs when it has a body, a method that writes, or a word that holds data."""
    arguments = split(call.arguments, commands.CURL)
    yield from _curl(call, arguments)
    if call.text and ({"-K", "--config"} & {name for name, _ in arguments.options}):
        yield from configured(call, call.text)


def configured(call: Call, text: str) -> Iterator[Finding]:
    """Read a file of options of ``curl``."""
    words: list[str] = []
    for match in map(_CONFIG_LINE.fullmatch, text.split("\n")):
        if match is not None:
            name = match[1] if len(match[1]) == 1 else f"-{match[1]}"
            words += [f"-{name}"] if match[2] is None else [f"-{name}", match[2]]
    yield from _curl(call, split(words, commands.CURL))


def _curl(call: Call, arguments: Arguments) -> Iterator[Finding]:
    names = {name for name, _ in arguments.options}
    methods = {value.upper() for value in arguments.values("-X", "--request")}
    carries = bool(names & _CURL_BODIES or methods & _WRITING) or _hands_over(arguments, ("-H", "--header"))
    act = Act.SENDS if carries else Act.FETCHES
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
        elif "\n" in value:
            yield call.document(value, "")
        else:
            yield call.value(value, Act.REFERS if name in _FILES else None, name)
    for url in arguments.positional:
        yield call.peer(url) if act is Act.SENDS else call.value(url, act)


def wget(call: Call) -> Iterator[Finding]:
    """``wget``: as curl, with options of its own."""
    arguments = split(call.arguments, commands.WGET)
    names = {name for name, _ in arguments.options}
    methods = {value.upper() for value in arguments.values("--method")}
    carries = bool(names & _WGET_BODIES or methods & _WRITING) or _hands_over(arguments, ("--header",))
    act = Act.SENDS if carries else Act.FETCHES
    for name, value in arguments.options:
        yield call.value(value, Act.REFERS if name in _WGET_FILES else None, name)
        if name in {"-e", "--execute"} and "=" in value:
            key, _, content = value.partition("=")
            yield call.value(content, Act.CONNECTS, key)
    for url in arguments.positional:
        yield call.value(url, act)


def _hands_over(arguments: Arguments, headers: tuple[str, ...]) -> bool:
    """Whether a URL, a header or another option holds what was drawn from the machine's data."""
    if any(DRAWN in word and not _OF_SOFTWARE.match(word) for word in arguments.positional):
        return True
    return any(
        DRAWN in value
        and name not in _CREDENTIALS
        and not (name in headers and BULK not in value and _OF_A_CLIENT.search(value.partition(":")[0]))
        for name, value in arguments.options
    )
