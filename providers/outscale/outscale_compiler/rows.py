"""One line of the overlay and the document make one row of the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outscale_compiler.document import CompileError, Document, Schema

NEVER_OFFERED = frozenset({"DryRun", "ClientToken"})
"""Arguments that are the provider's business."""

_COPIED = frozenset(
    {
        "after",
        "autoname",
        "at_creation",
        "body",
        "create_arguments",
        "delete_arguments",
        "exclusive",
        "fixed_id",
        "from_parent",
        "gone",
        "handler",
        "inputs_from",
        "json",
        "match",
        "minutes",
        "pending",
        "present",
        "read_all",
        "read_arguments",
        "replace_first",
        "reset",
        "result",
        "retry",
        "retry_delete",
        "scope",
        "secret",
        "state",
        "stopped",
        "tag_calls",
        "tags_at_creation",
        "token_accepted",
        "unique",
        "update_apart",
        "update_names",
        "update_whole",
        "wait_for_delete",
        "within",
        "write_only",
    }
)
"""Keys of the overlay that stand in the row as they are."""

_COMPILED = frozenset(
    {"collection", "create", "delete", "filter", "id", "inputs", "outputs", "read", "skip", "updatable", "update"}
)
"""Keys from which the row is worked out."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A row, and what the schema needs to describe it."""

    name: str
    row: dict[str, Any]
    inputs: Mapping[str, Schema]
    outputs: Mapping[str, Schema]


def compile_row(name: str, overlay: Mapping[str, Any], document: Document) -> Compiled:
    """Derive the row of a kind. Raises ``CompileError`` when the document has no such call, key or argument."""
    if unknown := set(overlay) - _COPIED - _COMPILED:
        raise CompileError(f"{name}: the overlay has no such key: {', '.join(sorted(unknown))}")
    calls = _calls(name, overlay, document)
    identifier = overlay.get("id", f"{name}Id")
    body = overlay.get("body")
    creatable = _creatable(overlay, document, calls["create"])
    inputs = {key: creatable[key] for key in overlay["inputs"]} if "inputs" in overlay else dict(creatable)
    updatable = _updatable(overlay, document, calls["update"], identifier)
    inputs = dict(sorted((updatable | inputs).items()))
    inputs.pop("Tags", None)
    outputs = _outputs(name, overlay, document, calls)
    request = document.schema(f"{calls['create']}Request")
    required = {
        *request.get("required", ()),
        *(document.resolve(request["properties"][body]).get("required", ()) if body else ()),
    }
    linked = "{" in identifier or not calls["create"].startswith("Create") or overlay.get("result") == ""
    row: dict[str, Any] = {key: value for key, value in overlay.items() if key in _COPIED}
    row |= calls | {
        "id": identifier,
        "collection": _collection(overlay, calls["read"]),
        "filter": _filter(name, overlay, document, read=calls["read"], identifier=identifier),
        "filters": _look_alike_filters(document, calls),
        "result": overlay.get(
            "result", "" if "{" in identifier and name not in _answer_keys(document, calls) else name
        ),
        "tags": "Tags" in outputs and not linked,
        "inputs": {key: document.shape(schema) for key, schema in inputs.items()},
        "creatable": sorted(key for key in creatable if key != "Tags" and key in inputs),
        "updatable": sorted({*(key for key in updatable if key in inputs), *overlay.get("updatable", ())}),
        "required": sorted((required & set(inputs)) - {overlay.get("autoname")} if "inputs" not in overlay else inputs),
        "delete_arguments": overlay.get("delete_arguments", {identifier: "$id"}),
        "live": sorted(outputs),
    }
    if body:
        row["beside_body"] = sorted(set(request["properties"]) - {body} - NEVER_OFFERED)
    properties = document.properties(document.schema(f"{calls['update']}Request")) if calls["update"] else {}
    row["update_identifier"] = identifier if identifier in properties else ""
    return Compiled(name, row, inputs, outputs)


def _calls(name: str, overlay: Mapping[str, Any], document: Document) -> dict[str, str]:
    plural = f"Read{name}s" if document.has(f"Read{name}s") else f"Read{name[:-1]}ies"
    update = f"Update{name}" if document.has(f"Update{name}") else ""
    calls = {
        "create": overlay.get("create", f"Create{name}"),
        "read": overlay.get("read", plural),
        "update": overlay.get("update", update),
        "delete": overlay.get("delete", f"Delete{name}"),
    }
    for call in calls.values():
        if call and not document.has(call):
            raise CompileError(f"{name}: the document has no call {call}; say in the overlay which one it is")
    return calls


def _creatable(overlay: Mapping[str, Any], document: Document, create: str) -> dict[str, Schema]:
    arguments = document.properties(document.schema(f"{create}Request"))
    if body := overlay.get("body"):
        arguments |= document.properties(arguments.pop(body))
    if "inputs" in overlay:
        return {key: arguments.get(key, {"type": "string"}) for key in overlay["inputs"]}
    return {key: schema for key, schema in arguments.items() if key not in NEVER_OFFERED | set(overlay.get("skip", ()))}


def _updatable(overlay: Mapping[str, Any], document: Document, update: str, identifier: str) -> dict[str, Schema]:
    if not update or "inputs" in overlay:
        return {}
    arguments = document.properties(document.schema(f"{update}Request"))
    names = overlay.get("update_names", {})
    hidden = {
        *NEVER_OFFERED,
        *overlay.get("skip", ()),
        *overlay.get("scope", ()),
        *re.findall(r"{(\w+)}", identifier),
        identifier,
        *({"Path"} if "Path" in names else ()),
    }
    found = {key: schema for key, schema in arguments.items() if key not in hidden}
    return found | {ours: arguments[theirs] for ours, theirs in names.items()}


def _outputs(name: str, overlay: Mapping[str, Any], document: Document, calls: Mapping[str, str]) -> dict[str, Schema]:
    answer = document.schema(f"{calls['read']}Response")
    collection = _collection(overlay, calls["read"])
    parent = (
        document.properties(_known(answer["properties"], collection, name))
        if collection
        else dict(answer["properties"])
    )
    outputs = dict(parent)
    if within := overlay.get("within"):
        outputs = {}
        for key in within:
            outputs |= document.properties(_known(parent, key, name))
    outputs |= {key: _known(parent, key, name) for key in overlay.get("from_parent", ())}
    created = document.schema(f"{calls['create']}Response").get("properties", {})
    if not within and (result := overlay.get("result", name)) in created:
        outputs |= document.properties(created[result])
    if overlay.get("result") == "":
        outputs |= created
    outputs |= {key: {"type": "string"} for key in overlay.get("outputs", ())}
    outputs.pop("ResponseContext", None)
    if overlay.get("handler") == "security_group_rule":
        outputs = {key: outputs[key] for key in overlay["outputs"]}
    return dict(sorted(outputs.items()))


def _known(properties: Mapping[str, Schema], key: str, name: str) -> Schema:
    if key not in properties:
        raise CompileError(f"{name}: the answer has no {key}; it has {', '.join(sorted(properties))}")
    return properties[key]


def _collection(overlay: Mapping[str, Any], read: str) -> str:
    return str(overlay.get("collection", read.removeprefix("Read")))


def _filter(name: str, overlay: Mapping[str, Any], document: Document, *, read: str, identifier: str) -> str:
    if "read_arguments" in overlay or overlay.get("read_all"):
        return ""
    wanted = str(overlay.get("filter", f"{identifier}s"))
    offered = document.properties(document.schema(f"{read}Request").get("properties", {}).get("Filters", {}))
    if wanted not in offered:
        raise CompileError(f"{name}: {read} has no filter {wanted}; it has {', '.join(sorted(offered))}")
    return wanted


def _look_alike_filters(document: Document, calls: Mapping[str, str]) -> list[str]:
    """Return the filters that hold an argument of the creation: what finds an object whose answer was lost."""
    offered = document.properties(document.schema(f"{calls['read']}Request").get("properties", {}).get("Filters", {}))
    arguments = document.properties(document.schema(f"{calls['create']}Request"))
    return sorted(key for key in offered if key.removesuffix("s") in arguments)


def _answer_keys(document: Document, calls: Mapping[str, str]) -> set[str]:
    return set(document.schema(f"{calls['create']}Response").get("properties", {}))
