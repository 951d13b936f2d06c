"""Providers of a program's own, values that nobody knows yet, and what is wrong before anything is made."""

from __future__ import annotations

import pytest

from tests.outscale.engine.workspace import Workspace
from tests.outscale.fake import Fake
from tests.outscale.plugin import ACCESS_KEY, SECRET_KEY

NET = 'net = outscale.Net("clinic", ip_range="10.0.0.0/16")'
TWO_SUBNETS = f"""
{NET}
outscale.Subnet("one", net_id=net.net_id, ip_range="10.0.0.0/17")
outscale.Subnet("other", net_id=net.net_id, ip_range="10.0.64.0/18")
"""


def test_a_provider_of_the_programs_own_may_have_keys_that_are_made_on_the_way(
    workspace: Workspace, fake: Fake
) -> None:
    workspace.write(f"""
        robot = outscale.User("robot")
        own = outscale.Provider(
            "robot",
            access_key_id=robot.user_id.apply(lambda _: "{ACCESS_KEY}"),
            secret_key_id=robot.user_id.apply(lambda _: "{SECRET_KEY}"),
            region="eu-west-2",
            endpoint="{fake.url}",
        )
        net = outscale.Net("clinic", ip_range="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=own))
        outscale.Subnet(
            "private",
            net_id=net.net_id,
            ip_range=net.ip_range.apply(lambda whole: whole.replace("/16", "/24")),
            tags=[{{"key": "user", "value": robot.user_id}}],
            opts=pulumi.ResourceOptions(provider=own),
        )
    """)

    previewed = workspace.preview()
    made = workspace.up()
    again = workspace.preview("--expect-no-changes")

    assert previewed.status == 0, previewed.text
    assert previewed.counts == {"create": 3}
    assert made.status == 0, made.text
    assert again.status == 0, again.text


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ('outscale.Vm("records", image_id="ami-1", boot_mode="bios")', "must be one of uefi, legacy"),
        ('outscale.Net("clinic", ip_range="10.0.0.0/33")', "10.0.0.0/33 is no range of addresses"),
        ('outscale.Vm("records", image_id="ami-1", user_data="#cloud-config")', "userData"),
        ('outscale.Volume("records", subregion_name="cloudgouv-eu-west-1a", size=1)', "is not in eu-west-2"),
        ('pulumi.CustomResource("outscale:index/net:Net", "a", {"cidrBlock": "10.0.0.0/16"})', "no such argument"),
        ('pulumi.CustomResource("outscale:index/database:Database", "a", {})', "has no outscale:index/database"),
    ],
)
def test_what_cannot_be_right_is_told_at_preview(workspace: Workspace, fake: Fake, program: str, told: str) -> None:
    workspace.write(program)

    previewed = workspace.preview()

    assert previewed.status != 0
    assert told in previewed.told("error")
    assert "Traceback" not in previewed.told("error")
    assert not fake.statistics().order


def test_overlapping_ranges_are_told_at_preview_once_the_net_is_known(workspace: Workspace, fake: Fake) -> None:
    workspace.write(NET)
    workspace.up()
    workspace.write(TWO_SUBNETS)

    previewed = workspace.preview()

    assert previewed.status != 0
    assert "overlaps with the range of the Subnet one" in previewed.told("error")
    assert not fake.objects("Subnet")


def test_overlapping_ranges_of_a_new_net_are_told_by_the_service_and_the_rest_is_kept(
    workspace: Workspace, fake: Fake
) -> None:
    workspace.write(TWO_SUBNETS)

    failed = workspace.up()

    assert failed.status != 0
    assert "overlaps" in failed.told("error")
    assert len(fake.objects("Subnet")) == 1
    assert len(workspace.state().resources) == 2


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"region": "eu-west-9", "endpoint": None}, "eu-west-9"),
        ({"acessKeyId": "x"}, "acessKeyId"),
        ({"maxRequestsPerSecond": "fast"}, "maxRequestsPerSecond"),
    ],
)
def test_wrong_settings_are_told_at_preview(
    workspace: Workspace, fake: Fake, settings: dict[str, object], told: str
) -> None:
    workspace.write(NET)
    workspace.configure(**settings)

    previewed = workspace.preview()

    assert previewed.status != 0
    assert told in previewed.told("error")
    assert not fake.statistics().order


def test_missing_keys_are_a_warning_at_preview_and_an_error_before_anything_is_sent(
    workspace: Workspace, fake: Fake
) -> None:
    workspace.write(NET)
    keyless = {"OSC_ACCESS_KEY": "", "OSC_SECRET_KEY": ""}

    previewed = workspace.run("preview", **keyless)
    failed = workspace.run("up", "--yes", "--skip-preview", **keyless)

    assert previewed.status == 0, previewed.text
    assert "OSC_ACCESS_KEY" in previewed.told("warning")
    assert failed.status != 0
    assert "OSC_ACCESS_KEY" in failed.told("error")
    assert not fake.statistics().order


def test_wrong_keys_are_told_and_nothing_is_lost(workspace: Workspace) -> None:
    workspace.write(NET)
    workspace.up()
    wrong = "9" * 40

    refreshed = workspace.run("refresh", "--yes", "--skip-preview", OSC_SECRET_KEY=wrong)

    assert refreshed.status != 0
    assert wrong not in refreshed.text
    assert list(workspace.state().resources) == ["Net clinic"]


def test_another_accounts_keys_make_nothing(workspace: Workspace, fake: Fake) -> None:
    workspace.write(NET)
    workspace.configure(accountId="999999999999")

    failed = workspace.up()

    assert failed.status != 0
    assert "999999999999" in failed.told("error")
    assert fake.living() == {}


def test_a_quota_is_told_with_the_way_out_and_the_rest_is_kept(workspace: Workspace, fake: Fake) -> None:
    workspace.write("""
        for part in range(3):
            outscale.Net(f"net-{part}", ip_range=f"10.{part}.0.0/16")
    """)
    fake.control(quota={"Net": 2})

    failed = workspace.up()

    assert failed.status != 0
    assert "getQuotas" in failed.told("error")
    assert len(workspace.state().resources) == 2


def test_another_region_is_another_place(workspace: Workspace) -> None:
    workspace.write(NET)
    workspace.up()
    workspace.configure(region="cloudgouv-eu-west-1")

    previewed = workspace.preview()

    assert {"create-replacement", "delete-replaced"} <= set(previewed.operations["Net clinic"])


def test_what_programs_look_up_is_answered(workspace: Workspace) -> None:
    workspace.write("""
        images = outscale.get_images()
        pulumi.export("images", len(images.images))
        pulumi.export("regions", [region.region_name for region in outscale.get_regions().regions])
    """)

    made = workspace.up()
    outputs = workspace.run("stack", "output", "--json").text

    assert made.status == 0, made.text
    assert '"eu-west-2"' in outputs
    assert '"images": 0' not in outputs
