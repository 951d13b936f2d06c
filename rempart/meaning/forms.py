"""Recognises the form of a text: from the name of its file, from its first lines, from what it holds."""

from __future__ import annotations

import re

from rempart.addresses.words import word_set
from rempart.meaning.findings import Form
from rempart.meaning.keys import words_of
from rempart.patterns import regex

_BY_ENDING = {
    **dict.fromkeys(word_set("json json5 jsonc tfstate"), Form.JSON),
    **dict.fromkeys(word_set("yaml yml"), Form.YAML),
    **dict.fromkeys(word_set("toml"), Form.TOML),
    **dict.fromkeys(word_set("channel mirth wsdl xhtml xml xsd xsl xslt"), Form.XML),
    **dict.fromkeys(word_set("ddl psql sql"), Form.SQL),
    **dict.fromkeys(word_set("adoc asciidoc markdown md rst"), Form.PROSE),
    **dict.fromkeys(word_set("bash bashrc bat cmd ksh profile sh zsh"), Form.SHELL),
    **dict.fromkeys(
        word_set("cjs cs erb go groovy java js jsx kt lua mjs php pl pm ps1 py r rb rego rs scala ts tsx"), Form.CODE
    ),
    **dict.fromkeys(
        word_set(
            "cfg cnf conf env hcl ini link list mount netdev network nomad ora properties repo rules service"
            " socket sources target tf tfvars timer vcl"
        ),
        Form.LINES,
    ),
}
_FOR_PEOPLE = word_set(
    "authors changelog contributing copying issue issue.net licence license motd notes notes.txt notice readme"
)
_SETTINGS = word_set("caddyfile corefile")
"""Files of settings whose names say something else, or nothing."""
_IS_RUN = regex(
    r"/(?:bashrc|cron\.(?:daily|hourly|monthly|weekly)|init\.d|profile|rc\.local|[\w-]*\.d/[\w-]*(?:up|down)|hooks?)"
)
"""Files below ``/etc`` that are scripts."""
_DOCKERFILES = word_set("containerfile dockerfile")
_INTERPRETERS = word_set(
    "awk bun deno elixir escript gawk go groovy irb java jruby julia lua node nodejs osascript perl php pwsh pypy"
    " python rscript ruby runhaskell swift tclsh ts-node"
)
"""Programs that run other languages than a shell's; what any other does stands on the line that names it."""
_FIRST_LINES = {
    "content-type:": Form.MIME,
    "mime-version:": Form.MIME,
    "from nobody": Form.MIME,
    "#cloud-boothook": Form.SHELL,
    "#part-handler": Form.CODE,
    "#cloud-config": Form.CLOUD_CONFIG,
    "#ps1": Form.CODE,
    "<powershell>": Form.CODE,
}
_SECTION = regex(r"\s*\[{1,2}[\w .:@/\"'*-]+\]{1,2}\s*(?:[#;][^\n]*)?(?:\n|$)")
_MARKUP = regex(r"<\?xml|<!DOCTYPE|<!--|<[A-Za-z][\w:.-]*[\s/>]")
_FLUENTD = (
    "<match",
    "<source",
    "<filter",
    "<label",
    "<system",
    "<VirtualHost",
    "<Directory",
    "<Location",
    "<IfModule",
    "<Proxy",
)
"""Sections of the configurations of fluentd and of Apache, which are no markup."""
_FROM = regex(r"(?:#[^\n]*\n|[ \t]*\n|ARG [^\n]*\n)*FROM\s+\S")
_JSON = regex(r"\s*(?:\{\s*\"|\[\s*[{\[\"])")
"""How a document begins that no shell would run, whatever its file is called."""
_YAML_ENTRY = regex(r"(?:- )*[\w.\"'/@$-][^:{}\n]{0,100}:(?:\s|$)|- \S")
_SQL = regex(
    r"\s*(?:create|alter|insert|select|update|delete|grant|copy|do|begin|set|drop|truncate|call|with|use)\s",
    re.IGNORECASE,
)
_SHELL_LINE = regex(
    r"\s*(?:(?:apt|apt-get|aws|bash|cat|cd|chmod|chown|cp|curl|dnf|docker|echo|eval|exec|export|for \w+ in|git|helm"
    r"|if \[|kubectl|ln|mkdir|mount|mv|pg_dump|pip3?|psql|rclone|restic|rm|rsync|scp|sed|set -|sh|sleep|source|ssh|sudo"
    r"|systemctl|tar|touch|umount|useradd|wget|while|yum)\s|\./|\S*/bin/|[A-Z_][A-Z0-9_]*=\S*\s+\S)"
)
COMMANDS = word_set(
    "bash bootstrap cloudinit cmd command cron entrypoint exec hook init run script sh shell startup userdata"
)
_CLOUD_CONFIG = regex(r"^#cloud-config\s*$", re.MULTILINE)
_LONGEST_HEAD = 4_000
"""Characters from which the form of a text is told."""
_LINES_TO_LOOK_AT = 40


def form_of(text: str, key: str) -> Form:
    """Return the form of a text; ``key`` is the name of its file, or of the property that holds it."""
    head = text[:_LONGEST_HEAD]
    named = _by_name(head, key)
    if named in (None, Form.SHELL) and _JSON.match(head):
        return Form.JSON
    return _by_first_line(head) or named or _by_content(head, key)


def names_a_form(key: str) -> bool:
    """Whether the name of a file says of which form it is."""
    return _by_name("", key) is not None


def _by_first_line(head: str) -> Form | None:
    line = head.partition("\n")[0].strip().lower()
    if line.startswith("#!"):
        return _of_interpreter(line[2:])
    for start, form in _FIRST_LINES.items():
        if line.startswith(start):
            return form
    return Form.CLOUD_CONFIG if _CLOUD_CONFIG.search(head) else None


def _of_interpreter(line: str) -> Form:
    """Return the form of what an interpreter runs, by the line that names it (``/usr/bin/env -S bash -eu``)."""
    words = [word.rpartition("/")[2] for word in line.split() if not word.startswith("-")]
    name = next((word for word in words if word != "env" and "=" not in word), "")
    if name == "nft":
        return Form.LINES
    given = ("-c" if name.startswith("py") else "-e") in line.split()  # what it runs stands on the line
    return Form.CODE if name.rstrip("0123456789.") in _INTERPRETERS and not given else Form.SHELL


def _by_name(head: str, key: str) -> Form | None:
    name = key.rpartition("/")[2].lower()
    if name in _FOR_PEOPLE:
        return Form.PROSE
    if name.partition(".")[0] in _DOCKERFILES:
        return Form.DOCKERFILE
    ending = name.rpartition(".")[2]
    form = _BY_ENDING.get(ending) if "." in name or "/" in key else None
    if name in _SETTINGS or (form is None and key.startswith("/etc/") and not _IS_RUN.search(key)):
        form = Form.LINES
    return None if form is Form.LINES and head.lstrip()[:1] in ("{", "<") else form


def _by_content(head: str, key: str) -> Form:
    start = head.lstrip("\ufeff \t\r\n")
    if start[:1] in ("{", "["):
        return Form.LINES if _SECTION.match(start) else Form.JSON
    if _MARKUP.match(start):
        return Form.LINES if start.startswith(_FLUENTD) else Form.XML
    if _FROM.match(head):
        return Form.DOCKERFILE
    if _SQL.match(start) and ";" in head:
        return Form.SQL
    return _by_lines(head, key)


def _by_lines(head: str, key: str) -> Form:
    lines = [line for line in head.splitlines() if line.strip() and not line.lstrip().startswith(("#", ";"))]
    if head.lstrip().startswith("---") or (lines and _YAML_ENTRY.match(lines[0]) and _looks_like_yaml(lines)):
        return Form.YAML
    if any(map(_SECTION.match, lines)):
        return Form.LINES
    is_script = any(map(_SHELL_LINE.match, lines)) or words_of(key) & COMMANDS
    return Form.SHELL if is_script else Form.LINES


def _looks_like_yaml(lines: list[str]) -> bool:
    looked_at = lines[:_LINES_TO_LOOK_AT]
    return 2 * sum(bool(_YAML_ENTRY.match(line.strip())) for line in looked_at) >= len(looked_at)
