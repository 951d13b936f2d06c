"""What rules see: one subject for each place in which a resource stands, and for each address it names.

A resource that keeps replicas in two further regions gives three subjects, so that a rule about places is written for
one place and cannot forget the others. Unknown values are absent from a subject's tree and named in ``unknown``, with
the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rempart.judge.kinds import FETCHES, SENDS
from rempart.judge.plain import Document, Documents, Reasons, plain_values
from rempart.judge.rule import ReadPath
from rempart.model.deployment import OF_THE_BACKEND
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.placement import Destination, PlacedDeployment, PlacedResource, Placement
from rempart.model.reason import Reason

Tree: TypeAlias = Mapping[str, object]
_NOTHING: Reasons = {}
_NO_PLACE: Tree = {}
_HIDES = frozenset({Kind.COMMAND, Kind.DYNAMIC, Kind.UNSUPPORTED})
_MANY = 3
"""Gaps that a reason names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One place, or one address, of one resource; or the deployment as a whole."""

    kind: str
    urn: str
    type: str
    tree: Tree
    unknown: Reasons
    """Path -> why it is unknown."""
    placed: bool = True
    elsewhere: bool = False
    """Whether this is a further place of the resource, beside the one in which it stands."""
    root: str = "placement"
    """Where the subject's placement is found, for evidence: ``elsewhere.0``, ``destinations.2.placement``."""
    placement: Placement | None = None
    simulated: frozenset[ReadPath] = frozenset()
    """Paths on which no conclusion about a real cloud can rest, since there is only a simulation."""
    source_position: str | None = None


class Subjects:
    """Makes the subjects of one deployment. Resources share placements, so each is turned into a document once."""

    def __init__(self, parameters: Mapping[str, object]) -> None:
        self._documents = Documents()
        self._parameters = parameters

    def of_resource(self, placed: PlacedResource) -> Iterator[Subject]:
        """Yield the subjects of a resource, first the one in which it stands."""
        yield self._main(placed)
        for number, place in enumerate(placed.elsewhere):
            yield self._elsewhere(placed, place, number)
        for number, destination in enumerate(placed.destinations):
            yield self._destination(placed, destination, number)
        for path, reason in placed.unread.items():
            yield from self._unread(placed, path, reason)

    def of_deployment(self, placed: PlacedDeployment, urn: str) -> Subject:
        """Return the one subject that is no resource: completeness, state backend and secrets provider."""
        attributes: dict[str, object] = {}
        unknown: dict[ReadPath, Reason] = {}
        simulated: set[ReadPath] = set()
        for name, place in (("backend", placed.backend), ("secrets_provider", placed.secrets_provider)):
            document = self._documents.of(place)
            attributes[name] = document.tree
            simulated |= {("attributes", name, *path) for path in document.simulated}
            unknown |= {("attributes", name, *path): reason for path, reason in document.unknown.items()}
        deployment = placed.normalised.deployment
        attributes["backend_stated"] = deployment.backend is not None
        attributes["secrets_provider_stated"] = _is_stated(deployment.secrets_provider, deployment.backend)
        reason = _hidden(placed)
        if reason is not None:
            unknown["attributes", "complete"] = reason
        else:
            attributes["complete"] = True
        tree = {"kind": Kind.DEPLOYMENT, "attributes": attributes, "parameters": self._parameters}
        return Subject(Kind.DEPLOYMENT, urn, "", tree, unknown, root="attributes", simulated=frozenset(simulated))

    def _main(self, placed: PlacedResource) -> Subject:
        normalised, place = placed.normalised, placed.placement
        resource = normalised.resource
        document = self._documents.of(place)
        attributes, unknown = plain_values(normalised.attributes, "attributes")
        if resource.unseen:
            # An attribute of a live resource that is not known is made of inputs that could not be seen.
            unknown = dict.fromkeys(unknown, next(iter(resource.unseen.values())))
        labels, hidden = plain_values(normalised.labels, "labels") if normalised.labels else ({}, _NOTHING)
        opaque = attributes.get("opaque")
        if opaque or normalised.kind in _HIDES:
            why = f"it {opaque}" if isinstance(opaque, str) else "nobody can say what it creates"
            unknown = {**unknown, ("attributes", "transparent"): _hides(why)}
        else:
            attributes["transparent"] = True
        tree = {
            "kind": normalised.kind,
            "urn": resource.urn,
            "name": resource.name,
            "type": resource.type,
            "package": resource.package,
            "labels": labels,
            "attributes": attributes,
            "placement": document.tree,
            "parameters": self._parameters,
        }
        here = document.below_placement
        return Subject(
            kind=normalised.kind,
            urn=resource.urn,
            type=resource.type,
            tree=tree,
            unknown={**here, **unknown, **hidden} if unknown or hidden else here,
            placed=place.placed,
            placement=place,
            simulated=document.simulated_placement,
            source_position=resource.source_position,
        )

    def _elsewhere(self, placed: PlacedResource, place: Placement, number: int) -> Subject:
        kind = placed.normalised.kind
        return self._further(placed, kind, place, root=f"elsewhere.{number}", elsewhere=True)

    def _destination(self, placed: PlacedResource, destination: Destination, number: int) -> Subject:
        kind = SENDS if destination.role is Role.SENDS else FETCHES
        told = {"path": destination.path, "host": destination.host}
        root = f"destinations.{number}.placement"
        return self._further(placed, kind, destination.placement, root=root, destination=told)

    def _unread(self, placed: PlacedResource, path: str, reason: Reason) -> Iterator[Subject]:
        """Yield a subject for the data and one for the software that an unread property may name.

        A property that is known to hold an address of the one sort cannot hold one of the other.
        """
        stated = {address.role for address in placed.normalised.addresses if address.path == path}
        roles = stated or {Role.SENDS, Role.FETCHES}
        for role in sorted(roles):
            kind = SENDS if role is Role.SENDS else FETCHES
            yield self._further(placed, kind, Document(_NO_PLACE, {(): reason}), root=path, destination={"path": path})

    def _further(
        self,
        placed: PlacedResource,
        kind: str,
        place: Placement | Document,
        *,
        root: str,
        elsewhere: bool = False,
        destination: Mapping[str, str] | None = None,
    ) -> Subject:
        resource = placed.normalised.resource
        document = place if isinstance(place, Document) else self._documents.of(place)
        tree: dict[str, object] = {
            "kind": kind,
            "urn": resource.urn,
            "name": resource.name,
            "type": resource.type,
            "package": resource.package,
            "placement": document.tree,
            "parameters": self._parameters,
        }
        if destination is not None:
            tree["destination"] = destination
        return Subject(
            kind=kind,
            urn=resource.urn,
            type=resource.type,
            tree=tree,
            unknown=document.below_placement,
            elsewhere=elsewhere,
            root=root,
            placement=None if isinstance(place, Document) else place,
            simulated=document.simulated_placement,
            source_position=resource.source_position,
        )


def _is_stated(secrets_provider: str | None, backend: str | None) -> bool:
    """Whether an input says who encrypts the secrets; the backend does not, where nothing says which it is."""
    if secrets_provider is None:
        return False
    return backend is not None or secrets_provider not in OF_THE_BACKEND


def _hides(why: str) -> Reason:
    return Reason(why, "declare what it creates as resources, or sign a waiver for it")


def _hidden(placed: PlacedDeployment) -> Reason | None:
    """Return why whole resources may be missing from the deployment; None when none can be."""
    gaps = [gap for gap in placed.normalised.deployment.gaps if gap.hides_resources]
    if not gaps:
        return None
    reasons = list(dict.fromkeys(gap.message for gap in gaps))
    more = f", and {len(reasons) - _MANY} more" if len(reasons) > _MANY else ""
    mend = next((gap.mend for gap in gaps if gap.mend), "")
    return Reason(", ".join(reasons[:_MANY]) + more, mend)
