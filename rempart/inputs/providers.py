"""Completes the providers that a document refers to without showing them.

A default provider has exactly the stack's configuration of its package as inputs; a preview shows that configuration,
so its default providers can be written down. Any other provider that is missing stays missing, and a gap says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from rempart.inputs.marks import plugin_source, provider_inputs
from rempart.inputs.urns import Urn, parse_urn
from rempart.model.deployment import Gap, GapKind, SourceKind
from rempart.model.resource import Resource
from rempart.model.values import Value

_PREFIX = "pulumi:providers:"
_NAMED_BY_ENGINE = re.compile(
    r"default(?=_)"
    r"(?P<version>_[0-9]+_[0-9]+_[0-9]+\w*?)?"
    r"(?:_(?P<scheme>[a-z][a-z0-9]*)_/(?P<path>[\w./-]+))?"
    r"(?(version)(?:_(?P<address>[A-Za-z][\w-]*\.[\w./-]+))?)",
    re.ASCII,
)
"""``default_5_5_1``, ``default_2_22_0_github_/api.github.com/ovh/pulumi-ovh``: the engine adds the package's version,
and where the plugin is downloaded from; there it writes ``_`` for what may not stand in a name, and one ``/`` for two
(pulumi, pkg/resource/deploy/providers/provider.go and sdk/go/common/tokens/names.go, read on 2026-12-01)."""
_BARE_DEFAULT = "default"
_LANGUAGE_HOSTS = frozenset({"pulumi-nodejs", "pulumi-python"})
"""Dynamic providers: the engine hands them the whole configuration."""
_MENDS = {
    SourceKind.PREVIEW: "preview with --show-sames, use the event log, or pass --state STATE.json",
    SourceKind.EVENTS: "give the whole event log, or pass --state STATE.json",
    SourceKind.STATE: "export the whole state: pulumi stack export",
}


def default_providers(resources: Mapping[str, Resource], config: Mapping[str, Value]) -> dict[str, Resource]:
    """Return the default providers that resources use and the document leaves out, by URN.

    A user may name a provider ``default`` too. Only a preview of its creation would show that one, so the bare name
    counts as the engine's own for packages that come without a version, and otherwise stays unseen.
    """
    found: dict[str, Resource] = {}
    for urn in _missing(resources.values()):
        parts = parse_urn(urn)
        if parts is not None and _is_default(parts):
            configured = _configured(parts.type.removeprefix(_PREFIX), config)
            source = plugin_source_of(parts.name, configured)
            found[urn] = Resource(
                urn=urn, type=parts.type, name=parts.name, inputs=provider_inputs(configured), plugin_source=source
            )
    return found


def plugin_source_of(name: str, raw: Mapping[str, Value]) -> str | None:
    """Return where a provider's plugin comes from, where the engine shows its inputs without what it keeps beside them.

    The name of a default provider then tells; None where neither does.
    """
    stated = plugin_source(raw)
    match = _NAMED_BY_ENGINE.fullmatch(name) if stated is None else None
    if match is None:
        return stated
    return f"{match['scheme']}://{match['path']}" if match["scheme"] else match["address"]


def unseen_providers(resources: Iterable[Resource], kind: SourceKind) -> list[Gap]:
    """Return a gap for each provider that resources use and the deployment does not hold."""
    message = "this provider is not in the input, so nothing says where its resources go"
    return [Gap(GapKind.UNSEEN_PROVIDER, message, _MENDS[kind], urn=urn) for urn in _missing(tuple(resources))]


def _missing(resources: Collection[Resource]) -> dict[str, None]:
    """Return the keys of providers that resources use and that are not among them."""
    shown = {item.key for item in resources}
    return {item.provider: None for item in resources if item.provider is not None and item.provider not in shown}


def _is_default(parts: Urn) -> bool:
    if not parts.type.startswith(_PREFIX):
        return False
    if _NAMED_BY_ENGINE.fullmatch(parts.name):
        return True
    package = parts.type.removeprefix(_PREFIX)
    return parts.name == _BARE_DEFAULT and (package in _LANGUAGE_HOSTS or package == "pulumi")


def _configured(package: str, config: Mapping[str, Value]) -> dict[str, Value]:
    if package in _LANGUAGE_HOSTS:
        return dict(config)
    prefix = f"{package}:"
    # Older stacks spell a key ``aws:config:region``.
    return {
        key.removeprefix(prefix).removeprefix("config:"): value
        for key, value in config.items()
        if key.startswith(prefix)
    }
