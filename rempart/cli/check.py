"""``rempart check``: judge what is about to be created, and say why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from rempart.cli.judging import (
    AS_OF_HELP,
    FORMAT_HELP,
    OPA_HELP,
    OUTPUT_HELP,
    POLICIES_HELP,
    PROFILE_HELP,
    SIMULATED_HELP,
    WAIVERS_HELP,
    judge_and_report,
    read_basis,
)
from rempart.cli.own import OWN_HELP
from rempart.errors import InputError
from rempart.reports.formats import Format


def check(  # noqa: PLR0913 - Typer makes one option of each argument
    path: Annotated[Path, typer.Argument(help="What to judge: a file, or a folder with Pulumi.yaml.")] = Path(),
    *,
    stack: Annotated[str | None, typer.Option(help="Stack whose configuration the program gets.")] = None,
    profile: Annotated[str, typer.Option(help=PROFILE_HELP)] = "hds",
    as_of: Annotated[str | None, typer.Option(help=AS_OF_HELP)] = None,
    form: Annotated[Format, typer.Option("--format", help=FORMAT_HELP)] = Format.TEXT,
    output: Annotated[Path | None, typer.Option(help=OUTPUT_HELP)] = None,
    state: Annotated[Path | None, typer.Option(help="State that fills in what a preview leaves out.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Answers to what the program asks the cloud.")] = None,
    python: Annotated[str | None, typer.Option(help="Interpreter that runs the program.")] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that the program may take.")] = 60,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Run the program without network.")] = False,
    environment: Annotated[bool, typer.Option("--environment", help="This environment deploys: read it.")] = False,
    simulated: Annotated[bool, typer.Option("--simulated", help=SIMULATED_HELP)] = False,
    config: Annotated[list[str] | None, typer.Option(metavar="KEY=VALUE", help="Configuration to set.")] = None,
    own: Annotated[list[str] | None, typer.Option(metavar="DOMAIN", help=OWN_HELP)] = None,
    waivers: Annotated[Path | None, typer.Option(help=WAIVERS_HELP)] = None,
    policies: Annotated[Path | None, typer.Option(help=POLICIES_HELP)] = None,
    opa: Annotated[str | None, typer.Option(metavar="URL", help=OPA_HELP)] = None,
) -> None:
    """Judge what is about to be created: 0 accepted, 1 rejected, 2 bad input, 3 could not tell."""
    from rempart.inputs import ReadOptions, read  # noqa: PLC0415 - the command line starts without the pipeline

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
        policies=policies,
        config=read_config(config or ()),
    )
    deployment = read(path, options)
    # Reports name the input as whoever asked did: that can be typed again, and means something to others.
    named = replace(deployment, source=replace(deployment.source, path=str(path)))
    judge_and_report(named, basis, form, output)


def read_config(settings: Sequence[str]) -> dict[str, str]:
    """Return stack configuration by key. Raises InputError, which never repeats a value, when one has no key."""
    pairs = [setting.partition("=") for setting in settings]
    for number, (key, equals, _) in enumerate(pairs, 1):
        if not key or not equals:
            raise InputError(f"setting {number} is not KEY=VALUE", where="--config", mend="write --config name=value")
    return {key: value for key, _, value in pairs}
