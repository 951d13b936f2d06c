"""Takes away what may not be shown and marks what cannot be known.

The one place where values of an input become values of the model. Secrets end here: a secret becomes ``SECRET``
whatever form the engine gave it. Its content stays at most sealed, to be searched for addresses and shown to nobody. A
value that this version cannot interpret becomes ``UNKNOWN``, never something milder.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping

import orjson

from rempart.inputs.decode import NotStrictJsonError, strict_json
from rempart.model.sealed import NONE_SEALED, Sealed
from rempart.model.values import SECRET, UNKNOWN, Mark, Value

UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes a value that is not known yet, whatever its type."""
SECRET_TEXT = "[secret]"  # noqa: S105 - how the engine blinds a secret, not a secret
SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key that turns an object into something else: a secret, an asset, a reference."""

_TYPED_UNKNOWNS = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
"""What the engine writes for unknowns of other types on its wire; documents use ``UNKNOWN_TEXT`` alone."""
_TYPED_UNKNOWN_LENGTH = 36

_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the engine's signature of a secret, not a secret
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
_ASSET = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
_BYTES = "803fd3297a5875dc03ca845dda5d2a98"

_ELIDED = "<contents elided>"
"""What an event log shows in place of an asset's text."""
_NOISE = "__defaults"
"""Which values a provider's schema supplied: the engine's own bookkeeping, in every object of a bridged provider."""
_TOP_NOISE = (_NOISE, "__internal")
_BYTES_PREFIX = 'b"'
"""A preview document shows text that is no valid UTF-8 as ``b"<base64>"``."""

_DOWNLOAD = "pluginDownloadURL"
_BRIDGE = "terraform-provider"
"""The plugin that stands for any Terraform provider; its parameter says for which."""

_NEEDS_A_WALK = (
    UNKNOWN_TEXT.encode(),
    SECRET_TEXT.encode(),
    SIGNATURE.encode(),
    b'"__',
    b'"b\\"',
    *(text.encode() for text in sorted(_TYPED_UNKNOWNS)),
)


def properties(raw: dict[str, Value]) -> dict[str, Value]:
    """Return property values with their marks; ``raw`` is used up.

    Most objects hold nothing to mark. Writing one as JSON and looking for the handful of texts that matter is several
    times faster than visiting each value.
    """
    return properties_and_sealed(raw)[0]


def properties_and_sealed(raw: dict[str, Value]) -> tuple[dict[str, Value], Mapping[str, Sealed]]:
    """Return property values with their marks, and by path what the secrets among them hold; ``raw`` is used up."""
    for key in _TOP_NOISE:
        raw.pop(key, None)
    sealed: Mapping[str, Sealed] = NONE_SEALED
    if raw:
        text = orjson.dumps(raw)
        if any(needle in text for needle in _NEEDS_A_WALK):
            if SIGNATURE.encode() in text:
                sealed = dict(_sealed_in(raw, ""))
            _mark_object(raw)
    return raw, sealed


def provider_inputs(raw: dict[str, Value]) -> dict[str, Value]:
    """Return the inputs of a provider with their marks; ``raw`` is used up.

    A provider's inputs travel as text: booleans, lists and objects arrive as JSON inside a string, and are read here.
    Numbers stay text, since an account or tenant id is made of digits too.
    """
    marked = properties(raw)
    marked.pop(_DOWNLOAD, None)
    for key, value in marked.items():
        if type(value) is str:
            marked[key] = _unpacked(value)
    return marked


def plugin_source(raw: Mapping[str, Value]) -> str | None:
    """Return where the plugin of a provider comes from, given its inputs; None when they leave that to Pulumi.

    Besides an address to download from, that is the registry's address of a Terraform provider that is bridged.
    """
    internal = raw.get("__internal")
    kept = internal if isinstance(internal, dict) else {}
    stated = kept.get(_DOWNLOAD) or raw.get(_DOWNLOAD)
    if stated:
        shown = text_of(stated) if isinstance(stated, str) else UNKNOWN
        return shown if isinstance(shown, str) else "an address that is not shown"
    parameter = kept.get("parameterization")
    if kept.get("name") != _BRIDGE or not isinstance(parameter, str):
        return None
    try:
        bridged = orjson.loads(base64.b64decode(parameter, validate=True))
        return str(bridged["remote"]["url"])
    except (ValueError, TypeError, LookupError):
        return "a Terraform provider that is not told"


def value_of(raw: Value) -> Value:
    """Return one value with its marks; lists and objects are changed in place."""
    if type(raw) is str:
        return text_of(raw)
    if type(raw) is dict:
        return _object(raw)
    if type(raw) is list:
        for index, item in enumerate(raw):
            marked = value_of(item)
            if marked is not item:
                raw[index] = marked
    return raw


def text_of(raw: str) -> str | Mark:
    """Return a text, or its mark: one unknown or secret part withholds the whole.

    What hides in the middle of an address can change where it leads, so a text is never shown in part.
    """
    if UNKNOWN_TEXT in raw or (len(raw) == _TYPED_UNKNOWN_LENGTH and raw in _TYPED_UNKNOWNS):
        return UNKNOWN
    if SECRET_TEXT in raw:
        return SECRET
    if raw.startswith(_BYTES_PREFIX) and raw.endswith('"') and len(raw) > len(_BYTES_PREFIX):
        return _bytes_of(raw)
    return raw


def _bytes_of(raw: str) -> str:
    """Return the base64 text of bytes that a preview shows as ``b"<base64>"``, so that they can be searched."""
    encoded = raw[len(_BYTES_PREFIX) : -1]
    try:
        base64.b64decode(encoded, validate=True)
    except ValueError:
        return raw
    return encoded


def _sealed_in(raw: dict[str, Value] | list[Value], above: str) -> Iterator[tuple[str, Sealed]]:
    """Yield what the secrets hold, as far as the input shows it; none of it is looked at here."""
    for name, item in raw.items() if type(raw) is dict else enumerate(raw):
        path = f"{above}{name}"
        if type(item) is dict and SIGNATURE in item:
            if _is_secret(item) and (content := _content(item)) is not None:
                yield path, Sealed(content)
        elif type(item) is dict or type(item) is list:
            yield from _sealed_in(item, f"{path}.")


def _is_secret(raw: dict[str, Value]) -> bool:
    return raw[SIGNATURE] == _SECRET or (raw[SIGNATURE] == _OUTPUT and bool(raw.get("secret")))


def _content(raw: dict[str, Value]) -> Value:
    """Return what a secret holds; None where this input does not show it. A state shows it as JSON inside a text."""
    plain = raw.get("plaintext")
    if isinstance(plain, str):
        try:
            return value_of(strict_json(plain.encode()))
        except NotStrictJsonError:
            return None
    return value_of(raw["value"]) if "value" in raw else None


def _object(raw: dict[str, Value]) -> Value:
    signature = raw.get(SIGNATURE)
    if signature is not None or SIGNATURE in raw:
        return _signed(raw, signature)
    return _mark_object(raw)


def _mark_object(raw: dict[str, Value]) -> dict[str, Value]:
    raw.pop(_NOISE, None)
    for key, item in raw.items():
        marked = value_of(item)
        if marked is not item:
            raw[key] = marked
    return raw


def _signed(raw: dict[str, Value], signature: Value) -> Value:
    if signature == _SECRET:
        return SECRET
    if signature == _OUTPUT:
        return _output(raw)
    if signature == _ASSET:
        return _asset(raw)
    if signature == _ARCHIVE:
        return _archive(raw)
    carried = {_RESOURCE: "urn", _BYTES: "value"}.get(signature) if isinstance(signature, str) else None
    value = raw.get(carried) if carried else None
    return text_of(value) if isinstance(value, str) else UNKNOWN


def _output(raw: dict[str, Value]) -> Value:
    if raw.get("secret"):
        return SECRET
    return value_of(raw["value"]) if "value" in raw else UNKNOWN


def _asset(raw: dict[str, Value]) -> dict[str, Value]:
    """Return where an asset comes from, and its text when the input shows it; its hash says nothing to a rule."""
    shown: dict[str, Value] = {
        key: text_of(value) for key in ("path", "uri", "text") if isinstance(value := raw.get(key), str) and value
    }
    if shown.get("text") == _ELIDED:
        shown["text"] = UNKNOWN
    return shown


def _archive(raw: dict[str, Value]) -> dict[str, Value]:
    shown = _asset(raw)
    assets = raw.get("assets")
    if isinstance(assets, dict):
        shown["assets"] = _mark_object(assets)
    return shown


def _unpacked(text: str) -> Value:
    if text in {"true", "false"}:
        return text == "true"
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return value_of(strict_json(text.encode()))
    except NotStrictJsonError as error:
        return UNKNOWN if error.ambiguous else text
