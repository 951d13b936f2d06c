"""The pack: every rule of a policies folder, with what it says of itself and what it reads.

Reading METADATA and syntax trees takes ten times as long as judging a small deployment, so the result is kept in
``pack.json`` beside the rules (``python -m rempart.judge.compile``). It counts only while the digest of the sources
is the one that it was made from; otherwise the sources are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import orjson

from rempart.errors import PolicyError
from rempart.judge.rule import ReadPath, Rule
from rempart.judge.sources import read_sources
from rempart.locations import policies_folder
from rempart.model.finding import RuleDescription, Severity

MANIFEST = "pack.json"
FORMAT = 1


@dataclass(frozen=True)
class RulePack:
    """The rules of one policies folder, in the order of their ids, and all the Rego that they need."""

    folder: Path
    rules: tuple[Rule, ...]
    modules: Mapping[str, str]
    """Rego texts by file name, relative to the folder."""
    profiles: Mapping[str, Mapping[object, object]] = field(default_factory=dict)
    """The pack's profiles as compiled, by the SHA-256 of their file: reading YAML takes longer than judging."""

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by their id."""
        return {rule.id: rule for rule in self.rules}


def load_pack(folder: Path | None = None) -> RulePack:
    """Return the pack in ``folder``, by default the one that ships with Rempart.

    Raises PolicyError, one line that names the file, when a rule is malformed or two rules share an id.
    """
    folder = folder or policies_folder()
    modules = _modules(folder)
    compiled = _compiled(folder / MANIFEST, digest(modules))
    if compiled is not None:
        return RulePack(folder, compiled[0], modules, compiled[1])
    return RulePack(folder, read_sources(modules), modules)


def manifest(pack: RulePack, profiles: Mapping[str, Mapping[object, object]]) -> bytes:
    """Return what ``pack.json`` holds for this pack; ``profiles`` are the contents of its profiles by digest."""
    content = {
        "format": FORMAT,
        "digest": digest(pack.modules),
        "rules": [_plain(rule) for rule in pack.rules],
        "profiles": profiles,
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def digest(modules: Mapping[str, str]) -> str:
    """Return the SHA-256 of names and texts."""
    state = hashlib.sha256()
    for name, text in sorted(modules.items()):
        state.update(f"{name}\0{text}\0".encode())
    return state.hexdigest()


def _modules(folder: Path) -> dict[str, str]:
    files = sorted((folder / "rules").rglob("*.rego")) + sorted((folder / "lib").rglob("*.rego"))
    modules = {file.relative_to(folder).as_posix(): _text(file) for file in files if not file.stem.endswith("_test")}
    if not any(name.startswith("rules/") for name in modules):
        raise PolicyError("there is no rule below rules/", where=str(folder), mend="name a folder like policies/")
    return modules


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError("the rule cannot be read as UTF-8 text", where=str(file)) from error


def _compiled(file: Path, expected: str) -> tuple[tuple[Rule, ...], Mapping[str, Mapping[object, object]]] | None:
    """Return rules and profiles of the manifest; None when it is absent, unreadable or made from other rules."""
    try:
        content = orjson.loads(file.read_bytes())
        if content["format"] != FORMAT or content["digest"] != expected:
            return None
        return tuple(_rule(entry) for entry in content["rules"]), dict(content["profiles"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _plain(rule: Rule) -> dict[str, object]:
    description = rule.description
    return {
        "description": {name: getattr(description, name) for name in RuleDescription.__slots__},
        "doubt": rule.doubt,
        "reads": sorted(rule.reads),
        "conditions": sorted(rule.conditions),
        "conditional": rule.conditional,
        "shown": sorted(rule.shown),
    }


def _rule(entry: dict[str, object]) -> Rule:
    words = entry["description"]
    if not isinstance(words, dict):
        raise TypeError(entry)
    lists = {"kinds": tuple(words["kinds"]), "controls": tuple(words["controls"])}
    description = RuleDescription(**{**words, **lists, "severity": Severity(words["severity"])})
    return Rule(
        description=description,
        doubt=str(entry["doubt"]),
        reads=_paths(entry["reads"]),
        conditions=_paths(entry["conditions"]),
        conditional=bool(entry["conditional"]),
        shown=_paths(entry["shown"]),
    )


def _paths(value: object) -> frozenset[ReadPath]:
    if not isinstance(value, Iterable):
        raise TypeError(value)
    return frozenset(tuple(path) for path in value)
