"""What can go wrong goes wrong on demand: refusals, lost replies, throttling, delays, and nothing more."""

from __future__ import annotations

import time

import pytest
import urllib3

from tests.outscale.calling import AnsweredError, Caller
from tests.outscale.fake import Fake


def test_a_fault_spoils_the_calls_it_names_as_often_as_it_says(fake: Fake, call: Caller) -> None:
    fake.control(fail=[{"op": "Create.*", "times": 1, "skip": 1, "status": 503, "code": 6, "type": "Busy"}])

    call("CreatePublicIp")
    with pytest.raises(AnsweredError, match="Busy 6: injected") as refused:
        call("CreatePublicIp")
    call("CreatePublicIp")

    assert refused.value.status == 503
    assert len(fake.objects("PublicIp")) == 2


def test_a_lost_request_changes_nothing_and_a_lost_reply_changes_something(fake: Fake, call: Caller) -> None:
    fake.control(fail=[{"op": "CreatePublicIp", "drop": True}, {"op": "CreatePublicIp", "drop": True, "after": True}])

    with pytest.raises(urllib3.exceptions.ProtocolError):
        call("CreatePublicIp")
    before = fake.objects("PublicIp")
    with pytest.raises(urllib3.exceptions.ProtocolError):
        call("CreatePublicIp")

    assert (len(before), len(fake.objects("PublicIp"))) == (0, 1)


def test_an_error_after_the_deed_changes_something(fake: Fake, call: Caller) -> None:
    fake.control(fail=[{"op": "CreatePublicIp", "status": 500, "after": True}])

    with pytest.raises(AnsweredError, match="injected after"):
        call("CreatePublicIp")

    assert len(fake.objects("PublicIp")) == 1


def test_a_delay_holds_one_call_up_and_no_other(fake: Fake, call: Caller) -> None:
    fake.control(fail=[{"op": "ReadNets", "delay": 0.2}])

    start = time.monotonic()
    call("ReadSubnets")
    undelayed = time.monotonic() - start
    call("ReadNets")
    delayed = time.monotonic() - start - undelayed

    assert undelayed < 0.2 <= delayed


def test_a_fault_may_answer_what_is_no_json_and_say_when_to_come_back(fake: Fake, call: Caller) -> None:
    fake.control(fail=[{"op": "ReadNets", "status": 502, "body": "<h1>Bad gateway</h1>", "retry_after": 2}])

    answer = call.send("ReadNets", b"{}")

    assert (answer.status, answer.data, answer.headers["Retry-After"]) == (502, b"<h1>Bad gateway</h1>", "2")


def test_more_calls_a_second_than_the_rate_are_throttled_and_counted(fake: Fake, call: Caller) -> None:
    fake.control(rate=3)

    statuses = [call.send("ReadNets", b"{}").status for _ in range(5)]

    assert statuses == [200, 200, 200, 429, 429]
    assert fake.statistics().calls["429"] == 2


def test_state_changes_take_their_time_and_slow_stretches_it(fake: Fake, call: Caller) -> None:
    fake.control(slow=0.5)
    volume = call("CreateVolume", SubregionName="eu-west-2a", Size=1)["Volume"]["VolumeId"]

    states = [call("ReadVolumes", Filters={"VolumeIds": [volume]})["Volumes"][0]["State"]]
    time.sleep(0.25)
    states.append(call("ReadVolumes", Filters={"VolumeIds": [volume]})["Volumes"][0]["State"])

    assert states == ["creating", "available"]


def test_a_quota_that_is_reached_refuses_the_next_object(fake: Fake, call: Caller) -> None:
    fake.control(quota={"Net": 1})
    call("CreateNet", IpRange="10.0.0.0/16")

    with pytest.raises(AnsweredError, match="quota of 1 for Net") as refused:
        call("CreateNet", IpRange="10.1.0.0/16")

    assert (refused.value.status, refused.value.code) == (400, "10022")
    assert refused.value.kind == "TooManyResources (QuotaExceded)"


def test_a_refused_call_leaves_nothing_behind(fake: Fake, call: Caller) -> None:
    fake.control(quota={"Volume": 0})
    net = call("CreateNet", IpRange="10.0.0.0/16")["Net"]["NetId"]
    subnet = call("CreateSubnet", NetId=net, IpRange="10.0.0.0/24")["Subnet"]["SubnetId"]

    with pytest.raises(AnsweredError, match="quota"):
        call("CreateVms", ImageId="ami-12345678", SubnetId=subnet)

    assert [fake.objects(kind) for kind in ("Vm", "Nic", "Volume")] == [[], [], []]


def test_the_statistics_tell_what_was_called_how_often_and_in_which_order(fake: Fake, call: Caller) -> None:
    for operation in ("ReadNets", "CreatePublicIp", "ReadNets"):
        call(operation)

    assert fake.statistics().calls == {"ReadNets": 2, "CreatePublicIp": 1}
    assert fake.statistics().order == ["ReadNets", "CreatePublicIp", "ReadNets"]


def test_a_reset_empties_the_cloud_and_ends_every_fault(fake: Fake, call: Caller) -> None:
    call("CreatePublicIp")
    fake.control(fail=[{"op": ".*", "times": 9, "status": 500}], rate=1)

    fake.reset()

    assert call("ReadPublicIps")["PublicIps"] == []
    assert fake.statistics().order == ["ReadPublicIps"]


def test_a_setting_that_does_not_exist_is_refused(fake: Fake) -> None:
    with pytest.raises(TypeError, match="sloow"):
        fake.control(sloow=2)


def test_a_client_token_makes_one_object_however_often_it_is_sent(fake: Fake, call: Caller) -> None:
    wanted = {"SubregionName": "eu-west-2a", "Size": 10, "ClientToken": "once"}

    first, second = call("CreateVolume", **wanted), call("CreateVolume", **wanted)
    with pytest.raises(AnsweredError) as refused:
        call("CreateVolume", **wanted | {"Size": 11})

    assert first["Volume"]["VolumeId"] == second["Volume"]["VolumeId"]
    assert len(fake.objects("Volume")) == 1
    assert refused.value.code == "4091"
