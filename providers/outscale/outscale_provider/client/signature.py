"""The signature that Outscale asks of each call: OSC4-HMAC-SHA256. Pure; a clock and keys come from outside.

Source: Outscale's documentation, "OSC Signature"; the same as ``Authentication`` of osc-sdk-python.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass, field

CONTENT_TYPE = "application/json; charset=utf-8"

_ALGORITHM = "OSC4-HMAC-SHA256"
_SERVICE = "api"
_END = "osc4_request"
_SIGNED = "content-type;host;x-osc-date"


@dataclass(frozen=True, slots=True)
class Signer:
    """The keys of one account in one region. Its representation shows neither key."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    region: str

    def headers(self, host: str, path: str, body: bytes, at: dt.datetime) -> dict[str, str]:
        """Return the headers that sign one POST. ``host`` comes without its port; ``at`` is in UTC."""
        date, day = at.strftime("%Y%m%dT%H%M%SZ"), at.strftime("%Y%m%d")
        scope = f"{day}/{self.region}/{_SERVICE}/{_END}"
        text = "\n".join((_ALGORITHM, date, scope, _sha256(_canonical(host, path, body, date))))
        signature = _hmac(self._key(day), text).hex()
        return {
            "Content-Type": CONTENT_TYPE,
            "X-Osc-Date": date,
            "Authorization": f"{_ALGORITHM} Credential={self.access_key}/{scope}, "
            f"SignedHeaders={_SIGNED}, Signature={signature}",
        }

    def _key(self, day: str) -> bytes:
        """Derive the key of one day, region and service."""
        key = f"OSC4{self.secret_key}".encode()
        for part in (day, self.region, _SERVICE, _END):
            key = _hmac(key, part)
        return key


def _canonical(host: str, path: str, body: bytes, date: str) -> bytes:
    no_query = ""
    headers = (f"content-type:{CONTENT_TYPE}", f"host:{host}", f"x-osc-date:{date}", "")
    return "\n".join(("POST", path, no_query, *headers, _SIGNED, _sha256(body))).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
