"""``rempart explain``: the chain of facts behind one placement, step by step, with sources and dates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rempart.cli import options as option
from rempart.cli.citations import SIMULATED, Line, print_lines
from rempart.cli.judging import engine_of, read_basis
from rempart.errors import InputError
from rempart.shown import escaped_json, shown

if TYPE_CHECKING:
    from rempart.model.finding import Finding, Verdict
    from rempart.model.placement import (
        Destination,
        PlacedDeployment,
        PlacedResource,
        Placement,
        Step,
    )

_MOST_CANDIDATES = 8
"""Candidates that an error names before it counts the rest."""
_STYLES = {"fail": "red", "undetermined": "yellow"}


class ExplainFormat(StrEnum):
    """How an explanation is written."""

    TEXT = "text"
    JSON = "json"


def explain(  # noqa: PLR0913 - Typer makes one option of each argument
    path: Annotated[Path, typer.Argument(help="What to read: a file, or a folder with Pulumi.yaml.")],
    urn: Annotated[str, typer.Argument(help="The resource: its URN, its name, or the end of its URN.")],
    *,
    stack: option.Stack = None,
    profile: option.Profile = "hds",
    as_of: option.AsOf = None,
    form: Annotated[ExplainFormat, typer.Option("--format", help="How to write it.")] = ExplainFormat.TEXT,
    output: option.Output = None,
    state: option.State = None,
    answers: option.Answers = None,
    python: option.Python = None,
    timeout: option.Timeout = 60,
    sandbox: option.Sandbox = False,
    environment: option.ThisEnvironment = False,
    simulated: option.Simulated = False,
    config: option.Config = None,
    own: option.Own = None,
    waivers: option.Waivers = None,
    policies: option.Policies = None,
    opa: option.Opa = None,
) -> None:
    """Show where a resource goes, the chain of facts that says so, and what the rules find of it."""
    from rempart.catalogue import load_catalogue  # noqa: PLC0415 - the command line starts without the pipeline
    from rempart.inputs import ReadOptions, read  # noqa: PLC0415 - the same
    from rempart.judge import EmbeddedEngine, judge  # noqa: PLC0415 - the same
    from rempart.normalise import normalise  # noqa: PLC0415 - the same
    from rempart.placement import place  # noqa: PLC0415 - the same

    basis = read_basis(
        profile=profile, as_of=as_of, waivers=waivers, policies=policies, opa=opa, simulated=simulated, own=own
    )
    options = ReadOptions(
        stack=stack,
        state=state,
        answers=answers,
        python=python,
        timeout=timeout,
        sandbox=sandbox,
        environment=environment,
        config=option.read_config(config or ()),
    )
    catalogue = load_catalogue()
    placed = place(normalise(read(path, options), catalogue), catalogue, basis.day, basis.own)
    resource = find_resource(placed, urn)
    verdict = judge(
        placed,
        pack=basis.pack,
        profile=basis.profile,
        engine=engine_of(basis) or EmbeddedEngine(basis.pack),
        as_of=basis.day,
        waivers=basis.waivers,
        simulated=basis.simulated,
    )
    _write(Explanation(resource, verdict), form, output)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One resource, and the verdict that its findings are part of."""

    resource: PlacedResource
    verdict: Verdict

    @property
    def findings(self) -> list[Finding]:
        """What the rules find of the resource."""
        urn = self.resource.normalised.resource.urn
        return [finding for finding in self.verdict.findings if finding.urn == urn]


def _write(explanation: Explanation, form: ExplainFormat, output: Path | None) -> None:
    from rempart.reports import write_report  # noqa: PLC0415 - the command line starts without the pipeline

    lines = _lines(explanation)
    if form is ExplainFormat.JSON:
        text = f"{escaped_json(json.dumps(as_document(explanation), indent=2, ensure_ascii=False))}\n"
    elif output is None:
        print_lines(lines)
        return
    else:
        text = "".join(f"{shown(line)}\n" for _, line in lines)
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_report(output, text)


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


def as_document(explanation: Explanation) -> dict[str, object]:
    """Return an explanation as a document of plain values."""
    from rempart.documents import destination_document, placement_document  # noqa: PLC0415 - the command line starts without the model

    resource, verdict = explanation.resource, explanation.verdict
    normalised = resource.normalised
    return {
        "schema": "rempart.explanation/2",
        "as_of": verdict.as_of.isoformat(),
        "profile": verdict.profile,
        "urn": normalised.resource.urn,
        "type": normalised.resource.type,
        "kind": normalised.kind.value,
        "placement": placement_document(resource.placement),
        "elsewhere": [placement_document(place) for place in resource.elsewhere],
        "destinations": [destination_document(destination) for destination in resource.destinations],
        "unread": {path: shown(reason.told) for path, reason in resource.unread.items()},
        "findings": [_finding_document(finding) for finding in explanation.findings],
    }


def _finding_document(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule.id,
        "outcome": finding.outcome.value,
        "level": finding.level.value,
        "stops": finding.stops,
        "message": shown(finding.message),
        "reason": shown(finding.reason),
        "mend": shown(finding.mend),
        "evidence": list(finding.evidence),
    }


def print_explanation(explanation: Explanation) -> None:
    """Write an explanation for people on standard output."""
    print_lines(_lines(explanation))


def _lines(explanation: Explanation) -> Iterator[Line]:
    resource, day = explanation.resource, explanation.verdict.as_of
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
        yield "", ""
    yield "bold", f"Findings under {explanation.verdict.profile}"
    for finding in explanation.findings:
        yield _STYLES.get(finding.outcome.value, ""), f"  {_told(finding)}"
    if not explanation.findings:
        yield "", "  none"


def _told(finding: Finding) -> str:
    """Return a finding on one line: rule, outcome, whether it stops, what it says, and how to mend it."""
    stops = ", which stops it" if finding.stops else ""
    why = f", since {finding.reason}" if finding.reason else ""
    mend = f"; to mend: {finding.mend}" if finding.mend else ""
    return f"{finding.rule.id}  {finding.outcome.value}{stops}: {finding.message}{why}{mend}"


def _placement_lines(title: str, placement: Placement) -> Iterator[Line]:
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


def _listed(urns: Sequence[str]) -> str:
    shown = ", ".join(urns[:_MOST_CANDIDATES])
    return f"{shown} and {len(urns) - _MOST_CANDIDATES} more" if len(urns) > _MOST_CANDIDATES else shown
