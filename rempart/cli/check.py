"""``rempart check``: judge what is about to be created, and say why."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rempart.cli.explain import read_day
from rempart.errors import InputError
from rempart.reports.formats import Format

if TYPE_CHECKING:
    from rempart.catalogue import Catalogue
    from rempart.judge import Engine, RulePack
    from rempart.model.finding import Verdict

SIMULATED_HELP = "Accept the lab, a simulated cloud; the report is then no evidence, and says so."


def check(  # noqa: PLR0913 - Typer makes one option of each argument
    path: Annotated[Path, typer.Argument(help="What to judge: a file, or a folder with Pulumi.yaml.")] = Path(),
    *,
    stack: Annotated[str | None, typer.Option(help="Stack whose configuration the program gets.")] = None,
    profile: Annotated[str, typer.Option(help="Which rules: hds, secnumcloud, hds-floor, or a file.")] = "hds",
    as_of: Annotated[str | None, typer.Option(help="Day of the judgement (YYYY-MM-DD); today by default.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write the report.")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option(help="File to write the report to.")] = None,
    state: Annotated[Path | None, typer.Option(help="State that fills in what a preview leaves out.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Answers to what the program asks the cloud.")] = None,
    python: Annotated[str | None, typer.Option(help="Interpreter that runs the program.")] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that the program may take.")] = 60,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Run the program without network.")] = False,
    environment: Annotated[bool, typer.Option("--environment", help="This environment deploys: read it.")] = False,
    simulated: Annotated[bool, typer.Option("--simulated", help=SIMULATED_HELP)] = False,
    config: Annotated[list[str] | None, typer.Option(metavar="KEY=VALUE", help="Configuration to set.")] = None,
    waivers: Annotated[Path | None, typer.Option(help="Signed-off exceptions.")] = None,
    policies: Annotated[Path | None, typer.Option(help="Folder with rules and profiles of your own.")] = None,
    opa: Annotated[str | None, typer.Option(metavar="URL", help="OPA server that judges.")] = None,
) -> None:
    """Judge what is about to be created: 0 accepted, 1 rejected, 2 bad input, 3 could not tell."""
    from rempart.catalogue import load_catalogue  # noqa: PLC0415 - the command line starts without the pipeline
    from rempart.gate import check as judge  # noqa: PLC0415 - the same
    from rempart.inputs import ReadOptions, read  # noqa: PLC0415 - the same
    from rempart.judge import load_pack, load_profile, load_waivers  # noqa: PLC0415 - the same

    day = read_day(as_of)
    pack = load_pack(policies)
    chosen = load_profile(profile, pack)
    signed = load_waivers(waivers) if waivers is not None else ()
    options = ReadOptions(
        stack=stack,
        state=state,
        answers=answers,
        python=python,
        timeout=timeout,
        sandbox=sandbox,
        environment=environment,
        config=read_config(config or ()),
    )
    catalogue = load_catalogue()
    deployment = read(path, options)
    verdict = judge(
        # Reports name the input as whoever asked did: that can be typed again, and means something to others.
        replace(deployment, source=replace(deployment.source, path=str(path))),
        catalogue=catalogue,
        pack=pack,
        profile=chosen,
        as_of=day,
        waivers=signed,
        engine=_engine(pack, opa),
        simulated=simulated,
    )
    # Whoever stops reading the report still gets the verdict as the exit status.
    with suppress(BrokenPipeError):
        _report(verdict, catalogue, form, output)
    raise typer.Exit(verdict.exit_code)


def read_config(settings: Sequence[str]) -> dict[str, str]:
    """Return stack configuration by key. Raises InputError, which never repeats a value, when one has no key."""
    pairs = [setting.partition("=") for setting in settings]
    for number, (key, equals, _) in enumerate(pairs, 1):
        if not key or not equals:
            raise InputError(f"setting {number} is not KEY=VALUE", where="--config", mend="write --config name=value")
    return {key: value for key, _, value in pairs}


def _engine(pack: RulePack, opa: str | None) -> Engine | None:
    if opa is None:
        return None
    from rempart.judge import OpaServerEngine  # noqa: PLC0415 - its client is slow to import, and optional

    return OpaServerEngine(pack, opa)


def _report(verdict: Verdict, catalogue: Catalogue, form: Format, output: Path | None) -> None:
    """Write the report; a report that goes into a file leaves one line on standard output."""
    from rempart.reports import print_text, render, verdict_sentence, write_report  # noqa: PLC0415 - the same

    if output is not None:
        write_report(output, render(verdict, form, catalogue))
        typer.echo(verdict_sentence(verdict))
    elif form is Format.TEXT:
        print_text(verdict, catalogue)
    else:
        # What programs read is UTF-8, whatever the terminal's letters are.
        typer.echo(render(verdict, form, catalogue).encode(), nl=False)
