"""How the inputs wanted of a bucket differ from those deployed, and what the user should know before agreeing."""

from __future__ import annotations

from collections.abc import Iterator

from outscale_provider.contract import Change, Difference
from outscale_provider.kinds.object_store.acl import PUBLIC
from outscale_provider.kinds.object_store.properties import FIXED, GOVERNANCE, agree, value_of
from outscale_provider.values.json import JsonObject, has_unknown


def compare(olds: JsonObject, news: JsonObject) -> Difference:
    """Compare two sets of inputs; what is not stated counts as what the service then makes it."""
    changes = {name: change for name in sorted({*olds, *news}) if (change := _change(name, olds, news))}
    replaced = any(change.replace for change in changes.values())
    # A name is unique in its region, so that a replacement that keeps it can only be made after the deletion.
    delete_first = replaced and "bucket" not in changes
    return Difference(changes, delete_first, tuple(_warnings(olds, news, replaced=replaced)))


def _change(name: str, olds: JsonObject, news: JsonObject) -> Change | None:
    before, after = value_of(olds, name), value_of(news, name)
    if not has_unknown(after) and agree(name, before, after):
        return None
    replace = name in FIXED
    if olds.get(name) is None:
        return Change("add", replace)
    return Change("delete" if news.get(name) is None else "update", replace)


def _warnings(olds: JsonObject, news: JsonObject, *, replaced: bool) -> Iterator[str]:
    acl = news.get("acl")
    if acl in PUBLIC:
        yield f"acl {acl}: {PUBLIC[acl]}"
    if news.get("retentionMode") == GOVERNANCE:
        yield "retentionMode GOVERNANCE: Outscale documents COMPLIANCE alone, and may refuse this"
    if replaced and olds.get("forceDestroy") is True:
        yield "the bucket will be deleted with all that it holds (forceDestroy), and an empty one made"
