"""The result of a judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rempart.model.deployment import Gap, Source
from rempart.model.placement import Placement


class Outcome(StrEnum):
    """What a rule concluded of one subject."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    UNDETERMINED = "undetermined"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"


class Level(StrEnum):
    """What an outcome does to the verdict."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"
    DISABLED = "disabled"


class Severity(StrEnum):
    """How bad it is when a rule fails."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class RuleDescription:
    """What a rule says of itself in its METADATA, for reports."""

    id: str
    name: str
    """``law/operator_under_extra_european_law``: the folder below ``policies/rules``."""
    title: str
    description: str
    risk: str
    remedy: str
    severity: Severity
    kinds: tuple[str, ...]
    message: str
    controls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A signed-off exception; all fields are required. ``expires`` is the last day on which it holds."""

    rule: str
    urn: str
    """Pattern in the manner of a shell: ``*`` matches any run of characters."""
    reason: str
    owner: str
    expires: date


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's outcome on one subject, when it is neither a pass nor not applicable."""

    rule: RuleDescription
    urn: str
    outcome: Outcome
    level: Level
    message: str
    type: str = ""
    evidence: tuple[str, ...] = ()
    """Dotted paths of the subject on which the outcome rests."""
    reason: str = ""
    """For undetermined: what could not be known, and why."""
    mend: str = ""
    """For undetermined: how to make it known."""
    placement: Placement | None = None
    source_position: str | None = None
    waiver: Waiver | None = None

    @property
    def stops(self) -> bool:
        """Whether this finding stops the deployment."""
        return self.level is Level.MANDATORY and self.outcome in (Outcome.FAIL, Outcome.UNDETERMINED)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What of a deployment stands where a cloud is only imitated: a verdict on it is evidence of nothing."""

    entities: tuple[str, ...]
    """The simulations, by the names that stand among the operators."""
    whole: bool
    """Whether nothing stands with a real operator."""
    accepted: bool
    """Whether whoever asked for the judgement said that a simulation is meant."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything a report needs.

    ``outcomes`` counts (rule id -> outcome -> number of subjects), passes included; ``rules`` are those that the
    profile switched on; ``operators`` counts resources by legal entity that they are placed with.
    """

    source: Source
    profile: str
    as_of: date
    resources: int
    findings: tuple[Finding, ...]
    rules: tuple[RuleDescription, ...]
    outcomes: Mapping[str, Mapping[Outcome, int]]
    operators: Mapping[str, int] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    simulation: Simulation | None = None
    """None when everything is meant for real clouds."""
    own: tuple[str, ...] = ()
    """What was declared as one's own, as far as a conclusion rests on it."""
    options: tuple[str, ...] = ()
    """By which options of the command line the same is read and judged again; never secret."""

    @property
    def exit_code(self) -> int:
        """0 nothing stops it; 1 rejected; 3 only undetermined findings stop it, or an unaccepted simulation does."""
        stopping = {finding.outcome for finding in self.findings if finding.stops}
        if Outcome.FAIL in stopping:
            return 1
        return 3 if stopping or self.unaccepted_simulation else 0

    @property
    def unaccepted_simulation(self) -> bool:
        """Whether a simulation stops it that nobody accepted, whatever the rules of a profile say of it."""
        return self.simulation is not None and not self.simulation.accepted
