"""Writes a verdict for people and for programs: one module for each format. It judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rempart.catalogue import Catalogue
from rempart.model.finding import Verdict
from rempart.reports.files import write_report
from rempart.reports.formats import Format
from rempart.reports.terminal import print_text
from rempart.reports.words import verdict_sentence
from rempart.reports.writers import WRITERS, with_drift

if TYPE_CHECKING:
    from rempart.drift import Drift

__all__ = ["Format", "print_text", "render", "verdict_sentence", "write_report"]


def render(verdict: Verdict, form: Format, catalogue: Catalogue, drift: Drift | None = None) -> str:
    """Return the report in a format, ending with a line break; the catalogue gives the controls their titles.

    ``drift``, of a scan that was compared with states, follows the verdict. Raises InputError for a format that has no
    words for it.
    """
    if drift is None:
        return WRITERS[form].render(verdict, catalogue)
    return with_drift(form)(verdict, catalogue, drift)
