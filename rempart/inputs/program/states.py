"""Writes a registration down as previews do: everything but its values."""

from __future__ import annotations

import os.path
import re
from pathlib import Path
from urllib.parse import quote, unquote

from pulumi.runtime.proto import resource_pb2, source_pb2

from rempart.inputs.program.recording import Plain

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def position_of(position: source_pb2.SourcePosition, folder: Path) -> str | None:
    """Return a source position as previews write it: relative to the project's folder, by line and column."""
    if not position.uri.startswith("file://"):
        return None
    column = f",{position.column}" if position.column else ""
    path = os.path.relpath(unquote(position.uri.removeprefix("file://")), folder)
    return f"project:///{quote(path)}#{position.line}{column}"


def state_of(
    request: resource_pb2.RegisterResourceRequest, urn: str, dependencies: dict[str, set[str]], position: str | None
) -> Plain:
    """Return what a preview shows of a registration, but for its values."""
    timeouts = request.customTimeouts
    state = {
        "urn": urn,
        "custom": request.custom,
        "type": request.type,
        "parent": request.parent,
        "protect": request.protect,
        "dependencies": sorted(request.dependencies),
        "provider": request.provider if request.custom else "",
        "propertyDependencies": {name: sorted(dependencies[name]) for name in sorted(dependencies)},
        "additionalSecretOutputs": list(request.additionalSecretOutputs),
        "importID": request.importId,
        "retainOnDelete": request.retainOnDelete,
        "deletedWith": request.deletedWith,
        "replaceWith": list(request.replace_with),
        "sourcePosition": position,
        "ignoreChanges": list(request.ignoreChanges),
        "replaceOnChanges": list(request.replaceOnChanges),
        "hideDiff": list(request.hideDiffs),
        "customTimeouts": {
            name: _seconds(text) for name in ("create", "update", "delete", "read") if (text := getattr(timeouts, name))
        },
    }
    return {name: value for name, value in state.items() if value or name == "custom"}


def _seconds(duration: str) -> float:
    """Return a duration of Go (``1h30m``) in seconds."""
    total = sum(float(n) * _UNITS[unit] for n, unit in re.findall(r"([0-9.]+)(h|ms|us|ns|m|s)", duration))
    return int(total) if total == int(total) else total
