"""Profiles: which rules apply, at which level, with which parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from rempart.errors import PolicyError
from rempart.judge.pack import RulePack
from rempart.judge.yaml_files import digest_of, read_fields
from rempart.model.finding import Level, Outcome

_FIELDS = frozenset({"id", "title", "description", "rules", "parameters"})
_RULE_FIELDS = frozenset({"level", "undetermined"})


@dataclass(frozen=True, slots=True)
class Levels:
    """What a rule's fail, and what its undetermined, does to the verdict."""

    level: Level
    undetermined: Level

    def of(self, outcome: Outcome) -> Level:
        """Return the level of an outcome."""
        return self.undetermined if outcome is Outcome.UNDETERMINED else self.level


@dataclass(frozen=True, slots=True)
class Profile:
    """A choice of rules. A rule that ``rules`` does not name is switched off."""

    id: str
    title: str
    description: str
    rules: Mapping[str, Levels]
    parameters: Mapping[str, object] = field(default_factory=dict)

    def with_levels(self, levels: Mapping[str, Level]) -> Profile:
        """Return a copy in which these rules have these levels, for fail and undetermined alike."""
        return replace(self, rules={**self.rules, **{rule: Levels(level, level) for rule, level in levels.items()}})


def load_profile(name_or_path: str | Path, pack: RulePack) -> Profile:
    """Return a profile of the pack by its name, or the one in a file.

    Raises PolicyError that names the file and the field, also when it names a rule that the pack lacks.
    """
    file = _file(str(name_or_path), pack.folder / "profiles")
    content = pack.profiles.get(digest_of(file)) or read_fields(file, what="profile")
    where = str(file)
    if surplus := sorted(str(key) for key in content if key not in _FIELDS):
        raise PolicyError(f"unknown field {surplus[0]}", where=where)
    return Profile(
        id=_text(content, "id", where),
        title=_text(content, "title", where),
        description=_text(content, "description", where),
        rules=_rules(content.get("rules"), pack, where),
        parameters=_parameters(content.get("parameters", {}), where),
    )


def compiled_profiles(pack: RulePack) -> dict[str, dict[object, object]]:
    """Return the contents of the pack's profiles by the digest of their file; each is checked on the way."""
    files = sorted((pack.folder / "profiles").glob("*.yaml"))
    for file in files:
        load_profile(file, pack)
    return {digest_of(file): read_fields(file, what="profile") for file in files}


def profile_names(pack: RulePack) -> tuple[str, ...]:
    """Return the names of the pack's own profiles."""
    return tuple(sorted(file.stem for file in (pack.folder / "profiles").glob("*.yaml")))


def _file(name: str, folder: Path) -> Path:
    if name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name:
        return Path(name)
    file = folder / f"{name}.yaml"
    if not file.is_file():
        known = ", ".join(sorted(entry.stem for entry in folder.glob("*.yaml")))
        raise PolicyError(f"there is no profile {name}", mend=f"use one of {known}, or a file that ends in .yaml")
    return file


def _text(content: Mapping[object, object], name: str, where: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value.strip():
        raise PolicyError(f"the field {name} is missing", where=where, mend="add it, as text")
    return " ".join(value.split())


def _rules(value: object, pack: RulePack, where: str) -> dict[str, Levels]:
    if not isinstance(value, dict) or not value:
        raise PolicyError("the field rules is missing", where=where, mend="list rule ids, each with a level")
    return {rule: _levels(str(rule), entry, pack, where) for rule, entry in value.items()}


def _levels(rule: str, entry: object, pack: RulePack, where: str) -> Levels:
    if rule not in pack.by_id:
        raise PolicyError(f"rules.{rule} is no rule of this pack", where=where, mend="see rempart rules list")
    if not isinstance(entry, dict):
        raise PolicyError(f"rules.{rule} is not a group of fields", where=where, mend="write {level: mandatory}")
    if surplus := sorted(str(key) for key in entry if key not in _RULE_FIELDS):
        raise PolicyError(f"unknown field rules.{rule}.{surplus[0]}", where=where)
    level = _level(entry.get("level"), f"rules.{rule}.level", where)
    undetermined = entry.get("undetermined", level)
    return Levels(level, _level(undetermined, f"rules.{rule}.undetermined", where))


def _level(value: object, name: str, where: str) -> Level:
    try:
        return Level(str(value))
    except ValueError as error:
        raise PolicyError(f"{name} is no level", where=where, mend=f"use one of {', '.join(Level)}") from error


def _parameters(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise PolicyError("the field parameters is not a group of fields", where=where)
    for name, parameter in value.items():
        if isinstance(parameter, bool) or not isinstance(parameter, int | float | str):
            raise PolicyError(f"parameters.{name} is neither a number nor a text", where=where)
    return {str(name): parameter for name, parameter in value.items()}
