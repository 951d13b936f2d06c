"""``rempart lab``: a real OpenStack on this machine, to deploy to before anything is deployed for real."""

from __future__ import annotations

import typer

app = typer.Typer(help="A real OpenStack on this machine, on loopback, without root.", no_args_is_help=True)
