"""What is tried again after which failure, and what is not."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from typing import Any

import pytest

from outscale_provider.client.client import Client
from outscale_provider.errors import ApiError
from tests.outscale.scripted import HurriedClient, Reply, ScriptedService, error, scripted_service, settings_for

_GATEWAY = Reply(503, body=b"<html>busy</html>", headers={"Content-Type": "text/html"})


@pytest.fixture
def service() -> Iterator[ScriptedService]:
    with scripted_service() as running:
        yield running


@pytest.fixture
def client(service: ScriptedService) -> Iterator[HurriedClient]:
    made = HurriedClient(settings_for(service.url))
    yield made
    made.close()


@pytest.mark.parametrize(
    "throttled",
    [
        error(429, "24"),
        error(429, "25"),
        error(429, "9999"),
        error(503, "6"),
        error(503, "24"),
        error(503, ""),
        _GATEWAY,
        Reply(429, body=b""),
    ],
)
def test_a_throttled_call_is_repeated_whatever_it_does(
    service: ScriptedService, client: HurriedClient, throttled: Reply
) -> None:
    service.will(*[throttled] * 9, Reply(content={"Net": {"NetId": "vpc-1"}}))

    reply = client.call("CreateNet")

    assert reply["Net"]["NetId"] == "vpc-1"
    assert client.calls == len(service.requests) == 10


def test_pauses_grow_and_stay_within_eight_seconds(service: ScriptedService, client: HurriedClient) -> None:
    service.will(*[error(429)] * 40)

    client.call("CreateNet")

    assert len(client.slept) == 40
    assert 0.15 <= client.slept[0] <= 0.3
    assert all(4 <= pause <= 8 for pause in client.slept[10:])
    assert len(set(client.slept)) > 30


def test_retry_after_is_waited_out(service: ScriptedService, client: HurriedClient) -> None:
    service.will(error(429, Retry_After="17"))

    client.call("CreateNet")

    assert client.slept == [17]


def test_retry_after_may_be_a_date(service: ScriptedService, client: HurriedClient) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=40)
    service.will(error(503, "6", Retry_After=format_datetime(later, usegmt=True)))

    client.call("CreateNet")

    assert 35 < client.slept[0] <= 41


@pytest.mark.parametrize("senseless", ["", "soon", "-3", "²", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_retry_after_that_says_nothing_is_passed_over(
    service: ScriptedService, client: HurriedClient, senseless: str
) -> None:
    service.will(Reply(429, body=b"", headers={"Retry-After": senseless.encode().decode("latin-1")}))

    client.call("CreateNet")

    assert client.slept[0] <= 0.3


def test_a_retry_after_beyond_the_deadline_is_not_waited_for(service: ScriptedService, client: HurriedClient) -> None:
    service.will(error(429, Retry_After="3600"))

    with pytest.raises(ApiError, match="asks to wait 3600 s; there is no time left") as raised:
        client.call("CreateNet", deadline=time.monotonic() + 60)

    assert client.slept == []
    assert raised.value.status == 429
    assert not raised.value.ambiguous


@pytest.mark.parametrize("operation", ["ReadVms", "DeleteNet", "UpdateVm", "UnlinkVolume", "CreateTags", "StopVms"])
@pytest.mark.parametrize("failure", [error(500), error(502), error(503, "2000"), Reply(drop=True)])
def test_what_may_be_done_twice_is_repeated_after_a_lost_answer(
    service: ScriptedService, client: HurriedClient, operation: str, failure: Reply
) -> None:
    service.will(failure, failure)

    assert client.call(operation) == {}

    assert service.operations == [operation] * 3


@pytest.mark.parametrize("operation", ["CreateNet", "LinkVolume", "RebootVms", "ScaleUpVmGroup", "AcceptNetPeering"])
@pytest.mark.parametrize("failure", [error(500), error(504), error(503, "2000"), Reply(drop=True)])
def test_what_may_not_be_done_twice_is_sent_once_and_reported_as_perhaps_done(
    service: ScriptedService, client: HurriedClient, operation: str, failure: Reply
) -> None:
    service.will(failure)

    with pytest.raises(ApiError, match="may have been carried out") as raised:
        client.call(operation)

    assert raised.value.ambiguous
    assert service.operations == [operation]


def test_a_creation_with_a_token_is_repeated(service: ScriptedService, client: HurriedClient) -> None:
    service.will(error(500), Reply(drop=True))

    client.call("CreateVms", {"ClientToken": "token-1"}, repeatable=True)

    assert [request.arguments for request in service.requests] == [{"ClientToken": "token-1"}] * 3


@pytest.mark.parametrize(("operation", "ambiguous"), [("ReadVms", False), ("DeleteNet", True), ("CreateVms", True)])
def test_five_further_tries_are_made_and_no_more(
    service: ScriptedService, client: HurriedClient, operation: str, *, ambiguous: bool
) -> None:
    service.will(*[error(500, details="Broken for good.")] * 20)

    with pytest.raises(ApiError, match=r"Broken for good\.") as raised:
        client.call(operation, repeatable=True)

    assert len(service.requests) == 6
    assert raised.value.ambiguous is ambiguous


def test_throttling_does_not_use_up_the_further_tries(service: ScriptedService, client: HurriedClient) -> None:
    service.will(*[error(429), error(500)] * 5)

    client.call("ReadVms")

    assert len(service.requests) == 11


def test_a_refusal_after_a_lost_answer_does_not_hide_what_may_have_been_made(
    service: ScriptedService, client: HurriedClient
) -> None:
    service.will(error(500), error(400, "10042", "Too many VMs."))

    with pytest.raises(ApiError, match=r"Too many VMs\..*may have been carried out") as raised:
        client.call("CreateVms", repeatable=True)

    assert raised.value.ambiguous
    assert raised.value.code == "10042"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_a_refusal_is_final(service: ScriptedService, client: HurriedClient, status: int) -> None:
    service.will(error(status, "4045"))

    with pytest.raises(ApiError) as raised:
        client.call("ReadVms")

    assert (raised.value.status, raised.value.code, raised.value.ambiguous) == (status, "4045", False)
    assert len(service.requests) == 1


@pytest.mark.parametrize("failing", [lambda: error(429), lambda: error(500)])
def test_no_try_is_begun_after_the_deadline(service: ScriptedService, failing: Callable[[], Any]) -> None:
    service.answer = lambda _: failing()
    settings = settings_for(service.url)
    began = time.monotonic()

    with pytest.raises(ApiError, match="no time left"):
        Client(settings).call("ReadVms", deadline=began + 0.6)

    assert time.monotonic() - began < 0.8


def test_a_deadline_that_has_passed_sends_nothing(client: HurriedClient) -> None:
    with pytest.raises(ApiError, match="ran out before the call could be sent") as raised:
        client.call("CreateNet", deadline=time.monotonic() - 1)

    assert not raised.value.ambiguous
    assert client.calls == 0


def test_a_silent_service_is_waited_for_until_the_deadline(service: ScriptedService, client: HurriedClient) -> None:
    service.will(Reply(delay=1))
    began = time.monotonic()

    with pytest.raises(ApiError, match="it was silent for too long") as raised:
        client.call("CreateNet", deadline=began + 0.2)

    assert time.monotonic() - began < 0.6
    assert raised.value.ambiguous
