"""After a lost answer: which objects look like the one that was asked for."""

from __future__ import annotations

from collections.abc import Callable

from outscale_provider.client.client import Client
from outscale_provider.errors import ProviderError
from outscale_provider.operations.identity import fits, identifier_of
from outscale_provider.operations.lookup import parts
from outscale_provider.table import Kind
from outscale_provider.values.json import JsonObject
from outscale_provider.values.names import to_pulumi

Look = Callable[[str, JsonObject], JsonObject | None]
"""Returns the live object of an identifier, given what is known of it under Pulumi's names."""

_SHOWN = 5
_UNSEEN = ". Look whether it exists before you try again"
_NONE = ". No such object is to be seen now: `pulumi up` again makes it"


def lookalikes(client: Client, kind: Kind, arguments: JsonObject, look: Look) -> str:
    """Return the end of a sentence: what to look at, and what to do. Never raises: it decorates an error.

    ``arguments`` are those of the creation, with the service's names.
    """
    try:
        if identifier := _foreseen(kind, arguments):
            return _named(kind, identifier) if look(identifier, to_pulumi(arguments)) else _NONE
        return _similar(client, kind, arguments) if kind.filter else _UNSEEN
    except ProviderError:
        return _UNSEEN


def _foreseen(kind: Kind, arguments: JsonObject) -> str:
    """Return the identifier that the object must have, if its arguments say so."""
    stated = arguments | (arguments.get(kind.result) or {} if isinstance(arguments.get(kind.result), dict) else {})
    if not kind.templated:
        return str(stated.get(kind.id) or "")
    identifier = identifier_of(kind, stated, {})
    return identifier if fits(kind, identifier) else ""


def _named(kind: Kind, identifier: str) -> str:
    return (
        f". {identifier} exists now: if this made it, `pulumi import {kind.token} NAME '{identifier}'`;"
        " if not, it is another's, and this one needs other arguments"
    )


def _similar(client: Client, kind: Kind, arguments: JsonObject) -> str:
    wanted = {
        name: [arguments[key]]
        for name in kind.filters
        if isinstance(arguments.get(key := name.removesuffix("s")), str) and key != "ClientToken"
    }
    scope = {key: arguments[key] for key in kind.scope if arguments.get(key)}
    found = client.read_all(kind.read, kind.collection, {"Filters": wanted} | scope)
    if kind.within:
        found = [part for parent in found for part in parts(kind, parent) if _agrees(arguments, part)]
    tagged = _tags(arguments)
    alike = [str(candidate[kind.id]) for candidate in found if candidate.get(kind.id) and _tags(candidate) == tagged]
    if not alike:
        return _NONE
    shown = ", ".join(alike[:_SHOWN])
    if kind.scope:
        return (
            f". Look at {shown}: delete what this made, since its secret went with the answer; then `pulumi up` again"
        )
    return (
        f". Look at {shown}: if one of them is this resource, `pulumi import {kind.token} NAME ID`;"
        " if not, or once it is deleted, `pulumi up` again makes it"
    )


def _agrees(arguments: JsonObject, link: JsonObject) -> bool:
    return all(link[key] == value for key, value in arguments.items() if link.get(key) is not None)


def _tags(holder: JsonObject) -> set[tuple[object, object]]:
    """Return tags: a new object has those that its creation carried, which for most kinds are none."""
    return {(tag.get("Key"), tag.get("Value")) for tag in holder.get("Tags") or []}
