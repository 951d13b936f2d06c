"""Judge inside this process: no server, no other program."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import orjson

from rempart.judge.engines.protocol import Answer, Job
from rempart.judge.pack import RulePack
from rempart.judge.regorus import Interpreter, explain, interpreter
from rempart.judge.rule import Rule

NOTHING_DENIED = Answer()
NOT_APPLICABLE = Answer(applies=False)


_KEPT = 4
"""Interpreters that a thread keeps, each for rules of its own."""


class _OfThread(threading.local):
    """The interpreters of one thread, by the modules that they hold, the one used last at the end.

    They outlive the engines that use them: an interpreter may only be dropped by the thread that made it, and what an
    engine holds is dropped by whichever thread happens to collect it.
    """

    def __init__(self) -> None:
        self.interpreters: dict[int, tuple[Mapping[str, str], Interpreter]] = {}

    def get(self, modules: Mapping[str, str]) -> Interpreter:
        """Return this thread's interpreter of some modules."""
        known = self.interpreters.pop(id(modules), None)
        found = known if known is not None and known[0] is modules else (modules, interpreter(modules))
        self.interpreters[id(modules)] = found
        while len(self.interpreters) > _KEPT:
            del self.interpreters[next(iter(self.interpreters))]
        return found[1]

    def forget(self, modules: Mapping[str, str]) -> None:
        """Have the next one made anew."""
        self.interpreters.pop(id(modules), None)


_OF_THREAD = _OfThread()


class EmbeddedEngine:
    """Evaluates rules with the embedded interpreter; each thread has one of its own."""

    def __init__(self, pack: RulePack) -> None:
        self._modules = pack.modules

    def evaluate(self, jobs: Sequence[Job]) -> list[tuple[Answer, ...]]:
        """Judge every projection by its rules. A rule that fails gives an answer with an error."""
        return [self._answers(job) for job in jobs]

    def _interpreter(self) -> Interpreter:
        return _OF_THREAD.get(self._modules)

    def _answers(self, job: Job) -> tuple[Answer, ...]:
        projection = job.projection.decode()
        try:
            self._interpreter().set_input_json(projection)
        except Exception as error:  # noqa: BLE001 - whatever the native library dislikes, no rule has passed
            return (Answer(error=explain(error)),) * len(job.rules)
        return tuple(self._answer(rule, projection) for rule in job.rules)

    def _answer(self, rule: Rule, projection: str) -> Answer:
        try:
            return _ask(self._interpreter(), rule)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of the native library derives from BaseException only
            self._renew(projection)
            return Answer(error=explain(error))

    def _renew(self, projection: str) -> None:
        """Go on with a fresh interpreter: after a panic the old one cannot be trusted."""
        _OF_THREAD.forget(self._modules)
        self._interpreter().set_input_json(projection)


def _ask(engine: Interpreter, rule: Rule) -> Answer:
    if rule.conditional and engine.eval_rule_as_json(f"{rule.package}.applies") != "true":
        return NOT_APPLICABLE
    denials = engine.eval_rule_as_json(f"{rule.package}.deny")
    return NOTHING_DENIED if denials == "[]" else Answer(denials=tuple(orjson.loads(denials)))
