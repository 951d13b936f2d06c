"""When the engine asks to stop: what waits ends, nothing new is made, looking stays possible."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from outscale_provider.client.client import Client
from outscale_provider.errors import ApiError, CancelledError
from tests.outscale.scripted import Reply, ScriptedService, error, scripted_service, settings_for

_AT_ONCE = 1.0
"""Seconds within which what waits has ended."""


@pytest.fixture
def service() -> Iterator[ScriptedService]:
    with scripted_service() as running:
        yield running


@pytest.fixture
def client(service: ScriptedService) -> Iterator[Client]:
    made = Client(settings_for(service.url))
    yield made
    made.close()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(64) as pool:
        yield pool


def wait_until(condition: Callable[[], object]) -> None:
    limit = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < limit, "what was awaited did not come"
        time.sleep(0.005)


def test_a_sleep_ends(client: Client, threads: ThreadPoolExecutor) -> None:
    sleeping = threads.submit(client.sleep, 60)

    client.cancel()

    with pytest.raises(CancelledError):
        sleeping.result(_AT_ONCE)
    assert client.cancelled


def test_no_sleep_begins_afterwards(client: Client) -> None:
    client.cancel()

    with pytest.raises(CancelledError):
        client.sleep(60)


@pytest.mark.parametrize("operation", ["CreateNet", "ReadNets", "DeleteNet"])
def test_a_call_that_pauses_between_tries_ends(
    service: ScriptedService, client: Client, threads: ThreadPoolExecutor, operation: str
) -> None:
    service.will(error(429, Retry_After="60"))
    calling = threads.submit(client.call, operation)
    wait_until(lambda: service.requests)

    client.cancel()

    with pytest.raises(CancelledError):
        calling.result(_AT_ONCE)


def test_a_creation_that_may_have_happened_does_not_pass_for_one_that_was_not_begun(
    service: ScriptedService, client: Client, threads: ThreadPoolExecutor
) -> None:
    service.will(error(500, Retry_After="60"))
    calling = threads.submit(client.call, "CreateVms", repeatable=True)
    wait_until(lambda: service.requests)

    client.cancel()

    with pytest.raises(ApiError, match="may have been carried out") as raised:
        calling.result(_AT_ONCE)
    assert raised.value.ambiguous


def test_calls_that_wait_for_their_turn_end(service: ScriptedService, threads: ThreadPoolExecutor) -> None:
    client = Client(settings_for(service.url, requests_per_second=0.1))
    calls = [threads.submit(client.call, "DeleteNet") for _ in range(5)]
    wait_until(lambda: service.requests)
    time.sleep(0.1)

    client.cancel()

    ended = [call.exception(_AT_ONCE) for call in calls]
    assert sum(isinstance(error, CancelledError) for error in ended) == 4
    assert len(service.requests) == 1


@pytest.mark.parametrize("operation", ["CreateNet", "DeleteNet", "UpdateVm", "LinkVolume"])
def test_nothing_is_changed_afterwards(service: ScriptedService, client: Client, operation: str) -> None:
    client.cancel()

    with pytest.raises(CancelledError, match=f"{operation} was not begun"):
        client.call(operation)

    assert service.requests == []


def test_looking_stays_possible(service: ScriptedService, client: Client) -> None:
    service.answer = lambda _: Reply(content={"Nets": [{"NetId": "vpc-1"}]})
    client.cancel()

    assert client.call("ReadNets") == {"Nets": [{"NetId": "vpc-1"}]}
    assert client.read_by_id("ReadNets", "Nets", "NetIds", "vpc-1") == [{"NetId": "vpc-1"}]
    assert client.read_all("ReadNets", "Nets") == [{"NetId": "vpc-1"}]


def test_a_look_afterwards_waits_for_its_turn_but_not_for_long(service: ScriptedService) -> None:
    client = Client(settings_for(service.url, requests_per_second=0.05))
    client.cancel()
    began = time.monotonic()

    client.call("ReadNets")
    client.call("ReadNets")

    assert time.monotonic() - began < 2.5


def test_a_call_that_is_under_way_is_still_answered(
    service: ScriptedService, client: Client, threads: ThreadPoolExecutor
) -> None:
    service.will(Reply(content={"Net": {"NetId": "vpc-1"}}, delay=0.3))
    calling = threads.submit(client.call, "CreateNet")
    wait_until(lambda: service.requests)

    client.cancel()

    assert calling.result(_AT_ONCE)["Net"]["NetId"] == "vpc-1"


def test_all_who_wait_for_a_merged_read_are_told(
    service: ScriptedService, client: Client, threads: ThreadPoolExecutor
) -> None:
    service.answer = lambda _: error(429, Retry_After="60")
    reads = [threads.submit(client.read_by_id, "ReadVms", "Vms", "VmIds", f"i-{number}") for number in range(20)]
    wait_until(lambda: service.requests)

    client.cancel()

    assert_all_cancelled(reads)


def test_those_who_wait_for_their_group_s_turn_are_told_too(
    service: ScriptedService, client: Client, threads: ThreadPoolExecutor
) -> None:
    answered = threading.Event()
    service.answer = lambda _: (answered.wait(5), error(429, Retry_After="60"))[1]
    first = threads.submit(client.read_by_id, "ReadVms", "Vms", "VmIds", "i-first")
    wait_until(lambda: service.requests)
    reads = [threads.submit(client.read_by_id, "ReadVms", "Vms", "VmIds", f"i-{number}") for number in range(20)]
    time.sleep(0.1)

    client.cancel()
    answered.set()

    assert_all_cancelled([first, *reads])


def assert_all_cancelled(reads: list[Future[list[dict[str, object]]]]) -> None:
    errors = [read.exception(_AT_ONCE) for read in reads]
    assert {type(error) for error in errors} == {CancelledError}
    assert len({id(error) for error in errors}) == len(reads), "threads would write into one another's tracebacks"
