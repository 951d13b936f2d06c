"""``rempart lab``: a real OpenStack on this machine, to deploy to before anything is deployed for real."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Annotated, ParamSpec, TypeVar

import typer

from rempart.errors import RempartError
from rempart_lab.errors import LabError

app = typer.Typer(
    help="A real OpenStack on this machine, on loopback, without root. Data planes are simulated (docs/lab.md).",
    no_args_is_help=True,
)

_NOT_READY = 1
State = Annotated[
    str | None,
    typer.Option("--state", metavar="DIR", help="The lab's folder; REMPART_LAB, else one of this user's, by default."),
]
Names = Annotated[list[str], typer.Argument(metavar="NAME...", help="Processes, as `rempart lab status` names them.")]
Cloud = Annotated[
    str | None, typer.Option("--cloud", metavar="NAME", help="One cloud of the lab; its first by default.")
]
Region = Annotated[str | None, typer.Option("--region", metavar="NAME", help="One region; the first by default.")]
Stack = Annotated[
    str | None, typer.Option("--stack", metavar="NAME", help="A project and an application credential of its own.")
]
_Options = ParamSpec("_Options")
_Result = TypeVar("_Result")


def _told(command: Callable[_Options, _Result]) -> Callable[_Options, _Result]:
    """Let the lab's errors be told as all others are, and a missing extra too."""

    @wraps(command)
    def guarded(*arguments: _Options.args, **options: _Options.kwargs) -> _Result:
        try:
            return command(*arguments, **options)
        except LabError as error:
            raise RempartError(error.what, where=error.where, mend=error.mend) from None
        except ModuleNotFoundError as error:
            missing = f"the lab needs the extra `lab`, which is not installed (no {error.name})"
            raise RempartError(missing, mend="pip install 'rempart[lab]'") from None

    return guarded


@app.command("up")
@_told
def bring_up(
    *,
    profile: Annotated[str, typer.Option(metavar="core|full", help="How much of OpenStack runs.")] = "core",
    cloud: Annotated[
        list[str] | None, typer.Option(metavar="NAME|FILE", help="ovh-like (default), partner, or a file; repeatable.")
    ] = None,
    region: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Regions; each cloud's first by default; repeatable.")
    ] = None,
    all_regions: Annotated[bool, typer.Option("--all-regions", help="Every region of every chosen cloud.")] = False,
    port: Annotated[int | None, typer.Option(help="First port of the lab, when its usual ones are taken.")] = None,
    state: State = None,
) -> None:
    """Bring the lab up, install what it needs first, and wait until everything answers.

    A lab that is up already is left as it is. Ctrl-C ends whatever was started; a later `up` goes on from there.
    """
    from rich.console import Console

    from rempart_lab.control import commands

    chosen = {"clouds": tuple(cloud)} if cloud else {}
    wish = commands.Wish(profile, regions=tuple(region or ()), all_regions=all_regions, port=port, **chosen)
    folder = commands.find_state_folder(state, os.environ)
    with commands.shown_on(Console(stderr=True)) as audience:
        lab = commands.bring_up(wish, folder, os.environ, audience)
    for line in commands.summary(lab):
        typer.echo(line)


@app.command("down")
@_told
def take_down(*, state: State = None) -> None:
    """End everything that runs; what the clouds hold stays for the next `up`."""
    from rempart_lab.control import commands

    was_up = commands.take_down(commands.find_state_folder(state, os.environ))
    typer.echo("The lab is down." if was_up else "The lab was not up.")


@app.command("status")
@_told
def show_status(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Tasks that are done, too.")] = False,
    state: State = None,
) -> None:
    """Show every process with its memory and restarts. Exits with 0 when the lab is ready, else with 1."""
    from rich.console import Console

    from rempart_lab.control import commands

    status = commands.read_status(commands.find_state_folder(state, os.environ))
    if as_json:
        typer.echo(status.document())
    else:
        Console().print(*commands.status_table(status, everything=everything), sep="\n")
    if status.state != commands.READY:
        raise typer.Exit(_NOT_READY)


@app.command("logs")
@_told
def show_logs(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Processes; the supervisor by default.")
    ] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as lines are written.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many lines of each.")] = 40,
    state: State = None,
) -> None:
    """Show the last lines of processes' logs."""
    from rempart_lab.control import commands

    logs = commands.find_logs(commands.find_state_folder(state, os.environ), names or ())
    for name, path in logs.items():
        if len(logs) > 1:
            typer.echo(f"==> {name} <==")
        for line in commands.last_lines(path, lines):
            typer.echo(line)
    if follow:
        with suppress(KeyboardInterrupt):
            for name, line in commands.follow(logs):
                typer.echo(f"{name}: {line}" if len(logs) > 1 else line)


@app.command("reset")
@_told
def remove(
    *,
    installed_too: Annotated[bool, typer.Option("--all", help="OpenStack's environment, too (1 GB).")] = False,
    state: State = None,
) -> None:
    """Take the lab down and remove its folder, with all that its clouds held."""
    from rempart_lab.control import commands

    removed = commands.reset(commands.find_state_folder(state, os.environ), os.environ, installed_too=installed_too)
    for path in removed:
        typer.echo(f"removed {path}")
    if not removed:
        typer.echo("There was nothing to remove.")


@app.command("env")
@_told
def show_environment(*, cloud: Cloud = None, region: Region = None, stack: Stack = None, state: State = None) -> None:
    """Print what a shell needs to find the lab: eval "$(rempart lab env)". Secrets stay in the lab's folder."""
    from rempart_lab.control import commands

    folder = commands.find_state_folder(state, os.environ)
    for line in commands.find_surroundings(folder, os.environ, cloud=cloud, region=region, stack=stack).lines():
        typer.echo(line)


@app.command("shell", context_settings={"ignore_unknown_options": True})
@_told
def open_shell(
    command: Annotated[
        list[str] | None, typer.Argument(metavar="[-- COMMAND...]", help="A command in place of a shell.")
    ] = None,
    *,
    cloud: Cloud = None,
    region: Region = None,
    stack: Stack = None,
    state: State = None,
) -> None:
    """Open a shell, or run one command, that finds the lab; `openstack` is on its PATH."""
    from rempart_lab.control import commands

    folder = commands.find_state_folder(state, os.environ)
    surroundings = commands.find_surroundings(folder, os.environ, cloud=cloud, region=region, stack=stack)
    tools = commands.read_record(folder.root).environment / "bin"
    raise typer.Exit(commands.run_inside(surroundings, tools, os.environ, command or ()))


@app.command("restart")
@_told
def restart(names: Names, *, state: State = None) -> None:
    """Stop processes and start them again."""
    _order("restart", names, state)


@app.command("kill")
@_told
def kill(names: Names, *, state: State = None) -> None:
    """Kill processes without a word, to see what survives it; the supervisor starts them again."""
    _order("kill", names, state)


@app.command("stop")
@_told
def stop(names: Names, *, state: State = None) -> None:
    """Stop processes, and leave them stopped until `start`, `restart` or `up`."""
    _order("stop", names, state)


@app.command("start")
@_told
def start(names: Names, *, state: State = None) -> None:
    """Start processes that were stopped or given up."""
    _order("start", names, state)


def _order(what: str, names: list[str], state: str | None) -> None:
    """Have the supervisor do something to processes."""
    from rempart_lab.control import commands

    folder = commands.find_state_folder(state, os.environ)
    known = [one["name"] for one in commands.ask(folder, "status")["processes"]]
    commands.ask(folder, what, commands.find_names(names, known))
