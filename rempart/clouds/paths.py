"""Reads properties by path: ``nodes.*.region``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from rempart.model.normalised import Claim
from rempart.model.values import Mark, Properties, Value


def claims_at(inputs: Properties, path: str) -> Iterator[Claim]:
    """Yield what stands at a path, with the concrete path of each; what is absent yields nothing.

    A mark on the way stands for all below it, and is yielded in their place.
    """
    first, rest = _parts(path)
    if first == "*" or first in inputs:
        yield from _below(inputs, first, rest, "")


def value_at(inputs: Properties, path: str) -> Value:
    """Return the one value at a path without ``*``; None when it is absent."""
    return next((claim.value for claim in claims_at(inputs, path)), None)


def prop(path: str) -> Callable[[Properties], Value]:
    """Return a reader of one property."""
    return lambda inputs: value_at(inputs, path)


def flag(path: str, *, default: bool | None) -> Callable[[Properties], Value]:
    """Return a reader of a yes-or-no property; ``default`` is what the provider does when it is absent."""

    def read(inputs: Properties) -> Value:
        value = value_at(inputs, path)
        if isinstance(value, str):
            return {"true": True, "false": False}.get(value.lower())
        return default if value is None else value

    return read


def constant(value: Value) -> Callable[[Properties], Value]:
    """Return a reader of what holds for every resource of a type."""
    return lambda _: value


@lru_cache(maxsize=2048)
def _parts(path: str) -> tuple[str, tuple[str, ...]]:
    first, *rest = path.split(".")
    return first, tuple(rest)


def _below(value: Value, part: str, rest: tuple[str, ...], above: str) -> Iterator[Claim]:
    for name, child in _children(value, part):
        where = f"{above}{name}"
        if child is None:
            continue
        if not rest or isinstance(child, Mark):
            yield Claim(where, child)
        else:
            yield from _below(child, rest[0], rest[1:], f"{where}.")


def _children(value: Value, part: str) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Mapping):
        if part == "*":
            yield from value.items()
        elif part in value:
            yield part, value[part]
    elif isinstance(value, Sequence) and not isinstance(value, str):
        if part == "*":
            yield from ((str(number), child) for number, child in enumerate(value))
        elif part.isdecimal() and int(part) < len(value):
            yield part, value[int(part)]
