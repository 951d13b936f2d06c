"""``rempart where``: who runs a host, who owns them, which laws reach them, what they are qualified for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rempart.cli.citations import Footnotes, Line, citation_document, print_lines
from rempart.cli.explain import SIMULATED, read_day
from rempart.cli.operator_page import (
    ANY_PURPOSE,
    ANY_SERVICE,
    laws_document,
    owners_document,
    purpose_words,
    qualification_document,
    qualification_lines,
)

if TYPE_CHECKING:
    from rempart.catalogue.facts import Endpoint, Operator
    from rempart.model.placement import Placement, QualificationFinding, Step

_UNDETERMINED = 3
"""Exit status when nobody knows who runs the host; the same as of a judgement that could not be made."""
_FACTS = ("entity", "seat", "jurisdiction", "technology", "service", "region", "country", "in_eea")
_SCHEMES = ("secnumcloud", "hds")


class WhereFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"


def where(
    target: Annotated[str, typer.Argument(metavar="HOST-or-URL", help="A host, or a URL of any kind.")],
    *,
    as_of: Annotated[str | None, typer.Option(help="Day of the answer (YYYY-MM-DD); today by default.")] = None,
    form: Annotated[WhereFormat, typer.Option("--format", help="How to write it.")] = WhereFormat.TEXT,
) -> None:
    """Show where a host really is: operator, owners, laws, qualifications, with their sources.

    Exits with status 3 when nobody knows who runs it, and 2 when the text is neither a host nor a URL.
    """
    from rempart.catalogue import load_catalogue  # noqa: PLC0415 - the command line starts without the pipeline
    from rempart.placement import locate  # noqa: PLC0415 - the same

    day = read_day(as_of)
    catalogue = load_catalogue()
    placement = locate(target, catalogue, day)
    operator = catalogue.operator(placement.operator) if placement.operator is not None else None
    match = catalogue.host(placement.host) if placement.host is not None else None
    endpoint = match.endpoint if match is not None else None
    if form is WhereFormat.JSON:
        typer.echo(json.dumps(as_document(placement, operator, endpoint, day), indent=2, ensure_ascii=False))
    else:
        print_lines(_lines(placement, operator, endpoint, day))
    if "operator" in placement.unknown:
        raise typer.Exit(_UNDETERMINED)


def as_document(
    placement: Placement, operator: Operator | None, endpoint: Endpoint | None, day: date
) -> dict[str, object]:
    """Return the answer as plain values; ``operator`` and ``endpoint`` are those placed at, where they are known."""
    return {
        "schema": "rempart.where/1",
        "as_of": day.isoformat(),
        "host": placement.host,
        "local": placement.local,
        "simulated": placement.simulated,
        "operator": placement.operator,
        "name": operator.name if operator is not None else None,
        **{name: getattr(placement, name) for name in _FACTS},
        "purpose": endpoint.purpose.value if endpoint is not None else None,
        "serves": list(endpoint.serves) if endpoint is not None else [],
        "exposure": placement.exposure.value if placement.exposure is not None else None,
        "owners": owners_document(operator) if operator is not None else [],
        "laws": laws_document(operator) if operator is not None else [],
        **{scheme: _finding_document(getattr(placement, scheme)) for scheme in _SCHEMES},
        "qualifications": [qualification_document(held, day) for held in operator.qualifications] if operator else [],
        "unknown": {name: reason.told for name, reason in placement.unknown.items()},
        "basis": [_step_document(step) for step in placement.basis],
    }


def _lines(placement: Placement, operator: Operator | None, endpoint: Endpoint | None, day: date) -> Iterator[Line]:
    notes = Footnotes()
    yield "bold", placement.host or "no host"
    if placement.simulated:
        yield "bold yellow", f"  {SIMULATED}"
    for step in placement.basis:
        if not step.conclusion.startswith("host: "):
            yield _style(step), f"  {step.conclusion}{notes.mark(step.citation)}"
            if step.because:
                yield "dim", f"    {step.because}"
    if placement.service not in {None, ANY_SERVICE}:
        yield "cyan", f"  service: {placement.service}"
    if endpoint is not None and endpoint.purpose.value != ANY_PURPOSE:
        yield "cyan", f"  purpose: {purpose_words(endpoint)}"
    if operator is not None and not operator.simulated:
        yield "bold", f"What {operator.name} holds on {day.isoformat()}"
        yield from qualification_lines(operator, notes, day)
    if "operator" in placement.unknown:
        yield "yellow", "  Who runs it, which law reaches it and what it is qualified for could not be told."
    yield from notes.lines()


def _style(step: Step) -> str:
    return "yellow" if step.conclusion.endswith(": unknown") else "cyan"


def _finding_document(finding: QualificationFinding | None) -> dict[str, object] | None:
    if finding is None:
        return None
    return {
        "status": finding.status.value,
        "service": finding.service,
        "decision": finding.decision,
        "valid_until": finding.valid_until,
        "days_left": finding.days_left,
        "note": finding.note,
    }


def _step_document(step: Step) -> dict[str, object]:
    cited = citation_document(step.citation) if step.citation is not None else {}
    return {"conclusion": step.conclusion, "because": step.because, **cited}
