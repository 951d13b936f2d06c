"""Prints the text report: in colour on a terminal, as plain text into a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rempart.catalogue import Catalogue
from rempart.model.finding import Verdict
from rempart.reports import text

if TYPE_CHECKING:
    from rempart.drift import Drift


def print_text(verdict: Verdict, catalogue: Catalogue, drift: Drift | None = None) -> None:
    """Write the text report on standard output, followed by what a comparison with states found."""
    lines = [*text.lines(verdict, catalogue), *(_compared(drift, verdict) if drift is not None else ())]
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        sys.stdout.write("".join(f"{line}\n" for _, line in lines))
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only colour needs it
    from rich.text import Text  # noqa: PLC0415 - the same

    console = Console(highlight=False, soft_wrap=True)
    for style, line in lines:
        console.print(Text(line, style=style))


def _compared(drift: Drift, verdict: Verdict) -> Iterator[tuple[str, str]]:
    from rempart.reports.drift import lines  # noqa: PLC0415 - only scans have it

    yield "", ""
    yield from lines(drift, verdict)
