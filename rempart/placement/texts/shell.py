"""Reads scripts and configuration files line by line, as a shell would: comments, variables, pipes, commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rempart.addresses import RUN_TIME, Host, HostKind, is_bucket, is_concatenated
from rempart.addresses.words import word_set
from rempart.model.normalised import Role
from rempart.placement.texts import commands
from rempart.placement.texts.packing import looks_packed
from rempart.placement.texts.reader import Reader
from rempart.placement.texts.roles import is_connection, names_a_thing, role_of_key
from rempart.placement.texts.spot import Spot
from rempart.placement.texts.variables import Variables

_COMMENT_LINE = re.compile(r"\s*(?:#|;|//|--\s|<!--|%|REM\s|::)", re.IGNORECASE)
_SETTING = re.compile(
    r"[\s\-\[{(]*[\"']?(?P<key>[A-Za-z_$][\w.\-$:/]*?)[\"']?\s*(?:=>|:=|=|:(?=[\s\"']))\s*(?P<value>.*)", re.DOTALL
)
_DIRECTIVE = re.compile(r"\s*(?P<key>[A-Za-z][\w.\-]*)\s+(?P<value>\S[^;]*);?\s*")
_PACKAGE_SOURCE = re.compile(r"\s*(?:deb|deb-src|rpm)\s")
_DOCKERFILE_FROM = re.compile(r"FROM\s+(?:--\S+\s+)*(?P<image>\S+)(?:\s+AS\s+\S+)?\s*", re.IGNORECASE)
_SEPARATORS = frozenset({";", "|", "&", "&&", "||", "|&", "(", ")", "{", "}", ";;", "!"})
_REDIRECTIONS = frozenset({">", ">>", "<", "<<", "<<<", ">&", "&>"})
_PACKAGERS = word_set("apk apt apt-get dnf gem microdnf npm pacman pip pip3 snap tdnf yum zypper")
"""Their arguments are packages, even those that look like hosts (``docker.io``)."""
_RESTIC = frozenset({"restic", "rustic"})
_LONGEST_LINE = 20_000
"""Characters of the longest line that is split as a shell would, which is slow."""
_DECODERS = ("base64", "xxd", "openssl")
_MAY_HOLD = re.compile(
    rf"[.{RUN_TIME}]|://|\\x|[A-Za-z0-9+/=_\-]{{16}}|(?i:image|from)\s*:?\s|"
    r"\b(?:aws|az|base64|bq|crictl|docker|doctl|gcloud|gsutil|heroku|nerdctl|openssl|podman|s3cmd|wrangler|xxd)\b"
)
"""What a line has if it can hold an address; most lines have none of it."""
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){8,}")
_ESCAPED = re.compile(r"\\x([0-9a-fA-F]{2})")


def read_lines(reader: Reader, text: str, spot: Spot, variables: Variables | None = None) -> None:
    """Read a script or a configuration file; the spot's key names it.

    ``variables`` are those of the script that this is a part of, when it has several.
    """
    variables = Variables() if variables is None else variables
    single = "\n" not in text.strip()
    for number, raw in enumerate(text.replace("\\\n", " ").splitlines(), 1):
        if not raw.strip() or _COMMENT_LINE.match(raw):
            continue
        line = _without_comment(raw)
        where = spot if single else spot.below(f"line {number}")
        several = ";" in line or "&" in line
        if several:
            variables.learn(line)
        resolved = variables.resolve(line)
        if _MAY_HOLD.search(resolved):
            _read_line(reader, resolved, where)
        if not several:
            variables.learn(line)


def _read_line(reader: Reader, line: str, spot: Spot) -> None:
    if "\\x" in line:
        line = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), line)
    if is_concatenated(line):
        reader.note(spot.place, Host("", HostKind.RUN_TIME), Role.SENDS)
    image = _DOCKERFILE_FROM.fullmatch(line)
    if image is not None:
        reader.note_image(spot.place, image["image"])
        return
    if _PACKAGE_SOURCE.match(line):
        reader.note_urls(line, spot.place, Role.FETCHES)
        return
    setting = _SETTING.fullmatch(line)
    if setting is not None and not line.lstrip().startswith("Exec"):
        _read_setting(reader, setting, spot)
        return
    words = _words(line)
    decoding = any(word.rpartition("/")[2] in _DECODERS for word in words)
    redirected = any(word in _REDIRECTIONS or word in {"|", "|&"} for word in words)
    for command in _simple_commands(words):
        _read_command(reader, command, spot, quiet=not redirected)
    if decoding:
        _read_encoded(reader, words, spot)
    directive = _DIRECTIVE.fullmatch(line)
    if directive is not None and is_connection(directive["key"]):
        own = spot.named(directive["key"]).settled()
        for word in directive["value"].split():
            reader.note_bare(word, spot.place, own, connected=True)


def _read_setting(reader: Reader, setting: re.Match[str], spot: Spot) -> None:
    """Read ``key = value``; the value may itself be a command (``FILE=$(curl …)``)."""
    name, value = setting["key"], setting["value"].strip().strip("\"'").rstrip("\"',;")
    own = spot.role if spot.role is not None else _role_of_setting(name, spot.key)
    if name.lower() == "image" and "://" not in value:
        reader.note_image(spot.place, value)
        return
    if " " in value or "|" in value:
        words = _words(value)
        for command in _simple_commands(words):
            if commands.connects(commands.name_of(command)) or commands.implied_host(command):
                _read_command(reader, command, spot, quiet=False)
                return
        reader.note_urls(value, spot.place, own)
        for word in words:
            reader.note_bare(word, spot.place, own, connected=is_connection(name) and not names_a_thing(name))
        return
    if not names_a_thing(name):
        reader.note_value(value, name, spot.place, own)
    if looks_packed(value):
        reader.read(value, spot)


def _role_of_setting(name: str, key: str) -> Role:
    """Return the role of a setting by its name, or by its file's (``/etc/apt/sources.list.d/x``)."""
    own = role_of_key(name)
    return role_of_key(key) if own is Role.SENDS and key.startswith(("/etc/apt", "/etc/yum", "/etc/pip")) else own


def _read_command(reader: Reader, tokens: list[str], spot: Spot, *, quiet: bool) -> None:
    tokens = commands.strip_wrappers(tokens)
    name = commands.name_of(tokens)
    if not name or (quiet and commands.is_quiet(name)):
        return
    own = spot.role if spot.role is not None else commands.role_of(tokens)
    implied = commands.implied_host(tokens)
    if implied is not None:
        reader.note_bare(implied, spot.place, own, connected=True)
    image = commands.image_of(tokens)
    if image is not None:
        reader.note_image(spot.place, image)
    own_endpoint = commands.names_its_endpoint(tokens)
    for token in tokens:
        if own_endpoint and is_bucket(token):
            continue
        reader.note_urls(token, spot.place, own)
    for word in commands.servers_of(tokens):
        reader.note_bare(word, spot.place, own, connected=True)
    for word in commands.arguments_of(tokens):
        if "://" in word or word == image or (name in _PACKAGERS and "/" not in word):
            continue
        bare = word.removeprefix("s3:") if name in _RESTIC else word
        reader.note_bare(bare, spot.place, own, connected=commands.connects(name))


def _read_encoded(reader: Reader, words: Sequence[str], spot: Spot) -> None:
    """Read what a line decodes and runs: ``echo … | base64 -d | sh``."""
    for word in words:
        if _HEX.fullmatch(word):
            reader.read(bytes.fromhex(word).decode("utf-8", "replace"), spot)
        elif looks_packed(word):
            reader.read(word, spot)


@lru_cache(maxsize=8192)
def _words(line: str) -> tuple[str, ...]:
    """Split a line into words and operators; quotes that do not close are ignored."""
    if len(line) > _LONGEST_LINE:
        return tuple(line.split())
    for candidate in (line, re.sub(r"[\"'`]", "", line)):
        lexer = shlex.shlex(candidate.replace("`", " "), posix=True, punctuation_chars=";|&<>()")
        lexer.whitespace_split = True
        lexer.commenters = ""
        try:
            return tuple(lexer)
        except ValueError:
            continue
    return tuple(line.split())


def _simple_commands(words: Sequence[str]) -> Iterator[list[str]]:
    """Split at the operators of a shell."""
    command: list[str] = []
    for word in words:
        if word in _SEPARATORS:
            if command:
                yield command
            command = []
        elif word not in _REDIRECTIONS:
            command.append(word)
    if command:
        yield command


def _without_comment(line: str) -> str:
    """Cut a comment that starts with ``#`` after a blank, outside quotes."""
    if " #" not in line and "\t#" not in line:
        return line
    quote = ""
    for position, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#" and line[position - 1 : position].isspace():
            return line[:position]
    return line
