"""The way out of an error of the service."""

from __future__ import annotations

from outscale_provider.client.answers import KEYS_WANTED
from outscale_provider.errors import ApiError, PartialError, ProviderError

_USED = (
    "remove what still uses it; if that is replaced in the same update, let it take one of its values from this"
    " resource, or name this resource in its replace_with: then Pulumi removes it first"
)
_BY_CODE = {
    "9085": _USED,
    "9095": _USED,
    "9058": "choose a range that no other Subnet of the Net has",
    "9015": "choose another name, or import the object that has it",
    "9008": "choose another name, or import the object that has it",
}
_QUOTA = "delete what is no longer needed, or ask Outscale's support for a higher quota; getQuotas shows it"
_BY_KIND = {
    "AccessDenied": "use the keys of an account or user that is allowed to do this",
    "TooManyResources": _QUOTA,
    "InvalidResource": "check that the objects it names exist in this region and account",
    "ResourceConflict": "see what else uses or has what it names",
    "DependencyProblem": _USED,
    "InsufficientCapacity": "try another subregion or VM type, or try again later",
}


def with_advice(error: ProviderError, kind: str, name: str) -> str:
    """Return the message of an error: the resource, the cause, and the way out where one is known."""
    text = f"{kind} {name}: {error}"
    if isinstance(error, PartialError):
        return f"{text}. Way out: once that is mended, `pulumi up` goes on from there"
    if not isinstance(error, ApiError) or error.ambiguous or KEYS_WANTED in error.details:
        return text
    way_out = _BY_CODE.get(error.code) or _BY_KIND.get(error.kind.partition(" ")[0])
    return f"{text}. Way out: {way_out}" if way_out else text
