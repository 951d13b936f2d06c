"""Recognises the form of a text from its first characters, as cloud-init and its like do, and reads it so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from email import message_from_string, policy
from email.message import EmailMessage

from rempart.model.normalised import Role
from rempart.placement.texts.packing import as_text, from_data_url
from rempart.placement.texts.reader import Reader
from rempart.placement.texts.shell import read_lines
from rempart.placement.texts.spot import Spot
from rempart.placement.texts.structured import read_tree

_MIME_STARTS = ("content-type:", "mime-version:")
_YAML_STARTS = ("#cloud-config", "---", "version:", "services:", "apiversion:", "kind:", "name:")
_MOST_PARTS = 500
_TEMPLATED = "## template:"


def read_form(reader: Reader, text: str, spot: Spot) -> None:
    """Read a text in the form that it has."""
    text = text.lstrip("\ufeff").lstrip()
    start = text[:64].lower()
    if start.startswith("data:"):
        reader.read(from_data_url(text), spot)
    elif start.startswith(_TEMPLATED):
        read_form(reader, text.partition("\n")[2], spot)
    elif start.startswith(_MIME_STARTS):
        _read_mime(reader, text, spot)
    elif start.startswith("#include"):
        _read_include(reader, text, spot)
    elif not (
        (start.startswith(("{", "[")) and _read_json(reader, text, spot))
        or (start.startswith(_YAML_STARTS) and _read_yaml(reader, text, spot))
    ):
        read_lines(reader, text, spot)


def _read_mime(reader: Reader, text: str, spot: Spot) -> None:
    """Read each part of a multipart message in its own form."""
    if text.count("\n--") > _MOST_PARTS:
        reader.fail(spot.place, f"it has more than {_MOST_PARTS} parts; write it plainly")
        return
    message = message_from_string(text, policy=policy.default)
    for index, part in enumerate(message.walk()):
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        content = part.get_payload(decode=True)
        body = as_text(content) if isinstance(content, bytes) else ""
        inner = spot.below(part.get_filename() or f"part {index}")
        if part.get_content_type().startswith("text/x-include"):
            _read_include(reader, body, inner)
        else:
            reader.read(body, inner)


def _read_include(reader: Reader, text: str, spot: Spot) -> None:
    """Read a list of URLs from which more instructions are loaded."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.lstrip().startswith("#"):
            reader.note_urls(line, spot.below(f"line {number}").place, Role.FETCHES)


def _read_json(reader: Reader, text: str, spot: Spot) -> bool:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(tree, (dict, list)):
        return False
    read_tree(reader, tree, spot)
    return True


def _read_yaml(reader: Reader, text: str, spot: Spot) -> bool:
    import yaml  # noqa: PLC0415 - slow to load, needed for few texts

    load: Callable[..., Iterable[object]] = yaml.load_all
    try:
        documents = [*load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))]
    except (yaml.YAMLError, RecursionError, ValueError):
        if text.startswith("#cloud-config"):
            reader.fail(spot.place, "it is not valid YAML; mend it")
        return False
    if not any(isinstance(document, (dict, list)) for document in documents):
        return False
    for document in documents:
        read_tree(reader, document, spot)
    return True
