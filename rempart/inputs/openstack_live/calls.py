"""Sends the requests of a scan: nothing but GET and HEAD, tried again within bounds, never to another host.

A redirection is not followed, and of the link to the next page only its parameters are taken: both are texts of the
service's, and the token would go wherever they say.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import orjson

from rempart.addresses import hosts_of, parameters_of
from rempart.inputs.live import ForbiddenError, GoneError, Patience, UnreadError

if TYPE_CHECKING:
    from keystoneauth1.exceptions import ClientException
    from keystoneauth1.session import Session
    from requests import Response

Item = dict[str, Any]
"""One thing as a service describes it."""

_TRANSIENT = frozenset({429, 500, 502, 503, 504})
_NO_LONGER = "the cloud no longer accepts these credentials"
_REFUSALS: Mapping[int, Callable[[], UnreadError]] = {
    401: lambda: UnreadError(_NO_LONGER),
    403: lambda: ForbiddenError("these credentials may not read it"),
    404: lambda: GoneError("it answered that there is no such thing"),
    406: lambda: UnreadError("its API is too old"),
}
_MANY_DIGITS = 6
"""Of seconds: more than a day."""
_REDIRECTIONS = range(300, 400)
_SUCCESSES = range(200, 300)
_MICROVERSIONED = {"compute": "compute", "volumev3": "volume", "sharev2": "shared-file-system"}
"""By service: how its API's version header names it."""


class Calls:
    """Sends requests to the services of one cloud. Safe to use from many threads."""

    def __init__(self, session: Session, patience: Patience) -> None:
        self._session = session
        self._patience = patience
        self._silent: dict[str, UnreadError] = {}
        self._lock = threading.Lock()

    def get(
        self, service: str, url: str, parameters: Mapping[str, str] | None = None, *, microversion: str | None = None
    ) -> Any:  # noqa: ANN401 - a document of another's has any shape
        """Return the JSON of an answer. Raises UnreadError."""
        response = self._send(_Request("GET", service, url, parameters or {}, microversion))
        try:
            return orjson.loads(response.content or b"null")
        except ValueError:
            raise UnreadError("it answered something that is not JSON", passes=True) from None

    def head(self, service: str, url: str) -> Mapping[str, str]:
        """Return the headers of an answer. Raises UnreadError."""
        return self._send(_Request("HEAD", service, url)).headers

    def pages(
        self, service: str, url: str, key: str, parameters: Mapping[str, str], *, microversion: str | None = None
    ) -> Iterator[list[Item]]:
        """Yield the pages of a listing. Raises UnreadError, also when they go round in circles."""
        seen: set[tuple[tuple[str, str], ...]] = set()
        query: Mapping[str, str] | None = parameters
        while query is not None:
            document = self.get(service, url, query, microversion=microversion)
            items = document.get(key) if isinstance(document, dict) else None
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise UnreadError("it answered something of another form than its API's")
            yield items
            query = _next(document, key, parameters) if items else None
            mark = tuple(sorted(query.items())) if query else ()
            if query and mark in seen:
                raise UnreadError("it gives the same page again and again")
            seen.add(mark)

    def _send(self, request: _Request) -> Response:
        attempt = 0
        while True:
            if (given_up := self._silent.get(request.service)) is not None:
                raise given_up
            attempt += 1
            outcome = self._try(request)
            if not isinstance(outcome, UnreadError):
                return outcome
            if not outcome.passes:
                raise outcome
            if not self._patience.pause(attempt, outcome.wait if isinstance(outcome, _NotNowError) else 0):
                self._give_up(request.service, outcome)

    def _try(self, request: _Request) -> Response | UnreadError:
        """Send a request once; return the answer, or what is wrong."""
        from keystoneauth1.exceptions import ClientException  # noqa: PLC0415 - an extra

        try:
            response = self._session.request(
                request.url,
                request.method,
                params=dict(request.parameters),
                headers=request.headers,
                redirect=False,
                raise_exc=False,
                log=False,
                timeout=max(1.0, min(self._patience.silence, self._patience.left)),
            )
        except ClientException as error:
            return _failed(error)
        return _judged(response)

    def _give_up(self, service: str, error: UnreadError) -> None:
        """Raise the error; where a service does not answer at all, nothing else of it is waited for."""
        if isinstance(error, _SilenceError):
            with self._lock:
                self._silent.setdefault(service, error)
        raise error


@dataclass(frozen=True, slots=True)
class _Request:
    method: Literal["GET", "HEAD"]
    service: str
    url: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    microversion: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        accepted = {"Accept": "application/json"}
        if self.microversion is None:
            return accepted
        return {**accepted, "OpenStack-API-Version": f"{_MICROVERSIONED[self.service]} {self.microversion}"}


class _SilenceError(UnreadError):
    """No answer came."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, passes=True)


class _NotNowError(UnreadError):
    """The service cannot answer just now; ``wait`` is how many seconds it asks to be left alone."""

    def __init__(self, reason: str, wait: float) -> None:
        super().__init__(reason, passes=True)
        self.wait = wait


def _failed(error: ClientException) -> UnreadError:
    """Say in words of our own why no answer came: the library's may hold addresses with passwords."""
    from keystoneauth1.exceptions import (  # noqa: PLC0415 - an extra
        ConnectFailure,
        ConnectTimeout,
        HttpError,
        SSLError,
        Unauthorized,
        UnknownConnectionError,
    )

    if isinstance(error, SSLError):
        return UnreadError("its certificate cannot be verified")
    if isinstance(error, Unauthorized):
        return UnreadError(_NO_LONGER)
    if isinstance(error, ConnectTimeout):
        return _SilenceError("it did not answer in time")
    if isinstance(error, (ConnectFailure, UnknownConnectionError)):
        return _SilenceError("the connection broke")
    how = f"was answered with HTTP {error.http_status}" if isinstance(error, HttpError) else "did not succeed"
    return UnreadError(f"signing in again {how}", passes=True)


def _judged(response: Response) -> Response | UnreadError:
    status = response.status_code
    if status in _SUCCESSES:
        return response
    if status in _REDIRECTIONS:
        return UnreadError("it answered with a redirection, which is not followed")
    if status in _TRANSIENT:
        return _NotNowError(f"it answered HTTP {status}", _asked_to_wait(response))
    return _REFUSALS.get(status, lambda: UnreadError(f"it answered HTTP {status}"))()


def _asked_to_wait(response: Response) -> float:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdecimal() and len(value) < _MANY_DIGITS else 0


def _next(document: Item, key: str, parameters: Mapping[str, str]) -> dict[str, str] | None:
    """Return the parameters of the next page: services write the link to it in one of four ways."""
    links = document.get(f"{key}_links")
    listed = (
        [link.get("href") for link in links if isinstance(link, dict) and link.get("rel") == "next"]
        if isinstance(links, list)
        else []
    )
    own = document.get("links")
    candidates = (*listed, own.get("next") if isinstance(own, dict) else None, document.get("next"))
    address = next((link for link in candidates if isinstance(link, str) and link), None)
    if address is None:
        return None
    if not address.startswith("?") and not hosts_of(address):
        raise UnreadError("its link to the next page is no address")
    return {**parameters, **{name: value for name, value in parameters_of(address) if value}}
