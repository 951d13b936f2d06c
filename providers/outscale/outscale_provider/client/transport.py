"""One signed POST, and what became of it."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from dataclasses import replace

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
)
from urllib3.util import parse_url

from outscale_provider.client.answers import KEYS_WANTED, Answer, read_answer
from outscale_provider.client.failures import Cause, Failure
from outscale_provider.client.pool import open_pool
from outscale_provider.client.settings import Settings
from outscale_provider.client.signature import Signer
from outscale_provider.errors import ApiError
from outscale_provider.values.json import JsonObject

_CONNECT_WITHIN = 10.0
_ANSWER_WITHIN = 90.0
_HANDSHAKE_FAILED = frozenset({"CERTIFICATE_VERIFY_FAILED", "WRONG_VERSION_NUMBER", "HTTP_REQUEST"})
"""OpenSSL's reasons that arise before anything is sent, and again at every try."""
_NO_TUNNEL = "Tunnel connection failed"
"""How ``http.client`` begins what it says when a proxy refuses to connect."""


class Transport:
    """Sends calls to one endpoint for one account. Safe to use from many threads.

    Raises ``ConfigurationError`` for certificates that cannot be read and a proxy that cannot be used.
    """

    def __init__(self, settings: Settings, user_agent: str) -> None:
        self._settings = settings
        self._endpoint = parse_url(settings.endpoint)
        self._place = self._endpoint.netloc or ""
        self._user_agent = user_agent
        self._pool = open_pool(settings)
        self._counting = threading.Lock()
        self.sent = 0
        """The requests sent so far."""

    def post(self, operation: str, body: bytes, seconds: float) -> JsonObject | Failure:
        """Send a call; return the reply, or why there is none. ``seconds`` is how long the service may be silent."""
        timeout = urllib3.Timeout(connect=min(_CONNECT_WITHIN, seconds), read=min(_ANSWER_WITHIN, seconds))
        headers = self._headers(operation, body)
        url = f"{self._settings.endpoint}/{operation}"
        with self._counting:
            self.sent += 1
        outcome: JsonObject | Failure
        try:
            response = self._pool.request("POST", url, body=body, headers=headers, timeout=timeout, redirect=False)
        except HTTPError as error:
            outcome = self._unanswered(operation, error)
        else:
            now = dt.datetime.now(dt.UTC)
            outcome = read_answer(Answer(operation, response.status, response.headers, response.data, now))
        return self._without_keys(outcome) if isinstance(outcome, Failure) else outcome

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._pool.clear()

    def _headers(self, operation: str, body: bytes) -> dict[str, str]:
        settings = self._settings
        if not settings.access_key or not settings.secret_key:
            raise ApiError(operation, f"there are no keys for Outscale: {KEYS_WANTED}")
        signer = Signer(settings.access_key, settings.secret_key, settings.region)
        path = f"{self._endpoint.path or ''}/{operation}"
        signed = signer.headers(self._endpoint.host or "", path, body, dt.datetime.now(dt.UTC))
        return signed | {"Accept": "application/json", "User-Agent": self._user_agent}

    def _unanswered(self, operation: str, error: HTTPError) -> Failure:
        """Say why no answer came, in words of our own: the library's may show a proxy's password."""
        cause, words = _unanswered(error)
        return Failure(cause, ApiError(operation, f"no answer from {self._place}: {words}"))

    def _without_keys(self, failure: Failure) -> Failure:
        """Take the keys out of a message, should the other side have repeated them."""
        error = failure.error
        for key in filter(None, (self._settings.access_key, self._settings.secret_key)):
            error = replace(
                error,
                details=error.details.replace(key, "[key]"),
                code=error.code.replace(key, "[key]"),
                kind=error.kind.replace(key, "[key]"),
                request_id=error.request_id.replace(key, "[key]"),
            )
        return replace(failure, error=error)


def _unanswered(error: HTTPError) -> tuple[Cause, str]:
    tls = _tls_error(error)
    if tls and tls.reason in _HANDSHAKE_FAILED:
        return Cause.REFUSED, _tls_words(tls)
    if isinstance(error, LocationValueError):
        return Cause.REFUSED, "it is no possible address; check outscale:endpoint"
    words = _words(error)
    if isinstance(error, ProxyError) or words.startswith(_NO_TUNNEL):
        return Cause.NEVER_SENT, f"the proxy that the environment names does not connect ({words})"
    if isinstance(error, NewConnectionError | ConnectTimeoutError):
        return Cause.NEVER_SENT, f"{words}; check outscale:endpoint, the region, the proxy and the network"
    return Cause.UNCONFIRMED, words


def _tls_error(error: HTTPError) -> ssl.SSLError | None:
    return next((part for part in error.args if isinstance(part, ssl.SSLError)), None)


def _tls_words(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate is not trusted ({error.verify_message}); "
            "outscale:caFile names a file with the certificate authority to trust"
        )
    return "it does not speak TLS; check whether outscale:endpoint begins with http:// or https://"


def _words(error: BaseException) -> str:
    """Return what the system said, found among the causes of what the library says."""
    if isinstance(error, NameResolutionError):
        return "its name cannot be resolved"
    if isinstance(error, ConnectTimeoutError) and not isinstance(error, NewConnectionError):
        return "connecting took too long"
    if isinstance(error, ReadTimeoutError):
        return "it was silent for too long"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    behind = (error.__cause__, getattr(error, "original_error", None), *error.args)
    causes = (part for part in behind if isinstance(part, OSError | HTTPError))
    return next(map(_words, causes), "the connection broke")
