"""Judge each distinct projection once: of ten thousand subjects, most look alike to a rule.

Rules that read the same parts of a subject form a group; a subject is cut down to what its group reads, and only
cuttings not met before go to the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import orjson

from rempart.judge.engines.protocol import Answer, Engine, Job
from rempart.judge.kinds import words_for
from rempart.judge.messages import fill
from rempart.judge.outcomes import SPEAKS, Settled, settle
from rempart.judge.rule import ReadPath, Rule
from rempart.judge.subject import Subject, Tree
from rempart.model.finding import Outcome

_SHARED = frozenset({"placement", "parameters"})
"""Parts of a subject that are the same object wherever they are equal, for thousands of resources."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Rules that read the same parts of a subject; compared by identity."""

    rules: tuple[Rule, ...]
    whole: tuple[str, ...]
    """Parts that are needed as they are."""
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    """Parts of which only some fields are needed."""
    shared: bool
    """Whether nothing but shared parts is read."""

    def project(self, tree: Tree) -> bytes:
        """Return what the group's rules read of a subject, as JSON."""
        cutting: dict[str, object] = {name: tree[name] for name in self.whole if name in tree}
        for name, fields in self.fields:
            part = tree.get(name)
            if isinstance(part, Mapping):
                cutting[name] = {field: part[field] for field in fields if field in part}
        try:
            return orjson.dumps(cutting)
        except TypeError:
            return orjson.dumps(_portable(cutting))


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """What the rules of a group concluded of one projection; compared by identity."""

    settled: tuple[Settled, ...]
    spoken: tuple[Settled, ...]
    """Those of them that people are told of."""
    messages: Mapping[str, tuple[str, ...]]
    """By rule id, for those: a message for each denial, or the one of an undetermined outcome."""


Case: TypeAlias = tuple[int, tuple[ReadPath, ...]]
"""A projection by its number, and the paths that are unknown in it."""


class Judgements:
    """What has been judged so far; asks the engine for the rest, in batches."""

    def __init__(self, rules: Sequence[Rule], engine: Engine) -> None:
        self._rules = rules
        self._engine = engine
        self._plans: dict[tuple[str, bool, bool], tuple[Group, ...]] = {}
        self._groups: dict[tuple[str, ...], Group] = {}
        self._by_place: dict[tuple[Group, int], int] = {}
        self._by_content: dict[tuple[Group, bytes], int] = {}
        self._jobs: list[Job] = []
        self._answers: list[Sequence[Answer]] = []
        self._rulings: dict[Case, Ruling] = {}

    def cases(self, subject: Subject) -> tuple[Case, ...]:
        """Return the cases that decide a subject, and note those for the engine that are new."""
        plan = self._plan(subject)
        unknown = tuple(subject.unknown)
        return tuple((self._number(group, subject), unknown) for group in plan)

    def evaluate(self) -> None:
        """Ask the engine for every case noted since the last time."""
        fresh = self._jobs[len(self._answers) :]
        if fresh:
            self._answers.extend(self._engine.evaluate(fresh))

    def ruling(self, case: Case) -> Ruling:
        """Return what the rules of a case's group concluded."""
        found = self._rulings.get(case)
        if found is None:
            number, unknown = case
            job = self._jobs[number]
            pairs = zip(job.rules, self._answers[number], strict=True)
            settled = tuple(settle(rule, answer, unknown) for rule, answer in pairs)
            spoken = tuple(one for one in settled if one.outcome in SPEAKS)
            found = self._rulings[case] = Ruling(settled, spoken, _messages(spoken, job.projection))
        return found

    def _plan(self, subject: Subject) -> tuple[Group, ...]:
        key = (subject.kind, subject.placed, subject.elsewhere)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._make_plan(*key)
        return plan

    def _make_plan(self, kind: str, placed: bool, elsewhere: bool) -> tuple[Group, ...]:  # noqa: FBT001 - a plan's key
        words = words_for(kind, placed=placed)
        buckets: dict[frozenset[str], list[Rule]] = {}
        for rule in self._rules:
            if words.isdisjoint(rule.description.kinds):
                continue
            parts = frozenset(path[0] for path in rule.reads | rule.conditions)
            if not elsewhere or "placement" in parts:
                buckets.setdefault(parts, []).append(rule)
        return tuple(self._group(tuple(bucket)) for bucket in buckets.values())

    def _group(self, rules: tuple[Rule, ...]) -> Group:
        key = tuple(rule.id for rule in rules)
        if key not in self._groups:
            self._groups[key] = _make_group(rules)
        return self._groups[key]

    def _number(self, group: Group, subject: Subject) -> int:
        if not group.shared:
            return self._note(group, group.project(subject.tree))
        place = (group, id(subject.tree.get("placement")))
        number = self._by_place.get(place)
        if number is None:
            number = self._by_place[place] = self._note(group, group.project(subject.tree))
        return number

    def _note(self, group: Group, projection: bytes) -> int:
        number = self._by_content.get((group, projection))
        if number is None:
            number = self._by_content[group, projection] = len(self._jobs)
            self._jobs.append(Job(group.rules, projection))
        return number


def _portable(value: object) -> object:
    """Return a value that JSON can carry between engines: no half characters, no integers beyond 64 bits."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else str(value)
    if isinstance(value, Mapping):
        return {str(_portable(str(name))): _portable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_portable(item) for item in value]
    return value if value is None or isinstance(value, float) else str(value)


def _messages(spoken: Sequence[Settled], projection: bytes) -> dict[str, tuple[str, ...]]:
    subject: Tree = orjson.loads(projection) if spoken else {}
    return {one.rule.id: tuple(_words(one, subject)) for one in spoken}


def _words(settled: Settled, subject: Tree) -> Iterator[str]:
    if settled.outcome is Outcome.FAIL:
        for denial in settled.denials:
            yield fill(settled.rule.description.message, subject, denial)
    else:
        yield fill(settled.rule.doubt, subject, {})


def _make_group(rules: tuple[Rule, ...]) -> Group:
    needs = frozenset(path for rule in rules for path in rule.needs)
    whole = {path[0] for path in needs if len(path) == 1}
    fields: dict[str, list[str]] = {}
    for name, field in _pairs(needs):
        if name not in whole:
            fields.setdefault(name, []).append(field)
    return Group(
        rules=rules,
        whole=tuple(sorted(whole)),
        fields=tuple((name, tuple(wanted)) for name, wanted in fields.items()),
        shared=whole | set(fields) <= _SHARED,
    )


def _pairs(paths: Iterable[ReadPath]) -> list[tuple[str, str]]:
    return sorted({(path[0], path[1]) for path in paths if len(path) > 1})
