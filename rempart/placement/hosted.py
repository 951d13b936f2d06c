"""From a host to a placement: the catalogue says who runs it, or it stays unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rempart.addresses import Host, HostKind
from rempart.catalogue.facts import HostMatch
from rempart.model.placement import Placement, Step
from rempart.model.reason import Reason
from rempart.placement.operators import Ground, Whereabouts, at_operator, local, unknown_operator
from rempart.placement.regions import region_in_host

_UNPLACEABLE = {
    HostKind.ADDRESS: Reason(
        "{host} is a bare IP address: it does not say who runs the machine",
        "state a host name, or add the address to the catalogue",
    ),
    HostKind.RESERVED: Reason("{host} is a name reserved for documentation and tests", "state the real host"),
    HostKind.RUN_TIME: Reason("the host is only decided when the program runs", "state it in the text"),
    HostKind.NAME: Reason("no operator is known for host {host}", "add it to the catalogue with its source"),
}
_UNPLACEABLE_DESTINATION = {
    **_UNPLACEABLE,
    HostKind.ADDRESS: replace(
        _UNPLACEABLE[HostKind.ADDRESS],
        mend="declare it with --own if it is one's own, or state a host name, or add the address to the catalogue",
    ),
    HostKind.NAME: replace(
        _UNPLACEABLE[HostKind.NAME],
        mend="declare its domain with --own if it is one's own, or add the host to the catalogue with its source",
    ),
}
"""A destination may be one's own, which only whoever judges can say; an endpoint of a provider must be known."""


def place_destination(ground: Ground, host: Host) -> Placement:
    """Place what a string of a resource leads to."""
    return place_host(ground, host, f"address {host.name}", unplaceable=_UNPLACEABLE_DESTINATION)


def place_host(
    ground: Ground,
    host: Host,
    because: str,
    stated: Whereabouts | None = None,
    *,
    stated_wins: bool = False,
    part: str | None = None,
    unplaceable: Mapping[HostKind, Reason] = _UNPLACEABLE,
) -> Placement:
    """Place what is reached at a host.

    A region that the host itself stands in wins over a ``stated`` one, since requests go to the host whatever the
    program calls the region; ``stated_wins`` turns that round for sign-in hosts that serve many regions.
    ``part`` is the part of an API that is used, since one API may serve several services.
    ``unplaceable`` says by kind of host why nobody can place it, and what to do.
    """
    step = Step(f"host: {host.name}" if host.name else "host: unknown", because)
    match = ground.catalogue.host(host.name) if host.name else None
    if match is None:
        if host.kind is HostKind.LOCAL:
            return local(host.name, because)
        reason = unplaceable[host.kind]
        told = replace(reason, why=reason.why.format(host=host.name))
        return unknown_operator(told, host=host.name or None, where=stated, basis=(step,))
    endpoint = match.endpoint
    how = f"host {host.name} matches {endpoint.value} ({endpoint.match.replace('_', ' ')})"
    where = replace(stated, settled=_is_examined_nowhere(match, part)) if stated is not None else None
    if not (stated_wins and stated is not None and stated.name is not None):
        found = region_in_host(ground.catalogue, match, host.name)
        where = Whereabouts(found, f"host {host.name}", settled=True) if found is not None else where
    basis: tuple[Step, ...] = (step, Step(f"operator: {match.operator.name}", how, endpoint.citation))
    if endpoint.of_customers:
        basis = (*basis, Step("run by: a customer", f"{match.operator.name} runs the machine, not what answers on it"))
    return at_operator(
        ground,
        match.operator,
        where or Whereabouts(unknown=Reason(f"host {host.name} does not say in which region it stands")),
        host=host.name,
        service=endpoint.service_of(part),
        basis=basis,
    )


def _is_examined_nowhere(match: HostMatch, part: str | None) -> bool:
    """Whether a part of an API belongs to a service that holds nothing: no region beside it casts doubt on that."""
    service = match.endpoint.service_of(part)
    return match.endpoint.tells_apart(part) and all(service != row.service for row in match.operator.qualifications)
