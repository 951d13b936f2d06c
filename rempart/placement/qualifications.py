"""What a qualification or certificate says of one service, in one region, on one day.

A qualification counts for the service that was examined, where it was examined, between its two dates (the last day
included); each way of missing it is told apart, since each is mended differently.
"""

from __future__ import annotations

from datetime import date

from rempart.catalogue.facts import Operator, Qualification, Region
from rempart.model.placement import QualificationFinding, QualificationStatus

_GRANTED = frozenset({"certified", "qualified"})
_ON_CLOSED_LIST = "secnumcloud"
"""ANSSI publishes every SecNumCloud qualification with its dates: who is not listed has none."""

_BEST_FIRST = (
    QualificationStatus.VALID,
    QualificationStatus.NOT_YET_VALID,
    QualificationStatus.LAPSED,
    QualificationStatus.UNKNOWN,
    QualificationStatus.WRONG_REGION,
    QualificationStatus.WRONG_SERVICE,
)


def assess(
    operator: Operator, scheme: str, region: Region | None, region_name: str | None, *, as_of: date
) -> tuple[QualificationFinding | None, Qualification | None]:
    """Return the status of ``scheme`` at an operator's region, and the catalogue row that it rests on.

    ``region`` is the catalogue's row, ``region_name`` what the program said. The finding is None when it depends on a
    region that is not known; without any qualification of the operator's it does not depend on one.
    """
    rows = [row for row in operator.qualifications if row.scheme == scheme]
    granted = [row for row in rows if row.status in _GRANTED]
    if not granted:
        return _none_granted(scheme, rows)
    name = region.name if region is not None else region_name
    if name is None:
        return None, None
    assessed = [(_one(row, region, name, as_of), row) for row in granted]
    return min(assessed, key=lambda pair: (_BEST_FIRST.index(pair[0].status), -(pair[0].days_left or 0)))


def assess_account(
    operator: Operator, scheme: str, *, as_of: date
) -> tuple[QualificationFinding | None, Qualification | None]:
    """Return the status of ``scheme`` for what belongs to a whole account, in no region.

    Nothing says which service it is part of. Where one holds on the day it may be that one's, which stays unknown;
    where none does, no service could lend it its own.
    """
    rows = [row for row in operator.qualifications if row.scheme == scheme]
    granted = [row for row in rows if row.status in _GRANTED]
    if not granted:
        return _none_granted(scheme, rows)
    dated = [(_on_day(row, as_of), row) for row in granted]
    finding, row = min(dated, key=lambda pair: _BEST_FIRST.index(pair[0].status))
    if finding.status is not QualificationStatus.VALID:
        return finding, row
    note = "it belongs to no region, so that nothing says which of the services it is part of"
    return QualificationFinding(QualificationStatus.UNKNOWN, None, row.decision, row.valid_until, note=note), row


def _none_granted(scheme: str, rows: list[Qualification]) -> tuple[QualificationFinding | None, Qualification | None]:
    row = next((row for row in rows if row.status == "unknown"), None)
    if row is not None or (not rows and scheme != _ON_CLOSED_LIST):
        note = row.note if row is not None and row.note else f"no source read says whether it holds {scheme.upper()}"
        return QualificationFinding(QualificationStatus.UNKNOWN, note=note), row
    row = rows[0] if rows else None
    return QualificationFinding(QualificationStatus.ABSENT, note=row.note if row is not None else ""), row


def _one(row: Qualification, region: Region | None, name: str, as_of: date) -> QualificationFinding:
    """Assess one granted qualification: its scope first, then its dates."""
    scope = _scope(row, region, name)
    if scope is QualificationStatus.UNKNOWN:
        note = f"what was read of {row.service} does not say whether this service, here, is covered"
        return QualificationFinding(scope, None, row.decision, row.valid_until, note=note)
    if scope is not None:
        return QualificationFinding(scope, row.service, row.decision, row.valid_until, note=row.note)
    return _on_day(row, as_of)


def _on_day(row: Qualification, as_of: date) -> QualificationFinding:
    """Assess the dates of one granted qualification."""
    if row.valid_from is not None and as_of < date.fromisoformat(row.valid_from):
        return QualificationFinding(
            QualificationStatus.NOT_YET_VALID, row.service, row.decision, row.valid_until, note=row.note
        )
    if row.valid_until is None:
        # Every ANSSI decision bears an end, so one without is one that nobody read; lists of certified hosts bear none.
        open_ended = QualificationStatus.UNKNOWN if row.scheme == _ON_CLOSED_LIST else QualificationStatus.VALID
        return QualificationFinding(open_ended, row.service, row.decision, note=row.note)
    left = (date.fromisoformat(row.valid_until) - as_of).days
    if left < 0:
        return QualificationFinding(
            QualificationStatus.LAPSED, row.service, row.decision, row.valid_until, note=row.note
        )
    return QualificationFinding(QualificationStatus.VALID, row.service, row.decision, row.valid_until, left, row.note)


def _scope(row: Qualification, region: Region | None, name: str) -> QualificationStatus | None:
    """Return why the qualification does not cover the region, or None when it does.

    What a closed list does not name is not qualified. A certificate outside such a list says nothing of other services,
    or of regions that the catalogue does not know.
    """
    if name.casefold() in {covered.casefold() for covered in row.regions}:
        return None
    listed = row.scheme == _ON_CLOSED_LIST
    service = region.service if region is not None else None
    if service is not None and service.casefold() != row.service.casefold():
        return QualificationStatus.WRONG_SERVICE if listed else QualificationStatus.UNKNOWN
    if not row.regions_known or (region is None and not listed):
        return QualificationStatus.UNKNOWN
    return QualificationStatus.WRONG_REGION if row.regions else None
