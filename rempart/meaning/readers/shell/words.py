"""Words of a shell before they are expanded, and the operators between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class PartKind(Enum):
    """What a piece of a word is before it is expanded."""

    TEXT = "text"
    VARIABLE = "variable"
    """A parameter: a name, or what stands between its braces."""
    COMMAND = "command"
    """The output of a command."""
    PROCESS = "process"
    """A file that stands for the output or the input of a command: ``<(…)``, ``>(…)``."""
    ARITHMETIC = "arithmetic"
    ARRAY = "array"
    """The elements of an assignment: ``NAME=(…)``."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a word; a quoted one is not split at blanks."""

    kind: PartKind
    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One word, with the line where it begins."""

    parts: tuple[Part, ...]
    line: int

    @property
    def bare(self) -> str:
        """The word where it is plain and unquoted, as reserved words are; else nothing."""
        if len(self.parts) == 1 and self.parts[0].kind is PartKind.TEXT and not self.parts[0].quoted:
            return self.parts[0].text
        return ""


@dataclass(frozen=True, slots=True)
class Operator:
    """What separates commands, or redirects one."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class HereDocument:
    """The lines after a command that are its input; ``literal`` ones hold no variables."""

    text: str
    line: int
    literal: bool


Token: TypeAlias = Word | Operator | HereDocument

REDIRECTIONS = frozenset({">", ">>", "<", "<<<", "<>", ">&", "<&", "&>", "&>>", ">|"})


@dataclass(frozen=True, slots=True)
class Redirection:
    """Where a command reads from or writes to."""

    operator: str
    target: Word


@dataclass(frozen=True, slots=True)
class Command:
    """A simple command; one without words holds what a block of commands is redirected to.

    ``branch`` tells commands of one alternative of a script from those that always run; ``piped`` says that its output
    is the next command's input. ``subshells`` are numbers of those around it, which keep to themselves what is set.
    """

    words: tuple[Word, ...] = ()
    redirections: tuple[Redirection, ...] = ()
    input: HereDocument | None = None
    branch: bool = False
    piped: bool = False
    line: int = 1
    subshells: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A variable that takes each of some values in turn."""

    variable: str
    values: tuple[Word, ...]
    line: int = 1


@dataclass(frozen=True, slots=True)
class Function:
    """A command that the script defines itself."""

    name: str
    body: tuple[Statement, ...]
    line: int = 1


Statement: TypeAlias = Command | Loop | Function
