"""Writes a verdict for people and for programs: one module for each format. It judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rempart.catalogue import Catalogue
from rempart.model.finding import Verdict
from rempart.reports.files import write_report
from rempart.reports.formats import Format
from rempart.reports.terminal import print_text
from rempart.reports.words import verdict_sentence

if TYPE_CHECKING:
    from rempart.drift import Drift

__all__ = ["Format", "print_text", "render", "verdict_sentence", "write_report"]


def render(verdict: Verdict, form: Format, catalogue: Catalogue, drift: Drift | None = None) -> str:
    """Return the report in a format, ending with a line break; the catalogue gives the controls their titles.

    ``drift``, of a scan that was compared with states, follows the verdict. Raises InputError for SARIF, which has no
    words for it.
    """
    if drift is not None:
        return _with_drift(verdict, form, catalogue, drift)
    if form is Format.TEXT:
        from rempart.reports import text  # noqa: PLC0415 - a run needs one format

        return text.render(verdict, catalogue)
    if form is Format.SARIF:
        from rempart.reports import sarif  # noqa: PLC0415 - the same

        return sarif.render(verdict, catalogue)
    from rempart.reports import json  # noqa: PLC0415 - the same

    return json.render(verdict, catalogue)


def _with_drift(verdict: Verdict, form: Format, catalogue: Catalogue, drift: Drift) -> str:
    from rempart.reports.drift import drift_document, render_drift  # noqa: PLC0415 - only scans have it

    if form is Format.JSON:
        from rempart.reports.document import document, dumped  # noqa: PLC0415 - the same

        return dumped({**document(verdict, catalogue), "drift": drift_document(drift, verdict)})
    compared = render_drift(drift, form, verdict)
    return f"{render(verdict, form, catalogue)}\n{compared}"
