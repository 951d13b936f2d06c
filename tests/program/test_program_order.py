"""A program is previewed in the same order every time, however long each request takes.

Requests wait here for one another, where a race would need luck: each test says who waits for whom.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pulumi.runtime.proto import resource_pb2

from rempart.errors import InputError
from rempart.inputs.program.in_order import Loop, OrderedSet, Requests, number
from rempart.inputs.program.monitor import Monitor
from tests.program.conftest import Write, preview

OPENSTACK = "import pulumi\nimport pulumi_openstack as openstack\n"
PATIENCE = 60
"""Seconds after which a test that waits for what never happens fails, rather than hangs."""


@pytest.fixture
def requests() -> Iterator[Requests]:
    """Yield the threads that send requests."""
    made = Requests(4)
    yield made
    made.shutdown()


def request(send: Callable[[], object]) -> Callable[[], object]:
    """Return a function that is taken for a request of the SDK."""
    send.__module__ = "pulumi.runtime.resource"
    return send


def run(requests: Requests, program: Callable[[], object]) -> None:
    """Run a program, a coroutine function, to its end."""
    loop = Loop(requests)
    try:
        loop.run_until_complete(asyncio.wait_for(program(), PATIENCE))  # type: ignore[arg-type]
    finally:
        loop.close()


def test_requests_leave_in_the_order_in_which_the_program_made_them(requests: Requests) -> None:
    left: list[int] = []
    all_made = threading.Event()

    def send(name: int) -> Callable[[], object]:
        def sent() -> None:
            # Whoever could leave before the first one would have left by then.
            all_made.wait(PATIENCE)
            left.append(name)

        return request(sent)

    async def program() -> None:
        loop = asyncio.get_running_loop()
        made = [loop.run_in_executor(None, send(name)) for name in range(20)]
        all_made.set()
        await asyncio.gather(*made)

    run(requests, program)

    assert left == list(range(20))


def test_an_answer_is_taken_when_the_program_has_nothing_else_left_to_do(requests: Requests) -> None:
    happened: list[str] = []
    answered = threading.Event()

    def answers() -> None:
        answered.set()

    async def asks(name: str) -> None:
        await asyncio.get_running_loop().run_in_executor(None, request(answers))
        happened.append(name)

    async def works() -> None:
        for _ in range(100):
            await asyncio.sleep(0)
            # The answer has been there for a long time, and waits.
            answered.wait(PATIENCE)
        happened.append("works")

    async def program() -> None:
        await asyncio.gather(asks("asks"), works())

    run(requests, program)

    assert happened == ["works", "asks"]


def test_what_follows_from_one_answer_comes_before_the_next_answer(requests: Requests) -> None:
    happened: list[str] = []

    async def asks(name: str) -> None:
        await asyncio.get_running_loop().run_in_executor(None, request(lambda: None))
        for _ in range(10):
            await asyncio.sleep(0)
            happened.append(name)

    async def program() -> None:
        await asyncio.gather(asks("first"), asks("second"))

    run(requests, program)

    assert happened == ["first"] * 10 + ["second"] * 10


def test_a_function_that_the_engine_calls_back_may_wait_for_later_requests(requests: Requests) -> None:
    answer = threading.Event()
    happened: list[str] = []

    def registers() -> None:
        answer.wait(PATIENCE)
        happened.append("registered")

    async def program() -> None:
        loop = asyncio.get_running_loop()
        registered = loop.run_in_executor(None, request(registers))
        later = loop.run_in_executor(None, request(lambda: happened.append("later")))
        with requests.called_back():
            await later
            answer.set()
        await registered

    run(requests, program)

    assert happened == ["later", "registered"]


def test_no_time_passes_for_the_program_while_a_request_is_under_way(requests: Requests) -> None:
    told: list[float] = []
    answer = threading.Event()

    async def program() -> None:
        loop = asyncio.get_running_loop()
        under_way = loop.run_in_executor(None, request(lambda: answer.wait(PATIENCE)))
        told.append(loop.time())
        await asyncio.to_thread(lambda: None)
        told.append(loop.time())
        answer.set()
        await under_way

    run(requests, program)

    assert told[0] == told[1]


def test_time_passes_while_the_engine_waits_for_a_function_of_the_program(requests: Requests) -> None:
    answer = threading.Event()

    async def program() -> None:
        under_way = asyncio.get_running_loop().run_in_executor(None, request(lambda: answer.wait(PATIENCE)))
        with requests.called_back():
            await asyncio.sleep(0.001)
            answer.set()
        await under_way

    run(requests, program)

    assert answer.is_set()


def test_what_else_a_program_hands_to_threads_waits_for_nobody(requests: Requests) -> None:
    together = threading.Barrier(2)

    async def program() -> None:
        await asyncio.gather(*(asyncio.to_thread(together.wait, PATIENCE) for _ in range(2)))

    run(requests, program)

    assert not together.broken


def test_a_request_that_fails_fails_where_the_program_waits(requests: Requests) -> None:
    def fails() -> None:
        raise ValueError("refused")

    async def program() -> None:
        with pytest.raises(ValueError, match="refused"):
            await asyncio.get_running_loop().run_in_executor(None, request(fails))

    run(requests, program)


def test_a_program_that_stops_waiting_leaves_the_others_their_answers(requests: Requests) -> None:
    async def program() -> None:
        loop = asyncio.get_running_loop()
        given_up = loop.run_in_executor(None, request(lambda: None))
        given_up.cancel()
        await loop.run_in_executor(None, request(lambda: None))

    run(requests, program)

    assert not requests.are_outstanding


def test_an_ordered_set_is_gone_through_as_it_was_filled() -> None:
    items = OrderedSet()

    for item in (3, 1, 2, 1):
        items.add(item)
    items.discard(1)
    items.discard(7)

    assert list(items) == [3, 2]
    assert len(items) == 2
    with pytest.raises(KeyError):
        items.remove(7)
    items.clear()
    assert 3 not in items


def test_a_set_of_resources_is_gone_through_in_the_order_in_which_they_were_first_met() -> None:
    class Resource:
        pass

    number(Resource)
    resources = [Resource() for _ in range(8)]
    met = [hash(resource) for resource in resources]

    assert met == list(range(8))
    assert list(set(resources)) == resources


def test_the_requests_of_a_program_arrive_one_at_a_time(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    under_way: list[str] = []
    most = 0
    register = Monitor.RegisterResource

    def watched(
        monitor: Monitor, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        nonlocal most
        under_way.append(request.name)
        most = max(most, len(under_way))
        try:
            return register(monitor, request)
        finally:
            under_way.remove(request.name)

    monkeypatch.setattr(Monitor, "RegisterResource", watched)
    text = OPENSTACK + "for number in range(40):\n    openstack.networking.Network(f'n{number}')\n"

    found = preview(program(text))

    assert most == 1
    assert [item.name for item in found.resources if item.name[0] == "n"] == [f"n{number}" for number in range(40)]


def test_of_several_mistakes_the_first_one_is_told(program: Write) -> None:
    text = OPENSTACK + (
        "for name in ('a', 'm', 'n'):\n"
        "    openstack.networking.Network(name)\n"
        "openstack.networking.Network('m')\n"
        "openstack.networking.Network('n')\n"
        "openstack.networking.Network('a')\n"
    )

    with pytest.raises(InputError, match=r"__main__.py:5: two resources have the URN .*::m;"):
        preview(program(text))


def test_of_several_functions_that_fail_the_first_one_is_told(program: Write) -> None:
    text = OPENSTACK + (
        "def fail(number):\n"
        "    raise KeyError(f'number {number}')\n"
        "for number in range(10):\n"
        "    network = openstack.networking.Network(f'n{number}')\n"
        "    network.urn.apply(lambda _, number=number: fail(number))\n"
    )

    with pytest.raises(InputError, match="number 0"):
        preview(program(text))


def test_transforms_that_wait_for_other_resources_are_previewed(program: Write) -> None:
    text = OPENSTACK + (
        "later = {}\n"
        "async def look(args):\n"
        "    found = openstack.networking.get_network_output(name='ext')\n"
        "    await found.id.future(with_unknowns=True)\n"
        "    await later['x'].urn.future()\n"
        "    return pulumi.ResourceTransformResult({**args.props, 'description': 'seen'}, args.opts)\n"
        "for number in range(3):\n"
        "    openstack.networking.Network(f't{number}', opts=pulumi.ResourceOptions(transforms=[look]))\n"
        "later['x'] = openstack.networking.Network('later')\n"
    )

    found = {item.name: item.inputs for item in preview(program(text)).resources}

    assert [found[f"t{number}"]["description"] for number in range(3)] == ["seen"] * 3
    assert "later" in found


def test_a_set_of_names_is_gone_through_in_the_same_order_every_time(program: Write) -> None:
    folder = program("import pulumi\npulumi.export('order', list({f'region-{number}' for number in range(50)}))\n")

    orders = [preview(folder).resources[0].outputs["order"] for _ in range(2)]

    assert orders[0] == orders[1]


def test_a_preview_that_ends_leaves_another_in_the_same_process_alone(program: Write, tmp_path: Path) -> None:
    waits = "import pathlib, time\nwhile not pathlib.Path({}).exists():\n    time.sleep(0.01)\n"
    started, ended = tmp_path / "started", tmp_path / "ended"
    slow = f"import pathlib\npathlib.Path({str(started)!r}).touch()\n" + waits.format(repr(str(ended)))
    folder = program(
        waits.format(repr(str(started))),
        files={
            "slow/Pulumi.yaml": "name: slow\nruntime: python\n",
            "slow/Pulumi.dev.yaml": "config: {}\n",
            "slow/__main__.py": slow,
        },
    )

    with ThreadPoolExecutor(2) as threads:
        quick = threads.submit(preview, folder, timeout=PATIENCE)
        # It starts only when the other runs already, and ends only when the other has ended.
        other = threads.submit(preview, folder / "slow", timeout=PATIENCE)
        assert quick.result().resources
        ended.touch()

        assert other.result().resources
