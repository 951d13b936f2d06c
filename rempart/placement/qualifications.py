"""What a qualification or certificate says of one service, in one region, on one day.

A qualification counts for the service that was examined, where it was examined, between its two dates (the last day
included); each way of missing it is told apart, since each is mended differently. A region alone proves nothing: other
services of the operator stand in the same region.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    None,
    QualificationStatus.UNKNOWN,
    QualificationStatus.WRONG_REGION,
    QualificationStatus.WRONG_SERVICE,
)
"""None stands for what depends on a service or a region that is not known."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a qualification is asked about: a service of an operator, and where it is used.

    ``services`` are those that it may be: one when it is known, two when its host serves one and its region belongs to
    another, None when nothing says. ``region`` is the catalogue's row, ``region_name`` what the program said.
    """

    services: frozenset[str] | None
    region: Region | None
    region_name: str | None

    @property
    def contradicts_itself(self) -> bool:
        """Whether its host serves another service than its region has."""
        return self.services is not None and len(self.services) > 1

    def may_be(self, row: Qualification) -> bool:
        """Whether this may be what was examined."""
        return row.all_services or self.services is None or row.service in self.services

    def is_surely(self, row: Qualification) -> bool:
        """Whether this is what was examined."""
        return row.all_services or self.services == frozenset({row.service})


Assessed = tuple[QualificationFinding | None, Qualification | None]


def assess(operator: Operator, scheme: str, site: Site, *, as_of: date) -> Assessed:
    """Return the status of ``scheme`` for a site at an operator, and the catalogue row that it rests on.

    The finding is None when it depends on a service or a region that is not known; without any qualification of the
    operator's it does not depend on them.
    """
    rows = [row for row in operator.qualifications if row.scheme == scheme]
    granted = [row for row in rows if row.status in _GRANTED]
    if not granted:
        return _none_granted(scheme, rows)
    name = site.region.name if site.region is not None else site.region_name
    if name is None:
        return None, None
    return min(((_one(row, site, name, as_of), row) for row in granted), key=_preference)


def _preference(assessed: tuple[QualificationFinding | None, Qualification]) -> tuple[int, int]:
    finding = assessed[0]
    status = finding.status if finding is not None else None
    return _BEST_FIRST.index(status), -((finding.days_left if finding is not None else None) or 0)


def _none_granted(scheme: str, rows: list[Qualification]) -> Assessed:
    row = next((row for row in rows if row.status == "unknown"), None)
    if row is not None or (not rows and scheme != _ON_CLOSED_LIST):
        note = row.note if row is not None and row.note else f"no source read says whether it holds {scheme.upper()}"
        return QualificationFinding(QualificationStatus.UNKNOWN, note=note), row
    row = rows[0] if rows else None
    return QualificationFinding(QualificationStatus.ABSENT, note=row.note if row is not None else ""), row


def _one(row: Qualification, site: Site, name: str, as_of: date) -> QualificationFinding | None:
    """Assess one granted qualification: its scope first, then its dates; None where its service cannot be told."""
    scope = _scope(row, site, name)
    if scope is None and not site.is_surely(row):
        return None
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


def _scope(row: Qualification, site: Site, name: str) -> QualificationStatus | None:
    """Return why the qualification cannot cover a site, or None when it may.

    What a closed list does not name is not qualified. A certificate outside such a list says nothing of other services,
    or of regions that the catalogue does not know.
    """
    listed = row.scheme == _ON_CLOSED_LIST
    if not site.may_be(row):
        return QualificationStatus.WRONG_SERVICE if listed else QualificationStatus.UNKNOWN
    if name in row.regions or (site.contradicts_itself and not row.all_services):
        return None
    if not row.regions_known or (site.region is None and not listed):
        return QualificationStatus.UNKNOWN
    return QualificationStatus.WRONG_REGION if row.regions else None
