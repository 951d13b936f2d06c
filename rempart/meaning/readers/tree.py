"""Reads trees: documents in JSON, YAML and TOML, and the inputs of resources.

What a tree says by its shape is read here: files, environments, commands, drivers, parts that plug in. What its kind
says (a manifest, a cloud-config, a compose file) is read by the modules beside this one.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from rempart.addresses.words import word_set
from rempart.meaning.findings import Act, Document, Finding, Form, Image, Sign, SignKind, Spot, Tree, Unread, Value
from rempart.meaning.packing import UnreadableError, as_text, from_base64, from_data_url
from rempart.meaning.readers.shell import read_commands
from rempart.model.values import Mark

_COLOURLESS = word_set("content default defaultvalue string stringvalue text value valuefrom values")
"""Names that say nothing of what stands under them: that is left to the name above."""
_COMMANDS = word_set(
    "args bootcmd cmd command commands create delete entrypoint exec postcreatecommand poststart preruncmd"
    " prestop run runcmd script scripts startupscript update userdatascript"
)
ENTRYPOINT = "entrypoint"
"""Stands for the program of an image, where only its arguments are told."""
_WHOLE_COMMANDS = word_set("bootcmd commands preruncmd runcmd script scripts")
"""Lists of whole commands, rather than of the words of one."""
_ENVIRONMENTS = word_set("env environment environmentvariables envs envvars")
_PLUGGED_IN = word_set("destinations exporters output outputs sinks targets")
"""Sections whose entries are named after what they send to."""
_TYPES = word_set("@type name plugin provider type")
_DRIVERS = word_set("csidriver driver logdriver provisioner volumedriver")
_IMAGES = word_set("baseimage image imagename newname")
_SIGNED_IN = word_set("auths credhelpers")
"""Sections whose entries are named after the registries that a client signs in to."""
_REPLACED = word_set("configs mirrors registries")
"""Sections whose entries are named after the registries that others stand in for."""


def read_tree(tree: object, spot: Spot) -> Iterator[Finding]:
    """Yield what a tree holds, one level of it: what lies deeper is handed back as trees of their own."""
    if isinstance(tree, Mapping):
        yield from _read_mapping(tree, spot)
    elif isinstance(tree, str):
        yield from read_scalar(tree, spot)
    elif isinstance(tree, bytes):
        yield from _read_bytes(tree, spot)
    elif isinstance(tree, Sequence):
        yield from _read_list(tree, spot)
    elif isinstance(tree, bool):
        yield Value(str(tree).lower(), spot.doing(Act.REFERS))
    elif tree is not None and not isinstance(tree, Mark):
        yield Value(str(tree), spot)


def read_scalar(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield what one text of a tree is, by the key that it stands under."""
    last = _last(spot.key)
    if last in _IMAGES and "://" not in text and "\n" not in text:
        yield Image(text, spot.doing(Act.FETCHES))
    elif last in _DRIVERS:
        yield Sign(SignKind.DRIVER, text, spot)
        yield Value(text, spot)
    elif last in _COMMANDS:
        yield Document(text, spot, Form.SHELL if "\n" not in text.strip() else None)
    else:
        yield Value(text, spot)


def read_environment(entries: object, spot: Spot) -> Iterator[Finding]:
    """Yield the variables of an environment: a mapping, ``NAME=value`` texts, or ``name`` and ``value`` pairs."""
    if isinstance(entries, Mapping):
        for name, value in entries.items():
            yield from _variable(str(name), value, spot)
    elif isinstance(entries, Sequence) and not isinstance(entries, str):
        for index, entry in enumerate(entries):
            if isinstance(entry, str):
                name, _, text = entry.partition("=")
                yield from _variable(name, text, spot)
            elif isinstance(entry, Mapping):
                pair = named_value(entry)
                if pair is not None:
                    yield from _variable(*pair, spot)
                else:
                    yield Tree(entry, spot.below(index))
            else:
                yield Tree(entry, spot.below(index))
    else:
        yield Tree(entries, spot)


def named_value(entry: Mapping[object, object]) -> tuple[str, object] | None:
    """Return name and value of an entry that is a pair of them, however it calls the two."""
    fields = {str(key).lower(): value for key, value in entry.items()}
    name = next((fields[key] for key in ("name", "key", "label") if isinstance(fields.get(key), str)), None)
    return (name, fields["value"]) if isinstance(name, str) and "value" in fields else None


def read_command(words: object, spot: Spot) -> Iterator[Finding]:
    """Yield a command that is given as a text, as a list of words, or as a list of whole commands."""
    if isinstance(words, str):
        yield Document(words, spot, Form.SHELL)
    elif isinstance(words, Sequence):
        plain = [word for word in words if isinstance(word, str)]
        if len(plain) == len(words) and plain:
            yield Document(shlex.join(plain), spot, Form.SHELL)
        else:
            for index, word in enumerate(words):
                yield from (
                    read_command(word, spot.below(index)) if isinstance(word, str) else [Tree(word, spot.below(index))]
                )


def read_script_list(commands: Sequence[object], spot: Spot) -> Iterator[Finding]:
    """Yield a list of whole commands as the one script that they are run as."""
    lines = [
        command if isinstance(command, str) else shlex.join(str(word) for word in command)
        for command in commands
        if isinstance(command, Sequence)
    ]
    yield from read_commands(lines, spot)


def _read_mapping(tree: Mapping[object, object], spot: Spot) -> Iterator[Finding]:
    pair = named_value(tree)
    if pair is not None and isinstance(pair[1], str):
        own = Act.NAMES if _last(spot.key) == "httpheaders" and pair[0].lower() == "host" else None
        yield from read_scalar(pair[1], spot.below(pair[0], key=pair[0]).doing(own))
    for key, child in tree.items():
        label = str(key)
        if pair is not None and child is pair[1] and isinstance(child, str):
            continue
        yield from read_entry(label, child, spot)


def read_entry(label: str, child: object, spot: Spot) -> Iterator[Finding]:
    """Yield one entry of a mapping, by its name."""
    squeezed = _last(label)
    parent = _last(spot.key)
    inner = spot.below(label, key=naming(label, spot.key))
    if "://" in label or parent in _SIGNED_IN:
        yield Value(label, spot.doing(Act.FETCHES if parent in _SIGNED_IN else None))
    if parent in _REPLACED:
        inner = inner.doing(Act.FETCHES)
    if parent in _PLUGGED_IN and isinstance(child, (Mapping, list, type(None))):
        yield Sign(SignKind.ACTION, label, inner.block(label))
    if isinstance(child, str) and squeezed in _TYPES and _is_plugged_in(spot):
        yield Sign(SignKind.ACTION, child, spot)
    if squeezed in _ENVIRONMENTS and isinstance(child, (Mapping, list)):
        yield from read_environment(child, inner)
    elif isinstance(child, Mapping):
        for name in ("group", *child):
            yield Value(str(name), Spot(inner.place, label, spot.scope, Act.REFERS))
        yield Tree(child, inner.block(label))
    elif isinstance(child, Sequence) and not isinstance(child, (str, bytes)):
        yield Value("list", Spot(inner.place, label, spot.scope, Act.REFERS))
        yield Tree(child, inner)
    else:
        yield from read_tree(child, inner)


def _is_plugged_in(spot: Spot) -> bool:
    return any(_last(block.partition(" ")[0]) in _PLUGGED_IN for block in spot.scope)


def _read_list(tree: Sequence[object], spot: Spot) -> Iterator[Finding]:
    last = _last(spot.key)
    if last in _COMMANDS and tree:
        scripts = last in _WHOLE_COMMANDS or any(isinstance(item, str) and " " in item.strip() for item in tree)
        if scripts and last not in {"args", "command", "cmd", "entrypoint"}:
            yield from read_script_list(tree, spot)
            return
        if all(isinstance(item, str) for item in tree):
            yield from read_command([ENTRYPOINT, *tree] if last == "args" else tree, spot)
            return
    plugged_in = last in _PLUGGED_IN
    for index, child in enumerate(tree):
        inner = spot.below(index)
        if isinstance(child, Mapping):
            block = inner.block(f"{last} {index}" if plugged_in else index)
            yield Tree(child, block)
        elif isinstance(child, str) and last in _PLUGGED_IN:
            yield Sign(SignKind.ACTION, child, spot)
            yield from read_scalar(child, inner)
        elif isinstance(child, str) and _is_assignment(child):
            name, _, text = child.partition("=")
            yield from read_scalar(text, inner.named(name))
        else:
            yield Tree(child, inner)


def _is_assignment(text: str) -> bool:
    name, equals, _ = text.partition("=")
    return bool(equals) and name.lstrip("-").replace("_", "").replace("-", "").replace(".", "").isalnum()


def _variable(name: str, value: object, spot: Spot) -> Iterator[Finding]:
    inner = spot.below(name, key=name)
    if isinstance(value, str):
        yield Value(value, inner)
    elif value is not None:
        yield Tree(value, inner)


def _read_bytes(raw: bytes, spot: Spot) -> Iterator[Finding]:
    try:
        yield Document(as_text(raw), spot)
    except UnreadableError as error:
        yield Unread(spot, str(error))


def read_file(path: str, content: object, encoding: str, spot: Spot) -> Iterator[Finding]:
    """Yield the content of a file that is written, in its encoding, by the name that it gets."""
    inner = spot.below(path, key=path)
    inner = Spot(inner.place, path, () if is_environment_file(path) else (f"file {path}",), inner.act)
    if isinstance(content, bytes):
        yield from _read_bytes(content, inner)
        return
    text = str(content)
    if text.startswith("data:"):
        try:
            yield Document(from_data_url(text), inner)
        except UnreadableError as error:
            yield Unread(inner, str(error))
        return
    if "b64" in encoding.lower() or "base64" in encoding.lower():
        raw = from_base64(text)
        if raw is None:
            yield Unread(inner, "its content is not the base64 that it says")
        else:
            yield from _read_bytes(raw, inner)
        return
    yield Document(text, inner)


def is_environment_file(path: str) -> bool:
    """Whether what a file sets holds for everything on the machine, or for every run of a tool by one user."""
    everywhere = path.startswith(("/etc/default/", "/etc/environment", "/etc/profile", "/etc/sysconfig/"))
    return everywhere or "/." in path or path.endswith((".env", "/environment"))


def naming(label: str, above: str) -> str:
    """Return the key that says what a value is for: its own name and the one above it, colourless words left out."""
    if label.isdigit() or label.lower() in _COLOURLESS:
        return above
    if not above or "/" in above or label.isupper():
        return label
    return ".".join([*above.split(".")[-2:], label])


@lru_cache(maxsize=8192)
def _last(key: str) -> str:
    return "".join(character for character in key.rpartition(".")[2].lower() if character.isalnum() or character == "@")
