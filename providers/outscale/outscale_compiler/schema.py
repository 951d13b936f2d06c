"""The package's schema, from which Pulumi generates the SDKs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from outscale_compiler.document import Document, Schema, reference, text_of
from outscale_compiler.rows import NEVER_OFFERED, Compiled
from outscale_provider import VERSION
from outscale_provider.values.names import pulumi_name

_TYPES = {"string", "integer", "number", "boolean"}
_ANY = {"$ref": "pulumi.json#/Any"}


class Types:
    """The object types met so far; each has a token of its own, and is described once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: dict[str, dict[str, Any]] = {}

    def property(self, schema: Schema, hint: str, *, secret: bool = False) -> dict[str, Any]:
        """Describe one property. ``hint`` names its type where the document gives it no name."""
        described = self._type(schema, hint)
        if text := text_of(schema) or text_of(self._document.resolve(schema)):
            described["description"] = text
        if schema.get("deprecated"):
            described["deprecationMessage"] = "deprecated by the Outscale API"
        return described | ({"secret": True} if secret else {})

    def _type(self, schema: Schema, hint: str) -> dict[str, Any]:
        found = self._document.resolve(schema)
        kind = found.get("type")
        if "oneOf" in found:
            return {"type": "string"} if self._document.shape(found) else dict(_ANY)
        if kind == "array":
            return {"type": "array", "items": self._type(found["items"], hint)}
        if kind == "object" or "properties" in found:
            name = reference(schema) if "$ref" in schema else hint
            token = f"outscale:index/{name}:{name}"
            if token not in self._found:
                self._found[token] = {}
                self._found[token] = self._object(found, name)
            return {"$ref": f"#/types/{token}"}
        return {"type": kind if kind in _TYPES else "string"}

    def _object(self, schema: Schema, name: str) -> dict[str, Any]:
        parts = sorted(schema.get("properties", {}).items())
        required = sorted(pulumi_name(key) for key in schema.get("required", ()))
        described = {
            "type": "object",
            "description": text_of(schema),
            "properties": {pulumi_name(key): self.property(part, f"{name}{key}") for key, part in parts},
        }
        return described | ({"required": required} if required else {})

    def used_by(self, parts: Iterable[object]) -> dict[str, dict[str, Any]]:
        """Return the types that something refers to, directly or not."""
        used: set[str] = set()
        waiting = [json.dumps(part) for part in parts]
        while waiting:
            for token in set(re.findall(r"#/types/(outscale:index/\w+:\w+)", waiting.pop())) - used:
                used.add(token)
                waiting.append(json.dumps(self._found[token]))
        return {token: self._found[token] for token in sorted(used)}


def describe_resource(compiled: Compiled, document: Document, types: Types) -> dict[str, Any]:
    """Describe one kind of resource: its inputs, and its outputs, which repeat the inputs."""
    row, name = compiled.row, compiled.name
    secret = set(row.get("secret", ()))
    updatable = set(row["updatable"])
    tags = types.property({"type": "array", "items": {"$ref": "#/components/schemas/ResourceTag"}}, "ResourceTag")
    tags["description"] = "One or more tags."
    inputs: dict[str, Any] = {}
    for key, schema in compiled.inputs.items():
        described = types.property(schema, f"{name}{key}", secret=key in secret)
        inputs[pulumi_name(key)] = described | ({} if key in updatable else {"willReplaceOnChanges": True})
    if row["tags"]:
        inputs["tags"] = tags
    outputs = {
        pulumi_name(key) + ("Created" if key in row.get("at_creation", ()) else ""): types.property(
            schema, f"{name}{key}", secret=key in secret
        )
        for key, schema in compiled.outputs.items()
    }
    for key, described in inputs.items():
        outputs[key] = {part: value for part, value in described.items() if part != "willReplaceOnChanges"}
    outputs.pop("id", None)
    identifier = pulumi_name(row["id"])
    resource = {
        "description": document.description(row["create"]),
        "inputProperties": dict(sorted(inputs.items())),
        "properties": dict(sorted(outputs.items())),
    }
    if row.get("required"):
        resource["requiredInputs"] = [pulumi_name(key) for key in row["required"]]
    if identifier in outputs:
        resource["required"] = [identifier]
    return resource


def describe_function(operation: str, document: Document, types: Types) -> dict[str, Any]:
    """Describe one look-up: a ``Read`` call, as it is."""
    name = operation.replace("Read", "get", 1)
    request, answer = document.schema(f"{operation}Request"), document.schema(f"{operation}Response")
    arguments = {key: part for key, part in sorted(request.get("properties", {}).items()) if key not in NEVER_OFFERED}
    results = {key: part for key, part in sorted(answer["properties"].items()) if key != "ResponseContext"}
    required = sorted(pulumi_name(key) for key in request.get("required", ()) if key in arguments)
    inputs = {
        "type": "object",
        "properties": {pulumi_name(key): types.property(part, f"{name}{key}") for key, part in arguments.items()},
    }
    return {
        "description": document.description(operation),
        "inputs": inputs | ({"required": required} if required else {}),
        "outputs": {
            "type": "object",
            "properties": {pulumi_name(key): types.property(part, f"{name}{key}") for key, part in results.items()},
        },
    }


def assemble(
    document: Document,
    types: Types,
    *,
    resources: Mapping[str, Any],
    functions: Mapping[str, Any],
    configuration: Mapping[str, Any],
) -> dict[str, Any]:
    """Put the package's schema together."""
    return {
        "name": "outscale",
        "displayName": "Outscale",
        "version": VERSION,
        "description": f"Native Pulumi provider for 3DS OUTSCALE, generated from version {document.version} of its API",
        "license": "Apache-2.0",
        "keywords": ["pulumi", "outscale", "category/cloud"],
        "meta": {"moduleFormat": "(.*)(?:/[^/]*)"},
        "language": {
            "python": {
                "packageName": "pulumi_outscale",
                "pyproject": {"enabled": True},
                "respectSchemaVersion": True,
                "inputTypes": "classes-and-dicts",
                "requires": {"pulumi": ">=3.165.0,<4.0.0"},
            },
            "nodejs": {"respectSchemaVersion": True},
        },
        "config": {"variables": dict(configuration)},
        "provider": {"inputProperties": dict(configuration), "properties": dict(configuration)},
        "types": types.used_by([resources, functions]),
        "resources": dict(sorted(resources.items())),
        "functions": dict(sorted(functions.items())),
    }
