"""Who signed a call: checked with the SDK's own code, for any region and any access key that the account has."""

from __future__ import annotations

import datetime as dt
import hmac
import re
from collections.abc import Iterable, Mapping
from types import MethodType

from osc_sdk_python.authentication import Authentication
from osc_sdk_python.credentials import Profile

from tests.outscale.fake.refusals import refusal

ACCESS_KEY = "11112211111110000000"
SECRET_KEY = "0000001111112222223333334444445555555666"  # noqa: S105 - Outscale's own public example
_TOLERANCE = dt.timedelta(minutes=15)
_HEADER = re.compile(
    r"OSC4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/osc4_request, "
    r"SignedHeaders=(?P<signed>[^,]+), Signature=(?P<signature>[0-9a-f]{64})"
)
_PARTS = ("content-type", "host", "x-osc-date")


def check_signature(
    headers: Mapping[str, str], path: str, body: str, *, hosts: Iterable[str], clock: float = 0
) -> None:
    """Refuse a call whose signature is not the account's.

    ``hosts`` are the names under which the client may have reached the service; ``clock`` is how many seconds the
    service's clock is ahead. Raises ``RefusedError`` without telling which of key, secret or text was wrong.
    """
    found = _HEADER.fullmatch(headers.get("authorization", ""))
    if found is None or found["signed"] != ";".join(_PARTS) or found["key"] != ACCESS_KEY:
        raise refusal("authentication-failed", "The authentication failed.")
    date = headers.get("x-osc-date", "")
    _check_date(date, found["day"], clock)
    if not any(_is_signed(found, headers, path, body, host=host, date=date) for host in hosts):
        raise refusal("authentication-failed", "The signature of the request does not match.")


def _check_date(date: str, day: str, clock: float) -> None:
    now = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=clock)
    try:
        signed = dt.datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        raise refusal("authentication-failed", "The header X-Osc-Date holds no date.") from None
    if not date.startswith(day) or abs(now - signed) > _TOLERANCE:
        raise refusal("authentication-failed", "The date of the request is too far from the date of the service.")


def _is_signed(found: re.Match[str], headers: Mapping[str, str], path: str, body: str, *, host: str, date: str) -> bool:
    profile = Profile(access_key=ACCESS_KEY, secret_key=SECRET_KEY, region=found["region"])
    authentication = Authentication(
        profile, host, service=found["service"], content_type=headers.get("content-type", "")
    )
    authentication.build_dates = MethodType(lambda _: (date, found["day"]), authentication)
    signed = authentication.forge_headers_signed(path, body)["Authorization"]
    return hmac.compare_digest(signed, headers["authorization"])
