"""What goes wrong on the way: nothing is made twice, nothing is forgotten, every message says what to do."""

from __future__ import annotations

import threading
import time

import grpc
import pytest
from google.protobuf import empty_pb2

from outscale_provider.values.json import JsonObject
from outscale_provider.wire.messages import provider_pb2
from outscale_provider.wire.structs import to_struct
from tests.outscale.fake import Fake, running_fake
from tests.outscale.plugin import KEYS, Plugin, Resource, init_failure, running_plugin, told, urn
from tests.outscale.world import World

NET: JsonObject = {"ipRange": "10.0.0.0/16"}
TAGGED: JsonObject = NET | {"tags": [{"key": "Name", "value": "clinic"}]}
VM: JsonObject = {"imageId": "ami-12345678"}


def test_a_lost_answer_is_asked_for_again_where_the_call_can_be_repeated(plugin: Plugin, fake: Fake) -> None:
    fake.control(fail=[{"op": "CreateVms", "times": 1, "drop": True, "after": True}])

    made = plugin.create("Vm", VM)

    assert [vm["VmId"] for vm in fake.objects("Vm")] == [made.id]


def test_a_lost_answer_is_not_asked_for_again_where_that_could_make_a_second_object(plugin: Plugin, fake: Fake) -> None:
    fake.control(fail=[{"op": "CreateNet", "times": 1, "drop": True, "after": True}])

    with pytest.raises(grpc.RpcError) as caught:
        plugin.create("Net", NET)

    assert caught.value.code() is grpc.StatusCode.UNKNOWN
    assert f"Look at {fake.objects('Net')[0]['NetId']}" in told(caught.value)
    assert "pulumi import outscale:index/net:Net NAME ID" in told(caught.value)
    assert fake.statistics().calls["CreateNet"] == 1


def test_a_plain_refusal_leaves_nothing_pending(plugin: Plugin, fake: Fake) -> None:
    fake.control(fail=[{"op": "CreateNet", "times": 1, "status": 400, "code": 4014, "type": "InvalidParameterValue"}])

    with pytest.raises(grpc.RpcError) as caught:
        plugin.create("Net", NET)

    assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION


def test_what_exists_without_its_tags_is_kept_and_finished_by_the_next_up(plugin: Plugin, fake: Fake) -> None:
    fake.control(fail=[{"op": "CreateTags", "times": 99, "status": 400}])

    with pytest.raises(grpc.RpcError) as caught:
        plugin.create("Net", TAGGED)
    kept = init_failure(caught.value)
    fake.control(fail=[])
    half_done = Resource("urn:pulumi:dev::clinic::outscale:index/net:Net::it", kept.id, kept.inputs, kept.state)
    finished = plugin.update(half_done, TAGGED)

    assert "Way out: once that is mended, `pulumi up` goes on from there" in kept.reasons[0]
    assert kept.inputs == NET
    assert finished.state["tags"] == TAGGED["tags"]
    assert len(fake.objects("Net")) == 1


def test_a_private_key_told_once_survives_a_half_done_creation(plugin: Plugin, fake: Fake) -> None:
    fake.control(fail=[{"op": "CreateTags", "times": 99, "status": 400}])

    with pytest.raises(grpc.RpcError) as caught:
        plugin.create("Keypair", {"tags": TAGGED["tags"]})
    kept = init_failure(caught.value)

    assert "PRIVATE KEY" in kept.state["privateKey"]
    assert "PRIVATE KEY" not in told(caught.value)


def test_a_machine_that_ends_at_once_was_never_made(plugin: Plugin, fake: Fake) -> None:
    fake.control(slow=5)

    def end_it() -> None:
        while not (machines := fake.objects("Vm")):
            time.sleep(0.02)
        plugin.delete(Resource("urn:pulumi:dev::clinic::outscale:index/vm:Vm::it", machines[0]["VmId"], {}, {}))

    ending = threading.Thread(target=end_it)
    ending.start()
    with pytest.raises(grpc.RpcError) as caught:
        plugin.create("Vm", VM)
    ending.join()

    assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert "terminated" in told(caught.value)


def test_what_is_not_ready_in_time_is_kept(plugin: Plugin, fake: Fake) -> None:
    fake.control(slow=30)

    with pytest.raises(grpc.RpcError) as caught:
        plugin.create("Vm", VM, timeout=1)

    assert init_failure(caught.value).id == fake.objects("Vm")[0]["VmId"]
    assert "customTimeouts" in told(caught.value)


def test_throttling_is_waited_out(plugin: Plugin, fake: Fake) -> None:
    fake.control(rate=8)

    nets = [plugin.create("Net", {"ipRange": f"10.{part}.0.0/16"}) for part in range(6)]

    assert len(fake.objects("Net")) == len(nets)


def test_a_busy_service_is_asked_again_for_what_can_be_repeated(plugin: Plugin, fake: Fake) -> None:
    made = plugin.create("Net", NET)
    fake.control(fail=[{"op": "ReadNets", "times": 2, "status": 500}])

    assert plugin.refresh(made) is not None


def test_a_conflict_on_deletion_is_waited_out(plugin: Plugin, fake: Fake, world: World) -> None:
    made = plugin.create("Subnet", world.inputs("Subnet"))
    fake.control(fail=[{"op": "DeleteSubnet", "times": 2, "status": 409, "code": 9095, "type": "ResourceConflict"}])

    plugin.delete(made)

    assert fake.statistics().calls["DeleteSubnet"] == 3


def test_a_net_that_is_still_used_is_told_after_the_time_allowed(plugin: Plugin, fake: Fake, world: World) -> None:
    plugin.create("Subnet", world.inputs("Subnet"))

    with pytest.raises(grpc.RpcError) as caught:
        plugin.delete(world.made["netId"], timeout=1)

    assert "DeleteNet" in told(caught.value)
    assert fake.objects("Net")


def test_deleting_what_is_gone_already_is_no_error(plugin: Plugin) -> None:
    made = plugin.create("Net", NET)

    plugin.delete(made)
    plugin.delete(made)


def test_an_update_that_fails_leaves_the_machine_running_and_the_old_inputs(plugin: Plugin, fake: Fake) -> None:
    made = plugin.create("Vm", VM | {"vmType": "tinav5.c1r1p2"})
    fake.control(fail=[{"op": "UpdateVm", "times": 99, "status": 400, "code": 4017, "type": "InvalidParameterValue"}])

    with pytest.raises(grpc.RpcError) as caught:
        plugin.update(made, VM | {"vmType": "tinav6.c2r4p1"})

    assert init_failure(caught.value).inputs["vmType"] == "tinav5.c1r1p2"
    assert fake.objects("Vm")[0]["State"] == "running"


def test_what_vanished_is_told_by_an_update_and_forgotten_by_a_refresh(plugin: Plugin) -> None:
    made = plugin.create("Net", TAGGED)
    plugin.delete(made)

    with pytest.raises(grpc.RpcError, match="no longer exists"):
        plugin.update(made, NET)
    assert plugin.refresh(made) is None


def test_cancel_ends_what_waits_and_keeps_what_exists(fake: Fake) -> None:
    fake.control(slow=30)
    with running_plugin() as plugin:
        plugin.configure(**KEYS, endpoint=fake.url)
        threading.Timer(1.0, plugin.cancel).start()
        began = time.monotonic()

        with pytest.raises(grpc.RpcError) as caught:
            plugin.create("Vm", VM)

        assert time.monotonic() - began < 5
        assert init_failure(caught.value).id == fake.objects("Vm")[0]["VmId"]


def test_what_nobody_waits_for_any_more_is_taken_back(fake: Fake) -> None:
    fake.control(slow=5)
    with running_plugin() as plugin:
        plugin.configure(**KEYS, endpoint=fake.url)
        request = provider_pb2.CreateRequest(urn=urn("Vm", "it"), properties=to_struct(VM))
        asked = plugin.stub.Create.future(request)
        while not fake.objects("Vm"):
            time.sleep(0.02)
        asked.cancel()
        fake.control(slow=0)

        plugin.process.terminate()
        plugin.process.wait(timeout=10)

    assert fake.living() == {}


def test_after_cancel_nothing_new_is_begun(fake: Fake) -> None:
    with running_plugin() as plugin:
        plugin.configure(**KEYS, endpoint=fake.url)
        plugin.cancel()

        with pytest.raises(grpc.RpcError) as caught:
            plugin.create("Net", NET)

    assert caught.value.code() is grpc.StatusCode.CANCELLED
    assert not fake.objects("Net")


def test_the_process_ends_by_itself_when_it_is_told_to(fake: Fake) -> None:
    fake.control(slow=30)
    with running_plugin() as plugin:
        plugin.configure(**KEYS, endpoint=fake.url)
        threading.Thread(target=_expect_refusal, args=(plugin,)).start()
        while not fake.objects("Vm"):
            time.sleep(0.02)
        began = time.monotonic()
        plugin.process.terminate()

        assert plugin.process.wait(timeout=10) == 0
        assert time.monotonic() - began < 5


def test_a_cloud_that_vanishes_is_told_in_one_line() -> None:
    with running_fake() as fake:
        gone = fake.url
    with running_plugin() as plugin:
        plugin.configure(**KEYS, endpoint=gone)

        with pytest.raises(grpc.RpcError) as caught:
            plugin.create("Net", NET)

    assert "\n" not in told(caught.value)
    assert "Net it: CreateNet" in told(caught.value)


def test_wrong_keys_are_told_without_repeating_them(fake: Fake) -> None:
    wrong = "9" * 40
    with running_plugin() as plugin:
        plugin.configure(**KEYS | {"secretKeyId": wrong}, endpoint=fake.url)

        with pytest.raises(grpc.RpcError) as caught:
            plugin.create("Net", NET)

    assert wrong not in told(caught.value)
    assert "Way out" not in told(caught.value)  # the cause says it already
    assert "OSC_SECRET_KEY" in told(caught.value) or "secretKeyId" in told(caught.value)


def test_missing_keys_do_not_hinder_a_preview_and_are_told_before_anything_is_sent(fake: Fake) -> None:
    with running_plugin() as plugin:
        plugin.configure(region="eu-west-2", endpoint=fake.url)

        foreseen = plugin.preview("Net", NET)
        with pytest.raises(grpc.RpcError) as caught:
            plugin.create("Net", NET)

    assert foreseen["ipRange"] == "10.0.0.0/16"
    assert "OSC_ACCESS_KEY" in told(caught.value)
    assert not fake.statistics().order


def test_another_accounts_keys_change_and_forget_nothing(plugin: Plugin, fake: Fake) -> None:
    made = plugin.create("Net", NET)
    plugin.configure(**KEYS, endpoint=fake.url, accountId="999999999999")

    with pytest.raises(grpc.RpcError, match="999999999999"):
        plugin.refresh(made)
    with pytest.raises(grpc.RpcError, match="999999999999"):
        plugin.delete(made)
    assert fake.objects("Net")


def test_a_quota_that_is_reached_is_told_with_the_way_out(plugin: Plugin, fake: Fake) -> None:
    fake.control(quota={"Net": 1})
    plugin.create("Net", NET)

    with pytest.raises(grpc.RpcError, match="quota"):
        plugin.create("Net", {"ipRange": "10.1.0.0/16"})


def test_overlapping_subnets_are_told_at_check(plugin: Plugin, world: World) -> None:
    net = world.id_of("netId")
    plugin.check("Subnet", {"netId": net, "ipRange": "10.0.0.0/17"}, name="one")

    told = plugin.failures("Subnet", {"netId": net, "ipRange": "10.0.64.0/18"}, name="other")

    assert told == {"ipRange": "10.0.64.0/18 overlaps with the range of the Subnet one of the same Net"}


def test_a_kind_that_this_version_does_not_have_is_told(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError, match="has no outscale:index/databaseCluster:DatabaseCluster"):
        plugin.check("DatabaseCluster", {})


def test_many_reads_at_once_are_a_few_calls(plugin: Plugin, fake: Fake) -> None:
    nets = [plugin.create("Net", {"ipRange": f"10.{part}.0.0/16"}) for part in range(40)]
    before = fake.statistics().calls["ReadNets"]

    threads = [threading.Thread(target=plugin.refresh, args=(net,)) for net in nets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert fake.statistics().calls["ReadNets"] - before < 10


def test_methods_that_the_provider_does_not_have_are_refused_cleanly(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        plugin.stub.Construct(
            __import__("outscale_provider.wire.messages").wire.messages.provider_pb2.ConstructRequest()
        )

    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert plugin.stub.GetPluginInfo(empty_pb2.Empty()).version


def _expect_refusal(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError):
        plugin.create("Vm", VM)
