"""Many reads by identifier become few calls, and nobody who asked is left without an answer."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outscale_provider.client.client import Client
from outscale_provider.client.merged_reads import MergedReads, Read
from outscale_provider.errors import ApiError
from tests.outscale.scripted import (
    HurriedClient,
    Reply,
    Request,
    ScriptedService,
    error,
    scripted_service,
    settings_for,
)

_SOON = 10.0
"""Seconds after which a waiting thread counts as forgotten."""


@pytest.fixture
def service() -> Iterator[ScriptedService]:
    with scripted_service() as running:
        running.answer = every_vm
        yield running


@pytest.fixture
def client(service: ScriptedService) -> Iterator[HurriedClient]:
    made = HurriedClient(settings_for(service.url))
    yield made
    made.close()


def every_vm(request: Request) -> Reply:
    """Answer with the VMs asked for, except those that are gone; one wrong identifier spoils the whole call."""
    wanted = request.arguments["Filters"]["VmIds"]
    if any(identifier.startswith("wrong") for identifier in wanted):
        return error(400, "4104", "An identifier is malformed.")
    return Reply(content={"Vms": [{"VmId": identifier} for identifier in wanted if not identifier.startswith("gone")]})


def read_vm(client: Client, identifier: str) -> list[dict[str, Any]]:
    return client.read_by_id("ReadVms", "Vms", "VmIds", identifier)


def read_vms(client: Client, identifiers: list[str], threads: int = 64) -> list[Any]:
    """Read in many threads; the result of each, or the error that it got."""
    with ThreadPoolExecutor(threads) as pool:
        reads = [pool.submit(read_vm, client, identifier) for identifier in identifiers]
        return [read.exception(_SOON) or read.result() for read in reads]


def test_five_hundred_vms_read_by_64_threads_take_at_most_thirty_calls(
    service: ScriptedService, client: HurriedClient
) -> None:
    identifiers = [f"i-{number:08x}" for number in range(500)]

    found = read_vms(client, identifiers)

    assert found == [[{"VmId": identifier}] for identifier in identifiers]
    assert len(service.requests) <= 30


def test_five_hundred_objects_of_ten_kinds_take_at_most_thirty_calls_when_read_at_once(
    service: ScriptedService, client: HurriedClient
) -> None:
    kinds = ["Vm", "Net", "Nic", "Volume", "Subnet", "Image", "PublicIp", "RouteTable", "Snapshot", "NatService"]
    asked, all_asked = itertools.count(1), threading.Event()

    def answer(request: Request) -> Reply:
        # A busy machine takes its time to start 500 threads: the first answers wait for the last questions.
        all_asked.wait(_SOON)
        return Reply(
            content={
                f"{name[:-3]}s": [{name[:-1]: identifier} for identifier in identifiers]
                for name, identifiers in request.arguments["Filters"].items()
            }
        )

    def look(kind: str, number: int) -> list[dict[str, Any]]:
        if next(asked) == 50 * len(kinds):
            all_asked.set()
        return client.read_by_id(f"Read{kind}s", f"{kind}s", f"{kind}Ids", f"id-{number}")

    service.answer = answer

    with ThreadPoolExecutor(500) as pool:
        reads = [pool.submit(look, kind, number) for number in range(50) for kind in kinds]
        found = [read.result(_SOON) for read in reads]

    assert all(len(objects) == 1 for objects in found)
    assert len(service.requests) <= 30


def test_no_call_names_more_than_two_hundred_identifiers(service: ScriptedService, client: HurriedClient) -> None:
    found = read_vms(client, [f"i-{number}" for number in range(450)], threads=450)

    assert all(len(objects) == 1 for objects in found)
    assert max(len(request.arguments["Filters"]["VmIds"]) for request in service.requests) <= 200


def test_while_a_call_is_under_way_the_next_one_gathers(service: ScriptedService, client: HurriedClient) -> None:
    service.answer = lambda request: Reply(content=every_vm(request).content, delay=0.5)

    with ThreadPoolExecutor(64) as pool:
        reads = []
        for number in range(30):
            reads.append(pool.submit(read_vm, client, f"i-{number}"))
            time.sleep(0.02)
        assert all(len(read.result(_SOON)) == 1 for read in reads)

    assert len(service.requests) <= 4


def test_a_call_that_hangs_does_not_hold_up_the_others_for_long(
    service: ScriptedService, client: HurriedClient
) -> None:
    hanging = threading.Event()
    service.answer = lambda request: (
        hanging.wait(_SOON) if "i-slow" in request.arguments["Filters"]["VmIds"] else None,
        every_vm(request),
    )[1]
    began = time.monotonic()

    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(read_vm, client, "i-slow")
        time.sleep(0.2)
        quick = pool.submit(read_vm, client, "i-quick").result(_SOON)
        took = time.monotonic() - began
        hanging.set()
        slow.result(_SOON)

    assert quick == [{"VmId": "i-quick"}]
    assert took < 4


def test_a_single_read_waits_for_others_only_a_moment(client: HurriedClient) -> None:
    began = time.monotonic()

    read_vm(client, "i-1")

    assert time.monotonic() - began < 0.3


def test_the_same_identifier_is_asked_for_once_and_given_to_all(
    service: ScriptedService, client: HurriedClient
) -> None:
    found = read_vms(client, ["i-1"] * 30, threads=30)

    assert found == [[{"VmId": "i-1"}]] * 30
    assert all(request.arguments["Filters"]["VmIds"] == ["i-1"] for request in service.requests)


def test_what_is_gone_is_found_by_nobody(client: HurriedClient) -> None:
    assert read_vms(client, ["i-1", "gone-1", "i-2"]) == [[{"VmId": "i-1"}], [], [{"VmId": "i-2"}]]


def test_a_wrong_identifier_fails_nobody_else(client: HurriedClient) -> None:
    identifiers = [f"i-{number}" for number in range(30)]

    *found, wrong = read_vms(client, [*identifiers, "wrong"])

    assert found == [[{"VmId": identifier}] for identifier in identifiers]
    assert isinstance(wrong, ApiError)
    assert wrong.code == "4104"


@pytest.mark.parametrize(("status", "calls"), [(401, 1), (403, 1), (500, 6)])
def test_an_error_that_no_identifier_causes_reaches_all_who_wait(
    service: ScriptedService, client: HurriedClient, status: int, calls: int
) -> None:
    service.answer = lambda _: error(status, details="Not now.")
    gate = threading.Barrier(20)

    def read(number: int) -> ApiError:
        gate.wait(_SOON)
        with pytest.raises(ApiError) as raised:
            read_vm(client, f"i-{number}")
        return raised.value

    with ThreadPoolExecutor(20) as pool:
        errors = list(pool.map(read, range(20), timeout=_SOON))

    assert all("Not now" in str(error) for error in errors)
    assert len({id(error) for error in errors}) == 20, "threads would write into one another's tracebacks"
    assert len(service.requests) <= 2 * calls


@pytest.mark.parametrize("failure", [ValueError("a fault of our own"), KeyboardInterrupt(), SystemExit(1)])
def test_whatever_happens_nobody_waits_for_ever(failure: BaseException) -> None:
    gate = threading.Barrier(10)

    def fail(_read: Read, _identifiers: list[str]) -> list[dict[str, Any]]:
        raise failure

    merged = MergedReads(fail)
    ended: list[BaseException] = []

    def read(number: int) -> None:
        gate.wait(_SOON)
        try:
            merged.read(Read("ReadVms", "Vms", "VmIds"), f"i-{number}")
        except BaseException as raised:  # noqa: BLE001 - what is raised is what is looked at
            ended.append(raised)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_SOON)

    assert ended == [failure] * 10


def test_a_failed_call_does_not_spoil_the_next(service: ScriptedService, client: HurriedClient) -> None:
    service.will(error(403))
    with pytest.raises(ApiError):
        read_vm(client, "i-1")

    assert read_vm(client, "i-1") == [{"VmId": "i-1"}]


def test_all_pages_are_read(service: ScriptedService, client: HurriedClient) -> None:
    service.will(Reply(content={"Vms": [], "NextPageToken": "2"}), Reply(content={"Vms": [{"VmId": "i-1"}]}))

    assert read_vm(client, "i-1") == [{"VmId": "i-1"}]
    assert service.requests[1].arguments == {"Filters": {"VmIds": ["i-1"]}, "NextPageToken": "2"}


@pytest.mark.parametrize(
    ("filter_name", "found", "mine"),
    [
        ("PolicyIds", [{"PolicyId": "mine"}, {"PolicyId": "other"}], 1),
        ("Policies", [{"Policy": "mine"}, {"Policy": "other"}], 1),
        ("VmIds", [{"VmId": "mine", "Tags": []}, {"VmId": "other"}, {"VmId": None}], 1),
        ("Numbers", [{"Number": 7}], 0),
        ("LinkRouteTableLinkRouteTableIds", [{"RouteTableId": "a"}, {"RouteTableId": "b"}], 2),
    ],
)
def test_objects_without_the_filters_key_are_left_to_the_caller(
    service: ScriptedService, client: HurriedClient, *, filter_name: str, found: list[dict[str, Any]], mine: int
) -> None:
    service.answer = lambda _: Reply(content={"Found": found})

    assert client.read_by_id("ReadFound", "Found", filter_name, "mine") == found[:mine]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["1", "2", "3", "wrong", "gone"])), max_size=24))
def test_every_thread_gets_what_a_read_of_its_own_would_have_given(wanted: list[tuple[str, str]]) -> None:
    def fetch(read: Read, identifiers: list[str]) -> list[dict[str, Any]]:
        if "wrong" in identifiers:
            raise ApiError(read.operation, "An identifier is malformed.", status=400)
        return [{"VmId": identifier, "of": read.operation} for identifier in identifiers if identifier != "gone"]

    merged = MergedReads(fetch)

    def read(request: tuple[str, str]) -> list[dict[str, Any]] | str:
        operation, identifier = request
        try:
            return merged.read(Read(operation, "Vms", "VmIds"), identifier)
        except ApiError as refusal:
            return refusal.details

    with ThreadPoolExecutor(24) as pool:
        found = list(pool.map(read, wanted, timeout=_SOON))

    alone = {"wrong": lambda _: "An identifier is malformed.", "gone": lambda _: []}
    assert found == [
        alone.get(identifier, lambda of, own=identifier: [{"VmId": own, "of": of}])(operation)
        for operation, identifier in wanted
    ]
