"""What the object store's refusals mean: one clear error, with the way out.

Sources: the S3 error codes (Amazon S3 API Reference, "Error responses"), of which OOS, built on Scality's RING, uses
the same. No message holds a credential: neither the service's words nor the transport's are passed on unscreened.
"""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, SSLError
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError

from outscale_provider.client.settings import Settings
from outscale_provider.errors import ApiError
from outscale_provider.kinds.object_store import codes

FAILURES = (ClientError, BotoCoreError, ResponseParserError)
"""All that botocore raises when a call fails."""

_HTTP_THROTTLED = 429
_HTTP_BROKEN = 500
_HTTP_NOT_IMPLEMENTED = 501
_HTTP_NOT_FOUND = 404

_CREDENTIALS = "set outscale:accessKeyId and outscale:secretKeyId, or OSC_ACCESS_KEY and OSC_SECRET_KEY"
_WAYS_OUT = {
    codes.ACCESS_DENIED: "use keys that may do this; the bucket's policy and ACL count too, and whose bucket it is",
    "InvalidAccessKeyId": f"the region does not know the access key: {_CREDENTIALS}",
    "SignatureDoesNotMatch": f"the secret key is not the access key's: {_CREDENTIALS}",
    "RequestTimeTooSkewed": "set this machine's clock",
    "TooManyBuckets": "delete buckets that are no longer needed, or ask Outscale's support for a higher quota",
    "MalformedPolicy": "see the actions that OOS supports in Outscale's documentation, and whom and what it names",
    "NotImplemented": "this region's object store does not offer it; leave the argument out",
    "InvalidBucketState": "the bucket's versioning or object lock does not allow it",
    "PermanentRedirect": "the bucket is in another region: check outscale:region and outscale:oosEndpoint",
    "AuthorizationHeaderMalformed": "check that outscale:region is the region of outscale:oosEndpoint",
}


def refusal_of(error: Exception, operation: str, settings: Settings) -> ApiError:
    """Turn what botocore raised into what the provider tells."""
    if isinstance(error, ClientError):
        return _refused(error, operation, settings)
    return ApiError(operation, _unanswered(error, settings), ambiguous=_may_have_been_sent(error))


def passes(error: Exception) -> bool:
    """Tell whether trying again may help: the service is busy, or the connection broke."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        busy = status == _HTTP_THROTTLED or (status >= _HTTP_BROKEN and status != _HTTP_NOT_IMPLEMENTED)
        return busy or error.response.get("Error", {}).get("Code") in codes.PASSING
    return isinstance(error, HTTPClientError | NoConnectionError) and not isinstance(error, SSLError)


def _refused(error: ClientError, operation: str, settings: Settings) -> ApiError:
    answer, told = error.response.get("ResponseMetadata", {}), error.response.get("Error", {})
    status = answer.get("HTTPStatusCode", 0)
    code = _code(str(told.get("Code", "")), operation, status)
    words = _without_keys(str(told.get("Message") or f"HTTP {status}"), settings).rstrip(". ")
    way_out = _WAYS_OUT.get(code) if code else "S3 would have said why; check outscale:oosEndpoint"
    return ApiError(
        operation,
        f"{words}: {way_out}" if way_out else words,
        status=status,
        code=code,
        request_id=str(answer.get("RequestId", "")),
        ambiguous=status >= _HTTP_BROKEN and status != _HTTP_NOT_IMPLEMENTED,
    )


def _code(told: str, operation: str, status: int) -> str:
    """Return the code of a refusal, empty where botocore puts the status in its place for want of S3's own words.

    Only the answer to HEAD has none by rights. Anywhere else a bare 404 comes from something that is no object store,
    and must not pass for a bucket that is gone.
    """
    if not told.isdigit():
        return told
    return codes.NO_SUCH_BUCKET if operation == "HeadBucket" and status == _HTTP_NOT_FOUND else ""


def _unanswered(error: Exception, settings: Settings) -> str:
    address = settings.object_store_endpoint
    if isinstance(error, SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return f"the certificate of {address} is not trusted; name the one to trust with outscale:caFile"
    if isinstance(error, HTTPClientError | NoConnectionError):
        cause = type(error).__name__.removesuffix("Error")
        return f"no answer from {address} ({cause}); check outscale:oosEndpoint, the region, the proxy and the network"
    return _without_keys(str(error).partition("\n")[0], settings)


def _may_have_been_sent(error: Exception) -> bool:
    """Tell whether the service may have carried out what it never confirmed; without a connection it cannot have."""
    return isinstance(error, HTTPClientError | ResponseParserError)


def _without_keys(text: str, settings: Settings) -> str:
    for key in filter(None, (settings.access_key, settings.secret_key)):
        text = text.replace(key, "[key]")
    return text
