"""After a lost answer: which objects look like the one that was asked for."""

from __future__ import annotations

from outscale_provider.client.client import Client
from outscale_provider.errors import ProviderError
from outscale_provider.table import Kind
from outscale_provider.values.json import JsonObject

_SHOWN = 5


def lookalikes(client: Client, kind: Kind, arguments: JsonObject) -> str:
    """Return the end of a sentence: what to look at, and what to do. Never raises: it decorates an error."""
    if kind.templated or not kind.filter:
        return ""
    wanted = {
        name: [arguments[key]]
        for name in kind.filters
        if isinstance(arguments.get(key := name.removesuffix("s")), str) and key != "ClientToken"
    }
    try:
        found = client.read_all(kind.read, kind.collection, {"Filters": wanted})
    except ProviderError:
        return ". Look whether it exists before you try again"
    untagged = [str(candidate.get(kind.id)) for candidate in found if not candidate.get("Tags")]
    if not untagged:
        return ". No such object is to be seen now: `pulumi up` again makes it"
    shown = ", ".join(untagged[:_SHOWN])
    return (
        f". Look at {shown}: if one of them is this resource, `pulumi import {kind.token} NAME ID`;"
        " if not, or once it is deleted, `pulumi up` again makes it"
    )
