"""Calls Outscale's API as the SDK does, and checks every answer against the service's own document.

For the tests of the fake itself, and for tests of the provider that change the cloud behind its back.
"""

from __future__ import annotations

import copy
import functools
from dataclasses import dataclass, field
from typing import Any

import jsonschema
import orjson
import urllib3
from osc_sdk_python.authentication import Authentication
from osc_sdk_python.credentials import Profile

from tests.outscale.fake import ACCESS_KEY, SECRET_KEY
from tests.outscale.fake.document import JsonObject, outscale_document


@dataclass(slots=True, eq=False)
class AnsweredError(Exception):
    """The service's refusal of a call."""

    status: int
    code: str
    kind: str
    details: str

    def __str__(self) -> str:
        return f"HTTP {self.status}, {self.kind} {self.code}: {self.details}"


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls operations: ``call("CreateNet", IpRange="10.0.0.0/16")`` returns the checked reply."""

    url: str
    """The service's endpoint, without a slash at the end."""
    region: str = "eu-west-2"
    access_key: str = ACCESS_KEY
    secret_key: str = field(default=SECRET_KEY, repr=False)
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False), repr=False)

    def __call__(self, operation: str, **arguments: Any) -> JsonObject:
        """Return the reply. Raises ``AnsweredError`` for a refusal, ``ValidationError`` for a reply of another form."""
        response = self.send(operation, orjson.dumps(arguments))
        content: JsonObject = response.json()
        if response.status != 200:
            check_error(content)
            error = content["Errors"][0]
            raise AnsweredError(response.status, error["Code"], error["Type"], error["Details"])
        check_reply(operation, content)
        return content

    def send(self, operation: str, body: bytes, *, signed: bool = True) -> urllib3.BaseHTTPResponse:
        """Send a body as it is, and return the answer as it is."""
        address = urllib3.util.parse_url(f"{self.url}/{operation}")
        headers = {"Content-Type": "application/json"}
        if signed:
            headers |= self.signature(address.netloc or "", address.path or "", body.decode())
        return self.pool.request("POST", address.url, body=body, headers=headers)

    def close(self) -> None:
        """Close the connections."""
        self.pool.clear()

    def signature(self, host: str, path: str, body: str) -> dict[str, str]:
        """Return the headers that sign a body sent to a path of a host."""
        profile = Profile(access_key=self.access_key, secret_key=self.secret_key, region=self.region)
        signed: dict[str, str] = Authentication(profile, host).forge_headers_signed(path, body)
        return signed


def check_reply(operation: str, reply: JsonObject) -> None:
    """Raise ``jsonschema.ValidationError`` unless the document allows the reply."""
    schema = outscale_document().response_schema(operation)
    _validator(next(name for name, known in outscale_document().schemas.items() if known is schema)).validate(reply)


def check_error(reply: JsonObject) -> None:
    """Raise ``jsonschema.ValidationError`` unless the document allows the error."""
    _validator("ErrorResponse").validate(reply)


@functools.cache
def _validator(schema: str) -> jsonschema.Draft202012Validator:
    root = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": _schemas()}}
    return jsonschema.Draft202012Validator(root)


@functools.cache
def _schemas() -> JsonObject:
    converted: JsonObject = _in_json_schema(copy.deepcopy(outscale_document().schemas))
    return converted


def _in_json_schema(value: Any) -> Any:
    """Write OpenAPI 3.0's ``nullable`` as JSON Schema does."""
    if isinstance(value, list):
        return [_in_json_schema(item) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {name: _in_json_schema(item) for name, item in value.items()}
    if changed.pop("nullable", False) is True:
        return {"anyOf": [changed, {"type": "null"}]}
    return changed
