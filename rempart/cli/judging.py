"""What every command does that judges: read what it judges by, judge, write the report, end with the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from rempart.cli.options import read_day
from rempart.cli.own import declared
from rempart.reports.formats import Format

if TYPE_CHECKING:
    from rempart.catalogue import Catalogue
    from rempart.drift import Drift
    from rempart.judge import Engine, Profile, RulePack
    from rempart.model.deployment import Deployment
    from rempart.model.finding import Verdict, Waiver


@dataclass(frozen=True, slots=True)
class Basis:
    """What something is judged by: read before anything is looked at, so that a mistake in it costs no time."""

    day: date
    pack: RulePack
    profile: Profile
    waivers: tuple[Waiver, ...]
    opa: str | None
    simulated: bool
    own: tuple[str, ...] = ()


def read_basis(
    *,
    profile: str,
    as_of: str | None,
    waivers: Path | None,
    policies: Path | None,
    opa: str | None,
    simulated: bool,
    own: Sequence[str] | None = None,
) -> Basis:
    """Return what to judge by. Raises PolicyError and InputError."""
    from rempart.judge import load_pack, load_profile, load_waivers  # noqa: PLC0415 - starts without the pipeline

    day = read_day(as_of)
    pack = load_pack(policies)
    chosen = load_profile(profile, pack)
    signed = tuple(load_waivers(waivers)) if waivers is not None else ()
    return Basis(day, pack, chosen, signed, opa, simulated, declared(own))


def judge_and_report(
    deployment: Deployment,
    basis: Basis,
    form: Format,
    output: Path | None,
    *,
    states: Sequence[Deployment] = (),
    given: tuple[str, ...] = (),
) -> NoReturn:
    """Judge, report, and end the command with the status of the verdict.

    What runs is also compared with the ``states`` that speak of it. ``given`` are the options by which another command
    reads and judges the same.
    """
    from rempart.catalogue import load_catalogue  # noqa: PLC0415 - the command line starts without the pipeline
    from rempart.gate import check  # noqa: PLC0415 - the same

    catalogue = load_catalogue()
    verdict = check(
        deployment,
        catalogue=catalogue,
        pack=basis.pack,
        profile=basis.profile,
        as_of=basis.day,
        waivers=basis.waivers,
        engine=engine_of(basis),
        simulated=basis.simulated,
        own=basis.own,
    )
    verdict = replace(verdict, options=given)
    drift, status = _compared(deployment, states, verdict) if states else (None, verdict.exit_code)
    # Whoever stops reading the report still gets the verdict as the exit status.
    with suppress(BrokenPipeError):
        _report(Told(verdict, drift), catalogue, form, output)
    raise typer.Exit(status)


@dataclass(frozen=True, slots=True)
class Told:
    """What a report tells: the verdict, and of a scan the comparison with states."""

    verdict: Verdict
    drift: Drift | None


def _compared(deployment: Deployment, states: Sequence[Deployment], verdict: Verdict) -> tuple[Drift, int]:
    from rempart.drift import compare, exit_status  # noqa: PLC0415 - only scans have it

    drift = compare(deployment, states)
    return drift, exit_status(verdict.exit_code, drift)


def engine_of(basis: Basis) -> Engine | None:
    """Return the OPA server that judges; None for the embedded engine."""
    if basis.opa is None:
        return None
    from rempart.judge import OpaServerEngine  # noqa: PLC0415 - its client is slow to import, and optional

    return OpaServerEngine(basis.pack, basis.opa)


def _report(told: Told, catalogue: Catalogue, form: Format, output: Path | None) -> None:
    """Write the report; a report that goes into a file leaves a line on standard output."""
    from rempart.reports import print_text, render, verdict_sentence, write_report  # noqa: PLC0415 - the same

    verdict, drift = told.verdict, told.drift
    if output is not None:
        write_report(output, render(verdict, form, catalogue, drift))
        typer.echo(verdict_sentence(verdict))
        if drift is not None:
            from rempart.reports.drift import sentence  # noqa: PLC0415 - only scans have it

            typer.echo(sentence(drift))
    elif form is Format.TEXT:
        print_text(verdict, catalogue, drift)
    else:
        # What programs read is UTF-8, whatever the terminal's letters are.
        typer.echo(render(verdict, form, catalogue, drift).encode(), nl=False)
