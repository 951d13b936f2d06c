"""What goes wrong on the way, under the real engine: nothing is made twice or forgotten, and the next up ends it."""

from __future__ import annotations

import pytest

from tests.outscale.engine.workspace import Running, Workspace, until
from tests.outscale.fake import Fake

MACHINE = """
net = outscale.Net("clinic", ip_range="10.0.0.0/16")
subnet = outscale.Subnet("private", net_id=net.net_id, ip_range="10.0.0.0/24")
machine = outscale.Vm("records", image_id="ami-12345678", subnet_id=subnet.subnet_id, tags=[{"key": "a", "value": "b"}])
"""
NET = """
outscale.Net("clinic", ip_range="10.0.0.0/16")
"""
REFUSED = {"times": 99, "status": 400, "code": 4017, "type": "InvalidParameterValue"}


@pytest.fixture
def machine(workspace: Workspace) -> Workspace:
    workspace.write(MACHINE)
    return workspace


def test_a_half_made_machine_is_finished_by_the_next_up_and_stays_the_only_one(machine: Workspace, fake: Fake) -> None:
    fake.control(fail=[{"op": "CreateTags", **REFUSED}])

    failed = machine.up()
    kept = machine.state().resources["Vm records"]
    fake.control(fail=[])
    finished = machine.up()

    assert failed.status != 0
    assert "was created but is not finished" in failed.told("error")
    assert kept.init_errors
    assert finished.operations == {"Vm records": ["update"]}
    assert [(vm["VmId"], vm["Tags"]) for vm in fake.objects("Vm")] == [(kept.id, [{"Key": "a", "Value": "b"}])]
    assert machine.preview("--expect-no-changes").status == 0


def test_the_lost_answer_of_a_machine_is_asked_for_again(machine: Workspace, fake: Fake) -> None:
    fake.control(fail=[{"op": "CreateVms", "times": 1, "drop": True, "after": True}])

    made = machine.up()

    assert made.status == 0, made.text
    assert [vm["VmId"] for vm in fake.objects("Vm")] == [machine.state().resources["Vm records"].id]


def test_the_lost_answer_of_a_net_is_told_with_what_was_made_and_then_imported(
    workspace: Workspace, fake: Fake
) -> None:
    workspace.write(NET)
    fake.control(fail=[{"op": "CreateNet", "times": 1, "drop": True, "after": True}])

    failed = workspace.up()
    made = fake.objects("Net")[0]["NetId"]
    imported = workspace.run("import", "outscale:index/net:Net", "clinic", made, "--yes", "--skip-preview")
    again = workspace.up()

    assert failed.status != 0
    assert f"Look at {made}" in failed.told("error")
    assert imported.status == 0, imported.text
    assert again.status == 0, again.text
    assert "create" not in again.counts
    assert len(fake.objects("Net")) == 1


def test_a_plain_refusal_leaves_nothing_pending(workspace: Workspace, fake: Fake) -> None:
    workspace.write(NET)
    fake.control(fail=[{"op": "CreateNet", **REFUSED}])

    failed = workspace.up()

    assert failed.status != 0
    assert workspace.state().pending == []
    assert workspace.state().resources == {}


def test_throttling_and_slow_states_are_waited_out(machine: Workspace, fake: Fake) -> None:
    fake.control(rate=6, slow=1)

    made = machine.up()

    assert made.status == 0, made.text
    assert fake.statistics().calls["429"] > 0
    assert fake.objects("Vm")[0]["State"] == "running"


def test_conflicts_on_deletion_are_waited_out(machine: Workspace, fake: Fake) -> None:
    machine.up()
    fake.control(fail=[
        {"op": "DeleteSubnet", "times": 2, "status": 409, "code": 9095, "type": "ResourceConflict"},
        {"op": "DeleteVms", "times": 1, "status": 409, "code": 9039, "type": "ResourceConflict"},
    ])  # fmt: skip

    destroyed = machine.destroy()

    assert destroyed.status == 0, destroyed.text
    assert fake.living() == {}


def test_an_update_that_fails_half_way_leaves_the_machine_running_and_is_taken_up_again(
    machine: Workspace, fake: Fake
) -> None:
    machine.up()
    machine.write(MACHINE.replace("subnet_id=subnet", 'vm_type="tinav6.c2r4p1", subnet_id=subnet'))
    fake.control(fail=[{"op": "UpdateVm", **REFUSED}])

    failed = machine.up()
    state_between = fake.objects("Vm")[0]["State"]
    fake.control(fail=[])
    finished = machine.up()

    assert failed.status != 0
    assert state_between == "running"
    assert finished.operations == {"Vm records": ["update"]}
    assert fake.objects("Vm")[0]["VmType"] == "tinav6.c2r4p1"


def test_a_cloud_that_vanishes_in_the_middle_costs_nothing_that_was_made(machine: Workspace, fake: Fake) -> None:
    fake.control(fail=[{"op": ".*", "times": 999, "skip": 2, "drop": True}])

    failed = machine.up()
    fake.control(fail=[])
    finished = machine.up()

    assert failed.status != 0
    assert finished.status == 0, finished.text
    assert {kind: count for kind, count in fake.living().items() if kind in {"Net", "Subnet", "Vm"}} == {
        "Net": 1, "Subnet": 1, "Vm": 1,
    }  # fmt: skip


def test_what_vanished_by_another_hand_is_found_by_a_refresh_and_made_again(machine: Workspace, fake: Fake) -> None:
    machine.up()
    lost = machine.state().resources["Vm records"].id
    fake.call("DeleteVms", VmIds=[lost])

    made = machine.up("--refresh")

    assert made.operations["Vm records"][-1] == "create"
    assert [vm["VmId"] for vm in fake.objects("Vm") if vm["State"] == "running"] != [lost]


def test_drift_is_shown_and_mended(machine: Workspace, fake: Fake) -> None:
    machine.up()
    made = machine.state().resources["Vm records"].id
    fake.call("CreateTags", ResourceIds=[made], Tags=[{"Key": "a", "Value": "by hand"}])

    shown = machine.preview("--refresh")
    mended = machine.up("--refresh")

    assert shown.operations == {"Vm records": ["update"]}
    assert mended.status == 0, mended.text
    assert fake.objects("Vm")[0]["Tags"] == [{"Key": "a", "Value": "b"}]


def test_ctrl_c_keeps_what_exists_and_leaves_no_process(machine: Workspace, fake: Fake) -> None:
    fake.control(slow=30)
    running = machine.begin("up", "--yes", "--skip-preview")
    until(lambda: fake.objects("Vm"))

    running.interrupt()
    interrupted = running.end()
    left = running.plugins()
    kept = machine.state()
    fake.control(slow=0)
    finished = machine.up()

    assert interrupted.status != 0
    assert left == set()
    assert kept.pending == []
    assert kept.resources["Vm records"].id == fake.objects("Vm")[0]["VmId"]
    assert finished.status == 0, finished.text
    assert len(fake.objects("Vm")) == 1


def test_what_an_engine_asked_for_before_it_was_killed_is_taken_back(machine: Workspace, fake: Fake) -> None:
    running = killed_while_making_a_machine(machine, fake)
    until(lambda: not running.plugins())
    left = fake.living()
    machine.run("cancel", "--yes")

    pending = machine.state().pending
    finished = machine.up()

    assert "Vm" not in left
    assert pending == ["Vm records"]
    assert finished.status == 0, finished.text
    assert [vm["VmId"] for vm in fake.objects("Vm") if vm["State"] == "running"] == [
        machine.state().resources["Vm records"].id
    ]


def killed_while_making_a_machine(machine: Workspace, fake: Fake) -> Running:
    """Take the engine away while the machine that it asked for is starting."""
    fake.control(slow=5)
    running = machine.begin("up", "--yes", "--skip-preview")
    until(lambda: fake.objects("Vm"))
    running.kill()
    running.end()
    fake.control(slow=0.05)
    return running
