"""The report for programs, as ``docs/schemas/report-1.json`` describes it."""

from __future__ import annotations

from rempart.catalogue import Catalogue
from rempart.model.finding import Verdict
from rempart.reports.document import document, dumped


def render(verdict: Verdict, catalogue: Catalogue) -> str:
    """Return the report as JSON that ends with a line break."""
    return dumped(document(verdict, catalogue))
