"""SIMULATES THE DATA PLANE OF LOAD BALANCERS: objects, states and certificates are Octavia's own, no traffic flows.

The driver accepts everything and does nothing. One thread in the API's process looks for load balancers that the API
left ``PENDING`` and settles the whole tree under each: what was created or changed becomes ``ACTIVE``, what was deleted
goes, by way of Octavia's own ``DriverUpdater``. Looking at the database, rather than remembering calls, means that an
API that was killed heals when it comes back, and that no object is forgotten.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

from octavia_lib.api.drivers import exceptions, provider_base
from octavia_lib.common import constants

LOG = logging.getLogger(__name__)
PERIOD = 0.2
"""Seconds between two looks."""
AFTER_ERROR = 1.0


class Provider(provider_base.ProviderDriver):
    """Accepts whatever Octavia's API has accepted."""

    def create_vip_port(self, *_arguments: Any, **_keywords: Any) -> Any:
        """Leave the address to Octavia, which makes a port in the real Neutron."""
        text = "Octavia makes the port of the address itself"
        raise exceptions.NotImplementedError(user_fault_string=text, operator_fault_string=text)

    def get_supported_flavor_metadata(self) -> dict[str, str]:
        """Return what a flavour of load balancers may say."""
        return {"size": "Any text; nothing follows from it"}

    def get_supported_availability_zone_metadata(self) -> dict[str, str]:
        """Return what an availability zone may say."""
        return {"zone": "Any text; nothing follows from it"}


def _accept(_self: Provider, *_arguments: object, **_keywords: object) -> None:
    """Do nothing: the thread settles what the API wrote."""


KINDS = ("loadbalancer", "listener", "pool", "member", "health_monitor", "l7policy", "l7rule")
for accepted in (
    *(f"{kind}_{verb}" for kind in KINDS for verb in ("create", "delete", "update")),
    "loadbalancer_failover",
    "member_batch_update",
    "validate_flavor",
    "validate_availability_zone",
):
    setattr(Provider, accepted, _accept)


def start() -> None:
    """Start settling, beside the API."""
    threading.Thread(target=_settle_for_ever, daemon=True, name="settle").start()


def under(balancer: Any) -> Iterator[tuple[str, Any]]:
    """Yield everything under a load balancer, children first, each with its key in a status report."""
    for pool in balancer.pools:
        for member in pool.members:
            yield constants.MEMBERS, member
        if pool.health_monitor:
            yield constants.HEALTHMONITORS, pool.health_monitor
        yield constants.POOLS, pool
    for listener in balancer.listeners:
        for policy in listener.l7policies:
            for rule in policy.l7rules:
                yield constants.L7RULES, rule
            yield constants.L7POLICIES, policy
        yield constants.LISTENERS, listener
    yield constants.LOADBALANCERS, balancer


def report(balancer: Any) -> dict[str, list[dict[str, str]]]:
    """Return the status report that ends every ``PENDING`` under a load balancer."""
    going = balancer.provisioning_status == "PENDING_DELETE"
    found: dict[str, list[dict[str, str]]] = {}
    for key, one in under(balancer):
        status = one.provisioning_status
        if going or status == "PENDING_DELETE":
            end = (constants.DELETED, constants.OFFLINE)
        elif status.startswith("PENDING"):
            end = (constants.ACTIVE, constants.ONLINE if getattr(one, "enabled", True) else constants.OFFLINE)
        else:
            continue
        found.setdefault(key, []).append(
            {constants.ID: one.id, constants.PROVISIONING_STATUS: end[0], constants.OPERATING_STATUS: end[1]}
        )
    return found


def _settle_for_ever() -> None:
    # Only once the API has read its configuration.
    from octavia.api.drivers.driver_agent import driver_updater  # noqa: PLC0415
    from octavia.db import repositories  # noqa: PLC0415

    updater, balancers = driver_updater.DriverUpdater(), repositories.LoadBalancerRepository()
    while True:
        time.sleep(PERIOD)
        try:
            for one in _pending(balancers):
                answer = updater.update_loadbalancer_status(one)
                if answer[constants.STATUS_CODE] != constants.DRVR_STATUS_CODE_OK:
                    LOG.error("Octavia refused a report: %s", answer)
        except Exception:
            # The database may be away for a moment; a thread that ended would leave everything pending for ever.
            LOG.exception("could not settle load balancers")
            time.sleep(AFTER_ERROR)


def _pending(balancers: Any) -> list[dict[str, list[dict[str, str]]]]:
    from octavia.db import api, models  # noqa: PLC0415  only once the API has read its configuration

    session = api.get_session()
    try:
        with session.begin():
            pending = session.query(models.LoadBalancer.id).filter(
                models.LoadBalancer.provisioning_status.like("PENDING%")
            )
            return [report(balancers.get(session, id=found)) for (found,) in pending]
    finally:
        session.close()
