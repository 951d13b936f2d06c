"""Every operation that the fake serves, and what carries it out."""

from __future__ import annotations

from tests.outscale.fake import (
    access,
    addresses,
    catalogue,
    eim,
    gateways,
    groups,
    images,
    load_balancers,
    network,
    policies,
    routes,
    security_groups,
    tags,
    vm_states,
    vms,
    volumes,
)
from tests.outscale.fake.cloud import Cloud
from tests.outscale.fake.document import Document, JsonObject
from tests.outscale.fake.kinds import KINDS
from tests.outscale.fake.plain import Call
from tests.outscale.fake.read import read

_MODULES = (
    access,
    addresses,
    catalogue,
    eim,
    gateways,
    groups,
    images,
    load_balancers,
    network,
    policies,
    routes,
    security_groups,
    tags,
    vm_states,
    vms,
    volumes,
)


def all_calls(document: Document) -> dict[str, Call]:
    """Return what carries each operation out: a rule of its own, or a plain read of a kind that the fake keeps."""
    calls: dict[str, Call] = {}
    for operation in document.operations:
        if operation.startswith("Read") and document.kind(operation) in KINDS:
            calls[operation] = _reads(operation)
    for module in _MODULES:
        calls |= module.CALLS
    return calls


def _reads(operation: str) -> Call:
    def call(cloud: Cloud, arguments: JsonObject) -> JsonObject:
        return read(cloud, operation, arguments)

    return call
