"""Read rules from their Rego sources: METADATA, syntax tree, and everything that must hold before one may judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from rempart.errors import PolicyError
from rempart.judge.messages import placeholders
from rempart.judge.metadata import read_metadata
from rempart.judge.regorus import interpreter, rego_error, syntax_trees
from rempart.judge.rule import Rule
from rempart.judge.syntax import package_of, reads_of, refuse_input_in_library, refuse_open_negation, texts_of

_DISPATCH = "lib/dispatch.rego"
"""The server's own entry point; no rule calls it."""


def read_sources(modules: Mapping[str, str]) -> tuple[Rule, ...]:
    """Return the rules among these Rego texts, ordered by id. Raises PolicyError that names the file."""
    engine = interpreter(modules)
    trees = dict(zip(modules, syntax_trees(engine), strict=True))
    for name in modules:
        if name.startswith("lib/") and name != _DISPATCH:
            refuse_input_in_library(trees[name], name)
            refuse_open_negation(trees[name], name)
    rules = [_rule(name, modules[name], trees[name]) for name in modules if name.startswith("rules/")]
    _refuse_duplicates(rules)
    engine.set_input_json("{}")
    for rule in rules:
        try:
            for name in ("deny", "applies") if rule.conditional else ("deny",):
                engine.eval_rule_as_json(f"{rule.package}.{name}")
        except Exception as error:
            raise rego_error(error, fallback=_file(rule)) from error
    return tuple(sorted(rules, key=lambda rule: rule.id))


def _rule(file: str, text: str, tree: dict[str, Any]) -> Rule:
    name = _name(file)
    if package_of(tree) != f"rempart.rules.{name.replace('/', '.')}":
        raise PolicyError("the package does not follow the folder", where=file, mend=f"name it after rules/{name}")
    metadata = read_metadata(text, file=file, name=name)
    reads = reads_of(tree, file)
    refuse_open_negation(tree, file)
    texts = {metadata.description.message, metadata.doubt} | texts_of(tree)
    return Rule(
        description=metadata.description,
        doubt=metadata.doubt,
        reads=reads.deny,
        conditions=reads.applies,
        conditional=reads.conditional,
        shown=frozenset(path for text in texts for path in placeholders(text)),
    )


def _name(file: str) -> str:
    parts = PurePosixPath(file).parts
    if len(parts) != len(("rules", "family", "rule", "rule.rego")) or parts[-1] != "rule.rego":
        raise PolicyError("a rule lives in rules/FAMILY/RULE/rule.rego", where=file)
    return "/".join(parts[1:3])


def _file(rule: Rule) -> str:
    return f"rules/{rule.description.name}/rule.rego"


def _refuse_duplicates(rules: Sequence[Rule]) -> None:
    first: dict[str, str] = {}
    for rule in rules:
        if rule.id in first:
            raise PolicyError(
                f"the id {rule.id} is taken by {first[rule.id]}", where=_file(rule), mend="give it another"
            )
        first[rule.id] = _file(rule)
