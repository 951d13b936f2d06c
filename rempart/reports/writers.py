"""Which module writes each format, and which of them can tell a comparison with states.

A format without a row here does not exist: none is ever written by another's writer. A module is loaded when it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rempart.catalogue import Catalogue
from rempart.errors import InputError
from rempart.model.finding import Verdict
from rempart.reports.formats import Format

if TYPE_CHECKING:
    from rempart.drift import Drift


@dataclass(frozen=True, slots=True)
class Writer:
    """What writes a verdict in one format."""

    render: Callable[[Verdict, Catalogue], str]
    render_with_drift: Callable[[Verdict, Catalogue, Drift], str] | None = None
    """The verdict and the comparison that follows it; None where the format has no words for one."""

    @property
    def supports_drift(self) -> bool:
        """Whether the format can hold a comparison of what runs with states."""
        return self.render_with_drift is not None


def with_drift(form: Format) -> Callable[[Verdict, Catalogue, Drift], str]:
    """Return what writes a verdict and a comparison. Raises InputError for a format that has no words for one."""
    write = WRITERS[form].render_with_drift
    if write is None:
        able = " or ".join(each.value for each, writer in WRITERS.items() if writer.supports_drift)
        what = f"{form.value.upper()} holds findings of rules, and no drift"
        raise InputError(what, where="--format", mend=f"use {able}")
    return write


def _text(verdict: Verdict, catalogue: Catalogue) -> str:
    from rempart.reports import text  # noqa: PLC0415 - a run needs one format

    return text.render(verdict, catalogue)


def _text_with_drift(verdict: Verdict, catalogue: Catalogue, drift: Drift) -> str:
    from rempart.reports.drift import text  # noqa: PLC0415 - only scans have it

    return f"{_text(verdict, catalogue)}\n{text.render(drift, verdict)}"


def _json(verdict: Verdict, catalogue: Catalogue) -> str:
    from rempart.reports import json  # noqa: PLC0415 - a run needs one format

    return json.render(verdict, catalogue)


def _json_with_drift(verdict: Verdict, catalogue: Catalogue, drift: Drift) -> str:
    from rempart.reports.document import document, dumped  # noqa: PLC0415 - a run needs one format
    from rempart.reports.drift import json  # noqa: PLC0415 - only scans have it

    return dumped({**document(verdict, catalogue), "drift": json.document(drift, verdict)})


def _sarif(verdict: Verdict, catalogue: Catalogue) -> str:
    from rempart.reports import sarif  # noqa: PLC0415 - a run needs one format

    return sarif.render(verdict, catalogue)


WRITERS: Mapping[Format, Writer] = {
    Format.TEXT: Writer(_text, _text_with_drift),
    Format.JSON: Writer(_json, _json_with_drift),
    Format.SARIF: Writer(_sarif),
}
