"""A service dies in the middle of a deployment and comes back: after a second attempt everything is there once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.deploy import DEPLOYS, cases
from tests.deploy.cases import of_kinds
from tests.deploy.engine import Place
from tests.deploy.lab import Lab
from tests.deploy.orphans import orphans, remove, remove_unfinished

pytestmark = DEPLOYS

KILLED = {
    "ovh-like/gra9/keystone": ":Network",
    "ovh-like/gra9/neutron": ":Port",
    "ovh-like/gra9/cinder": ":Volume",
    "ovh-like/gra9/cinder-volume": ":Volume",
    "ovh-like/gra9/nova": ":Instance",
    "ovh-like/gra9/nova-conductor": ":Instance",
    "ovh-like/gra9/placement": ":Instance",
    "rabbitmq": ":Instance",
    "mariadb": ":Port",
}
"""Process, and the type of resource that it is killed at: while the first of them is being made."""

SERVERS = 6


@dataclass(slots=True)
class Killer:
    """Kills a process once, as the making of a resource of a type begins."""

    lab: Lab
    process: str
    type: str
    done: list[str] = field(default_factory=list)

    def __call__(self, operation: str, urn: str) -> None:
        if not self.done and operation == "create" and urn.split("::")[2].endswith(self.type):
            self.done.append(urn)
            self.lab.kill(self.process)


@pytest.mark.parametrize("process", KILLED)
def test_everything_is_there_once_after_a_second_attempt(
    process: str, lab: Lab, new_place: Callable[[], Place]
) -> None:
    place = new_place()
    case = cases.many_servers(lab, place, servers=SERVERS)
    cloud = lab.project(place.stack).connect()
    killer = Killer(lab, process, KILLED[process])

    first = case.program.up(observer=killer)
    lab.wait_until_ready()
    remove_unfinished(cloud, lab.operator.connect())
    for orphan in orphans(cloud, case.program.resources()):
        remove(cloud, orphan)
    case.program.refresh()  # forgets what was removed
    second = case.program.up()
    third = case.program.up()

    assert killer.done, first.output
    assert second.succeeded, second.output
    assert of_kinds(case.take_stock()) == case.makes
    assert third.changed == {}
    assert case.program.destroy().succeeded
    assert not case.take_stock()
