"""The options that several commands share: what is read, and by what it is judged. Each is described once, here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from rempart.cli.own import OWN_HELP
from rempart.errors import InputError
from rempart.reports.formats import Format

Stack: TypeAlias = Annotated[str | None, typer.Option(help="Stack whose configuration the program gets.")]
Profile: TypeAlias = Annotated[str, typer.Option(help="Which rules: hds, secnumcloud, hds-floor, or a file.")]
AsOf: TypeAlias = Annotated[str | None, typer.Option(help="Day of the judgement (YYYY-MM-DD); today by default.")]
Form: TypeAlias = Annotated[Format, typer.Option("--format", help="How to write the report.")]
Output: TypeAlias = Annotated[Path | None, typer.Option(help="File to write the report to.")]
State: TypeAlias = Annotated[Path | None, typer.Option(help="State that fills in what a preview leaves out.")]
Answers: TypeAlias = Annotated[Path | None, typer.Option(help="Answers to what the program asks the cloud.")]
Python: TypeAlias = Annotated[str | None, typer.Option(help="Interpreter that runs the program.")]
Timeout: TypeAlias = Annotated[float, typer.Option(min=0.1, help="Seconds that the program may take.")]
Sandbox: TypeAlias = Annotated[bool, typer.Option("--sandbox", help="Run the program without network.")]
ThisEnvironment: TypeAlias = Annotated[bool, typer.Option("--environment", help="This environment deploys: read it.")]
Simulated: TypeAlias = Annotated[
    bool,
    typer.Option("--simulated", help="Accept the lab, a simulated cloud; the report is then no evidence, and says so."),
]
Config: TypeAlias = Annotated[list[str] | None, typer.Option(metavar="KEY=VALUE", help="Configuration to set.")]
Own: TypeAlias = Annotated[list[str] | None, typer.Option(metavar="DOMAIN", help=OWN_HELP)]
Waivers: TypeAlias = Annotated[Path | None, typer.Option(help="Signed-off exceptions.")]
Policies: TypeAlias = Annotated[Path | None, typer.Option(help="Folder with rules and profiles of your own.")]
Opa: TypeAlias = Annotated[str | None, typer.Option(metavar="URL", help="OPA server that judges.")]

_NOT_REPEATED = frozenset({"form", "output", "opa"})
"""How and where a report is written, for another command writes another; and who judges, which changes no answer."""
_MAY_BE_SECRET = "config"  # noqa: S105 - the name of an option


def read_day(text: str | None) -> date:
    """Return the day of the judgement. Raises InputError when the text is no date."""
    if text is None:
        return date.today()  # noqa: DTZ011 - qualifications lapse by the calendar of whoever deploys
    try:
        return date.fromisoformat(text)
    except ValueError:
        what = "this is not a date"
        raise InputError(what, where="--as-of", mend="write it as YYYY-MM-DD") from None


def read_config(settings: Sequence[str]) -> dict[str, str]:
    """Return stack configuration by key. Raises InputError, which never repeats a value, when one has no key."""
    pairs = [setting.partition("=") for setting in settings]
    for number, (key, equals, _) in enumerate(pairs, 1):
        if not key or not equals:
            raise InputError(f"setting {number} is not KEY=VALUE", where="--config", mend="write --config name=value")
    return {key: value for key, _, value in pairs}


def given(context: typer.Context) -> tuple[str, ...]:
    """Return the options of this command as they were given, word by word, for another that reads and judges the same.

    What changes no answer is not among them, and of configuration, which may be secret, only the keys are.
    """
    return tuple(word for option in context.command.params for word in _words(context, option.name or "", option.opts))


def _words(context: typer.Context, name: str, spellings: Sequence[str]) -> Iterator[str]:
    source = context.get_parameter_source(name)
    spelling = spellings[-1]
    if name in _NOT_REPEATED or not spelling.startswith("-") or source is None or source.name != "COMMANDLINE":
        return
    value = context.params[name]
    if isinstance(value, bool):
        yield spelling
        return
    for item in value if isinstance(value, (list, tuple)) else (value,):
        text = f"{str(item).partition('=')[0]}=VALUE" if name == _MAY_BE_SECRET else str(item)
        yield from (f"{spelling}={text}",) if text.startswith("-") else (spelling, text)
