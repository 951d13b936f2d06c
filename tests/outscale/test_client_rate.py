"""How fast calls follow one another."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outscale_provider.client.client import Client
from outscale_provider.client.rate import Rate
from outscale_provider.errors import ApiError
from tests.outscale.scripted import ScriptedService, error, scripted_service, settings_for


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def service() -> Iterator[ScriptedService]:
    with scripted_service() as running:
        yield running


@given(st.floats(0.1, 9999), st.lists(st.floats(0, 3), max_size=60))
def test_in_no_second_do_more_turns_come_than_the_rate_and_a_short_burst_allow(
    highest: float, pauses: list[float]
) -> None:
    clock = Clock()
    rate = Rate(highest, clock)

    turns = []
    for pause in pauses:
        clock.now += pause
        turns.append(clock.now + rate.take_turn())

    assert turns == sorted(turns)
    for turn in turns:
        within = sum(turn <= other < turn + 1 for other in turns)
        assert within <= highest * 1.25 + 1.01


def test_a_complaint_halves_the_rate_and_calls_that_go_well_win_it_back() -> None:
    rate = Rate(20, Clock())

    rate.slow_down()
    slowed = rate.current
    for _ in range(60):
        rate.went_well()

    assert slowed == 10
    assert rate.current == 20


def test_complaints_about_calls_of_the_same_moment_count_as_one() -> None:
    clock = Clock()
    rate = Rate(20, clock)

    for _ in range(64):
        rate.slow_down()
        clock.now += 0.01
    at_once = rate.current
    clock.now += 1
    rate.slow_down()

    assert at_once == 10
    assert rate.current == 5


@given(st.floats(0.01, 1e6), st.lists(st.booleans(), max_size=200))
def test_the_rate_stays_between_one_a_second_and_the_highest(highest: float, complaints: list[bool]) -> None:
    clock = Clock()
    rate = Rate(highest, clock)

    for complaint in complaints:
        clock.now += 1.5
        if complaint:
            rate.slow_down()
        else:
            rate.went_well()

        assert min(1.0, highest) <= rate.current <= highest


@pytest.mark.parametrize("highest", [10_000.0, 100_000.0, float("inf")])
def test_from_ten_thousand_calls_a_second_on_nothing_waits(highest: float) -> None:
    rate = Rate(highest)

    assert {rate.take_turn() for _ in range(50_000)} == {0.0}


def test_calls_of_many_threads_keep_to_the_rate(service: ScriptedService) -> None:
    client = Client(settings_for(service.url, requests_per_second=50))
    began = time.monotonic()

    with ThreadPoolExecutor(32) as threads:
        list(threads.map(lambda _: client.call("ReadNets"), range(60)))

    # The first moment's burst spares a quarter of a second.
    assert 0.9 <= time.monotonic() - began < 2.5
    client.close()


def test_a_throttled_client_slows_down(service: ScriptedService) -> None:
    client = Client(settings_for(service.url, requests_per_second=40))
    service.will(error(429))
    client.call("ReadNets")
    began = time.monotonic()

    for _ in range(20):
        client.call("ReadNets")

    assert time.monotonic() - began > 0.55
    client.close()


def test_a_call_whose_turn_comes_after_its_deadline_is_given_up_at_once(service: ScriptedService) -> None:
    client = Client(settings_for(service.url, requests_per_second=0.1))
    client.call("ReadNets")
    began = time.monotonic()

    with pytest.raises(ApiError, match="the time allowed ran out before the call could be sent") as raised:
        client.call("CreateNet", deadline=began + 1)

    assert time.monotonic() - began < 0.5
    assert not raised.value.ambiguous
    client.close()
