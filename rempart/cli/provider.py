"""``rempart provider``: puts the Pulumi plugins that Rempart brings along where Pulumi finds them."""

from __future__ import annotations

import os
from typing import Annotated

import typer

app = typer.Typer(help="The Pulumi providers that Rempart brings along.", no_args_is_help=True)

_NOT_CURRENT = 1


@app.command("install")
def install_provider(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The provider's name: outscale.")],
    *,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; only tell whether it is current.")] = False,
) -> None:
    """Let Pulumi find a provider, which then runs under this very Python.

    With --check, exits with status 1 when what is installed is not current. May be run again at any time; what is
    current stays untouched.
    """
    from rempart.plugins import (  # noqa: PLC0415 - the command line starts without what it does not need
        State,
        find_installation,
        find_plugin,
        install,
        preferred_to,
        state_of,
    )

    installation = find_installation(find_plugin(name), os.environ)
    state = state_of(installation)
    told = f"{name} {installation.version}"
    if state is State.CURRENT:
        typer.echo(f"{told} is current: {installation.folder}")
    elif check:
        typer.echo(f"{told} is {state.value}: {installation.folder}; run `rempart provider install {name}`")
        raise typer.Exit(_NOT_CURRENT)
    else:
        install(installation, os.environ)
        typer.echo(f"{told} is installed: {installation.folder}")
    preferred = preferred_to(installation, os.environ)
    if preferred is not None:
        typer.echo(
            f"Pulumi runs {preferred} instead, for it is on PATH, unless PULUMI_IGNORE_AMBIENT_PLUGINS=true is set."
        )
