"""The provider's own settings: what can be wrong with them, and what a change of them means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from outscale_provider.client.settings import default_endpoint, default_object_store, read_settings
from outscale_provider.contract import Checked, Failure
from outscale_provider.errors import ProviderError
from outscale_provider.table import Table
from outscale_provider.values.json import UNKNOWN, JsonObject

SECRET = frozenset({"accessKeyId", "secretKeyId"})
_SETTINGS = SECRET | {
    "region",
    "endpoint",
    "oosEndpoint",
    "profile",
    "accountId",
    "maxRequestsPerSecond",
    "caFile",
}
_OF_PULUMI = frozenset({"version", "pluginDownloadURL", "parameterization"})
_PINNED = ("region", "accountId")


def check_configuration(news: JsonObject, table: Table, environment: Mapping[str, str]) -> Checked:
    """Tell what is wrong, and write down where things are.

    Kept in the state, the region says so whatever the environment says next time. An endpoint that the environment or
    the profile names is written down too, for whoever reads the preview: a policy sees nothing else.
    """
    failures = [*_failures(news)]
    if failures:
        return Checked(news, (*failures, *_region_failures(news, table, environment)))
    try:
        settings = read_settings(news, environment)
    except ProviderError as error:
        return Checked(news, (Failure(_named_by(str(error)), str(error)),))
    region = settings.region
    found = {
        "region": region,
        "endpoint": settings.endpoint if settings.endpoint != default_endpoint(region) else None,
        "oosEndpoint": (
            settings.object_store_endpoint if settings.object_store_endpoint != default_object_store(region) else None
        ),
    }
    inputs = {name: value for name, value in found.items() if value is not None} | news
    return Checked(inputs, tuple(_region_failures(inputs, table, environment)))


def _named_by(text: str) -> str:
    """Return the setting that a message begins with, else the profile, which all others are read from."""
    name = re.split(r"\W", text.removeprefix("outscale:"), maxsplit=1)[0]
    return name if name in _SETTINGS else "profile"


def _failures(news: JsonObject) -> Iterator[Failure]:
    for name in news:
        if name not in _SETTINGS | _OF_PULUMI and not name.startswith("__"):
            yield Failure(name, f"there is no such setting; there are {', '.join(sorted(_SETTINGS))}")
    for name in _SETTINGS - {"maxRequestsPerSecond"}:
        if news.get(name) is not None and not isinstance(news[name], str):
            yield Failure(name, "must be a string")
    rate = news.get("maxRequestsPerSecond")
    if rate not in (None, UNKNOWN) and not _is_rate(rate):
        yield Failure("maxRequestsPerSecond", "must be a number above 0")


def _is_rate(rate: object) -> bool:
    try:
        return float(str(rate)) > 0
    except ValueError:
        return False


def _region_failures(news: JsonObject, table: Table, environment: Mapping[str, str]) -> Iterator[Failure]:
    """Tell of a region that the document does not know, unless an endpoint says where that is."""
    region = news.get("region")
    elsewhere = news.get("endpoint") or environment.get("OSC_ENDPOINT_API")
    if not isinstance(region, str) or region == UNKNOWN or region in table.regions or elsewhere:
        return
    known = ", ".join(table.regions)
    yield Failure("region", f"{region} is none of {known}; if it is newer than this provider, set endpoint as well")


def replaced_by(olds: JsonObject, news: JsonObject) -> tuple[list[str], list[str]]:
    """Return the settings that changed, and those of them that mean another place: everything is made anew there."""
    changed = sorted(name for name in {*olds, *news} - _OF_PULUMI if olds.get(name) != news.get(name))
    return changed, [name for name in changed if name in _PINNED and olds.get(name)]
