"""What an HTTP answer means: the service's reply, or why there is none. Pure.

Besides the service's own form of errors (``ErrorResponse`` in Outscale's OpenAPI document) it knows that of proxies and
gateways in front of it (RFC 9457, problem details), and makes do with anything else.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from outscale_provider.client.failures import Cause, Failure
from outscale_provider.errors import ApiError
from outscale_provider.values.json import JsonObject

KEYS_WANTED = "set outscale:accessKeyId and outscale:secretKeyId, or OSC_ACCESS_KEY and OSC_SECRET_KEY"
"""How keys are given."""

_THROTTLED = frozenset({"6", "24", "25", ""})
"""Codes of the limits of the platform, the account and the call; a 503 without a code comes from a gateway.

https://docs.outscale.com/en/userguide/API-Throttling.html
"""
_TOLERATED_SKEW = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    operation: str
    status: int
    headers: Mapping[str, str]
    """Their names are found in any case."""
    body: bytes
    received: dt.datetime
    """When, by this machine's clock."""


def read_answer(answer: Answer) -> JsonObject | Failure:
    """Return the service's reply, or why there is none."""
    content = _content(answer.body)
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        # A success that says nothing may come from anywhere; only the service's own words confirm a call.
        return Failure(Cause.UNCONFIRMED, _not_understood(answer)) if content is None else content
    error = _not_understood(answer) if content is None else _error(answer, content)
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        error.details = f"{error.details.rstrip('. ')}: {_way_in(answer)}"
    return Failure(_cause(answer.status, error.code), error, _retry_after(answer))


def _content(body: bytes) -> JsonObject | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _cause(status: int, code: str) -> Cause:
    throttled = status == HTTPStatus.SERVICE_UNAVAILABLE and code in _THROTTLED
    if throttled or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Cause.THROTTLED
    return Cause.UNCONFIRMED if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Cause.REFUSED


def _not_understood(answer: Answer) -> ApiError:
    form = answer.headers.get("content-type") or "a body without a type"
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        found = "answers with a redirection"
    else:
        found = f"answers with {form.partition(';')[0]} that is no JSON object"
    details = f"what is reached at outscale:endpoint {found} (HTTP {answer.status}), so it may not be Outscale's API"
    return ApiError(answer.operation, details, status=answer.status)


def _error(answer: Answer, content: JsonObject) -> ApiError:
    context = content.get("ResponseContext")
    request_id = context.get("RequestId") if isinstance(context, dict) else None
    errors = [error for error in _list(content.get("Errors")) if isinstance(error, dict)]
    first = errors[0] if errors else {}
    details = "; ".join(dict.fromkeys(filter(None, map(_details, errors)))) or "; ".join(_problems(content))
    kind = _text(first.get("Type") or content.get("title") or content.get("__type"))
    return ApiError(
        answer.operation,
        details or kind or f"HTTP {answer.status} {_phrase(answer.status)}".rstrip(),
        status=answer.status,
        code=_text(first.get("Code")),
        kind=kind,
        request_id=_text(request_id),
    )


def _details(error: JsonObject) -> str:
    return _text(error.get("Details") or error.get("Type"))


def _problems(content: JsonObject) -> Iterator[str]:
    """Tell what a proxy objects to: Prism lists the places that break the document under ``validation``."""
    objections = [objection for objection in _list(content.get("validation")) if isinstance(objection, dict)]
    for objection in objections:
        place = ".".join(map(str, _list(objection.get("location"))))
        yield f"{place}: {_text(objection.get('message'))}" if place else _text(objection.get("message"))
    if not objections:
        yield _text(content.get("detail") or content.get("message") or content.get("Message"))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _way_in(answer: Answer) -> str:
    """Say how to be let in: the keys, unless this machine's clock is what makes their signature worthless."""
    date = _date(answer.headers.get("date"))
    skew = answer.received - date if date else dt.timedelta()
    if abs(skew) > _TOLERATED_SKEW:
        minutes = round(abs(skew).total_seconds() / 60)
        direction = "ahead of" if skew > dt.timedelta() else "behind"
        return f"this machine's clock is {minutes} minutes {direction} the service's; set it"
    words = answer.body.lower()
    if b"date" in words.replace(b"update", b"") or b"clock" in words or b"expired" in words:
        return "check this machine's clock, which every signature holds"
    if answer.status == HTTPStatus.FORBIDDEN:
        return f"the account's policies or API access rules do not let these keys do it; for others {KEYS_WANTED}"
    return f"check the keys, and that outscale:region is theirs; {KEYS_WANTED}"


def _retry_after(answer: Answer) -> float:
    """Read ``Retry-After``, in seconds or as a date (RFC 9110, 10.2.3); 0 where it says nothing."""
    stated = answer.headers.get("retry-after", "").strip()
    if stated.isascii() and stated.isdigit():
        return float(stated)
    date = _date(stated)
    return max(0.0, math.ceil((date - answer.received).total_seconds())) if date else 0.0


def _date(stated: str | None) -> dt.datetime | None:
    try:
        date = parsedate_to_datetime(stated or "")
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=dt.UTC)
