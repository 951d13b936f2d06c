"""Reads what runs, builds and copies containers, and what sets up a cluster of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rempart.meaning.findings import INSTRUCTIONS, Act, Finding, Form, Image, Sign, SignKind
from rempart.meaning.readers.shell import commands
from rempart.meaning.readers.shell.call import Call, each
from rempart.meaning.readers.shell.options import Arguments, loose, split, takes


def container(call: Call) -> Iterator[Finding]:  # noqa: C901, PLR0912 - one branch for each subcommand
    """``docker`` and its likes: images, settings of a container, and the command that it runs."""
    outer = split(call.arguments, commands.CONTAINER_GLOBAL, interleaved=False)
    for name, value in outer.options:
        yield call.value(value, Act.CONNECTS if name in {"-H", "--host"} else None, name)
    words = list(outer.positional)
    while words[:1] and words[0] in {"image", "images", "container", "buildx", "builder", "i", "c"} and len(words) > 1:
        words.pop(0)
    subcommand, rest = (words[0], words[1:]) if words else ("", [])
    yield call.value(subcommand)
    if subcommand in {"run", "create"}:
        yield from _contained(call, split(rest, commands.CONTAINER_RUN, interleaved=False))
    elif subcommand in {"pull", "push"}:
        act = Act.SENDS if subcommand == "push" else Act.FETCHES
        for image in split(rest, commands.CONTAINER_RUN).positional[:1]:
            yield Image(image, call.spot.doing(act))
    elif subcommand == "tag":
        for image in rest[-1:]:
            if "." in image.partition("/")[0] and "/" in image:
                yield Image(image, call.spot.doing(Act.SENDS))
    elif subcommand in {"login", "logout"}:
        for name, value in (arguments := split(rest, takes("up", "username password"))).options:
            yield call.value(value, None, name)
        for word in arguments.positional:
            yield call.value(word, Act.FETCHES)
    elif subcommand == "build":
        yield from _built(
            call, split(rest, takes("tf", "tag file build-arg target platform cache-from cache-to output"))
        )
    elif subcommand in {"compose", "stack", "swarm", "context", "plugin", "volume", "network"}:
        yield from each(call, loose(rest), Act.CONNECTS)
    else:
        yield from each(call, loose(rest), None)


def _contained(call: Call, arguments: Arguments) -> Iterator[Finding]:
    for name, value in arguments.options:
        key, given, content = value.partition("=")
        if name in {"-e", "--env"}:
            yield call.value(content, None, key)
        elif name == "--log-driver":
            yield Sign(SignKind.DRIVER, value, call.spot)
        elif name in {"--log-opt", "-o", "--opt", "--driver-opt"} and given:
            yield call.value(content, Act.SENDS if "address" in key or "url" in key else None, key)
        elif name == "--add-host":
            yield call.document(" ".join(re.split(r"[:=]", value, maxsplit=1)[::-1]), "/etc/hosts", Form.LINES)
        elif name == "--dns":
            yield call.value(value, Act.FETCHES, "dns")
        elif name in {"-h", "--hostname", "--name", "--network-alias", "--domainname"}:
            yield call.value(value, Act.NAMES, name)
        elif name in {"-l", "--label"}:
            yield call.value(content, Act.REFERS, key)
        else:
            yield call.value(value, None, name)
    if arguments.positional:
        yield Image(arguments.positional[0], call.spot.doing(Act.FETCHES))


def command_in_container(call: Call) -> tuple[str, ...]:
    """Return the command that a container is told to run."""
    outer = split(call.arguments, commands.CONTAINER_GLOBAL, interleaved=False).positional
    words = outer[1:] if outer[:1] == ("container",) else outer
    if words[:1] not in {("run",), ("create",)}:
        return ()
    arguments = split(words[1:], commands.CONTAINER_RUN, interleaved=False)
    entry = arguments.values("--entrypoint")
    return (*entry[:1], *arguments.positional[1:])


def _built(call: Call, arguments: Arguments) -> Iterator[Finding]:
    for name, value in arguments.options:
        key, given, content = value.partition("=")
        if name == "--build-arg" and given:
            yield call.value(content, None, key)
        elif name in {"-t", "--tag"}:
            yield Image(value, call.spot.doing(Act.SENDS if "--push" in arguments.switches else Act.FETCHES))
        else:
            yield call.value(value, None, name)
    for word in arguments.positional:
        yield call.value(word, Act.FETCHES)


def image_copier(call: Call) -> Iterator[Finding]:
    """``skopeo``, ``crane``, ``oras``, ``regctl``: images by their references, with a transport before them."""
    arguments = split(call.arguments, takes("", "src-creds dest-creds creds authfile format username password"))
    for name, value in arguments.options:
        yield call.value(value, None, name)
    words = arguments.positional
    subcommand = words[0] if words else ""
    for index, word in enumerate(words[1:], 1):
        last = index == len(words) - 1
        sends = subcommand in {"push", "sync", "attach", "tag"} or (subcommand in {"copy", "cp"} and last)
        reference = re.sub(r"^(?:docker|oci|containers-storage|registry):(?://)?", "", word)
        if word.startswith(("dir:", "oci-archive:", "docker-archive:", "./", "/")):
            continue
        yield Image(reference, call.spot.doing(Act.SENDS if sends else Act.FETCHES))


_KUBECTL_PICKS = frozenset(
    {"-L", "-c", "-l", "-o", "--field-selector", "--for", "--label-columns", "--output", "--selector", "--sort-by"}
    | {"--template", "-n", "--namespace"}
)
"""Options of ``kubectl`` that say which objects and what of them is shown."""


def kubectl(call: Call) -> Iterator[Finding]:  # noqa: C901 - one branch for each kind of option
    """``kubectl``: manifests by URL are instructions; ``--docker-server`` is where images come from."""
    arguments = split(call.arguments, commands.KUBECTL)
    for name, value in arguments.options:
        if name in {"-f", "--filename", "-k"}:
            yield call.value(value, Act.FETCHES, INSTRUCTIONS if "://" in value else name)
        elif name == "--image":
            yield Image(value, call.spot.doing(Act.FETCHES))
        elif name == "--docker-server":
            yield call.value(value, Act.FETCHES, name)
        elif name in {"--from-literal", "--set"} and "=" in value:
            key, _, content = value.partition("=")
            yield call.value(content, None, key)
        elif name in {"-s", "--server"}:
            yield call.value(value, Act.CONNECTS, name)
        elif name in _KUBECTL_PICKS:
            yield call.value(value, Act.REFERS, name)
        elif name == "-p" and value.lstrip()[:1] in {"{", "["}:
            yield call.document(value, "patch.json")
        else:
            yield call.value(value, None, name)
    sorts = not {"annotate", "label", "taint"}.isdisjoint(arguments.positional[:1])
    for word in arguments.positional:
        yield call.value(word, Act.REFERS if sorts and "://" not in word else None)
    if call.text:
        yield call.document(call.text, "manifest.yaml", Form.YAML)


def helm(call: Call) -> Iterator[Finding]:
    """``helm``: charts are fetched, and ``--set`` gives them settings."""
    arguments = split(
        call.arguments,
        takes("nf", "set set-string set-file set-json values version namespace repo username password timeout"),
    )
    sends = "push" in arguments.positional[:2]
    for name, value in arguments.options:
        if name in {"--set", "--set-string"}:
            for setting in value.split(","):
                key, _, content = setting.partition("=")
                yield call.value(content, None, key)
        else:
            yield call.value(value, Act.FETCHES if "://" in value else None, name)
    for word in arguments.positional:
        yield call.value(word, (Act.SENDS if sends else Act.FETCHES) if "://" in word else None)
    if call.text:
        yield call.document(call.text, "values.yaml", Form.YAML)
