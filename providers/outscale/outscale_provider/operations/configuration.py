"""The provider's own settings: what can be wrong with them, and what a change of them means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outscale_provider.client.settings import read_settings
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
    """Tell what is wrong, and write the region down.

    Kept in the state, the region says where things are whatever the environment says next time.
    """
    failures = [*_failures(news)]
    region = news.get("region")
    if region is None and not failures:
        try:
            region = read_settings(news, environment).region
        except ProviderError as error:
            return Checked(news, (Failure("profile", str(error)),))
    inputs = news | ({"region": region} if region else {})
    return Checked(inputs, (*failures, *_region_failures(inputs, table, environment)))


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
    if region in (None, UNKNOWN) or region in table.regions or elsewhere:
        return
    known = ", ".join(table.regions)
    yield Failure("region", f"{region} is none of {known}; if it is newer than this provider, set endpoint as well")


def replaced_by(olds: JsonObject, news: JsonObject) -> tuple[list[str], list[str]]:
    """Return the settings that changed, and those of them that mean another place: everything is made anew there."""
    changed = sorted(name for name in {*olds, *news} - _OF_PULUMI if olds.get(name) != news.get(name))
    return changed, [name for name in changed if name in _PINNED and olds.get(name)]
