"""A comparison for people: what to look at, thing by thing, and one sentence at the end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from rempart.drift import Change, Changed, Drift, Item, Untold
from rempart.model.finding import Verdict
from rempart.model.values import Mark, Value
from rempart.reports.words import counted, simulation_notice
from rempart.shown import shown

Line = tuple[str, str]
"""A style of Rich, and the text that bears it."""

_WIDTH = 100
_LONGEST_VALUE = 160
"""Characters of a value that are shown; whoever wants all of it reads the JSON."""
_ITEMS = 50
"""Things that one paragraph names before it counts the rest."""
_NOT_SHOWN = "(not shown)"
_NOTHING = "nothing"


def render(drift: Drift, verdict: Verdict) -> str:
    """Return the comparison as plain text that ends with a line break.

    ``verdict`` is that on the same scan: a comparison with a simulation says that it is one.
    """
    return "".join(f"{line}\n" for _, line in lines(drift, verdict))


def lines(drift: Drift, verdict: Verdict) -> Iterator[Line]:
    """Yield the comparison line by line, each free of control characters."""
    for style, line in _lines(drift, verdict):
        yield style, shown(line)


def sentence(drift: Drift) -> str:
    """Return the comparison as one line, free of control characters."""
    differences = [
        (len(drift.unmanaged), "in no state"),
        (len(drift.gone), "gone"),
        (len(drift.changed), "different"),
    ]
    told = [f"{number} {what}" for number, what in differences if number]
    alike = f"{counted(drift.alike, 'thing')} as {'its state says' if drift.alike == 1 else 'their states say'}"
    untold = f"; of {len(drift.untold)} it could not be told" if drift.untold else ""
    if told:
        text = f"Drifted: {', '.join(told)}; {alike}{untold}"
    elif drift.untold:
        text = f"Could not tell whether it drifted: {alike}{untold}"
    else:
        text = f"No drift: {alike}"
    return shown(text)


def _lines(drift: Drift, verdict: Verdict) -> Iterator[Line]:
    notice = simulation_notice(verdict)
    if notice:
        yield from _prose(f"SIMULATED  {notice}", "", style="bold yellow")
        yield "", ""
    yield from _items("Runs, and is in no state", drift.unmanaged, "bold yellow")
    yield from _items("In a state, and gone", drift.gone, "bold red")
    yield from _changed(drift.changed)
    yield from _untold(drift.untold)
    if drift.left_out:
        yield "bold", "Not compared"
        for reason, number in drift.left_out.items():
            yield "dim", f"  {reason}: {number}"
        yield "", ""
    style = {0: "bold green", 3: "bold yellow"}.get(drift.exit_code, "bold red")
    yield style, f"{sentence(drift)}."


def _items(title: str, items: Sequence[Item], style: str) -> Iterator[Line]:
    if not items:
        return
    yield style, f"{title}: {len(items)}"
    yield from _listed(items)
    yield "", ""


def _changed(changed: Sequence[Changed]) -> Iterator[Line]:
    if not changed:
        return
    yield "bold yellow", f"Runs otherwise than its state says: {len(changed)}"
    for each in changed:
        yield "", f"  {_told(each.item)}"
        for change in each.changes:
            yield "cyan", f"    {_difference(change)}"
    yield "", ""


def _untold(untold: Sequence[Untold]) -> Iterator[Line]:
    for reason, group in groupby(sorted(untold, key=lambda each: each.reason), key=lambda each: each.reason):
        items = [each.item for each in group]
        yield from _prose(f"COULD NOT TELL  {reason}", "", style="bold yellow")
        yield from _listed(items)
        yield "", ""


def _listed(items: Sequence[Item]) -> Iterator[Line]:
    for item in items[:_ITEMS]:
        yield "", f"  {_told(item)}"
        if item.properties:
            yield "dim", f"    {_cut(', '.join(f'{name}: {_value(value)}' for name, value in item.properties.items()))}"
    if len(items) > _ITEMS:
        yield "dim", f"  and {len(items) - _ITEMS} more"


def _told(item: Item) -> str:
    """Return a thing on one line: what it is, its name, the cloud's identifier, and the state that has it."""
    identifier = "" if item.id is None or item.id in item.name else item.id
    state = f"({item.state})" if item.state is not None else ""
    return "  ".join(part for part in (item.type, item.name, identifier, state) if part)


def _difference(change: Change) -> str:
    if isinstance(change.before, Mark) or isinstance(change.now, Mark):
        return f"{change.path}: changed {_NOT_SHOWN}"
    return f"{change.path}: {_value(change.before)} -> {_value(change.now)}"


def _value(value: Value) -> str:
    """Return a value as JSON on one line, without what is withheld; a long one is cut."""
    if value is None:
        return _NOTHING
    if isinstance(value, Mark):
        return _NOT_SHOWN
    shown = json.dumps(value, ensure_ascii=False, default=lambda _: _NOT_SHOWN)
    return _cut(shown)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."


def _prose(text: str, indent: str, *, style: str = "") -> Iterator[Line]:
    for line in wrap(shown(text), _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  "):
        yield style, line
