"""The life of a whole stack under the real engine: the example of a clinic, from the first preview to the last."""

from __future__ import annotations

import pytest

from tests.outscale.engine.workspace import Outcome, Workspace, until
from tests.outscale.fake import Fake

NOT_IMPORTED = {
    "AccessKey",  # its secret is told once, when it is made
}


@pytest.fixture
def clinic(workspace: Workspace) -> Workspace:
    workspace.copy("clinic")
    workspace.set(**{"clinic:image": "ami-12345678"})
    return workspace


def test_a_preview_tells_all_and_does_nothing(clinic: Workspace, fake: Fake) -> None:
    previewed = clinic.preview()

    assert previewed.status == 0, previewed.text
    assert previewed.counts == {"create": 41}
    assert not [call for call in fake.statistics().order if not call.startswith("Read")]


def test_a_stack_is_made_stays_as_it_is_and_goes_without_a_trace(clinic: Workspace, fake: Fake) -> None:
    before = fake.living()

    made = clinic.up()
    again = clinic.up()
    refreshed = clinic.refresh()
    after_refresh = clinic.preview("--expect-no-changes")
    destroyed = clinic.destroy()

    assert made.status == 0, made.text
    assert made.counts == {"create": 41}
    assert (again.status, again.counts) == (0, {})
    assert (refreshed.status, refreshed.counts) == (0, {})
    assert after_refresh.status == 0, after_refresh.text
    assert (destroyed.status, destroyed.counts) == (0, {"delete": 41})
    until(lambda: fake.living() == before)


def test_a_change_is_made_in_place_and_the_stop_of_the_machine_is_announced(clinic: Workspace, fake: Fake) -> None:
    clinic.up()
    machine = fake.objects("Vm")[0]["VmId"]
    clinic.set(**{"clinic:machineType": "tinav6.c4r8p2", "clinic:recordsGigabytes": 20})

    previewed = clinic.preview()
    changed = clinic.up()

    assert previewed.operations == {"Vm records": ["update"], "Volume records": ["update"]}
    assert "vmType can only change while the VM is stopped: it will be stopped and started" in previewed.told("warning")
    assert changed.status == 0, changed.text
    assert changed.changes_of("Vm records") == {"vmType": "update"}
    assert [(vm["VmId"], vm["VmType"], vm["State"]) for vm in fake.objects("Vm")] == [
        (machine, "tinav6.c4r8p2", "running")
    ]
    assert clinic.preview("--expect-no-changes").status == 0


def test_new_tags_reach_everything_that_has_tags(clinic: Workspace, fake: Fake) -> None:
    clinic.up()
    clinic.set(**{"clinic:environment": "live"})

    changed = clinic.up()

    assert changed.status == 0, changed.text
    assert set(changed.counts) == {"update"}
    assert {"Key": "environment", "Value": "live"} in fake.objects("LoadBalancer")[0]["Tags"]
    assert not [
        (kind, found) for kind in fake.living() for found in fake.objects(kind)
        if {"Key": "environment", "Value": "trial"} in (found.get("Tags") or [])
    ]  # fmt: skip


def test_a_network_is_replaced_under_a_running_machine_in_an_order_that_the_service_allows(
    clinic: Workspace, fake: Fake
) -> None:
    clinic.up()
    clinic.set(**{"clinic:range": "10.30.0.0/16"})

    replaced = clinic.up()

    assert replaced.status == 0, replaced.text
    assert first_deleted(replaced, "Net clinic") is False
    assert first_deleted(replaced, "InternetServiceLink internet")
    assert first_deleted(replaced, "RouteTableLink public")
    assert first_deleted(replaced, "Route internet")
    assert first_deleted(replaced, "LoadBalancer front")
    assert [net["IpRange"] for net in fake.objects("Net")] == ["10.30.0.0/16"]
    assert clinic.preview("--expect-no-changes").status == 0


def test_all_of_a_stack_is_imported_with_a_program_that_needs_no_change(clinic: Workspace, fake: Fake) -> None:
    clinic.up()
    wanted = [
        {"type": stored.type, "name": name.replace(" ", "-"), "id": stored.id}
        for name, stored in clinic.state().resources.items()
        if name.split()[0] not in NOT_IMPORTED
    ]
    clinic.forget()
    calls_before = len(fake.statistics().order)

    imported = clinic.take_over(wanted)
    previewed = clinic.preview("--diff")

    assert imported.status == 0, imported.text
    assert previewed.status == 0, previewed.text
    assert previewed.counts == {}, previewed.text
    assert len(wanted) == 40
    assert all(call.startswith("Read") for call in fake.statistics().order[calls_before:])


def first_deleted(outcome: Outcome, resource: str) -> bool:
    """Tell whether a resource that was replaced was deleted before the new one was made."""
    steps = [step for step, name in outcome.order if name == resource]
    made = steps.index("create-replacement")
    deleted = next(at for at, step in enumerate(steps) if step in {"delete-replaced", "delete"})
    return deleted < made
