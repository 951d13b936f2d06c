"""Writes a verdict for people and for programs: one module for each format. It judges nothing."""

from __future__ import annotations

from rempart.catalogue import Catalogue
from rempart.model.finding import Verdict
from rempart.reports.files import write_report
from rempart.reports.formats import Format
from rempart.reports.terminal import print_text
from rempart.reports.words import verdict_sentence

__all__ = ["Format", "print_text", "render", "verdict_sentence", "write_report"]


def render(verdict: Verdict, form: Format, catalogue: Catalogue) -> str:
    """Return the report in a format, ending with a line break; the catalogue gives the controls their titles."""
    if form is Format.TEXT:
        from rempart.reports import text  # noqa: PLC0415 - a run needs one format

        return text.render(verdict, catalogue)
    if form is Format.SARIF:
        from rempart.reports import sarif  # noqa: PLC0415 - the same

        return sarif.render(verdict, catalogue)
    from rempart.reports import json  # noqa: PLC0415 - the same

    return json.render(verdict, catalogue)
