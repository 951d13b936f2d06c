"""Facts on a page, each with a number that leads to its source at the foot of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rempart.model.fact import Citation
from rempart.shown import shown

SIMULATED = "Simulated: a cloud is only imitated here. This is evidence of nothing."
Line = tuple[str, str]
"""A style of Rich, and the text that bears it."""


class Footnotes:
    """The sources of one page, numbered in the order in which the page cites them."""

    def __init__(self) -> None:
        self._numbers: dict[Citation, int] = {}

    def mark(self, citation: Citation | None) -> str:
        """Return `` [3]``, the number of a source with a space before it; nothing for no source."""
        if citation is None:
            return ""
        return f" [{self._numbers.setdefault(citation, len(self._numbers) + 1)}]"

    def lines(self) -> Iterator[Line]:
        """Yield the foot of the page: every source cited, its date, and how far it was checked."""
        if self._numbers:
            yield "bold", "Sources"
        for citation, number in self._numbers.items():
            checked = citation.confidence.value.replace("_", " ")
            yield "dim", f"  [{number}] {citation.source} ({citation.source_date}, {checked})"


def print_lines(lines: Iterable[Line]) -> None:
    """Write lines for people on standard output; colours only on a terminal."""
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only the text form needs it
    from rich.text import Text  # noqa: PLC0415 - the same

    console = Console(highlight=False, soft_wrap=True)
    for style, line in lines:
        console.print(Text(shown(line), style=style))
