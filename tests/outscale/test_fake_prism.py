"""Prism, which reads the service's document on its own, finds nothing wrong with what the fake asks and answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outscale.calling import Caller
from tests.outscale.prism import Checked
from tests.outscale.test_fake_replies import call_everything


@pytest.fixture
def call(checked: Checked) -> Iterator[Caller]:
    caller = Caller(checked.url)
    yield caller
    caller.close()


def test_prism_lets_every_operation_pass_both_ways(checked: Checked, call: Caller) -> None:
    call_everything(call)

    assert set(checked.fake.statistics().calls) == checked.fake.served


def test_prism_stops_a_request_that_the_document_does_not_allow(checked: Checked, call: Caller) -> None:
    before = checked.fake.statistics().calls["CreateNet"]

    answer = call.send("CreateNet", b'{"Colour":"blue"}')

    assert answer.status == 422
    assert checked.fake.statistics().calls["CreateNet"] == before
