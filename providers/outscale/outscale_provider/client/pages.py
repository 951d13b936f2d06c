"""Reads that come in pages. The service has two ways: most reads give a token, those of EIM count items."""

from __future__ import annotations

from collections.abc import Callable

from outscale_provider.errors import ApiError
from outscale_provider.values.json import JsonObject

Call = Callable[[str, JsonObject], JsonObject]
"""Carries out an operation with its arguments."""


def read_pages(call: Call, operation: str, collection: str, arguments: JsonObject) -> list[JsonObject]:
    """Return the objects of all pages. Raises ``ApiError``, also when the pages go round in circles."""
    found: list[JsonObject] = []
    seen: set[str] = set()
    further: JsonObject = {}
    while True:
        page = call(operation, arguments | further)
        before = len(found)
        objects = _objects(page.get(collection))
        found += _without_repeated(found, objects) if "FirstItem" in further else objects
        if token := page.get("NextPageToken"):
            stuck = str(token) in seen
            seen.add(str(token))
            further = {"NextPageToken": token}
        elif page.get("HasMoreItems"):
            # The document does not say whether items count from 0 or 1: this overlaps by one at most.
            stuck = len(found) == before
            further = {"FirstItem": len(found)}
        else:
            return found
        if stuck:
            raise ApiError(operation, "the service gives the same page again and again")


def _objects(content: object) -> list[JsonObject]:
    """Return a page's objects; what the service holds only one of stands there by itself."""
    if isinstance(content, dict):
        return [content]
    return [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []


def _without_repeated(found: list[JsonObject], page: list[JsonObject]) -> list[JsonObject]:
    return page[1:] if found and page and page[0] == found[-1] else page
