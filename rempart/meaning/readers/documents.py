"""The reader of each form, and the forms that are trees: parsed by well-kept libraries, and handed on as trees."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from rempart.meaning.findings import Document, Finding, Form, Reader, Spot, Tree, Unread, Value
from rempart.meaning.readers.cloud_config import read_archive, read_cloud_config
from rempart.meaning.readers.lines import read_lines
from rempart.meaning.readers.mime import read_include, read_mime
from rempart.meaning.readers.prose import read_prose
from rempart.meaning.readers.shell import read_shell
from rempart.meaning.readers.yaml_documents import parse_yaml
from rempart.meaning.spellings import filled_in
from rempart.patterns import regex

_TEMPLATED = regex(r"##\s*template:\s*jinja\s*\n")
_DIRECTIVES = regex(
    r"%\{[^}\n]{0,500}\}|\{%[^%\n]{0,500}%\}|\{#[^#\n]{0,500}#\}"
    r"|\{\{-?\s*(?:if|else|end|range|with|define|include|block|template)\b[^}\n]{0,500}\}\}"
)
"""What only steers a template."""
_COMMENTS = regex(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|,(?=\s*[}\]])')
"""Texts and comments of JSON as some tools take it, and commas before an end."""
_LONGEST_FLOW = 20_000
"""Characters of the longest line that is tried as YAML."""
_LIST_ITEM = regex(r"\s*-\s+(?P<item>\S.*)")
_ENTRY = regex(r"\s*(?:-\s+)?(?P<key>[\w.\-/]{1,80}):(?:\s+(?P<value>\S.*))?")
_CLOUD_CONFIG = regex(r"^#cloud-config", re.MULTILINE)


def reader_of_form(form: Form) -> Reader:
    """Return the reader of a form."""
    return _READERS[form]


def _read_json(text: str, spot: Spot) -> Iterator[Finding]:
    for spelling in (text.lstrip("\ufeff"), _COMMENTS.sub(_without_comment, text)):
        try:
            tree = json.loads(spelling)
        except (ValueError, RecursionError):
            continue
        yield Tree(tree, spot)
        return
    yield from _read_yaml(text, spot)


def _without_comment(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith('"') else " "


def _read_yaml(text: str, spot: Spot) -> Iterator[Finding]:
    documents = parse_yaml(text)
    if documents is None:
        documents = parse_yaml(_plain(text))
    if documents is None or not any(isinstance(document, (dict, list)) for document in documents):
        yield from _read_damaged(text, spot)
        return
    for number, document in enumerate(documents):
        if document is not None:
            yield Tree(document, spot if len(documents) == 1 else spot.block(f"document {number}"))


def _read_cloud_config(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield a cloud-config, and what stands before the line that says so."""
    start = _CLOUD_CONFIG.search(text)
    before = text[: start.start()] if start is not None else ""
    templated = _TEMPLATED.search(before)
    if before.strip() and templated is None:
        yield Document(before, spot.below("before #cloud-config"), Form.SHELL)
    config = text[len(before) :]
    documents = (
        parse_yaml(_plain(config)) if templated is not None else parse_yaml(config) or parse_yaml(_plain(config))
    )
    if documents is None:
        yield Unread(spot, "it is not valid YAML", "mend it")
        yield from _read_damaged(config, spot)
        return
    for document in documents:
        if isinstance(document, dict):
            yield from read_cloud_config(document, spot)
        elif isinstance(document, list):
            yield from read_archive(document, spot)


def parsed(text: str) -> object:
    """Return the tree of a text in one line that looks like one; None when it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        documents = parse_yaml(text) if len(text) < _LONGEST_FLOW else None
    return documents[0] if documents is not None and len(documents) == 1 else None


def _plain(text: str) -> str:
    """Return a template without the lines that steer it, and with its references filled in as far as they are known."""
    return filled_in(_DIRECTIVES.sub("", text), lambda _: None)


def _read_damaged(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield what a text holds that looks like YAML and is none: item by item, and entry by entry."""
    key = spot.key
    for number, line in enumerate(text.splitlines(), 1):
        inner = spot.below(f"line {number}")
        item = _LIST_ITEM.match(line)
        entry = _ENTRY.fullmatch(line)
        if line.lstrip().startswith("#"):
            continue
        if entry is not None and "://" not in entry["key"]:
            key = entry["key"]
            if entry["value"]:
                yield Value(entry["value"].strip("\"'"), inner.named(key))
        elif item is not None:
            form = Form.SHELL if key in {"runcmd", "bootcmd", "command", "args", "script"} else Form.LINES
            yield Document(item["item"].strip("\"'"), inner.named(key), form)
        elif line.strip():
            yield Document(line, inner.named(key), Form.LINES)


def _read_include_or_lines(text: str, spot: Spot) -> Iterator[Finding]:
    if text.lstrip("\ufeff \t\r\n").lower().startswith("#include"):
        yield from read_include(text, spot)
    else:
        yield from read_lines(_DIRECTIVES.sub("", text) if "{{" in text or "{%" in text else text, spot)


def _read_code(text: str, spot: Spot) -> Iterator[Finding]:
    from rempart.meaning.readers.code import read_code  # noqa: PLC0415 - slow to load, needed for few texts

    return read_code(text, spot)


def _read_dockerfile(text: str, spot: Spot) -> Iterator[Finding]:
    from rempart.meaning.readers.dockerfile import read_dockerfile  # noqa: PLC0415 - slow to load, needed for few texts

    return read_dockerfile(text, spot)


def _read_sql(text: str, spot: Spot) -> Iterator[Finding]:
    from rempart.meaning.readers.sql import read_sql  # noqa: PLC0415 - slow to load, needed for few texts

    return read_sql(text, spot)


def _read_toml(text: str, spot: Spot) -> Iterator[Finding]:
    from rempart.meaning.readers.toml import read_toml  # noqa: PLC0415 - slow to load, needed for few texts

    return read_toml(text, spot)


def _read_xml(text: str, spot: Spot) -> Iterator[Finding]:
    from rempart.meaning.readers.xml import read_xml  # noqa: PLC0415 - slow to load, needed for few texts

    return read_xml(text, spot)


_READERS: dict[Form, Reader] = {
    Form.CLOUD_CONFIG: _read_cloud_config,
    Form.CODE: _read_code,
    Form.DOCKERFILE: _read_dockerfile,
    Form.JSON: _read_json,
    Form.LINES: _read_include_or_lines,
    Form.MIME: read_mime,
    Form.PROSE: read_prose,
    Form.SHELL: read_shell,
    Form.SQL: _read_sql,
    Form.TOML: _read_toml,
    Form.XML: _read_xml,
    Form.YAML: _read_yaml,
}
