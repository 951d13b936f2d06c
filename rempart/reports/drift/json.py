"""A comparison for programs, as ``docs/schemas/drift-1.json`` describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rempart.documents import Document
from rempart.drift import Drift, Item
from rempart.model.deployment import Source
from rempart.model.finding import Verdict
from rempart.model.values import Mark, Value
from rempart.reports.document import simulation_document
from rempart.reports.drift.text import sentence

SCHEMA = "rempart.drift/1"


def document(drift: Drift, verdict: Verdict) -> Document:
    """Return the comparison, in an order that depends on nothing but the comparison."""
    return {
        "schema": SCHEMA,
        "exit_code": drift.exit_code,
        "summary": sentence(drift),
        "simulation": simulation_document(verdict),
        "live": _source(drift.live),
        "states": [_source(state) for state in drift.states],
        "unmanaged": [{**_item(item), "properties": _value(item.properties)} for item in drift.unmanaged],
        "gone": [_item(item) for item in drift.gone],
        "changed": [
            {
                **_item(each.item),
                "changes": [
                    {
                        "path": change.path,
                        "before": _value(change.before),
                        "now": _value(change.now),
                        "shown": not (isinstance(change.before, Mark) or isinstance(change.now, Mark)),
                    }
                    for change in each.changes
                ],
            }
            for each in drift.changed
        ],
        "untold": [{**_item(each.item), "reason": each.reason} for each in drift.untold],
        "alike": drift.alike,
        "left_out": dict(drift.left_out),
    }


def _source(source: Source) -> Document:
    return {"kind": source.kind.value, "path": source.path, "project": source.project, "stack": source.stack}


def _item(item: Item) -> Document:
    return {"urn": item.urn, "type": item.type, "name": item.name, "id": item.id, "state": item.state}


def _value(value: Value) -> object:
    """Return a value without what is withheld: a null, of which ``shown`` says whether it is one."""
    if isinstance(value, Mark):
        return None
    if isinstance(value, Mapping):
        return {name: _value(child) for name, child in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_value(child) for child in value]
    return value
