"""``rempart check``: judge what is about to be created, and say why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from rempart.cli import options as option
from rempart.cli.judging import judge_and_report, read_basis
from rempart.reports.formats import Format


def check(  # noqa: PLR0913 - Typer makes one option of each argument
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="What to judge: a file, or a folder with Pulumi.yaml.")] = Path(),
    *,
    stack: option.Stack = None,
    profile: option.Profile = "hds",
    as_of: option.AsOf = None,
    form: option.Form = Format.TEXT,
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
        config=option.read_config(config or ()),
    )
    deployment = read(path, options)
    # Reports name the input as whoever asked did: that can be typed again, and means something to others.
    named = replace(deployment, source=replace(deployment.source, path=str(path)))
    judge_and_report(named, basis, form, output, given=option.given(context))
