"""Computes what filters write, where their input stands in the text: ``echo … | base64 -d | gunzip``."""

from __future__ import annotations

import re
from base64 import b32decode, b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence

from rempart.meaning.packing import UnreadableError, inflate
from rempart.meaning.readers.shell.lexer import unescape
from rempart.model.address import RUN_TIME
from rempart.patterns import regex

LARGEST = 1_000_000
"""Bytes of the largest text that is computed."""
_MARK = RUN_TIME.encode()
_RANGE = regex(r"(.)-(.)", re.DOTALL)
_CLASSES = {
    "[:lower:]": "abcdefghijklmnopqrstuvwxyz",
    "[:upper:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "[:digit:]": "0123456789",
    "[:space:]": " \t\n\r\f\v",
    "[:blank:]": " \t",
}
_SUBSTITUTION = regex(r"s([/|#,@!])((?:(?!\1)[^\\.*\[\]^$])*+)\1((?:(?!\1)[^\\&])*+)\1(g?)")
_UP_TO = regex(r"[01],(?:([0-9]{1,6})|/(\^?)([\w .:#=@-]{1,80})(\$?)/)\s*d")
_WRAPPERS = frozenset({"command", "busybox", "sudo", "exec", "nohup", "builtin"})
DECODERS = frozenset(
    {"base32", "base64", "bunzip2", "bzcat", "bzip2", "gpg", "gunzip", "gzip", "openssl", "unxz", "unzstd", "uudecode"}
    | {"xxd", "xz", "xzcat", "zcat", "zstd", "zstdcat", "age", "sops", "lzma", "unlzma", "basenc"}
)
"""Commands that make text of what nobody can read."""


def output(words: Sequence[str], data: bytes | None, files: Mapping[str, bytes]) -> bytes | None:
    """Return what a command writes, given its input; None where nothing but running it tells."""
    rest = list(words)
    while len(rest) > 1 and rest[0] in _WRAPPERS:
        rest.pop(0)
    if not rest:
        return data
    name, arguments = rest[0].rpartition("/")[2], rest[1:]
    if name in {"echo", "printf"}:
        return (echoed if name == "echo" else printed)(arguments).encode("utf-8", "replace")
    filtering = _FILTERS.get(name)
    if filtering is None:
        return None
    content = _input(name, arguments, data, files)
    if content is None or (_MARK in content and name in DECODERS):
        return None
    try:
        written = filtering(arguments, content)
    except (ValueError, OSError, EOFError, UnreadableError):
        return None
    return None if written is None or len(written) > LARGEST else written


def echoed(arguments: Sequence[str]) -> str:
    """Return what ``echo`` writes."""
    rest, escapes, newline = list(arguments), False, "\n"
    while rest and re.fullmatch(r"-[neE]+", rest[0]):
        escapes = escapes or "e" in rest[0]
        newline = "" if "n" in rest[0] else newline
        rest.pop(0)
    text = " ".join(rest)
    return (unescape(text) if escapes or "\\n" in text or "\\x" in text else text) + newline


def printed(arguments: Sequence[str]) -> str:
    """Return what ``printf`` writes."""
    rest = [argument for argument in arguments if argument != "--"]
    if not rest:
        return ""
    form, values = unescape(rest[0]), rest[1:]
    holes = len(re.findall(r"%[-0-9.]*[sbdqix]", form))
    if not holes:
        return form.replace("%%", "%")
    pieces: list[str] = []
    for start in range(0, max(len(values), 1), holes):
        batch = iter(values[start : start + holes])
        pieces.append(re.sub(r"%([-0-9.]*)([sbdqix])", lambda found: _filled(found, next(batch, "")), form))  # noqa: B023 - used at once
    return "".join(pieces).replace("%%", "%")


def _filled(found: re.Match[str], value: str) -> str:
    return unescape(value) if found[2] == "b" else value


def _input(name: str, arguments: Sequence[str], data: bytes | None, files: Mapping[str, bytes]) -> bytes | None:
    if name in {"tr", "rev"} or (name in {"sed", "cut", "head", "tail"}):
        paths = [argument for argument in arguments if argument in files]
    else:
        paths = [argument for argument in arguments if not argument.startswith("-") and argument != "base64"]
        if name in {"openssl", "xxd"}:
            paths = [path for path in paths if path in files]
    if not paths:
        return data
    if any(path not in files for path in paths):
        return None
    return b"".join(files[path] for path in paths)[:LARGEST]


def _has(arguments: Sequence[str], short: str, *long: str) -> bool:
    return any(
        argument in long or (argument.startswith("-") and not argument.startswith("--") and short in argument)
        for argument in arguments
    )


def _base64(arguments: Sequence[str], data: bytes) -> bytes:
    if not (_has(arguments, "d", "--decode") or _has(arguments, "D")):
        return b64encode(data)
    compact = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    return b64decode(compact + b"=" * (-len(compact) % 4))


def _base32(arguments: Sequence[str], data: bytes) -> bytes | None:
    return b32decode(re.sub(rb"[^A-Z2-7=]", b"", data)) if _has(arguments, "d", "--decode") else None


def _openssl(arguments: Sequence[str], data: bytes) -> bytes | None:
    plain = [argument for argument in arguments if argument in {"base64", "enc"}]
    if not plain or ("-base64" not in arguments and "base64" not in arguments and "-a" not in arguments):
        return None
    if any(argument.startswith(("-aes", "-pass", "-k", "-des", "-K")) for argument in arguments):
        return None
    return _base64(["-d"] if "-d" in arguments else [], data)


def _xxd(arguments: Sequence[str], data: bytes) -> bytes | None:
    return bytes.fromhex(re.sub(rb"[^0-9a-fA-F]", b"", data).decode()) if _has(arguments, "r") else None


def _gunzip(_arguments: Sequence[str], data: bytes) -> bytes:
    return inflate(data)


def _gzip(arguments: Sequence[str], data: bytes) -> bytes | None:
    return _gunzip(arguments, data) if _has(arguments, "d", "--decompress", "--uncompress") else None


def _unxz(_arguments: Sequence[str], data: bytes) -> bytes:
    return inflate(data)


def _xz(arguments: Sequence[str], data: bytes) -> bytes | None:
    return _unxz(arguments, data) if _has(arguments, "d", "--decompress") else None


def _bunzip2(_arguments: Sequence[str], data: bytes) -> bytes:
    return inflate(data)


def _bzip2(arguments: Sequence[str], data: bytes) -> bytes | None:
    return _bunzip2(arguments, data) if _has(arguments, "d", "--decompress") else None


def _cat(_arguments: Sequence[str], data: bytes) -> bytes:
    return data


def _rev(_arguments: Sequence[str], data: bytes) -> bytes:
    return "\n".join(line[::-1] for line in data.decode("utf-8", "replace").split("\n")).encode()


def _tr(arguments: Sequence[str], data: bytes) -> bytes | None:
    text = data.decode("utf-8", "replace")
    sets = [_characters(argument) for argument in arguments if not re.fullmatch(r"-[cdst]+", argument)]
    if _has(arguments[:1], "d") and sets:
        return text.translate(dict.fromkeys(map(ord, sets[0]))).encode()
    if len(sets) != 2 or not sets[1]:  # noqa: PLR2004 - from one set of characters to another
        return data
    target = sets[1] + sets[1][-1] * max(0, len(sets[0]) - len(sets[1]))
    return text.translate({ord(old): new for old, new in zip(sets[0], target, strict=False)}).encode()


def _characters(argument: str) -> str:
    for name, characters in _CLASSES.items():
        argument = argument.replace(name, characters)
    return _RANGE.sub(
        lambda found: "".join(map(chr, range(ord(found[1]), min(ord(found[2]), 0x2FF) + 1))), unescape(argument)
    )


def _sed(arguments: Sequence[str], data: bytes) -> bytes | None:
    text = data.decode("utf-8", "replace")
    scripts = [argument for argument in arguments if not argument.startswith("-")]
    for script in scripts[:1]:
        left = _after(script, text)
        if left is not None:
            return left.encode()
        found = _SUBSTITUTION.fullmatch(script)
        if found is None or not found[2]:
            return None
        lines = text.split("\n")
        text = "\n".join(line.replace(found[2], found[3], -1 if found[4] else 1) for line in lines)
    return text.encode()


def _after(script: str, text: str) -> str | None:
    """Return what ``sed 1,/^END$/d`` leaves."""
    found = _UP_TO.fullmatch(script)
    if found is None:
        return None
    lines = text.split("\n")
    if found[1]:
        return "\n".join(lines[int(found[1]) :])
    marks = (number for number, line in enumerate(lines[1:], 1) if found[3] in line)
    start = next((number for number in marks if not (found[2] or found[4]) or lines[number].strip() == found[3]), None)
    return "" if start is None else "\n".join(lines[start + 1 :])


def _tail(arguments: Sequence[str], data: bytes) -> bytes | None:
    found = re.search(r"(?:^|\s)(?:(?:-n|--lines)[\s=]?)?([+-]?)([0-9]{1,6})(?=\s|$)", " ".join(arguments))
    if found is None:
        return None
    lines, count = data.splitlines(keepends=True), int(found[2])
    return b"".join(lines[max(count - 1, 0) :] if found[1] == "+" else lines[-count:] if count else [])


def _cut(arguments: Sequence[str], data: bytes) -> bytes | None:
    joined = " ".join(arguments)
    found = re.fullmatch(r"-d\s?(.)\s-f\s?([0-9])|-f\s?([0-9])\s-d\s?(.)", joined)
    if found is None:
        return None
    separator, number = found[1] or found[4], int(found[2] or found[3])
    lines = data.decode("utf-8", "replace").rstrip("\n").split("\n")
    return "\n".join("".join(line.split(separator)[number - 1 : number]) for line in lines).encode() + b"\n"


_FILTERS: Mapping[str, Callable[[Sequence[str], bytes], bytes | None]] = {
    "base32": _base32,
    "base64": _base64,
    "bunzip2": _bunzip2,
    "bzcat": _bunzip2,
    "bzip2": _bzip2,
    "cat": _cat,
    "cut": _cut,
    "gunzip": _gunzip,
    "gzip": _gzip,
    "openssl": _openssl,
    "rev": _rev,
    "sed": _sed,
    "tail": _tail,
    "tee": _cat,
    "tr": _tr,
    "unxz": _unxz,
    "xxd": _xxd,
    "xz": _xz,
    "xzcat": _unxz,
    "zcat": _gunzip,
}
