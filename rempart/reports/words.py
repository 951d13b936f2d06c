"""Words that every report uses: the verdict in one sentence, counts, places in the source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from rempart.model.finding import Outcome, Verdict
from rempart.shown import shown

ACCEPTED, REJECTED, UNDETERMINED = "accepted", "rejected", "undetermined"
_WORDS = {0: ACCEPTED, 1: REJECTED, 3: UNDETERMINED}
_PARTS_BEFORE_NAME = 3
"""Of a URN: stack, project, type."""
_POSITION = re.compile(r"project:/*(?P<path>[^#]+)(?:#(?P<line>[0-9]{1,9})(?:,(?P<column>[0-9]{1,9}))?)?")


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the program: its file relative to the project, line and column counted from 1."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


def verdict_word(verdict: Verdict) -> str:
    """Return ``accepted``, ``rejected`` or ``undetermined``."""
    return _WORDS[verdict.exit_code]


def verdict_sentence(verdict: Verdict) -> str:
    """Return the verdict as one line, free of control characters; one on a simulation says so at once."""
    under = f"{_imitated(verdict)}under {verdict.profile} on {verdict.as_of.isoformat()}"
    failed = _stopping(verdict, Outcome.FAIL)
    untold = len(_stopping(verdict, Outcome.UNDETERMINED) - failed)
    if failed:
        why = f"{counted(len(failed), 'rule')} {'stops' if len(failed) == 1 else 'stop'} it"
        more = f" and {untold} more could not be judged" if untold else ""
        sentence = f"Rejected {under}: {why}{more}; {places(verdict)}"
    elif untold:
        sentence = f"Could not tell {under}: {counted(untold, 'rule')} could not be judged; {places(verdict)}"
    elif verdict.unaccepted_simulation:
        sentence = f"Could not tell {under}: only --simulated accepts that; {places(verdict)}"
    else:
        sentence = f"Accepted {under}: {places(verdict)}"
    return shown(sentence)


def simulation_notice(verdict: Verdict) -> str:
    """Return what a reader must know of a verdict on a simulation; empty for one on real clouds."""
    simulation = verdict.simulation
    if simulation is None:
        return ""
    entities = ", ".join(simulation.entities)
    rest = "" if simulation.whole else " What stands elsewhere was judged in full."
    return shown(
        f"{'All' if simulation.whole else 'Part'} of this is at {entities}, where a cloud is only imitated. This report"
        f" is no evidence: law, place and certificates of a real cloud could not be judged there.{rest}"
    )


def own_notice(verdict: Verdict) -> str:
    """Return what a reader must know was believed to be one's own; empty when nothing was."""
    return shown(f"Own names believed: {', '.join(verdict.own)}") if verdict.own else ""


def _imitated(verdict: Verdict) -> str:
    if verdict.simulation is None:
        return ""
    return f"{'' if verdict.simulation.whole else 'partly '}in a simulation, which proves nothing, "


def _stopping(verdict: Verdict, outcome: Outcome) -> set[str]:
    return {finding.rule.id for finding in verdict.findings if finding.stops and finding.outcome is outcome}


def places(verdict: Verdict) -> str:
    """Return how many resources stand with whom: ``14 resources at OVH SAS``; providers and components do not count."""
    shares = [(_entity(entity), number) for entity, number in verdict.operators.items()]
    if not shares:
        return f"{counted(verdict.resources, 'resource')}, none of them with an operator"
    first = f"{counted(shares[0][1], 'resource')} at {shares[0][0]}"
    return ", ".join((first, *(f"{number} at {entity}" for entity, number in shares[1:])))


def counted(number: int, noun: str) -> str:
    """Return a count with its noun: ``1 rule``, ``2 rules``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def resource_name(urn: str) -> str:
    """Return the name at the end of a URN; it may hold the separator itself. A text that is no URN is its own name."""
    return urn.split("::", _PARTS_BEFORE_NAME)[-1] or urn


def position(text: str | None) -> Position | None:
    """Return the place that ``project:///file#line,column`` names; None when it names none inside the project."""
    match = _POSITION.fullmatch(text) if text else None
    if match is None:
        return None
    line, column = match["line"], match["column"]
    path = unquote(match["path"], errors="replace")
    if ".." in path.split("/"):
        return None
    return Position(path, int(line) or None if line else None, int(column) or None if column else None)


def _entity(name: str) -> str:
    return "an operator that could not be told" if name == "unknown" else name
