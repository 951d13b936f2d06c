"""``rempart catalogue``: the facts that judgements rest on, with their sources."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rempart.cli.citations import Footnotes, Line, print_lines
from rempart.cli.operator_page import (
    SCHEME_NAMES,
    days_left,
    document,
    exposure_word,
    page,
    qualification_document,
    state_on,
)
from rempart.cli.options import read_day
from rempart.errors import InputError

if TYPE_CHECKING:
    from rempart.catalogue import Catalogue
    from rempart.catalogue.facts import Operator, Qualification

app = typer.Typer(help="The facts: operators, owners, laws, qualifications, with their sources.", no_args_is_help=True)

_WITHIN = re.compile(r"([0-9]{1,5}) *(d|days?|w|weeks?)?")
_DAYS_A_WEEK = 7
_AS_OF_HELP = "Day for which the facts are read (YYYY-MM-DD); today by default."


class CatalogueFormat(StrEnum):
    """How facts are written."""

    TEXT = "text"
    JSON = "json"


AsOf = Annotated[str | None, typer.Option("--as-of", help=_AS_OF_HELP)]
Form = Annotated[CatalogueFormat, typer.Option("--format", help="How to write it.")]


@dataclass(frozen=True, slots=True)
class Lapse:
    """A qualification that ends, whose it is, and the days left; negative once it has lapsed."""

    operator: Operator
    held: Qualification
    days_left: int


@app.command("list")
def list_operators(*, as_of: AsOf = None, form: Form = CatalogueFormat.TEXT) -> None:
    """List the operators: where they sit, how foreign law reaches them, what they are qualified for."""
    from rempart.catalogue import load_catalogue  # noqa: PLC0415 - the command line starts without the facts

    day = read_day(as_of)
    operators = load_catalogue().operators()
    if form is CatalogueFormat.JSON:
        _print_json(
            {"schema": "rempart.operators/1", "as_of": day.isoformat(), "operators": _summaries(operators, day)}
        )
    else:
        _print_table(operators, day)


@app.command("show")
def show_operator(
    operator: Annotated[str, typer.Argument(help="The operator: its id, name, legal entity or another name.")],
    *,
    as_of: AsOf = None,
    form: Form = CatalogueFormat.TEXT,
) -> None:
    """Show an operator: owners, laws, qualifications, regions and hosts, each with its source."""
    from rempart.catalogue import load_catalogue  # noqa: PLC0415 - the command line starts without the facts

    day = read_day(as_of)
    catalogue = load_catalogue()
    found = find(operator, catalogue)
    if form is CatalogueFormat.JSON:
        _print_json(document(found, catalogue, day))
    else:
        print_lines(page(found, catalogue, day))


@app.command("lapses")
def show_lapses(
    *,
    within: Annotated[str, typer.Option(help="How far to look ahead: 90d, 12w.")] = "90d",
    as_of: AsOf = None,
    form: Form = CatalogueFormat.TEXT,
) -> None:
    """Show the qualifications that are about to lapse, and those that already have."""
    from rempart.catalogue import load_catalogue  # noqa: PLC0415 - the command line starts without the facts

    day, ahead = read_day(as_of), read_within(within)
    found = lapses(load_catalogue(), day, ahead)
    if form is CatalogueFormat.JSON:
        _print_json(_lapses_document(found, day, ahead))
    else:
        print_lines(_lapse_lines(found, day, ahead))


def find(text: str, catalogue: Catalogue) -> Operator:
    """Return the operator that a person means. Raises InputError, with the nearest names, when there is none."""
    operator = catalogue.find_operator(text)
    if operator is not None:
        return operator
    names = {name.casefold(): each.id for each in catalogue.operators() for name in (each.id, each.name)}
    near = dict.fromkeys(names[name] for name in get_close_matches(text.casefold(), names, n=3))
    hint = f"did you mean {' or '.join(near)}?" if near else "see `rempart catalogue list`"
    raise InputError("there is no operator of this name", where="rempart catalogue show", mend=hint)


def read_within(text: str) -> int:
    """Return how far ahead to look, in days. Raises InputError when the text is no length of time."""
    match = _WITHIN.fullmatch(text.strip().lower())
    if match is None:
        raise InputError("this is no length of time", where="--within", mend="write days or weeks, such as 90d or 12w")
    unit = match[2] or "d"
    return int(match[1]) * (_DAYS_A_WEEK if unit.startswith("w") else 1)


def lapses(catalogue: Catalogue, day: date, ahead: int) -> list[Lapse]:
    """Return the qualifications that have lapsed on a day or will within ``ahead`` days of it, soonest end first."""
    found = [
        Lapse(operator, held, left)
        for operator in catalogue.operators()
        for held in operator.qualifications
        if (left := days_left(held, day)) is not None and left <= ahead
    ]
    return sorted(found, key=lambda lapse: (lapse.days_left, lapse.operator.id, lapse.held.service))


def _lapse_lines(found: Sequence[Lapse], day: date, ahead: int) -> Iterator[Line]:
    notes = Footnotes()
    coming = [lapse for lapse in found if lapse.days_left >= 0]
    yield "bold", f"Qualifications that lapse within {ahead} days of {day.isoformat()}"
    if not coming:
        yield "", "  none"
    for lapse in coming:
        yield "yellow", f"  {_lapse_text(lapse)}, {_in_days(lapse.days_left)}{notes.mark(lapse.held.citation)}"
    past = [lapse for lapse in found if lapse.days_left < 0]
    if past:
        yield "bold", "Already lapsed"
    for lapse in past:
        yield "red", f"  {_lapse_text(lapse)}{notes.mark(lapse.held.citation)}"
    yield from notes.lines()


def _lapse_text(lapse: Lapse) -> str:
    held = lapse.held
    return (
        f"{held.valid_until}  {lapse.operator.name} ({lapse.operator.id}): {SCHEME_NAMES[held.scheme]}, {held.service}"
    )


def _in_days(days: int) -> str:
    if days == 0:
        return "today is its last day"
    return f"{days} day{'' if days == 1 else 's'} left"


def _lapses_document(found: Sequence[Lapse], day: date, ahead: int) -> dict[str, object]:
    rows = [
        {"operator": lapse.operator.id, "name": lapse.operator.name, **qualification_document(lapse.held, day)}
        for lapse in found
    ]
    return {
        "schema": "rempart.lapses/1",
        "as_of": day.isoformat(),
        "within_days": ahead,
        "lapses": [row for row, lapse in zip(rows, found, strict=True) if lapse.days_left >= 0],
        "lapsed": [row for row, lapse in zip(rows, found, strict=True) if lapse.days_left < 0],
    }


def _summaries(operators: Sequence[Operator], day: date) -> list[dict[str, object]]:
    return [
        {
            "id": operator.id,
            "name": operator.name,
            "entity": operator.legal_entity,
            "seat": operator.seat,
            "jurisdiction": operator.jurisdiction.value,
            "exposure": exposure_word(operator),
            "simulated": operator.simulated,
            "technology": operator.technology,
            "secnumcloud": _valid_services(operator, "secnumcloud", day),
            "hds": _valid_services(operator, "hds", day),
        }
        for operator in operators
    ]


def _valid_services(operator: Operator, scheme: str, day: date) -> list[str]:
    return [
        held.service for held in operator.qualifications if held.scheme == scheme and state_on(held, day) == "valid"
    ]


def _print_table(operators: Sequence[Operator], day: date) -> None:
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only drawing needs it
    from rich.table import Table  # noqa: PLC0415 - the same

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("operator", "seat", "exposure", "SecNumCloud", "HDS"):
        table.add_column(column, no_wrap=True)
    table.add_column("name", overflow="fold")
    for operator in operators:
        exposure = exposure_word(operator) or "simulated"
        shown = f"{exposure}, {operator.technology} technology" if operator.technology else exposure
        qualified = ["yes" if _valid_services(operator, scheme, day) else "-" for scheme in ("secnumcloud", "hds")]
        seat = "-" if operator.simulated else operator.seat
        table.add_row(operator.id, seat, shown, *qualified, operator.name)
    Console(highlight=False).print(table)


def _print_json(content: dict[str, object]) -> None:
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False))
