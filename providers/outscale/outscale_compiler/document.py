"""Outscale's OpenAPI document: operations, their requests and answers, and the shapes of values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

Schema = Mapping[str, Any]

_NUMBERS = {"integer": "integer", "number": "number", "boolean": "boolean", "string": "string"}


class CompileError(Exception):
    """The document and the overlay do not fit together; the text says which kind, and what is missing."""


@dataclass(frozen=True, slots=True)
class Document:
    """The parsed document."""

    tree: Mapping[str, Any]

    @property
    def version(self) -> str:
        """The version of the API that the document describes."""
        return str(self.tree["info"]["version"])

    @property
    def regions(self) -> list[str]:
        """The regions that the document names."""
        return sorted(self.tree["servers"][0]["variables"]["region"]["enum"])

    def has(self, operation: str) -> bool:
        """Tell whether the API offers an operation."""
        return f"/{operation}" in self.tree["paths"]

    def operations(self) -> list[str]:
        """Return the names of all operations, sorted."""
        return sorted(path.strip("/") for path in self.tree["paths"])

    def description(self, operation: str) -> str:
        """Return what the document says an operation does, as Markdown."""
        return text_of(self.tree["paths"][f"/{operation}"]["post"])

    def schema(self, name: str) -> Schema:
        """Return a named schema; an empty one when there is none, as for requests without arguments."""
        found: Schema = self.tree["components"]["schemas"].get(name, {})
        return found

    def resolve(self, schema: Schema) -> Schema:
        """Follow a reference, if it is one."""
        return self.schema(reference(schema)) if "$ref" in schema else schema

    def properties(self, schema: Schema) -> dict[str, Schema]:
        """Return the properties of an object, or of the objects of a list."""
        found = self.resolve(schema)
        if found.get("type") == "array":
            found = self.resolve(found["items"])
        return dict(found.get("properties", {}))

    def shape(self, schema: Schema) -> dict[str, Any]:
        """Return what a value must look like, as the provider's check reads it."""
        found = self.resolve(schema)
        kind = found.get("type")
        if "oneOf" in found:
            return {"type": "string"} if all(part.get("type") == "string" for part in found["oneOf"]) else {}
        if kind == "array":
            return {"type": "array", "items": self.shape(found["items"])}
        if kind == "object" or "properties" in found:
            shape: dict[str, Any] = {
                "type": "object",
                "properties": {key: self.shape(part) for key, part in sorted(found.get("properties", {}).items())},
            }
            return shape | ({"required": sorted(found["required"])} if found.get("required") else {})
        shape = {"type": _NUMBERS[kind]} if kind in _NUMBERS else {}
        return shape | {key: found[key] for key in ("enum", "pattern") if key in found}


def reference(schema: Schema) -> str:
    """Return the name that a reference points to."""
    return str(schema["$ref"]).rsplit("/", 1)[1]


def text_of(schema: Schema) -> str:
    """Return a description as Markdown."""
    return re.sub(r"<br ?/?>", "\n", schema.get("description") or "").strip()


def read_document() -> Document:
    """Read the document that ``osc-sdk-python`` ships."""
    source = files("osc_sdk_python").joinpath("resources", "outscale.yaml").read_text(encoding="utf-8")
    return Document(yaml.load(source, yaml.CSafeLoader))
