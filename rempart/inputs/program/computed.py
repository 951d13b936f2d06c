"""Computes what needs no cloud: carries values of the wire to the functions of packages, and their results back.

What is made of a secret is secret, and what is made of an unknown is not computed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rempart.inputs.marks import SIGNATURE, UNKNOWN_TEXT
from rempart.inputs.program.functions import NotComputedError, belongs_here, compute, origin_of, planned
from rempart.inputs.program.providers import Plugin
from rempart.inputs.program.recording import Plain
from rempart.inputs.program.wire import from_outputs, opened, secret

_BRIDGE = "terraform-provider"
"""The plugin that serves any provider of Terraform under the provider's own name."""
_DEEPEST = 40
"""Levels of a result up to which it is handed on; the messages of the wire may have about a hundred."""
_REGISTRIES = ("", "registry.opentofu.org/", "registry.terraform.io/")


class NotKnownError(NotComputedError):
    """The arguments are not known yet."""


def asks_nobody(token: str, plugin: Plugin) -> bool:
    """Return whether a function or a type is one that is computed here, and served by its maker's own plugin."""
    if not belongs_here(token):
        return False
    if plugin.parameter is None:
        return not plugin.url
    return plugin.base == _BRIDGE and _bridged(plugin.parameter.value) in _origins(plugin.package)


def call(token: str, arguments: Plain, folder: Path) -> Plain:
    """Return what a function returns to a program that runs in a folder. Raises NotComputedError."""
    known, is_secret = _known(arguments)
    found = compute(token, known, folder)
    _refuse_what_cannot_travel(found)
    return _marked(found, is_secret=is_secret)


def outputs(token: str, inputs: Plain) -> Plain:
    """Return what a resource of a type computes from its inputs. Raises NotComputedError."""
    known, is_secret = _known(inputs)
    return _marked(planned(token, known), is_secret=is_secret)


def _known(values: Plain) -> tuple[Plain, bool]:
    """Return values without their marks and without nulls, and whether one of them is secret."""
    known, is_secret = opened(from_outputs(values, set()))
    _refuse_what_is_no_value(known)
    return {name: value for name, value in known.items() if value is not None}, is_secret


def _marked(found: Plain, *, is_secret: bool) -> Plain:
    return {name: secret(value) for name, value in found.items()} if is_secret else found


def _refuse_what_is_no_value(value: Any) -> None:  # noqa: ANN401 - any JSON
    if isinstance(value, str) and UNKNOWN_TEXT in value:
        raise NotKnownError("its arguments are not known yet")
    if isinstance(value, dict):
        if SIGNATURE in value:
            raise NotComputedError("it is about files or resources of the engine")
        for item in value.values():
            _refuse_what_is_no_value(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_what_is_no_value(item)


def _refuse_what_cannot_travel(found: Plain) -> None:
    """Refuse a result that the wire has no form for, or would take for a mark: a text may describe any value."""
    level: list[Any] = [found]
    for _ in range(_DEEPEST):
        if any(isinstance(value, float) and not math.isfinite(value) for value in level):
            raise NotComputedError("its result is no number")
        level = [item for value in level for item in _inside(value)]
    if level:
        raise NotComputedError("its result nests too deep")
    _refuse_what_is_no_value(found)


def _inside(value: object) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _bridged(parameter: bytes) -> str:
    """Return which provider of Terraform a plugin is told to serve."""
    try:
        return str(json.loads(parameter)["remote"]["url"])
    except (LookupError, TypeError, ValueError):
        return ""


def _origins(package: str) -> set[str]:
    return {f"{registry}{origin_of(package)}" for registry in _REGISTRIES}
