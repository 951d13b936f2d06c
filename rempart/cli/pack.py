"""``rempart pack``: where the CrossGuard pack is, for ``pulumi up --policy-pack "$(rempart pack)"``."""

from __future__ import annotations

import typer

from rempart.locations import policies_folder


def pack() -> None:
    """Print the folder of the policy pack, for `pulumi up --policy-pack "$(rempart pack)"`."""
    typer.echo(policies_folder())
