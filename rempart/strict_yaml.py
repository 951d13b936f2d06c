"""Reads the YAML that people write for us: facts, profiles, waivers, what rules say of themselves.

Nothing is lost and nothing runs away: a field that is stated twice is refused, where YAML keeps the last one and a rule
is switched off in silence; so is what is too large, too deep, or contains itself once its aliases are written out.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING

from rempart.errors import RempartError

if TYPE_CHECKING:
    import yaml

_LARGEST = 10 * 1024 * 1024
"""Bytes of a file; the largest list of facts has 80 thousand."""
_MOST_VALUES = 200_000
"""Values of a file, its aliases written out."""
_DEEPEST = 200
_DEEPEST_OF_PARSER = 1000
"""Levels that the parser, written in C, is asked to follow: at some ten thousand it takes the process down."""
_SYNTAX = "correct the syntax; texts that hold ': ' stand in quotes"
_MERGE = "tag:yaml.org,2002:merge"


def read_yaml(file: Path, failure: type[RempartError], *, what: str = "") -> object:
    """Return what a file holds; ``what`` begins the sentence that an error tells (``the profile``).

    Raises ``failure``, which names the file, and the line where one is to blame.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not valid"
        raise failure(_told(what, f"cannot be read: {reason.lower()}"), where=str(file)) from error
    if len(content) > _LARGEST:
        mend = "check that it is the right file"
        raise failure(_told(what, f"is larger than {_LARGEST} bytes"), where=str(file), mend=mend)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise failure(_told(what, "cannot be read as UTF-8 text"), where=str(file), mend="save it as UTF-8") from error
    return parse_yaml(text, failure, where=str(file), what=what)


def parse_yaml(text: str, failure: type[RempartError], *, where: str, what: str = "", first_line: int = 1) -> object:
    """Return what a text holds that begins on a line of ``where``. Raises ``failure``, as ``read_yaml`` does."""
    import yaml  # noqa: PLC0415 - slow to load; commands that judge what is compiled never need it

    def problem(said: str, line: int | None, mend: str) -> RempartError:
        at = f", line {line + first_line}" if line is not None else ""
        return failure(_told(what, said), where=f"{where}{at}", mend=mend)

    if nests_too_deeply(text):
        raise problem("is nested too deeply", None, "write fewer levels")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        refused = _Check(loader).refused(node)
        if refused is not None:
            raise problem(*refused)
        return loader.construct_document(node)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise problem(
            "is not valid YAML", getattr(mark, "line", None), "correct the syntax; texts that hold ': ' stand in quotes"
        ) from error
    finally:
        loader.dispose()


def nests_too_deeply(text: str) -> bool:
    """Whether a text may nest deeper than the parser can follow; counting levels costs little, and never runs deep."""
    import yaml  # noqa: PLC0415 - slow to load, needed for few texts

    # A level needs a bracket, or a column of its own: few texts have enough of either to be counted.
    if text.count("[") + text.count("{") <= _DEEPEST_OF_PARSER and _longest_line(text) <= _DEEPEST_OF_PARSER // 2:
        return False
    opens = (
        yaml.FlowSequenceStartToken,
        yaml.FlowMappingStartToken,
        yaml.BlockSequenceStartToken,
        yaml.BlockMappingStartToken,
    )
    closes = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
    depth = 0
    try:
        for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            depth += isinstance(token, opens) - isinstance(token, closes)
            if depth > _DEEPEST_OF_PARSER:
                return True
    except (yaml.YAMLError, ValueError):
        # What the scanner refuses, the parser refuses at the same place.
        return False
    return False


class _Check:
    """Walks over the nodes of one text, its aliases written out."""

    def __init__(self, loader: yaml.SafeLoader) -> None:
        self._loader = loader
        self._count = 0

    def refused(self, top: yaml.Node) -> tuple[str, int, str] | None:
        """Return what is wrong, on which line (from 0), and how to mend it; None when all is well."""
        import yaml  # noqa: PLC0415 - as above

        left: list[tuple[yaml.Node, int]] = [(top, 0)]
        while left:
            node, depth = left.pop()
            self._count += 1
            line = node.start_mark.line
            if self._count > _MOST_VALUES:
                return "holds too much", line, "write fewer aliases (*name)"
            if depth > _DEEPEST:
                return "is nested too deeply, or holds itself", line, "write fewer levels"
            if isinstance(node.value, str):
                continue
            if isinstance(node, yaml.MappingNode):
                found = self._repeated(node)
                if found is not None:
                    return found
                left.extend((value, depth + 1) for _, value in reversed(node.value))
            else:
                left.extend((item, depth + 1) for item in reversed(node.value))
        return None

    def _repeated(self, node: yaml.Node) -> tuple[str, int, str] | None:
        """Return which field a group states twice: in one spelling, or in two of one meaning (``yes``, ``true``)."""
        texts: set[str] = set()
        meant: set[Hashable] = set()
        for name, _ in node.value:
            line = name.start_mark.line
            if not isinstance(name.value, str):
                return "has a field whose name is no text", line, "write `name: value`"
            means = _MERGE if name.tag == _MERGE else self._loader.construct_object(name)
            if name.value in texts or means in meant:
                return f"states {name.value} twice", line, "keep one of them"
            texts.add(name.value)
            meant.add(means)
        return None


def _told(what: str, said: str) -> str:
    return f"{what} {said}" if what else said


def _longest_line(text: str) -> int:
    return max(map(len, text.splitlines()), default=0)
