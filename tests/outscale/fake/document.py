"""Outscale's OpenAPI document, as shipped in ``osc-sdk-python``: the only source of what the fake's calls look like."""

from __future__ import annotations

import copy
import re
from functools import cache
from pathlib import Path
from typing import Any

import osc_sdk_python
import yaml

JsonObject = dict[str, Any]

RESOURCES = Path(osc_sdk_python.__file__).parent / "resources"
_JSON_TYPE = "application/json"
_ENVELOPE = {"ResponseContext", "NextPageToken", "HasMoreItems", "MaxResultsLimit", "MaxResultsTruncated"}
_HEXADECIMAL_END = re.compile(r"[0-9a-f]{8,}$")


class _Loader(yaml.CSafeLoader):
    """Reads dates as the text that they are in the document's examples."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(name: str) -> Any:
    """Read one of the SDK's data files, such as ``outscale.yaml``."""
    with (RESOURCES / name).open(encoding="utf-8") as stream:
        return yaml.load(stream, _Loader)  # noqa: S506 - a safe loader, only without dates


class Document:
    """What the document says about operations and about the objects that they pass."""

    def __init__(self, content: JsonObject) -> None:
        self.schemas: JsonObject = content["components"]["schemas"]
        self._operations: JsonObject = {path.lstrip("/"): item["post"] for path, item in content["paths"].items()}
        self.operations = frozenset(self._operations)

    def resolve(self, schema: JsonObject) -> JsonObject:
        """Follow a reference to the schema that it names."""
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[-1]]
        return schema

    def request_schema(self, operation: str) -> JsonObject:
        """Return the schema of an operation's arguments."""
        return self.resolve(self._operations[operation]["requestBody"]["content"][_JSON_TYPE]["schema"])

    def response_schema(self, operation: str) -> JsonObject:
        """Return the schema of an operation's reply."""
        return self.resolve(self._reply(operation)["schema"])

    def request_examples(self, operation: str) -> list[JsonObject]:
        """Return every example of an operation's arguments."""
        content = self._operations[operation]["requestBody"]["content"][_JSON_TYPE]
        return [copy.deepcopy(example["value"]) for example in content.get("examples", {}).values()]

    def reply_example(self, operation: str) -> JsonObject:
        """Return the first example of an operation's reply; empty where there is none."""
        examples = [example["value"] for example in self._reply(operation).get("examples", {}).values()]
        return copy.deepcopy(examples[0]) if examples else {}

    def needs_no_credentials(self, operation: str) -> bool:
        """Tell whether anyone may call the operation."""
        return bool(self._operations[operation].get("security") == [])

    def collection(self, operation: str) -> str:
        """Return the one property of an operation's reply that carries objects; empty where there is none."""
        names = [name for name in self.response_schema(operation)["properties"] if name not in _ENVELOPE]
        return names[0] if names else ""

    def kind(self, operation: str) -> str:
        """Return the name of the schema of the objects in an operation's reply; empty where they have none."""
        collection = self.collection(operation)
        if not collection:
            return ""
        schema = self.response_schema(operation)["properties"][collection]
        return str(schema.get("items", schema).get("$ref", "")).rsplit("/", 1)[-1]

    def properties(self, kind: str) -> JsonObject:
        """Return the schemas of a kind's properties, by name."""
        properties: JsonObject = self.schemas[kind]["properties"]
        return properties

    def identifier_start(self, operation: str, identifier: str) -> str:
        """Return how the identifiers of a kind begin (``vpc-``), taken from the example of the reply."""
        example = self.reply_example(operation)[self.collection(operation)]
        value = (example[0] if isinstance(example, list) else example).get(identifier, "")
        return _HEXADECIMAL_END.sub("", value)

    def _reply(self, operation: str) -> JsonObject:
        content: JsonObject = self._operations[operation]["responses"]["200"]["content"][_JSON_TYPE]
        return content


@cache
def outscale_document() -> Document:
    """Read the document once a process; it takes 0.3 s."""
    return Document(read_yaml("outscale.yaml"))
