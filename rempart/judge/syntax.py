"""What a rule reads, and whether it means the same in both engines: both found in the engine's own syntax tree.

OPA lifts the operands of an expression out of ``not``. With ``input.a`` missing, ``not startswith(input.a, "x")``,
``not input.a in s`` or ``not input.a != 1`` deny nothing in OPA and deny in the embedded engine: such a rule fails open
in one of them, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rempart.errors import PolicyError
from rempart.judge.rule import ReadPath

Node = Any
"""A node of the engine's syntax tree: JSON whose shape only the engine knows."""

_REFERENCES = ("Var", "RefDot", "RefBrack")
_CONSTANTS = ("String", "RawString", "Number", "Bool", "Null")
_LIBRARY = ("data", "rempart", "lib")
_REMEDY = "state the good case in a helper rule, and put that under not"


@dataclass(frozen=True, slots=True)
class Reads:
    """The paths below ``input`` on which a module's ``deny`` and ``applies`` depend."""

    deny: frozenset[ReadPath]
    applies: frozenset[ReadPath]
    conditional: bool


@dataclass(slots=True)
class _Definition:
    """One rule of a module: the input paths that it reads itself, and the names that it uses."""

    paths: set[ReadPath] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def reads_of(module: Node, file: str) -> Reads:
    """Return what the rule module reads. Raises PolicyError when that cannot be told, or when it defines no deny."""
    definitions = _definitions(module, file)
    if "deny" not in definitions:
        raise PolicyError("the rule defines no deny", where=file, mend="see docs/rules.md")
    deny = _reach(definitions, "deny")
    applies = _reach(definitions, "applies")
    if () in deny | applies:
        raise PolicyError("the rule reads the whole subject", where=file, mend="name the fields that it needs")
    return Reads(deny, applies, "applies" in definitions)


def package_of(module: Node) -> str:
    """Return the module's package, such as ``rempart.rules.law.operator_unknown``."""
    return ".".join(_path(module["ast"]["package"]["refr"]))


def texts_of(module: Node) -> frozenset[str]:
    """Return the texts that stand in the module's rules; they may hold placeholders, as messages do."""
    nodes = (node["String"]["value"] for node in _walk(module["ast"]["rules"]) if "String" in node)
    return frozenset(nodes)


def refuse_input_in_library(module: Node, file: str) -> None:
    """Raise PolicyError when a shared module reads ``input`` behind the back of the rules that call it."""
    if any(definition.paths for definition in _definitions(module, file).values()):
        raise PolicyError("a shared module reads input", where=file, mend="pass what it needs as an argument")


def refuse_open_negation(module: Node, file: str) -> None:
    """Raise PolicyError where an operand under ``not`` may be missing, which the engines read differently."""
    doubtful = frozenset({"input"} | set(_definitions(module, file)) - _constant_names(module))
    for node in _walk(module["ast"]["rules"]):
        negated = node.get("NotExpr")
        if negated is not None and not _closed(negated["expr"], doubtful):
            line = negated["span"]["line"]
            raise PolicyError("an operand under not may be missing", where=f"{file}:{line}", mend=_REMEDY)


def _definitions(module: Node, file: str) -> Mapping[str, _Definition]:
    _refuse_imports(module, file)
    found: dict[str, _Definition] = {}
    for rule in module["ast"]["rules"]:
        definition = found.setdefault(_head(rule), _Definition())
        _collect(rule, definition, file)
    return found


def _refuse_imports(module: Node, file: str) -> None:
    for imported in module["ast"]["imports"]:
        path = _path(imported["refr"])
        if path != ("rego", "v1") and path[:3] != _LIBRARY:
            raise PolicyError("a rule imports more than rego.v1 and data.rempart.lib", where=file)


def _head(rule: Node) -> str:
    head = rule["Spec"]["head"] if "Spec" in rule else rule["Default"]
    while "refr" not in head:
        head = next(iter(head.values()))
    return _path(head["refr"])[0]


def _collect(node: Node, found: _Definition, file: str) -> None:
    if isinstance(node, list):
        for item in node:
            _collect(item, found, file)
    if not isinstance(node, dict):
        return
    if node.get("with_mods"):
        raise PolicyError("a rule replaces its input with a with clause", where=file)
    if len(node) == 1 and next(iter(node)) in _REFERENCES:
        _collect_reference(node, found, file)
        return
    for value in node.values():
        _collect(value, found, file)


def _collect_reference(node: Node, found: _Definition, file: str) -> None:
    path = _path(node)
    for index in _indices(node):
        _collect(index, found, file)
    if path[:1] == ("input",):
        found.paths.add(path[1:])
    elif path[:1] == ("data",) and path[:3] != _LIBRARY:
        raise PolicyError("a rule reads data outside data.rempart.lib", where=file)
    elif path:
        found.names.add(path[0])


def _path(node: Node) -> tuple[str, ...]:
    """Return the constant part of a reference: ``input.a[i].b`` gives ``("input", "a")``."""
    parts: list[str] = []
    for step in _steps(node):
        if step is None:
            break
        parts.append(step)
    return tuple(parts)


def _steps(node: Node) -> Iterator[str | None]:
    """Yield the steps of a reference from its root; None for a step that only evaluation knows."""
    if "Var" in node:
        yield node["Var"]["value"]
    elif "RefDot" in node:
        yield from _steps(node["RefDot"]["refr"])
        yield node["RefDot"]["field"][1]
    elif "RefBrack" in node:
        yield from _steps(node["RefBrack"]["refr"])
        yield node["RefBrack"]["index"].get("String", {}).get("value")
    else:
        yield None


def _indices(node: Node) -> Iterator[Node]:
    """Yield what stands between brackets, and the root when it is more than a name (``f(x).a``)."""
    while "Var" not in node:
        if "RefBrack" in node:
            yield node["RefBrack"]["index"]
            node = node["RefBrack"]["refr"]
        elif "RefDot" in node:
            node = node["RefDot"]["refr"]
        else:
            yield node
            return


def _reach(definitions: Mapping[str, _Definition], start: str) -> frozenset[ReadPath]:
    """Return the paths that a definition reads, itself or through any helper."""
    seen: set[str] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        if name in definitions and name not in seen:
            seen.add(name)
            pending.extend(definitions[name].names)
    return frozenset(path for name in seen for path in definitions[name].paths)


def _walk(node: Node) -> Iterator[dict[str, Node]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _walk(value)
    elif isinstance(node, list):
        for item in node:
            yield from _walk(item)


def _constant_names(module: Node) -> set[str]:
    """Return the rules that are mere constants (``ports := {80, 443}``): these are never missing."""
    names = set()
    for rule in module["ast"]["rules"]:
        spec = rule.get("Spec", {})
        assigned = spec.get("head", {}).get("Compr", {}).get("assign")
        if assigned and not spec["bodies"] and _certain(assigned["value"], frozenset({"input"})):
            names.add(_head(rule))
    return names


def _closed(expression: Node, doubtful: frozenset[str]) -> bool:
    """Whether an expression under ``not`` means the same in both engines when an operand is missing."""
    kind, body = next(iter(expression.items()))
    if kind in _REFERENCES:
        return _plain(expression, doubtful)
    if kind == "BoolExpr" and body["op"] == "Eq":
        return _plain(body["lhs"], doubtful) and _plain(body["rhs"], doubtful)
    if kind == "Call":
        return all(_certain(argument, doubtful) for argument in body["params"])
    if kind in ("Membership", "BoolExpr"):
        operands = [body[name] for name in ("key", "value", "collection", "lhs", "rhs") if body.get(name)]
        return all(_certain(operand, doubtful) for operand in operands)
    return False


def _plain(node: Node, doubtful: frozenset[str]) -> bool:
    """Whether a node is a reference without anything to compute inside, or cannot be missing."""
    if next(iter(node)) in _REFERENCES:
        return all(_certain(index, doubtful) for index in _indices(node))
    return _certain(node, doubtful)


def _certain(node: Node, doubtful: frozenset[str]) -> bool:
    """Whether a node cannot be missing: a constant, a bound name, a collection of such."""
    kind, body = next(iter(node.items()))
    if kind == "Var":
        return body["value"] not in doubtful
    if kind in ("Array", "Set"):
        return all(_certain(item, doubtful) for item in body["items"])
    return kind in _CONSTANTS
