"""The command line: arguments in, a report and an exit status out.

Nothing is decided here. Each command is a module of its own, imported only when it is called for, so that a command
costs what it needs and no more. Every error ends here, as one line on standard error.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Annotated, NoReturn

import typer

from rempart.cli.streams import prepare_streams
from rempart.errors import RempartError
from rempart.shown import shown

_COMMANDS = {
    "check": "check",
    "explain": "explain",
    "where": "where",
    "catalogue": "app",
    "rules": "app",
    "pack": "pack",
    "provider": "app",
    "lab": "app",
    "scan": "app",
}
"""Commands, each in a module of its own name here, and what the module calls it; ``app`` is a group of commands."""

_BAD_USAGE = 2
_INTERRUPTED = 130
"""What shells report of a program that Ctrl-C ended: 128 and the number of the signal."""


def main() -> NoReturn:
    """Run the command line with the arguments of this process, and end it.

    The garbage collector stays off: the process lives for a moment, makes no cycles that matter, and would spend a
    fifth of its time looking through resources that it needs until the end.
    """
    gc.disable()
    prepare_streams()
    status = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except RempartError as error:
        status = _refuse(error.line())
    sys.stderr.flush()
    # Taking a hundred thousand objects apart one by one, only to end, costs a fifth of a large check.
    os._exit(status)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; every error becomes one line on standard error."""
    try:
        status = typer.main.get_command(_app(arguments)).main(
            list(arguments), prog_name="rempart", standalone_mode=False
        )
    except KeyboardInterrupt:
        return _INTERRUPTED
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else _BAD_USAGE
    except Exception as error:
        if os.environ.get("REMPART_DEBUG") == "1":
            raise
        return _refuse(_told(error))
    return status if isinstance(status, int) else 0


def _app(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line with the commands that these arguments need: one, all for help, none for the version."""
    app = typer.Typer(
        help="Where each resource really goes, which law reaches it, and whether health data may go there.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        callback=_options,
    )
    for command in _needed(arguments[0] if arguments else ""):
        found = getattr(import_module(f"rempart.cli.{command}"), _COMMANDS[command])
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=command)
        else:
            app.command(command)(found)
    return app


def _needed(first: str) -> Iterable[str]:
    """Return the commands to import for the first argument."""
    if first == "--version":
        return ()
    return (first,) if first in _COMMANDS else _COMMANDS


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - the signature that Typer calls
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - slow to import, and only this option needs it

        typer.echo(f"rempart {version('rempart')}")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and end.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Hold the options of every command."""


def _told(error: Exception) -> str:
    """Return what to tell of an error: in full when it is meant for people, else only that it happened.

    Nothing when Typer has told already: a command that misses its arguments shows its help.
    """
    if isinstance(error, RempartError):
        return error.line()
    if isinstance(error, typer.TyperException):
        message = error.format_message()
        return f"{message} See `rempart --help`." if message else ""
    if isinstance(error, RecursionError):
        return "this is nested too deeply to be judged; nothing was judged"
    if isinstance(error, MemoryError):
        return "there is not enough memory; nothing was judged"
    return (
        f"internal error ({type(error).__name__}), nothing was judged; please report it, with what you get when "
        "REMPART_DEBUG=1 is set"
    )


def _refuse(line: str) -> int:
    told = shown(line)
    if told:
        typer.echo(f"rempart: {' '.join(told.split())}", err=True)
    return _BAD_USAGE
