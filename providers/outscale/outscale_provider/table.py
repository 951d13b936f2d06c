"""The rows of ``table.json``: what each kind of resource is to the service. Compiled; never edited by hand."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from importlib.resources import files
from typing import Any

from outscale_provider.values.json import JsonObject
from outscale_provider.values.names import pulumi_name
from outscale_provider.values.shapes import Shape, shape_of


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of resource. ``outscale_compiler/overlay.yaml`` says what each field means."""

    token: str
    id: str = ""
    fixed_id: str = ""
    autoname: str = ""
    create: str = ""
    create_arguments: JsonObject = field(default_factory=dict)
    result: str = ""
    body: str = ""
    beside_body: frozenset[str] = frozenset()
    token_accepted: bool = False
    tags: bool = False
    tags_at_creation: bool = False
    tag_calls: tuple[str, ...] = ("CreateTags", "DeleteTags", "ResourceIds")
    after: Mapping[str, str] = field(default_factory=dict)
    read: str = ""
    read_arguments: JsonObject | None = None
    read_all: bool = False
    filter: str = ""
    filters: tuple[str, ...] = ()
    collection: str = ""
    scope: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    match: Mapping[str, str] = field(default_factory=dict)
    from_parent: tuple[str, ...] = ()
    present: str = ""
    inputs_from: Mapping[str, str] = field(default_factory=dict)
    write_only: frozenset[str] = frozenset()
    at_creation: frozenset[str] = frozenset()
    json: frozenset[str] = frozenset()
    state: str = "State"
    pending: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    wait_for_delete: bool = False
    minutes: int = 10
    retry: frozenset[str] = frozenset()
    retry_delete: frozenset[str] = frozenset()
    update: str = ""
    update_identifier: str = ""
    update_names: Mapping[str, str] = field(default_factory=dict)
    update_apart: tuple[tuple[str, ...], ...] = ()
    update_whole: bool = False
    reset: JsonObject = field(default_factory=dict)
    stopped: frozenset[str] = frozenset()
    unique: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()
    replace_first: bool = False
    delete: str = ""
    delete_arguments: JsonObject = field(default_factory=dict)
    secret: frozenset[str] = frozenset()
    creatable: frozenset[str] = frozenset()
    updatable: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    inputs: Mapping[str, Shape] = field(default_factory=dict)
    live: frozenset[str] = frozenset()
    outputs: tuple[str, ...] = ()
    handler: str = ""

    @property
    def name(self) -> str:
        """The kind's name, such as ``LoadBalancer``."""
        return self.token.rsplit(":", 1)[-1]

    @property
    def templated(self) -> bool:
        """Whether the identifier is made of several values."""
        return "{" in self.id

    @property
    def made_anew(self) -> bool:
        """Whether creating always makes a new object, as opposed to linking or setting what is there already."""
        return self.create.startswith("Create") and not self.fixed_id

    @property
    def secret_properties(self) -> frozenset[str]:
        """The properties that Pulumi must encrypt, under Pulumi's names."""
        return frozenset(pulumi_name(name) for name in self.secret)


@dataclass(frozen=True, slots=True)
class Table:
    """All that the provider knows of the service."""

    api: str
    """The version of the API that the table was compiled from."""
    regions: tuple[str, ...]
    """The regions that its document names."""
    functions: Mapping[str, str]
    """Function tokens, and the call that each makes."""
    rows: Mapping[str, JsonObject]

    def kind(self, token: str) -> Kind | None:
        """Return the kind of a type token; ``None`` when the provider has none such."""
        row = self.rows.get(token)
        return _kind(token, row) if row is not None else None

    def kind_named(self, name: str) -> Kind:
        """Return the kind of a name that the table itself mentions."""
        token = f"outscale:index/{pulumi_name(name)}:{name}"
        return _kind(token, self.rows[token])


_CONVERSIONS: Mapping[str, Callable[[Any], object]] = {
    "frozenset[str]": frozenset,
    "tuple[str, ...]": tuple,
    "tuple[tuple[str, ...], ...]": lambda rows: tuple(tuple(row) for row in rows),
    "Mapping[str, Shape]": lambda rows: {name: shape_of(row) for name, row in rows.items()},
}
_FIELDS = {entry.name: _CONVERSIONS.get(str(entry.type)) for entry in fields(Kind)}


def _kind(token: str, row: JsonObject) -> Kind:
    values: JsonObject = {
        name: convert(row[name]) if convert else row[name] for name, convert in _FIELDS.items() if name in row
    }
    return Kind(token, **values)


@functools.cache
def load_table() -> Table:
    """Read the table that the provider ships."""
    document = json.loads(files("outscale_provider").joinpath("table.json").read_bytes())
    return Table(document["api"], tuple(document["regions"]), document["functions"], document["resources"])
