"""The report for people: what was rejected, why in law, what to do; nothing but a line or two when all is well."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from itertools import islice
from textwrap import wrap

from rempart.catalogue import Catalogue
from rempart.model.deployment import Gap, SourceKind
from rempart.model.finding import Finding, Outcome, Verdict
from rempart.model.placement import Exposure, LawReach
from rempart.reports.grouping import RuleGroup, by_reason, by_rule, grouped, reaching_laws
from rempart.reports.words import (
    counted,
    own_notice,
    position,
    resource_name,
    simulation_notice,
    verdict_sentence,
)
from rempart.shown import shown

Line = tuple[str, str]
"""A style of Rich, and the text that bears it."""

_WIDTH = 100
"""Prose is broken here. Lines with a URN are not: whoever copies one wants it whole."""
_URNS = 3
"""URNs that a paragraph names before it counts the rest."""
_GAPS = 3
"""Gaps that a report names before it counts the rest."""
_ANY_SERVICE = "any"
"""What the catalogue calls the service of a host that serves all of an operator's."""
_HOW = {Exposure.DIRECT: "directly", Exposure.INDIRECT: "indirectly", Exposure.NONE: "on paper only"}
_ASCII = 128
_STYLES = {0: "bold green", 1: "bold red", 3: "bold yellow"}


def render(verdict: Verdict, catalogue: Catalogue) -> str:
    """Return the report as plain text that ends with a line break."""
    return "".join(f"{line}\n" for _, line in lines(verdict, catalogue))


def lines(verdict: Verdict, catalogue: Catalogue) -> Iterator[Line]:
    """Yield the report line by line, each free of control characters."""
    page = _Page(verdict, catalogue)
    for style, line in page.lines():
        yield style, shown(line)


class _Page:
    """One report."""

    def __init__(self, verdict: Verdict, catalogue: Catalogue) -> None:
        self._verdict = verdict
        self._catalogue = catalogue
        self._told: set[tuple[str, LawReach]] = set()

    def lines(self) -> Iterator[Line]:
        yield from self._simulation()
        findings = self._verdict.findings
        failed = [item for item in findings if item.outcome is Outcome.FAIL]
        unsettled = [item for item in findings if item.outcome is Outcome.UNDETERMINED]
        for group in by_rule(item for item in failed if item.stops):
            yield from self._rejection(group)
        for same in by_reason(item for item in unsettled if item.stops):
            yield from self._doubt(same)
        yield from self._advice([item for item in (*failed, *unsettled) if not item.stops])
        yield from self._waived([item for item in findings if item.outcome is Outcome.WAIVED])
        yield from self._unseen(self._verdict.gaps)
        yield from _prose(own_notice(self._verdict), "")
        yield _STYLES[self._verdict.exit_code], f"{verdict_sentence(self._verdict).removesuffix('.')}."

    def _simulation(self) -> Iterator[Line]:
        """Yield, before all else, that this is no evidence."""
        notice = simulation_notice(self._verdict)
        if notice:
            yield from _prose(f"SIMULATED  {notice}", "", style="bold yellow")
            yield "", ""

    def _rejection(self, group: RuleGroup) -> Iterator[Line]:
        rule = group.rule
        yield "bold red", f"REJECTED  {rule.title}  [{rule.id}, {rule.severity}]"
        for part in group.parts:
            yield from _prose(f"{_each(part)}: {part[0].message}{_standing(part[0])}", "  ")
            yield from _resources(part)
        yield "bold", "  Why in law"
        yield from _prose(rule.risk, "    ")
        yield from self._laws(reaching_laws(group.findings))
        for name in rule.controls:
            control = self._catalogue.control(name)
            yield from _prose(f"{name}: {control.title}" if control else name, "    ", style="dim")
        yield "bold", "  What to do"
        yield from _prose(rule.remedy, "    ")
        yield from self._explanation(group.parts[0][0])
        yield "", ""

    def _laws(self, laws: Sequence[tuple[str, LawReach]]) -> Iterator[Line]:
        """Yield the laws that reach these resources; of those that the report has told already, only that they do."""
        for entity, law in laws:
            if (entity, law) not in self._told:
                why = f": {law.why}" if law.why else ""
                reach = f"{law.law} ({law.country}) reaches {entity}, {_HOW[law.exposure]}, through {law.through}{why}"
                yield from _prose(reach, "    ")
        again = dict.fromkeys(entity for entity, law in laws if (entity, law) in self._told)
        if again:
            yield from _prose(f"Law from outside Europe reaches {', '.join(again)}, as told above", "    ")
        self._told.update(laws)

    def _doubt(self, group: Sequence[Finding]) -> Iterator[Line]:
        first = group[0]
        yield from _prose(f"COULD NOT TELL  {first.reason or first.message}", "", style="bold yellow")
        yield from _prose(f"{_each(group)}; rules that could not be judged:", "  ")
        for same in grouped(group, lambda finding: finding.rule.id):
            yield from _prose(f"{same[0].rule.id}: {same[0].message}", "    ")
        yield from _resources(group)
        if first.mend:
            yield "bold", "  What to do"
            yield from _prose(first.mend, "    ")
        yield from self._explanation(first)
        yield "", ""

    def _explanation(self, finding: Finding) -> Iterator[Line]:
        source = self._verdict.source
        # What was read from a running cloud is not kept, so that nothing of it can be explained afterwards.
        if finding.type and not source.kind.is_live:
            path = f"./{source.path}" if source.path.startswith("-") else source.path
            command = ("rempart", "explain", path, finding.urn, *_options(self._verdict))
            yield "cyan", f"    {' '.join(map(_quoted, command))}"

    def _advice(self, findings: Sequence[Finding]) -> Iterator[Line]:
        """Yield what is shown and stops nothing: one paragraph for each rule and message, or for each reason."""
        if not findings:
            return
        yield "bold", "To know; it stops nothing"
        for group in by_rule(item for item in findings if item.outcome is Outcome.FAIL):
            for part in group.parts:
                yield from _prose(f"{group.rule.id}  {_each(part)}: {part[0].message}", "  ")
        for same in by_reason(item for item in findings if item.outcome is Outcome.UNDETERMINED):
            rules = ", ".join(dict.fromkeys(item.rule.id for item in same))
            mend = f" To mend: {same[0].mend}." if same[0].mend else ""
            yield from _prose(f"{rules}  {_each(same)}: {same[0].message}, since {same[0].reason}.{mend}", "  ")
        yield "", ""

    def _waived(self, findings: Sequence[Finding]) -> Iterator[Line]:
        if not findings:
            return
        yield "bold", "Waived"
        for same in grouped(findings, lambda finding: (finding.rule.id, finding.waiver, finding.message)):
            first, waiver = same[0], same[0].waiver
            signed = f" Signed by {waiver.owner}, until {waiver.expires}: {waiver.reason}" if waiver else ""
            yield from _prose(f"{first.rule.id}  {_each(same)}: {first.message}.{signed}", "  ")
        yield "", ""

    def _unseen(self, gaps: Sequence[Gap]) -> Iterator[Line]:
        told = list(dict.fromkeys((gap.message, gap.mend) for gap in gaps))
        if not told:
            return
        yield "bold", "Not seen"
        for message, mend in told[:_GAPS]:
            yield from _prose(f"{message}; {mend}" if mend else message, "  ")
        if len(told) > _GAPS:
            yield "dim", f"  and {len(told) - _GAPS} more"
        yield "", ""


def _quoted(word: str) -> str:
    """Return a word as a shell reads it back, what nobody sees written out byte by byte."""
    if word.isprintable():
        return shlex.quote(word)
    try:
        written = word.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        # Half a surrogate pair: no file and no resource that a shell could name.
        written = word.encode("utf-8", "replace")
    escaped = (chr(byte) if byte < _ASCII and chr(byte).isalnum() else f"\\x{byte:02x}" for byte in written)
    return f"$'{''.join(escaped)}'"


def _options(verdict: Verdict) -> tuple[str, ...]:
    """Return the options that read and judge the same again; the stack too, where it was chosen without one."""
    source = verdict.source
    is_chosen = source.kind is SourceKind.PROGRAM and source.stack
    stack = ("--stack", str(source.stack)) if is_chosen and "--stack" not in verdict.options else ()
    return (*verdict.options, *stack)


def _resources(findings: Sequence[Finding]) -> Iterator[Line]:
    """Yield the first few resources of these findings, each once and whole, and count the rest."""
    places = _by_urn(findings)
    for urn, source_position in islice(places.items(), _URNS):
        place = position(source_position)
        where = f"  ({place})" if place else ""
        yield "", f"    {urn}{where}"
    if len(places) > _URNS:
        yield "dim", f"    and {len(places) - _URNS} more"


def _each(findings: Sequence[Finding]) -> str:
    """Return what the findings are about: the one resource by its name, several by their number."""
    urns = _by_urn(findings)
    if len(urns) > 1:
        return counted(len(urns), "resource")
    return resource_name(findings[0].urn) if findings[0].type else "the deployment"


def _by_urn(findings: Sequence[Finding]) -> dict[str, str | None]:
    """Return where the program declares each resource of these findings."""
    return {finding.urn: finding.source_position for finding in findings}


def _standing(finding: Finding) -> str:
    """Return where a resource stands, as far as its message has not said so."""
    place = finding.placement
    if place is None or not place.placed or place.local:
        return ""
    service = None if place.service == _ANY_SERVICE else place.service
    untold = [fact for fact in (place.entity, service, place.region) if fact and fact not in finding.message]
    where = ", ".join((*untold, place.country) if place.country else untold)
    return f" ({where})" if where else ""


def _prose(text: str, indent: str, *, style: str = "") -> Iterator[Line]:
    """Yield a text broken between words, never inside one; what follows the first line hangs."""
    broken = wrap(
        shown(text),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in broken:
        yield style, line
