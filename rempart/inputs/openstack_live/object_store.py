"""Swift: containers, and whom each of them lets in. Objects are not listed: there may be millions.

Whom a container lets in stands in its headers, one HEAD for each. Among them are keys, for temporary addresses and for
synchronisation: those are left where they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from rempart.inputs.live import Collection, Found, UnreadError
from rempart.inputs.openstack_live.service import Access, Service, with_inputs
from rempart.model.reason import Reason
from rempart.model.values import Value

_TOKEN = "openstack:objectstorage/container:Container"  # noqa: S105 - a type token, not a credential
_PAGE = 1000
_HEADERS = {
    "containerRead": "X-Container-Read",
    "containerWrite": "X-Container-Write",
    "containerSyncTo": "X-Container-Sync-To",
    "storagePolicy": "X-Storage-Policy",
}
_VERSIONING = ("X-Versions-Enabled", "X-Versions-Location", "X-History-Location")


def _collections(access: Access) -> Sequence[Collection]:
    def read() -> Iterator[Sequence[Found]]:
        marker = ""
        while True:
            query = {"format": "json", "limit": str(_PAGE), **({"marker": marker} if marker else {})}
            names = _names(access.calls.get(access.service, access.base, query))
            if not names:
                return
            yield [
                Found(_TOKEN, name, name, {"name": name}, dict.fromkeys(_HEADERS, Reason("it is not read yet")))
                for name in names
            ]
            if names[-1] <= marker:
                raise UnreadError("it gives the same page again and again")
            marker = names[-1]

    def complete(found: Found) -> Sequence[Found]:
        headers = access.calls.head(access.service, access.url(quote(found.id, safe="")))
        inputs: dict[str, Value] = {name: headers.get(header) for name, header in _HEADERS.items()}
        inputs["versioning"] = any(_is_on(headers, header) for header in _VERSIONING)
        return [with_inputs(replace(found, unseen={}), inputs)]

    return [
        Collection(
            f"{access.service}: containers", read, {_TOKEN: frozenset({"name", "versioning", *_HEADERS})}, complete
        )
    ]


def _names(answer: object) -> list[str]:
    if not isinstance(answer, list):
        raise UnreadError("it answered something of another form than its API's")
    return [item["name"] for item in answer if isinstance(item, dict) and isinstance(item.get("name"), str)]


def _is_on(headers: Mapping[str, str], name: str) -> bool:
    return headers.get(name, "").strip().lower() not in ("", "false", "0", "no", "off")


OBJECT_STORE = Service(("object-store",), _collections)
