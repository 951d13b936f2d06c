"""Requests of the Analyzer protocol as resources.

The raw request is read, not what a policy SDK makes of it: there unknowns and secrets still carry their marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from rempart.inputs.marks import properties_and_sealed, provider_inputs
from rempart.inputs.providers import plugin_source_of
from rempart.model.resource import Resource
from rempart.model.sealed import NONE_SEALED, Sealed
from rempart.model.values import Value

PROVIDER = "pulumi:providers:"
Described: TypeAlias = (
    analyzer_pb2.AnalyzeRequest | analyzer_pb2.AnalyzerResource | analyzer_pb2.AnalyzerProviderResource
)


def resources_of(request: analyzer_pb2.AnalyzeRequest) -> tuple[Resource, ...]:
    """Return the resource that the engine asks about, behind the provider that serves it, if any."""
    return (*_provider(request), _resource(request))


def stack_resources_of(request: analyzer_pb2.AnalyzeStackRequest) -> tuple[Resource, ...]:
    """Return every resource of the stack, and every provider once."""
    found: dict[str, Resource] = {}
    for entry in request.resources:
        for provider in _provider(entry):
            found.setdefault(provider.urn, provider)
        found[entry.urn] = _resource(entry)
    return tuple(found.values())


def _provider(request: analyzer_pb2.AnalyzeRequest | analyzer_pb2.AnalyzerResource) -> tuple[Resource, ...]:
    provider = request.provider
    if not provider.urn:
        return ()
    source = plugin_source_of(provider.name, _raw(provider))
    return (Resource(provider.urn, provider.type, provider.name, _inputs(provider)[0], plugin_source=source),)


def _resource(request: analyzer_pb2.AnalyzeRequest | analyzer_pb2.AnalyzerResource) -> Resource:
    provider = request.provider.urn
    entry = request if isinstance(request, analyzer_pb2.AnalyzerResource) else None
    inputs, sealed = _inputs(request)
    is_provider = request.type.startswith(PROVIDER)
    return Resource(
        request.urn,
        request.type,
        request.name,
        inputs,
        custom=bool(provider) or is_provider,
        provider=provider or None,
        parent=request.options.parent or None,
        dependencies=tuple(entry.dependencies) if entry else (),
        property_dependencies=(
            {name: tuple(of.urns) for name, of in entry.propertyDependencies.items()} if entry else {}
        ),
        protect=request.options.protect,
        plugin_source=plugin_source_of(request.name, _raw(request)) if is_provider else None,
        sealed=sealed,
    )


def _inputs(described: Described) -> tuple[dict[str, Value], Mapping[str, Sealed]]:
    raw = _raw(described)
    if described.type.startswith(PROVIDER):
        return provider_inputs(raw), NONE_SEALED
    return properties_and_sealed(raw)


def _raw(described: Described) -> dict[str, Value]:
    return {name: _value(value) for name, value in described.properties.fields.items()}


def _value(value: struct_pb2.Value) -> Value:
    """Return a value as JSON would have it: the wire has no whole numbers, so 443 arrives as 443.0."""
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_value(item) for item in value.list_value.values]
        case "struct_value":
            return {name: _value(item) for name, item in value.struct_value.fields.items()}
        case _:
            return None
