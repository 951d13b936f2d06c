"""Prints the text report: in colour on a terminal, as plain text into a pipe."""

from __future__ import annotations

import os
import sys

from rempart.catalogue import Catalogue
from rempart.model.finding import Verdict
from rempart.reports import text


def print_text(verdict: Verdict, catalogue: Catalogue) -> None:
    """Write the text report on standard output."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        sys.stdout.write(text.render(verdict, catalogue))
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only colour needs it
    from rich.text import Text  # noqa: PLC0415 - the same

    console = Console(highlight=False, soft_wrap=True)
    for style, line in text.lines(verdict, catalogue):
        console.print(Text(line, style=style))
