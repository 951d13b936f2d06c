"""Reads the arguments of a function strictly: what its package would refuse is not computed here either."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LARGEST = 16 * 1024 * 1024
"""Characters of a text, or bytes of a file, up to which something is computed."""
MOST = 100_000
"""Items of a list up to which one is computed."""

Reader = Callable[[str, Any], Any]
"""Returns an argument, by its name and what was given; None when nothing was. Raises NotComputedError."""


class NotComputedError(Exception):
    """A function is not computed for these arguments; the text says why, and holds nothing of their content."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a package: what computes it, and a reader for each argument in the order of its own."""

    compute: Callable[..., Any]
    readers: Mapping[str, Reader]

    def __call__(self, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        """Return what the function gives for arguments by name. Raises NotComputedError."""
        return self.compute(*read(given, self.readers).values())


def read(given: Mapping[str, Any], readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Return all arguments in the order of their readers. Raises NotComputedError."""
    if given.keys() - readers.keys():
        raise NotComputedError("it has no argument of a name that it is given")
    return {name: reader(name, given.get(name)) for name, reader in readers.items()}


def anything(name: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return an argument of any type, which must be there."""
    if value is None:
        raise NotComputedError(f"its argument {name} is missing")
    return value


def nullable(_: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return an argument of any type, or null."""
    return value


def text(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return a text of bearable length."""
    if not isinstance(value, str):
        raise _mismatch(name, value, "a text")
    if len(value) > LARGEST:
        raise NotComputedError(f"its argument {name} is too long")
    return value


def truth(name: str, value: Any) -> bool:  # noqa: ANN401 - any JSON
    """Return true or false."""
    if not isinstance(value, bool):
        raise _mismatch(name, value, "true or false")
    return value


def number(name: str, value: Any) -> float:  # noqa: ANN401 - any JSON
    """Return a number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _mismatch(name, value, "a number")
    return value


def whole(name: str, value: Any) -> int:  # noqa: ANN401 - any JSON
    """Return a whole number that the wire tells apart from its neighbours."""
    found = number(name, value)
    if not isinstance(found, int):
        raise _mismatch(name, value, "a whole number")
    return found


def items(name: str, value: Any) -> list[Any]:  # noqa: ANN401 - any JSON
    """Return a list of anything, of bearable length."""
    if not isinstance(value, list):
        raise _mismatch(name, value, "a list")
    if len(value) > MOST:
        raise NotComputedError(f"its argument {name} is too long")
    return value


def fields(name: str, value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return an object."""
    if not isinstance(value, dict):
        raise _mismatch(name, value, "an object")
    return value


def each(reader: Reader) -> Reader:
    """Return the reader of a list whose items another one reads."""

    def read_each(name: str, value: Any) -> list[Any]:  # noqa: ANN401 - any JSON
        return [reader(f"{name}[{place}]", item) for place, item in enumerate(items(name, value))]

    return read_each


def each_field(reader: Reader) -> Reader:
    """Return the reader of an object whose values another one reads."""

    def read_each(name: str, value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
        return {key: reader(f"{name}.*", item) for key, item in fields(name, value).items()}

    return read_each


def optional(reader: Reader) -> Reader:
    """Return the reader of an argument that may be missing; it is None then."""

    def read_given(name: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
        return None if value is None else reader(name, value)

    return read_given


def bounded(size: int) -> None:
    """Refuse to make a text of an unbearable length."""
    if size > LARGEST:
        raise NotComputedError("its result is too long")


def matching(lengths: Sequence[int], what: str) -> None:
    """Refuse lists of different lengths where they belong together."""
    if len(set(lengths)) > 1:
        raise NotComputedError(f"{what} are not of one length")


def _mismatch(name: str, value: object, wanted: str) -> NotComputedError:
    return NotComputedError(f"its argument {name} is {'missing' if value is None else f'not {wanted}'}")
