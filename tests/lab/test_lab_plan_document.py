"""A plan travels as JSON and stays what it is; one that could never be carried out is refused."""

from __future__ import annotations

import pytest

from rempart_lab.errors import LabError
from rempart_lab.model.plan_document import check_plan, read_plan, write_plan
from rempart_lab.model.process import Accepts, Answers, Call, Listens, Plan, Process, Program, Runs, Service, Task

ENVIRONMENT = {"PATH": "/bin", "kind": "Plan"}


def a_task(name: str, *needs: str) -> Task:
    return Task(name, Program(("true",)), ENVIRONMENT, needs)


def test_a_plan_stays_what_it_is() -> None:
    call = Call("module:function", ("--one",), {"kind": "Task", "list": [1, ["a"]], "none": None})
    plan = Plan(
        "/lab",
        (
            a_task("first"),
            Task("second", call, ENVIRONMENT, ("first",), every_time=True, leaves=("/lab/data",)),
            Service("a/listens", call, ENVIRONMENT, Listens("127.0.0.1", 1), foundation=True),
            Service("a/accepts", call, ENVIRONMENT, Accepts("/lab/socket")),
            Service("a/answers", call, ENVIRONMENT, Answers("https://127.0.0.1/", "/lab/ca.pem")),
            Service("a/runs", call, ENVIRONMENT, Runs(0.5), ("second", "a/answers")),
        ),
        preload="module:load",
    )

    assert read_plan(write_plan(plan), where="plan") == plan


@pytest.mark.parametrize(
    ("processes", "told"),
    [
        ((a_task("one"), a_task("one")), "two processes are named one"),
        ((a_task("../one"),), "a process cannot be named '../one'"),
        ((a_task("/one"),), "a process cannot be named '/one'"),
        ((a_task(""),), "a process cannot be named ''"),
        ((a_task("a\nb"),), r"a process cannot be named 'a\\nb'"),
        ((a_task("one", "two"),), "one needs two, which is not in the plan"),
        ((a_task("one", "two"), a_task("two", "one")), "these wait for each other: one, two"),
        ((a_task("one", "one"),), "these wait for each other: one"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(processes: tuple[Process, ...], told: str) -> None:
    with pytest.raises(LabError, match=told):
        check_plan(Plan("/lab", processes), where="plan")
