"""The subjects that every ``rule_test.rego`` names, and their outcomes in an engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson

from rempart.judge import Engine, Rule, RulePack
from rempart.judge.engines import Job
from rempart.judge.outcomes import settle
from rempart.judge.regorus import interpreter
from rempart.model.finding import Outcome

GROUPS = {
    "failing": Outcome.FAIL,
    "passing": Outcome.PASS,
    "undetermined": Outcome.UNDETERMINED,
    "not_applicable": Outcome.NOT_APPLICABLE,
}


@dataclass(frozen=True)
class Example:
    """One subject of a rule's tests."""

    rule: Rule
    group: str
    title: str
    subject: Mapping[str, Any]
    unknown: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        return f"{self.rule.id} {self.group}: {self.title}"

    def without(self, path: Sequence[str], *, unknown: bool) -> Example:
        """Return the example with the value at ``path`` taken away, and said to be unknown or not."""
        subject = orjson.loads(orjson.dumps(self.subject))
        parent = subject
        for name in path[:-1]:
            parent = parent[int(name) if isinstance(parent, list) else name]
        if isinstance(parent, list):
            parent[int(path[-1])] = None
        else:
            del parent[path[-1]]
        marks = (*self.unknown, tuple(path)) if unknown else self.unknown
        title = f"{self.title}, {'.'.join(path)} {'unknown' if unknown else 'missing'}"
        return Example(self.rule, self.group, title, subject, marks)


def examples(pack: RulePack) -> list[Example]:
    """Return every subject of every rule's tests."""
    names = sorted((pack.folder / "rules").rglob("rule_test.rego"))
    tests = {file.relative_to(pack.folder).as_posix(): file.read_text(encoding="utf-8") for file in names}
    engine = interpreter({**pack.modules, **tests})
    engine.set_input_json("{}")
    found = []
    for rule in pack.rules:
        text = tests[f"rules/{rule.description.name}/rule_test.rego"]
        for group in GROUPS:
            if f"\n{group} :=" in text:
                subjects = orjson.loads(engine.eval_rule_as_json(f"{rule.package}_test.{group}"))
                found += [_example(rule, group, title, subject) for title, subject in subjects.items()]
    return found


def outcomes(engine: Engine, cases: Sequence[Example]) -> list[Outcome]:
    """Return what an engine and the judge conclude of each example."""
    jobs = [Job((case.rule,), orjson.dumps(case.subject)) for case in cases]
    answers = engine.evaluate(jobs)
    return [settle(case.rule, answer[0], case.unknown).outcome for case, answer in zip(cases, answers, strict=True)]


def values(tree: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every value below a subject, groups included."""
    if path:
        yield path
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from values(value, (*path, name))
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from values(value, (*path, str(number)))


def _example(rule: Rule, group: str, title: str, subject: dict[str, Any]) -> Example:
    unknown = cast("list[str]", subject.pop("unknown", []))
    return Example(rule, group, title, subject, tuple(tuple(path.split(".")) for path in unknown))
