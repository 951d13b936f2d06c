"""Writes what a comparison of a cloud with its states found: one module for each format. It compares nothing."""

from __future__ import annotations

from rempart.drift import Drift
from rempart.errors import InputError
from rempart.model.finding import Verdict
from rempart.reports.drift.text import lines, sentence
from rempart.reports.formats import Format

__all__ = ["drift_document", "lines", "render_drift", "sentence"]


def drift_document(drift: Drift, verdict: Verdict) -> dict[str, object]:
    """Return a comparison as plain values, to stand in a document of one's own."""
    from rempart.reports.drift import json  # noqa: PLC0415 - a run needs one format

    return json.document(drift, verdict)


def render_drift(drift: Drift, form: Format, verdict: Verdict) -> str:
    """Return a comparison in a format, ending with a line break.

    ``verdict`` is that on the same scan: a comparison with a simulation says that it is one. Raises InputError for
    SARIF, which has no words for what is no finding of a rule.
    """
    if form is Format.TEXT:
        return "".join(f"{line}\n" for _, line in lines(drift, verdict))
    if form is Format.SARIF:
        raise InputError("SARIF holds findings of rules, and no drift", where="--format", mend="use text or json")
    from rempart.reports.drift import json  # noqa: PLC0415 - a run needs one format

    return json.render(drift, verdict)
