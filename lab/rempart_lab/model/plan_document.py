"""A plan as JSON and back, and whether it makes sense."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath

from rempart_lab.errors import LabError
from rempart_lab.model.process import (
    Accepts,
    Answers,
    Call,
    Listens,
    Patience,
    Plan,
    Program,
    Runs,
    Service,
    Task,
)

_KIND = "kind"
_CLASSES: Mapping[str, Callable[..., object]] = {
    made.__name__: made for made in (Accepts, Answers, Call, Listens, Patience, Plan, Program, Runs, Service, Task)
}
_AS_IT_STANDS = frozenset({"keywords", "environment"})
"""Fields whose values are the plan's own data, not ours to interpret."""


def write_plan(plan: Plan) -> str:
    """Return a plan as JSON."""
    return json.dumps(_plain(plan), indent=1) + "\n"


def read_plan(text: str, *, where: str) -> Plan:
    """Return the plan that JSON describes. Raises LabError when it is none, or could never be carried out."""
    mend = "run `rempart lab up`, which writes it anew"
    try:
        plan = _made(json.loads(text))
    except (ValueError, TypeError, KeyError) as error:
        raise LabError(f"this is no plan of a lab ({type(error).__name__})", where=where, mend=mend) from None
    if not isinstance(plan, Plan):
        raise LabError("this is no plan of a lab", where=where, mend=mend)
    return check_plan(plan, where=where)


def check_plan(plan: Plan, *, where: str) -> Plan:
    """Return the plan. Raises LabError when names repeat or cannot be file names, or needs are unknown or circular."""
    names = [process.name for process in plan.processes]
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise LabError(f"two processes are named {repeated}", where=where)
    unusable = next((name for name in names if not _is_relative(name)), None)
    if unusable is not None:
        raise LabError(f"a process cannot be named {unusable!r}: its log is a file of that name", where=where)
    for process in plan.processes:
        unknown = next((need for need in process.needs if need not in names), None)
        if unknown is not None:
            raise LabError(f"{process.name} needs {unknown}, which is not in the plan", where=where)
    try:
        TopologicalSorter({process.name: process.needs for process in plan.processes}).prepare()
    except CycleError as error:
        raise LabError(f"these wait for each other: {', '.join(sorted(set(error.args[1])))}", where=where) from None
    return plan


def _is_relative(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and name.isprintable()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        described = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {_KIND: type(value).__name__, **described}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return dict(value) if isinstance(value, Mapping) else value


def _made(value: object) -> object:
    if isinstance(value, list):
        return tuple(_made(one) for one in value)
    if isinstance(value, dict):
        made = _CLASSES[value[_KIND]]
        return made(**{key: one if key in _AS_IT_STANDS else _made(one) for key, one in value.items() if key != _KIND})
    return value
