"""Reads trees: cloud-config, compose files, manifests, JSON documents."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from rempart.addresses.words import word_set
from rempart.model.normalised import Role
from rempart.placement.texts.packing import as_text, from_base64, from_data_url, looks_packed
from rempart.placement.texts.reader import Reader
from rempart.placement.texts.roles import is_prose
from rempart.placement.texts.shell import read_lines
from rempart.placement.texts.spot import Spot
from rempart.placement.texts.variables import Variables

_SOFTWARE = word_set(
    "apk_repos apt ca-certs ca_certs ntp package_mirrors packages snap ssh_import_id system_info yum_repos zypper"
)
"""Sections of cloud-config that only say where software comes from."""
_COMMANDS = word_set("args bootcmd cmd command commands entrypoint exec preruncmd run runcmd script")
_FOR_PEOPLE = (".md", ".rst", "/etc/motd", "/etc/issue", "/etc/issue.net")
_DEEPEST = 60
_LOG_DRIVERS = {"awslogs": "logs.amazonaws.com", "gcplogs": "logging.googleapis.com"}
_KEYSERVERS = {"gh": "https://github.com", "lp": "https://launchpad.net"}


def read_tree(reader: Reader, tree: object, spot: Spot, depth: int = 0) -> None:
    """Search a tree, from a spot that says what it is for."""
    if depth > _DEEPEST:
        reader.fail(spot.place, "it is nested too deeply to be read; write it plainly")
    elif not reader.may_go_on(""):
        return
    elif isinstance(tree, Mapping):
        _read_mapping(reader, tree, spot, depth)
    elif isinstance(tree, str):
        _read_text(reader, tree, spot)
    elif isinstance(tree, bytes):
        reader.read(as_text(tree), spot)
    elif isinstance(tree, Sequence):
        _read_list(reader, tree, spot, depth)


def _read_mapping(reader: Reader, tree: Mapping[object, object], spot: Spot, depth: int) -> None:
    if _is_file(tree):
        _read_file(reader, tree, spot)
        return
    name, value = tree.get("name", tree.get("Name")), tree.get("value", tree.get("Value"))
    if isinstance(name, str) and isinstance(value, str):
        _read_text(reader, value, spot.below(name, key=name))
    driver = tree.get("driver", tree.get("logDriver"))
    if isinstance(driver, str) and driver in _LOG_DRIVERS:
        reader.note_value(_LOG_DRIVERS[driver], "endpoint", spot.place, Role.SENDS)
    for own_key, child in tree.items():
        label = str(own_key)
        if is_prose(label) and not _is_container(child):
            continue
        role = Role.FETCHES if label.lower() in _SOFTWARE else None
        read_tree(reader, child, spot.below(label, key=_naming(label, spot.key), role=role), depth + 1)


def _read_list(reader: Reader, tree: Sequence[object], spot: Spot, depth: int) -> None:
    is_command = spot.key.lower() in _COMMANDS
    words = [item for item in tree if isinstance(item, str)]
    if is_command and words and len(words) == len(tree) and not _are_scripts(spot.key, words):
        read_lines(reader, shlex.join(words), spot)
        return
    variables = Variables()
    for index, child in enumerate(tree):
        inner = spot.below(index)
        if is_command and isinstance(child, (list, str)):
            script = child if isinstance(child, str) else shlex.join(str(word) for word in child)
            read_lines(reader, script, inner, variables)
        else:
            read_tree(reader, child, inner, depth + 1)


def _read_text(reader: Reader, text: str, spot: Spot) -> None:
    """Read one value of a tree by the key that it stands under."""
    key = spot.key.lower()
    if key == "image" and "://" not in text:
        reader.note_image(spot.place, text)
    elif key == "ssh_import_id":
        reader.note_value(_KEYSERVERS.get(text.partition(":")[0], ""), "url", spot.place, Role.FETCHES)
    elif key == "packages":
        reader.note_urls(text, spot.place, Role.FETCHES)
    elif text.startswith("data:"):
        reader.read(from_data_url(text), spot)
    elif "\n" in text.strip() or text.startswith("#!"):
        reader.read(text, spot)
    elif key in _COMMANDS or (" " in text and "=" not in text.partition(" ")[0]):
        read_lines(reader, text, spot)
    elif looks_packed(text):
        reader.read(text, spot)
    elif "=" in text.partition("://")[0]:
        name, _, value = text.partition("=")
        _read_text(reader, value, spot.named(name))
    else:
        reader.note_value(text, spot.key, spot.place, spot.settled())


def _is_file(tree: Mapping[object, object]) -> bool:
    return isinstance(tree.get("path"), str) and isinstance(tree.get("content", tree.get("contents")), (str, bytes))


def _read_file(reader: Reader, tree: Mapping[object, object], spot: Spot) -> None:
    """Read a file that cloud-init writes: its content in its encoding, by the name that it gets."""
    path = str(tree["path"])
    content = tree.get("content", tree.get("contents"))
    inner = spot.below(path, key=path)
    if path.endswith(_FOR_PEOPLE):
        return
    if isinstance(content, bytes):
        reader.read(as_text(content), inner)
        return
    text = str(content)
    encoding = str(tree.get("encoding", "")).lower()
    if "b64" in encoding or "base64" in encoding:
        raw = from_base64(text)
        if raw is None:
            reader.fail(inner.place, "its content is not the base64 that it says; write it plainly")
            return
        text = as_text(raw)
    reader.read(text, inner)


def _are_scripts(key: str, words: Sequence[str]) -> bool:
    """Whether a list holds whole commands (``runcmd``) rather than the words of one (``entrypoint``)."""
    return key.lower() in {"runcmd", "bootcmd", "commands", "preruncmd"} or any(" " in word for word in words)


def _is_container(value: object) -> bool:
    """Whether there may be more than prose below a key that sounds like prose (``labels``, ``docs``)."""
    return isinstance(value, Mapping) and any(isinstance(child, (Mapping, list)) for child in value.values())


def _naming(label: str, above: str) -> str:
    """Return the key that says what a value is for: a number or a colourless word leaves it to the one above."""
    return above if label.isdigit() or label.lower() in {"value", "default", "stringvalue"} else label
