"""Turns what a scan brought home into a deployment, with a gap for everything that it could not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from rempart.inputs.live.collection import Collection, ForbiddenError, Unread
from rempart.inputs.live.found import Naming
from rempart.inputs.live.scan import Harvest
from rempart.model.deployment import Deployment, Gap, GapKind, Source, SourceKind
from rempart.model.listing import Listing
from rempart.model.resource import Resource
from rempart.model.values import UNKNOWN, Properties

_ASK = "give these credentials a role that may read it, or scan with others"
_AGAIN = "scan again, with --resume FOLDER to keep what is read"


@dataclass(frozen=True, slots=True)
class Whole:
    """What is known of a cloud beside what it lists."""

    kind: SourceKind
    cloud: str
    """As the user calls it; it names the provider."""
    naming: Naming
    package: str
    settings: Properties
    """The inputs of the provider that these things would be made with: where each service really is."""
    gaps: Sequence[Gap] = field(default=())
    """What is not seen whatever is read: services and regions out of scope."""
    resumed_from: datetime | None = None


def deployment_of(whole: Whole, harvest: Harvest, collections: Sequence[Collection]) -> Deployment:
    """Return what runs, as a deployment by one provider; ``collections`` are those that the scan looked for."""
    naming = whole.naming
    token = f"pulumi:providers:{whole.package}"
    provider = Resource(naming.urn(token, whole.cloud), token, whole.cloud, whole.settings)
    resources: dict[str, Resource] = {}
    owners: dict[str, str] = {}
    for found in harvest.found:
        # A thing that moves from page to page while it is listed comes twice.
        resource = naming.resource(found, provider.urn)
        resources.setdefault(resource.urn, resource)
        owners.update(dict.fromkeys(found.addresses, resource.urn))
    return Deployment(
        source=Source(whole.kind, whole.cloud, project=naming.project, stack=naming.region),
        resources=(provider, *(_with_own_addresses(resource, owners) for resource in resources.values())),
        gaps=(*(_gap(unread) for unread in harvest.unread), *whole.gaps, *_resumed(whole, harvest)),
        listings=_listings(collections, harvest.unread),
    )


def _listings(collections: Sequence[Collection], unread: Sequence[Unread]) -> dict[str, Listing]:
    """Return how far the scan sees of each type; several collections may list things of one."""
    reasons = {each.collection: each.error.of(each.collection).told for each in unread if each.hides}
    listings: dict[str, Listing] = {}
    for collection in collections:
        for token, properties in collection.lists.items():
            known = listings.get(token, Listing())
            reason = known.unread or reasons.get(collection.name, "")
            listings[token] = Listing(known.properties | properties, reason)
    return listings


def _with_own_addresses(resource: Resource, owners: Mapping[str, str]) -> Resource:
    """Say of a DNS record that it leads to a thing of this very project, where it does.

    A bare address does not say who runs the machine behind it; that it belongs to a thing that was seen does.
    """
    records = resource.inputs.get("records")
    if not isinstance(records, list):
        return resource
    named = tuple(dict.fromkeys(owners[record] for record in records if isinstance(record, str) and record in owners))
    if not named:
        return resource
    shown = [UNKNOWN if isinstance(record, str) and record in owners else record for record in records]
    return replace(resource, inputs={**resource.inputs, "records": shown}, property_dependencies={"records": named})


def _gap(unread: Unread) -> Gap:
    error = unread.error
    forbidden = isinstance(error, ForbiddenError)
    what = f"{unread.collection} ({unread.parts} of them, in part)" if unread.parts else unread.collection
    return Gap(
        GapKind.FORBIDDEN if forbidden else GapKind.UNREACHABLE,
        f"{what} could not be read: {error.reason}",
        error.mend or (_ASK if forbidden else _AGAIN if error.passes else ""),
        hides_resources=unread.hides,
    )


def _resumed(whole: Whole, harvest: Harvest) -> tuple[Gap, ...]:
    if not harvest.resumed or whole.resumed_from is None:
        return ()
    since = whole.resumed_from.isoformat(timespec="minutes")
    message = f"{harvest.resumed} collections were read by an earlier scan, begun at {since}"
    return (Gap(GapKind.RESUMED, message, "scan without --resume to read everything anew"),)
