"""Providers as the engine makes and names them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pulumi.runtime.proto import resource_pb2

from rempart.inputs.program.recording import Plain
from rempart.inputs.program.wire import secret


@dataclass(frozen=True, slots=True)
class Plugin:
    """The plugin that serves a package, as a request names it."""

    package: str
    version: str = ""
    url: str = ""
    checksums: Mapping[str, bytes] = field(default_factory=dict)
    parameter: resource_pb2.Parameterization | None = None
    base: str = ""
    """Name of the plugin, when the package is one of its parameterizations."""

    @property
    def default_name(self) -> str:
        """The name that the engine gives to a default provider of this plugin."""
        version = self.parameter.version if self.parameter is not None else self.version
        name = "default" + (re.sub(r"[.+-]", "_", f".{version}") if version else "")
        return name + (f"_{_as_name(self.url)}" if self.url else "")

    def complete(self, inputs: Plain) -> None:
        """Add what the engine keeps beside a provider's own inputs."""
        if not (self.version or self.url or self.checksums or self.parameter):
            return
        internal = inputs.setdefault("__internal", {})
        if self.version:
            inputs["version"] = self.version
        if self.url:
            internal["pluginDownloadURL"] = self.url
        if self.checksums:
            internal["pluginChecksums"] = {name: value.hex() for name, value in self.checksums.items()}
        if self.parameter is not None:
            value = base64.b64encode(self.parameter.value).decode()
            internal.update(name=self.base, version=self.version, parameterization=value)
            inputs["version"] = self.parameter.version


def _as_name(url: str) -> str:
    """Return an address as the engine writes it in a name: part by part, ``_`` for what may not stand there."""
    parts = (part for part in url.split("/") if part)
    return "/".join(re.sub(r"^[^A-Za-z_.]|[^A-Za-z0-9_.-]", "_", part) for part in parts)


def plugin_of(
    package: str,
    *,
    version: str,
    url: str,
    checksums: Mapping[str, bytes],
    registered: resource_pb2.RegisterPackageRequest | None,
) -> Plugin:
    """Return the plugin that a request asks for, by itself or through a package that was registered."""
    if registered is None:
        return Plugin(package, version, url, checksums)
    parameter = registered.parameterization if registered.HasField("parameterization") else None
    return Plugin(
        parameter.name if parameter is not None else package,
        registered.version,
        registered.download_url,
        dict(registered.checksums),
        parameter,
        registered.name,
    )


def default_inputs(package: str, config: Mapping[str, str], secret_keys: frozenset[str]) -> Plain:
    """Return the inputs of a default provider: the stack's configuration of its package, and nothing else."""
    prefix = f"{package}:"
    return {
        key[len(prefix) :]: secret(value) if key in secret_keys else value
        for key, value in config.items()
        if key.startswith(prefix)
    }


def is_disabled(package: str, config: Mapping[str, str]) -> bool:
    """Return whether the stack forbids default providers of a package."""
    try:
        denied = json.loads(config.get("pulumi:disable-default-providers") or "[]")
    except ValueError:
        return False
    return package != "pulumi" and isinstance(denied, list) and bool({"*", package} & set(map(str, denied)))


def written_canonically(inputs: Plain) -> Plain:
    """Return a provider's inputs with objects, which travel as JSON text, written as the engine writes them."""
    return {name: _canonical(value) if isinstance(value, str) else value for name, value in inputs.items()}


def _canonical(text: str) -> str:
    if text[:1] not in ("{", "["):
        return text
    try:
        return json.dumps(json.loads(text), separators=(",", ":"), sort_keys=True)
    except ValueError:
        return text
