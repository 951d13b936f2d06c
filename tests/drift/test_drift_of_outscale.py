"""The words of Outscale's own provider, and what Outscale makes for something else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rempart.drift import Drift, compare
from rempart.inputs import read
from rempart.inputs.live import Patience
from rempart.inputs.outscale_live import ScanOptions, scan_outscale
from rempart.model.listing import Listing
from rempart.model.values import Value
from tests.drift.drift_builders import World, a_world, changes
from tests.outscale.calling import Caller
from tests.outscale.engine.workspace import Workspace, new_workspace
from tests.outscale.fake import ACCESS_KEY, SECRET_KEY, Fake, running_fake

MISSING = [name for name in ("pulumi", "pulumi-language-python") if shutil.which(name) is None]
NET, VM, VOLUME, NIC = (f"outscale:index/{name[0].lower()}{name[1:]}:{name}" for name in ("Net", "Vm", "Volume", "Nic"))
TABLE, GROUP, RULE = (
    f"outscale:index/{name[0].lower()}{name[1:]}:{name}"
    for name in ("RouteTable", "SecurityGroup", "SecurityGroupRule")
)
KEY = "outscale:index/accessKey:AccessKey"
DHCP = "outscale:index/dhcpOption:DhcpOption"
ALL = {token: Listing() for token in (NET, VM, VOLUME, NIC, TABLE, GROUP, RULE, KEY, DHCP)}
EVERYTHING: dict[str, Value] = {"flow": "Outbound", "ipProtocol": "-1", "ipRange": "0.0.0.0/0"}
BROUGHT: dict[str, Value] = {
    "blockDeviceMappingsCreated": [
        {"deviceName": "/dev/sda1", "bsu": {"deleteOnVmDeletion": True, "volumeId": "root"}},
        {"deviceName": "/dev/sdb", "bsu": {"deleteOnVmDeletion": False, "volumeId": "attached"}},
    ],
    "nicsCreated": [{"nicId": "first", "linkNic": {"deleteOnVmDeletion": True}}],
}


def an_account() -> World:
    world = a_world()
    return World(world.running, world.declared, ALL, world.settings)


def unmanaged(world: World) -> list[str]:
    return [str(item.id) for item in world.drift().unmanaged]


def test_what_came_with_a_machine_and_goes_with_it_is_not_unmanaged_and_what_was_attached_is() -> None:
    world = an_account().runs(VM, "vm").declares(VM, "vm", outputs=BROUGHT)
    world = world.runs(VOLUME, "root").runs(VOLUME, "attached").runs(NIC, "first").runs(NIC, "second")

    assert unmanaged(world) == ["second", "attached"]


def test_the_main_table_of_a_net_is_not_unmanaged_and_one_more_is() -> None:
    world = an_account().both(NET, "net").runs(TABLE, "main", netId="net")

    assert unmanaged(world) == []
    assert len(unmanaged(world.runs(TABLE, "more", netId="net"))) == 1
    assert unmanaged(world.runs(TABLE, "named", netId="net", tags=[{"key": "Name", "value": "x"}])) == ["named"]


def test_the_default_group_and_the_first_rules_are_not_unmanaged_and_a_hole_is() -> None:
    world = an_account().both(NET, "net").runs(GROUP, "d", securityGroupName="default", netId="net")
    world = world.runs(RULE, "d-out", EVERYTHING, securityGroupId="d")
    world = world.runs(RULE, "d-in", flow="Inbound", ipProtocol="-1", securityGroupId="d", securityGroupNameToLink="d")
    hole: dict[str, Value] = {"flow": "Inbound", "ipProtocol": "tcp", "ipRange": "0.0.0.0/0", "securityGroupId": "d"}

    assert unmanaged(world) == []
    assert unmanaged(world.runs(RULE, "hole", hole)) == ["hole"]


def test_a_first_rule_that_the_program_had_taken_away_is_unmanaged_when_it_is_back() -> None:
    world = an_account().both(GROUP, "web", removeDefaultOutboundRule=True)

    assert unmanaged(world.runs(RULE, "out", EVERYTHING, securityGroupId="web")) == ["out"]


def test_a_rule_for_all_ports_is_the_same_whether_they_are_named_or_not() -> None:
    asked: dict[str, Value] = {**EVERYTHING, "securityGroupId": "sg"}
    world = an_account().declares(RULE, "sg|Outbound|-1|||0.0.0.0/0||", asked)
    world = world.runs(RULE, "sg|Outbound|-1|-1|-1|0.0.0.0/0||", {**asked, "fromPortRange": -1, "toPortRange": -1})

    assert world.drift().exit_code == 0
    assert world.drift().alike == 1


@pytest.mark.parametrize(
    ("token", "inputs"), [(KEY, {}), (DHCP, {"domainNameServers": ["OutscaleProvidedDNS"]})], ids=["key", "options"]
)
def test_one_of_what_every_account_has_is_not_unmanaged_and_one_more_is(token: str, inputs: dict[str, Value]) -> None:
    one = an_account().runs(token, "own", inputs)

    assert unmanaged(one) == []
    assert len(unmanaged(one.runs(token, "planted", inputs))) == 1


def test_the_key_of_a_user_is_in_no_listing_and_so_not_gone() -> None:
    drift = an_account().declares(KEY, "robots", userName="robot").drift()

    assert drift.exit_code == 0
    assert drift.left_out["resources of types that this scan does not list"] == 1


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Fake]:
    for name in ("OSC_REGION", "OSC_PROFILE", "OSC_CONFIG_FILE", "OSC_PROTOCOL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OSC_ACCESS_KEY", ACCESS_KEY)
    monkeypatch.setenv("OSC_SECRET_KEY", SECRET_KEY)
    with running_fake() as fake:
        monkeypatch.setenv("OSC_ENDPOINT_API", f"{fake.url}/api/v1")
        monkeypatch.setenv("OSC_ENDPOINT_OOS", "http://127.0.0.1:1")
        yield fake


def compared(workspace: Workspace) -> Drift:
    state = workspace.folder / "exported.json"
    state.write_text(workspace.state().text, encoding="utf-8")
    live = scan_outscale(ScanOptions(without=("oos", "oks"), patience=Patience(total=60)))
    return compare(live, [read(state)])


@pytest.mark.skipif(bool(MISSING), reason=f"no {' and no '.join(MISSING)} on PATH: no real state to compare with")
def test_a_clinic_has_not_drifted_until_someone_changes_it_by_hand(account: Fake, tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path, account.url)
    workspace.copy("clinic")
    workspace.set(**{"clinic:image": "ami-12345678"})
    assert workspace.up().status == 0
    call = Caller(f"{account.url}/api/v1")

    before = compared(workspace)
    machine, group = account.objects("Vm")[0]["VmId"], account.objects("SecurityGroup")[-1]["SecurityGroupId"]
    call("CreateTags", ResourceIds=[machine], Tags=[{"Key": "environment", "Value": "by hand"}])
    call("CreateVolume", Size=10, SubregionName="eu-west-2a")
    call(
        "CreateSecurityGroupRule",
        SecurityGroupId=group,
        Flow="Inbound",
        IpProtocol="tcp",
        FromPortRange=22,
        ToPortRange=22,
        IpRange="0.0.0.0/0",
    )
    after = compared(workspace)
    call.close()

    assert (before.exit_code, before.alike) == (0, 26), json.dumps([item.urn for item in before.unmanaged])
    assert sorted(item.type for item in after.unmanaged) == [RULE, VOLUME]
    assert (after.gone, set(changes(after))) == ((), {"tags"})
