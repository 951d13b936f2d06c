"""``rempart explain``: the chain of facts behind one placement, step by step, with sources and dates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rempart.cli.own import OWN_HELP, declared
from rempart.errors import InputError

if TYPE_CHECKING:
    from rempart.model.placement import (
        Destination,
        PlacedDeployment,
        PlacedResource,
        Placement,
        QualificationFinding,
        Step,
    )

_MOST_CANDIDATES = 8
"""Candidates that an error names before it counts the rest."""
SIMULATED = "Simulated: a cloud is only imitated here. This is evidence of nothing."
_FACTS = (
    "operator",
    "entity",
    "seat",
    "jurisdiction",
    "exposure",
    "technology",
    "service",
    "region",
    "country",
    "in_eea",
)


_SCHEMES = ("secnumcloud", "hds")


class ExplainFormat(StrEnum):
    """How an explanation is written."""

    TEXT = "text"
    JSON = "json"


def explain(
    path: Annotated[Path, typer.Argument(help="What to read: a file, or a folder with Pulumi.yaml.")],
    urn: Annotated[str, typer.Argument(help="The resource: its URN, its name, or the end of its URN.")],
    *,
    stack: Annotated[str | None, typer.Option(help="Stack whose configuration the program gets.")] = None,
    state: Annotated[Path | None, typer.Option(help="State that fills in what a preview leaves out.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Answers to what the program asks the cloud.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Day of the judgement (YYYY-MM-DD); today by default.")] = None,
    environment: Annotated[bool, typer.Option(help="This environment is the one that deploys: read it.")] = False,
    own: Annotated[list[str] | None, typer.Option(metavar="DOMAIN", help=OWN_HELP)] = None,
    form: Annotated[ExplainFormat, typer.Option("--format", help="How to write it.")] = ExplainFormat.TEXT,
) -> None:
    """Show where a resource goes, and the chain of facts that says so."""
    from rempart.catalogue import load_catalogue  # noqa: PLC0415 - the command line starts without the pipeline
    from rempart.inputs import ReadOptions, read  # noqa: PLC0415 - the same
    from rempart.normalise import normalise  # noqa: PLC0415 - the same
    from rempart.placement import place  # noqa: PLC0415 - the same

    day = read_day(as_of)
    believed = declared(own)
    catalogue = load_catalogue()
    deployment = read(path, ReadOptions(stack=stack, state=state, answers=answers, environment=environment))
    resource = find_resource(place(normalise(deployment, catalogue), catalogue, day, believed), urn)
    if form is ExplainFormat.JSON:
        typer.echo(json.dumps(as_document(resource, day), indent=2, ensure_ascii=False))
    else:
        print_explanation(resource, day)


def read_day(text: str | None) -> date:
    """Return the day of the judgement. Raises InputError when the text is no date."""
    if text is None:
        return date.today()  # noqa: DTZ011 - qualifications lapse by the calendar of whoever deploys
    try:
        return date.fromisoformat(text)
    except ValueError:
        what = "this is not a date"
        raise InputError(what, where="--as-of", mend="write it as YYYY-MM-DD") from None


def find_resource(deployment: PlacedDeployment, wanted: str) -> PlacedResource:
    """Return the resource with this URN, else the only one with this name, else the only one that ends so.

    Raises InputError when there is none, or more than one.
    """
    resources = deployment.resources
    for matches in (
        [item for item in resources if item.normalised.resource.urn == wanted],
        [item for item in resources if item.normalised.resource.name == wanted],
        [item for item in resources if item.normalised.resource.urn.endswith(wanted)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            what = f"{len(matches)} resources match: {_listed([item.normalised.resource.urn for item in matches])}"
            raise InputError(what, where=wanted, mend="give the whole URN")
    what = f"no resource matches; there are: {_listed([item.normalised.resource.urn for item in resources])}"
    raise InputError(what, where=wanted, mend="give a URN, a name, or the end of a URN")


def as_document(resource: PlacedResource, day: date) -> dict[str, object]:
    """Return an explanation as a document of plain values."""
    normalised = resource.normalised
    return {
        "schema": "rempart.explanation/1",
        "as_of": day.isoformat(),
        "urn": normalised.resource.urn,
        "type": normalised.resource.type,
        "kind": normalised.kind.value,
        "placement": _placement_document(resource.placement),
        "elsewhere": [_placement_document(place) for place in resource.elsewhere],
        "destinations": [
            {
                "path": destination.path,
                "host": destination.host,
                "role": destination.role.value,
                "placement": _placement_document(destination.placement),
            }
            for destination in resource.destinations
        ],
        "unread": {path: reason.told for path, reason in resource.unread.items()},
    }


def print_explanation(resource: PlacedResource, day: date) -> None:
    """Write an explanation for people on standard output."""
    from rich.console import Console  # noqa: PLC0415 - only the text form needs it
    from rich.text import Text  # noqa: PLC0415 - the same

    console = Console(highlight=False, soft_wrap=True)
    for style, line in _lines(resource, day):
        console.print(Text(_printable(line), style=style))


def _lines(resource: PlacedResource, day: date) -> Iterator[tuple[str, str]]:
    normalised = resource.normalised
    yield "bold", normalised.resource.urn
    yield "dim", f"{normalised.resource.type}, judged as {normalised.kind.value.replace('_', ' ')} on {day.isoformat()}"
    yield "", ""
    yield from _placement_lines("Placement", resource.placement)
    for place in resource.elsewhere:
        yield from _placement_lines("Also placed", place)
    for destination in resource.destinations:
        yield from _placement_lines(_destination_title(destination), destination.placement)
    if resource.unread:
        yield "bold", "Could not be searched for addresses"
        for path, reason in resource.unread.items():
            yield "yellow", f"  {path}: {reason.told}"


def _placement_lines(title: str, placement: Placement) -> Iterator[tuple[str, str]]:
    yield "bold", title
    if placement.simulated:
        yield "bold yellow", f"  {SIMULATED}"
    if not placement.placed:
        yield "", "  nowhere: it only exists inside the program"
    for number, step in enumerate(placement.basis, 1):
        yield _style(step), f"  {number}. {step.conclusion}"
        yield "", f"     because {step.because}" if step.because else "     as the source says"
        if step.citation is not None:
            cited = step.citation
            checked = cited.confidence.value.replace("_", " ")
            yield "dim", f"     source: {cited.source} ({cited.source_date}, {checked})"
    yield "", ""


def _destination_title(destination: Destination) -> str:
    direction = "Software from" if destination.role.value == "fetches" else "Data to"
    return f"{direction} {destination.host} ({destination.path})"


def _style(step: Step) -> str:
    return "yellow" if ": unknown" in step.conclusion else "cyan"


def _placement_document(placement: Placement) -> dict[str, object]:
    stated = {name: getattr(placement, name) for name in ("host", *_FACTS)}
    return {
        "placed": placement.placed,
        "local": placement.local,
        "simulated": placement.simulated,
        **{name: value for name, value in stated.items() if value is not None},
        **{scheme: _status_document(getattr(placement, scheme)) for scheme in _SCHEMES if getattr(placement, scheme)},
        "owners": list(placement.owners),
        "unknown": {name: reason.told for name, reason in placement.unknown.items()},
        "basis": [_step_document(step) for step in placement.basis],
    }


def _status_document(finding: QualificationFinding) -> dict[str, object]:
    stated = {name: getattr(finding, name) for name in ("service", "decision", "valid_until", "days_left")}
    return {"status": finding.status.value, **{name: value for name, value in stated.items() if value is not None}}


def _step_document(step: Step) -> dict[str, object]:
    document: dict[str, object] = {"conclusion": step.conclusion, "because": step.because}
    if step.citation is not None:
        document["source"] = step.citation.source
        document["source_date"] = step.citation.source_date
        document["confidence"] = step.citation.confidence.value
    return document


def _listed(urns: Sequence[str]) -> str:
    shown = ", ".join(urns[:_MOST_CANDIDATES])
    return f"{shown} and {len(urns) - _MOST_CANDIDATES} more" if len(urns) > _MOST_CANDIDATES else shown


def _printable(line: str) -> str:
    """Replace control characters: a name from the input must not steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in line)
