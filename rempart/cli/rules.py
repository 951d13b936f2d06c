"""``rempart rules``: which rules there are, what they ask, and on which law they rest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rempart.errors import PolicyError

if TYPE_CHECKING:
    from rempart.judge import Profile, Rule, RulePack

app = typer.Typer(help="The rules: what they ask, why in law, and what to do.", no_args_is_help=True)

_WIDE = 160
"""Columns of a table that goes into a pipe."""


@app.command("list")
def list_rules(
    profile: Annotated[str | None, typer.Option(help="Show the levels of this profile, and only its rules.")] = None,
) -> None:
    """List the rules, with their severity and their level in each profile."""
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only drawing needs it
    from rich.table import Table  # noqa: PLC0415 - the same

    from rempart.judge import load_pack, load_profile, profile_names  # noqa: PLC0415 - only this command needs it

    pack = load_pack()
    profiles = [load_profile(name, pack) for name in ([profile] if profile else profile_names(pack))]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("rule", "severity", "what it finds"):
        table.add_column(column, no_wrap=column != "what it finds")
    for chosen in profiles:
        table.add_column(chosen.id, no_wrap=True)
    for rule in pack.rules:
        levels = [_level(rule, chosen) for chosen in profiles]
        if not profile or levels != ["-"]:
            description = rule.description
            table.add_row(rule.id, description.severity.value, description.title, *levels)
    # A pipe has no width; Rich would guess 80 columns and cut the ids short.
    Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE).print(table)


@app.command("show")
def show_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The rule's id, such as RMP-LAW-001.")],
) -> None:
    """Show one rule: what it asks, why, what to do, and the controls that it enforces."""
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only drawing needs it
    from rich.padding import Padding  # noqa: PLC0415 - the same
    from rich.text import Text  # noqa: PLC0415 - the same

    from rempart.catalogue import load_catalogue  # noqa: PLC0415 - only this command needs it
    from rempart.judge import load_pack, load_profile, profile_names  # noqa: PLC0415 - the same

    pack = load_pack()
    rule = _find(rule_id, pack)
    description = rule.description
    catalogue = load_catalogue()
    console = Console(highlight=False)
    console.print(Text(f"{rule.id}  {description.title}", style="bold"), f"({description.severity.value})")
    for heading, text in (
        ("What it asks", description.description),
        ("Why", description.risk),
        ("What to do", description.remedy),
    ):
        console.print(Text(heading, style="bold"))
        console.print(Padding(Text(text), (0, 0, 0, 2)))
    console.print(Text("In law", style="bold"))
    for name in description.controls:
        control = catalogue.control(name)
        told = f"{name}: {control.title}. {control.paraphrase}" if control else name
        console.print(Padding(Text(told), (0, 0, 0, 2)))
    console.print(Text("Level", style="bold"))
    for name in profile_names(pack):
        console.print(Padding(Text(f"{name}: {_level(rule, load_profile(name, pack))}"), (0, 0, 0, 2)))
    console.print(Text("Source", style="bold"))
    console.print(Padding(Text(f"policies/rules/{description.name}/rule.rego"), (0, 0, 0, 2)))


def _find(rule_id: str, pack: RulePack) -> Rule:
    wanted = rule_id.casefold()
    for rule in pack.rules:
        if wanted in (rule.id.casefold(), rule.description.name):
            return rule
    raise PolicyError("there is no rule of that id", mend="see rempart rules list")


def _level(rule: Rule, profile: Profile) -> str:
    """Return a rule's level in a profile; with that of an undetermined outcome after a slash where it differs."""
    levels = profile.rules.get(rule.id)
    if levels is None:
        return "-"
    if levels.undetermined is levels.level:
        return levels.level.value
    return f"{levels.level.value} / {levels.undetermined.value}"
