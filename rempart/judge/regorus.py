"""The one place that touches the embedded Rego interpreter, a wheel without type information."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol, cast

from rempart.errors import PolicyError

_PLACE = re.compile(r"^--> (.+):(\d+):\d+$", re.MULTILINE)
_ERROR = re.compile(r"^error: (.+)$", re.MULTILINE)


class Interpreter(Protocol):
    """What is used of the wheel's ``Engine`` class. An instance belongs to the thread that made it."""

    def add_policy(self, path: str, rego: str) -> object:
        """Parse one module."""
        ...

    def set_input_json(self, text: str) -> None:
        """Set ``input``."""
        ...

    def eval_rule_as_json(self, path: str) -> str:
        """Return a rule's value as JSON."""
        ...

    def get_ast_as_json(self) -> str:
        """Return the syntax trees of all modules as JSON."""
        ...


def interpreter(modules: Mapping[str, str]) -> Interpreter:
    """Return an interpreter with these modules. Raises PolicyError that names the file and line of a syntax error."""
    import regorus  # noqa: PLC0415 - a native library, loaded by those who judge

    engine = cast("Interpreter", regorus.Engine())
    for name, text in modules.items():
        try:
            engine.add_policy(name, text)
        except Exception as error:
            raise rego_error(error, fallback=name) from error
    return engine


def rego_error(error: BaseException, *, fallback: str = "") -> PolicyError:
    """Turn the interpreter's report, which runs over many lines, into one that names place and reason."""
    text = str(error)
    place = _PLACE.search(text)
    where = f"{place[1]}:{place[2]}" if place else fallback
    return PolicyError(explain(error), where=where)


def explain(error: BaseException) -> str:
    """Return the reason in an interpreter's report, without its place and its backtrace."""
    text = str(error)
    reason = _ERROR.search(text)
    return reason[1].strip() if reason else text.strip().partition("\n")[0]


def syntax_trees(engine: Interpreter) -> list[dict[str, Any]]:
    """Return the syntax trees of the modules, in the order in which they were added."""
    import orjson  # noqa: PLC0415 - only read when a rule changed since the pack was compiled

    return cast("list[dict[str, Any]]", orjson.loads(engine.get_ast_as_json()))
