"""Which account, region and endpoints a provider talks to: from its arguments, the environment and a profile.

The environment's names and the profiles are those of Outscale's own tools, so that whoever uses one of them is set up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from outscale_provider.client.profiles import Profile, read_profile
from outscale_provider.errors import ConfigurationError
from outscale_provider.values.json import UNKNOWN, JsonObject

DEFAULT_REGION = "eu-west-2"
"""Where Outscale's own tools go when nothing is said."""
DEFAULT_RATE = 20.0
"""Calls a second to begin with; Outscale publishes no figure."""

_API_PATH = "/api/v1"
_OWN_HOST = re.compile(r"(?:.+\.)?(?:api|oos)\.(?P<region>[a-z0-9-]+)\.outscale\.com")
_KEY = re.compile(r"[!-~]+")
_REGION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ENVIRONMENT = {
    "accessKeyId": "OSC_ACCESS_KEY",
    "secretKeyId": "OSC_SECRET_KEY",
    "region": "OSC_REGION",
    "endpoint": "OSC_ENDPOINT_API",
    "oosEndpoint": "OSC_ENDPOINT_OOS",
    "profile": "OSC_PROFILE",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """One account in one region. Its representation shows no key.

    Raises ``ConfigurationError`` for what could only fail later, and might then show a key in doing so.
    """

    access_key: str | None = field(repr=False)
    secret_key: str | None = field(repr=False)
    region: str
    endpoint: str
    """The API's address, without a slash at the end."""
    object_store_endpoint: str
    requests_per_second: float
    """The highest rate; from 10 000 on there is none."""
    ca_file: str | None = None
    """A file of certificates to trust instead of the system's, in PEM form."""

    def __post_init__(self) -> None:
        _check_key("the access key (outscale:accessKeyId, OSC_ACCESS_KEY)", self.access_key)
        _check_key("the secret key (outscale:secretKeyId, OSC_SECRET_KEY)", self.secret_key)
        _check_region(self.region)
        if math.isnan(self.requests_per_second) or self.requests_per_second <= 0:
            raise ConfigurationError("outscale:maxRequestsPerSecond must be a number above 0")


def read_settings(arguments: JsonObject, environment: Mapping[str, str]) -> Settings:
    """Read the settings: each one from the arguments, else the environment, else the profile, else the default.

    ``arguments`` are the provider's, under Pulumi's names. One that is not known yet counts as unset, and neither the
    environment nor the profile takes its place: a preview must not look into another account by mistake. Raises
    ``ConfigurationError``, without a word of what the profile's file holds.
    """
    stated = {name: _stated(name, arguments, environment) for name in _ENVIRONMENT}
    profile = Profile() if arguments.get("profile") == UNKNOWN else read_profile(stated["profile"], environment)
    protocol = _clean(environment.get("OSC_PROTOCOL")) or profile.protocol or "https"

    def value(name: str, of_profile: str | None) -> str | None:
        return None if arguments.get(name) == UNKNOWN else stated[name] or of_profile

    stated_api, stated_store = value("endpoint", profile.api), value("oosEndpoint", profile.oos)
    region = value("region", profile.region) or _region_of(stated_api) or _region_of(stated_store) or DEFAULT_REGION
    _check_region(region)
    for what, address in (("endpoint", stated_api), ("oosEndpoint", stated_store)):
        _check_place(what, address, region)
    api = stated_api or default_endpoint(region)
    store = stated_store or default_object_store(region)
    return Settings(
        access_key=value("accessKeyId", profile.access_key),
        secret_key=value("secretKeyId", profile.secret_key),
        region=region,
        endpoint=_with_api_path(_address("outscale:endpoint", api, protocol)),
        object_store_endpoint=_address("outscale:oosEndpoint", store, protocol).url,
        requests_per_second=_rate(arguments.get("maxRequestsPerSecond")),
        ca_file=_text("caFile", arguments.get("caFile")),
    )


def default_endpoint(region: str) -> str:
    """Return the API's address in a region."""
    return f"https://api.{region}.outscale.com{_API_PATH}"


def default_object_store(region: str) -> str:
    """Return the object store's address in a region."""
    return f"https://oos.{region}.outscale.com"


def _region_of(address: str | None) -> str | None:
    """Return the region that an address of Outscale's own names."""
    host = (address or "").partition("://")[2] or address or ""
    own = _OWN_HOST.fullmatch(re.split(r"[/:?#]", host.lower(), maxsplit=1)[0])
    return own["region"] if own else None


def _check_place(what: str, address: str | None, region: str) -> None:
    """Refuse an endpoint in another region than the one stated: nobody could say where things are."""
    other = _region_of(address)
    if other not in (None, region):
        raise ConfigurationError(
            f"outscale:{what}, which the program, the environment or the profile states, is in {other}, and the region"
            f" is {region}; name the same one in both"
        )


def _stated(name: str, arguments: JsonObject, environment: Mapping[str, str]) -> str | None:
    return _text(name, arguments.get(name)) or _clean(environment.get(_ENVIRONMENT[name]))


def _text(name: str, value: object) -> str | None:
    if value is None or value == UNKNOWN:
        return None
    if not isinstance(value, str):
        raise ConfigurationError(f"outscale:{name} must be a string")
    return _clean(value)


def _clean(text: str | None) -> str | None:
    """Return a text without the blanks that copying leaves around it; ``None`` when nothing else is in it."""
    return (text or "").strip() or None


def _rate(value: object) -> float:
    if value is None or value in ("", UNKNOWN):
        return DEFAULT_RATE
    try:
        return math.nan if isinstance(value, bool) else float(str(value))
    except ValueError:
        return math.nan


def _check_key(what: str, key: str | None) -> None:
    """Refuse a key that no header can carry: the HTTP library would show it in its complaint."""
    if key and not _KEY.fullmatch(key):
        raise ConfigurationError(f"{what} holds characters that no key has")


def _check_region(region: str) -> None:
    if not _REGION.fullmatch(region):
        raise ConfigurationError(f"outscale:region: {region!r} cannot be the name of a region")


def _address(what: str, text: str, protocol: str) -> Url:
    """Read an address; without ``https://`` it has the profile's protocol, as with Outscale's other tools."""
    try:
        url = parse_url(text if "://" in text else f"{protocol}://{text}")
    except LocationParseError:
        url = Url()
    if url.scheme not in ("https", "http") or not url.host:
        raise ConfigurationError(f"{what} must be an address such as https://api.eu-west-2.outscale.com{_API_PATH}")
    if url.auth or url.query or url.fragment:
        raise ConfigurationError(f"{what} must be an address alone, without user name, password or parameters")
    return Url(url.scheme, None, url.host, url.port, (url.path or "").rstrip("/") or None)


def _with_api_path(url: Url) -> str:
    """Return the API's address; some of Outscale's tools take its host alone and know the rest."""
    bare = url.path is None and (url.host or "").endswith(".outscale.com")
    return url.url + (_API_PATH if bare else "")
