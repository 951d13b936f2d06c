"""From outcomes to findings: words for people, reasons, evidence, waivers and levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from rempart.judge.outcomes import Settled, evidence_path
from rempart.judge.profile import Profile
from rempart.judge.projection import Ruling
from rempart.judge.rule import ReadPath
from rempart.judge.subject import Subject
from rempart.judge.waivers import holds, waiver_for
from rempart.model.finding import Finding, Level, Outcome, Waiver
from rempart.model.reason import Reason

_MANY = 3
"""Reasons that a finding names before it counts the rest."""
_NO_REASON = Reason("")
"""A rule that fails says why by its message."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the findings of one judgement."""

    profile: Profile
    waivers: Sequence[Waiver]
    as_of: date
    accepts_simulation: bool = False
    """Whether what rests on nothing but a simulation is shown and stops nothing."""

    def findings(self, subject: Subject, ruling: Ruling, settled: Settled) -> list[Finding]:
        """Return the findings of a fail or an undetermined outcome."""
        messages = ruling.messages[settled.rule.id]
        if settled.outcome is Outcome.FAIL:
            pairs = zip(settled.denials, messages, strict=True)
            found = [self._finding(subject, settled, message, (evidence_path(denial),)) for denial, message in pairs]
        else:
            found = [self._finding(subject, settled, messages[0], settled.doubts)]
        return [self._signed(finding) for finding in found] if self.waivers else found

    def _finding(self, subject: Subject, settled: Settled, message: str, evidence: tuple[ReadPath, ...]) -> Finding:
        reason = _NO_REASON if settled.outcome is Outcome.FAIL else _why(subject, settled)
        return Finding(
            rule=settled.rule.description,
            urn=subject.urn,
            outcome=settled.outcome,
            level=self._level(subject, settled, evidence),
            message=message,
            type=subject.type,
            evidence=tuple(_dotted(subject, path) for path in evidence),
            reason=reason.why,
            mend=reason.mend,
            placement=subject.placement,
            source_position=subject.source_position,
        )

    def _level(self, subject: Subject, settled: Settled, evidence: tuple[ReadPath, ...]) -> Level:
        """Return the level that the profile asks for; an accepted simulation keeps what rests on it from stopping."""
        level = self.profile.rules[settled.rule.id].of(settled.outcome)
        if self.accepts_simulation and level is Level.MANDATORY and evidence and subject.simulated.issuperset(evidence):
            return Level.ADVISORY
        return level

    def _signed(self, finding: Finding) -> Finding:
        """Apply the waiver that covers a finding; one that lapsed is shown, and does nothing."""
        waiver = waiver_for(finding.rule.id, finding.urn, self.waivers)
        if waiver is None:
            return finding
        if holds(waiver, self.as_of):
            return replace(finding, outcome=Outcome.WAIVED, waiver=waiver)
        lapsed = f"{finding.message} (the waiver signed by {waiver.owner} lapsed on {waiver.expires})"
        return replace(finding, message=lapsed, waiver=waiver)


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of one resource, those that say the same made one with all their evidence."""
    said: dict[tuple[str, Outcome, Level, str, str], Finding] = {}
    for finding in findings:
        key = (finding.rule.id, finding.outcome, finding.level, finding.message, finding.reason)
        first = said.get(key)
        if first is None:
            said[key] = finding
        else:
            evidence = tuple(dict.fromkeys((*first.evidence, *finding.evidence)))
            said[key] = replace(first, evidence=evidence)
    return list(said.values())


def said_of(finding: Finding, urn: str, source_position: str | None) -> Finding:
    """Return a finding as it is said of another resource of the same shape."""
    if finding.urn == urn:
        return finding
    return Finding(
        rule=finding.rule,
        urn=urn,
        outcome=finding.outcome,
        level=finding.level,
        message=finding.message,
        type=finding.type,
        evidence=finding.evidence,
        reason=finding.reason,
        mend=finding.mend,
        placement=finding.placement,
        source_position=source_position,
        waiver=finding.waiver,
    )


def is_shown(finding: Finding) -> bool:
    """Whether the profile wants to hear of a finding."""
    return finding.level is not Level.DISABLED


def _dotted(subject: Subject, path: ReadPath) -> str:
    """Return a path as people find it: that of a further place or a destination under its own root."""
    if path[:1] == ("placement",) and subject.root != "placement":
        return ".".join((subject.root, *path[1:]))
    return ".".join(path)


def _why(subject: Subject, settled: Settled) -> Reason:
    """Return what could not be known, and how to make it known."""
    if settled.error:
        return Reason(f"the rule failed: {settled.error}", "mend the rule, or report it to who maintains it")
    return _told(tuple(subject.unknown[path] for path in settled.doubts))


@lru_cache(maxsize=4096)
def _told(reasons: tuple[Reason, ...]) -> Reason:
    """Return several reasons as one: each cause and each remedy once."""
    whys = list(dict.fromkeys(reason.why for reason in reasons))
    mends = list(dict.fromkeys(reason.mend for reason in reasons if reason.mend))
    more = f", and {len(whys) - _MANY} more" if len(whys) > _MANY else ""
    return Reason("; ".join(whys[:_MANY]) + more, "; ".join(mends[:_MANY]))
