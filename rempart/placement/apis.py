"""Whether a host can be what a provider needs: an API that the operator itself runs, for the part that is used.

Knows hosts and packages; what a host that is none means for a placement is decided by whoever asks.
"""

from __future__ import annotations

from rempart.catalogue.facts import Endpoint, HostMatch, Package, Purpose
from rempart.model.reason import Reason

_OF_ANY_PART = frozenset({Purpose.GENERAL, Purpose.IDENTITY})
"""What a cloud's own hosts are for, whichever part of it they serve."""


def why_no_api(
    match: HostMatch, package: Package | None, part: str | None, *, said: str, overridden: bool
) -> Reason | None:
    """Return why a host is no API of its operator's, or None when it may be.

    ``part`` is the part of the package that a resource uses, ``said`` is the host with who named it, for people, and
    ``overridden`` is true where it was named for that part alone.
    """
    if match.endpoint.of_customers:
        return Reason(
            f"{said}, is run by a customer of {match.operator.name}: it does not say who runs the service behind it",
            "state the operator's own endpoint",
        )
    if package is None or _serves(match.endpoint, package, part, overridden=overridden):
        return None
    what = f"{package.name} for {part}" if overridden else f"package {package.name}"
    return Reason(
        f"{said}, is for {match.endpoint.purpose.value}, and no endpoint of {what}",
        "state the endpoint that its operator documents",
    )


def _serves(endpoint: Endpoint, package: Package, part: str | None, *, overridden: bool) -> bool:
    """Whether a host is for what the package, or the part of it, connects to; true where nobody says."""
    if not overridden:
        return not package.connects_to or endpoint.purpose in package.connects_to
    if not package.parts or not part:
        return True
    return endpoint.purpose in {*_OF_ANY_PART, dict(package.parts).get(part)}
