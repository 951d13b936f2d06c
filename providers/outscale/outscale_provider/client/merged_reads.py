"""Many reads by identifier at nearly the same time become one call that names all the identifiers.

The first to ask for something leads: it waits a moment for others to join, makes the call, and shares what comes of
it, be it an error. While a call of the same kind is under way the next group keeps gathering, so that the slower the
service, the more each call carries.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import NamedTuple

from outscale_provider.errors import ApiError, CancelledError
from outscale_provider.values.json import JsonObject

_GATHERING = 0.04
"""Seconds that a group waits for others to join."""
_LONGEST_GATHERING = 2.0
"""Seconds that a group goes on gathering at most while another call is under way."""
_MOST_IDENTIFIERS = 200
_OF_THE_CALLER = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})


class Read(NamedTuple):
    """What reads must have in common to become one call."""

    operation: str
    collection: str
    filter_name: str


Fetch = Callable[[Read, list[str]], list[JsonObject]]
"""Makes the call for some identifiers, and returns all the objects found."""


@dataclass(slots=True, eq=False)
class _Group:
    identifiers: set[str] = field(default_factory=set)
    closed: bool = False
    found: Future[list[JsonObject]] = field(default_factory=Future)


class MergedReads:
    """Reads objects by identifier for many threads at once."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._gathering: dict[Read, _Group] = {}
        self._under_way: Counter[Read] = Counter()
        self._changed = threading.Condition()
        self._hurried = False

    def read(self, read: Read, identifier: str) -> list[JsonObject]:
        """Return the objects that may have an identifier. They are shared with other threads: do not change them.

        A wrong identifier fails those who asked for it, and nobody else. Raises ``ApiError`` and ``CancelledError``.
        """
        group, leads = self._join(read, identifier)
        if leads:
            self._lead(read, group)
        try:
            found = group.found.result()
        except ApiError as error:
            if len(group.identifiers) == 1 or not _may_be_due_to_another(error):
                raise replace(error) from None
            found = self._fetch(read, [identifier])
        except CancelledError as error:
            raise CancelledError(*error.args) from None
        return [candidate for candidate in found if _may_have(candidate, read.filter_name, identifier)]

    def hurry(self) -> None:
        """Gather no longer, from now on."""
        with self._changed:
            self._hurried = True
            self._changed.notify_all()

    def _join(self, read: Read, identifier: str) -> tuple[_Group, bool]:
        with self._changed:
            group = self._gathering.get(read)
            leads = group is None
            if group is None:
                group = self._gathering[read] = _Group()
            group.identifiers.add(identifier)
            if len(group.identifiers) == _MOST_IDENTIFIERS:
                self._close(read, group)
            return group, leads

    def _close(self, read: Read, group: _Group) -> None:
        if not group.closed:
            group.closed = True
            del self._gathering[read]
            self._changed.notify_all()

    def _lead(self, read: Read, group: _Group) -> None:
        """Gather, call and share what comes of it; nobody is left waiting, whatever happens."""
        with self._changed:
            self._changed.wait_for(lambda: group.closed or self._hurried, _GATHERING)
            self._changed.wait_for(
                lambda: group.closed or self._hurried or not self._under_way[read], _LONGEST_GATHERING
            )
            self._close(read, group)
            self._under_way[read] += 1
        try:
            group.found.set_result(self._fetch(read, sorted(group.identifiers)))
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised again in every thread that waits
            group.found.set_exception(error)
        finally:
            with self._changed:
                self._under_way[read] -= 1
                self._changed.notify_all()


def _may_be_due_to_another(error: ApiError) -> bool:
    """Tell whether a call may have been refused for one of its identifiers."""
    refused = HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return refused and error.status not in _OF_THE_CALLER


def _may_have(candidate: JsonObject, filter_name: str, identifier: str) -> bool:
    """Tell whether an object may have the identifier: it does, or it has no key of the filter's name."""
    key = f"{filter_name[:-3]}y" if filter_name.endswith("ies") else filter_name.removesuffix("s")
    return key not in candidate or str(candidate[key]) == identifier
