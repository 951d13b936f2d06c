"""The whole compilation: document and overlay in, ``table.json`` and ``schema.json`` out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from outscale_compiler.document import Document
from outscale_compiler.rows import compile_row
from outscale_compiler.schema import Types, assemble, describe_function, describe_resource
from outscale_provider.values.names import api_name, pulumi_name


@dataclass(frozen=True, slots=True)
class Package:
    """The two files, byte for byte."""

    table: bytes
    schema: bytes


def compile_package(document: Document) -> Package:
    """Compile the provider's table and schema. Raises ``CompileError``."""
    types = Types(document)
    rows: dict[str, Any] = {}
    resources: dict[str, Any] = {}
    for name, overlay in _data("overlay.yaml").items():
        compiled = compile_row(name, overlay, document)
        token = f"outscale:index/{pulumi_name(name)}:{name}"
        resources[token] = describe_resource(compiled, document, types)
        row = compiled.row | {"outputs": sorted(resources[token]["properties"])}
        rows[token] = {key: value for key, value in row.items() if value not in ("", [])}
    for token, resource in _data("bucket.yaml").items():
        resources[token] = resource
        rows[token] = {
            "handler": "bucket",
            "required": [api_name(key) for key in resource.get("requiredInputs", ())],
            "outputs": sorted(resource["properties"]),
        }
    functions = {_function_token(operation): operation for operation in _data("functions.yaml")}
    described = {token: describe_function(operation, document, types) for token, operation in functions.items()}
    schema = assemble(
        document, types, resources=resources, functions=described, configuration=_data("configuration.yaml")
    )
    table = {"api": document.version, "regions": document.regions, "functions": functions, "resources": rows}
    return Package(_bytes(table), _bytes(schema))


def _data(name: str) -> Any:  # noqa: ANN401 - each file has a shape of its own
    return yaml.safe_load(files("outscale_compiler").joinpath(name).read_text(encoding="utf-8"))


def _function_token(operation: str) -> str:
    name = operation.replace("Read", "get", 1)
    return f"outscale:index/{name}:{name}"


def _bytes(value: object) -> bytes:
    """Sorted, one entry a line at the outermost levels, so that a change of the document can be reviewed."""
    return (json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()
