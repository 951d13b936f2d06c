"""Regular expressions are compiled late; that each of them can be is seen here, not by a user."""

from __future__ import annotations

import gc
import pkgutil
import re
from importlib import import_module

import pytest

import rempart
from rempart.patterns import regex


def test_every_regular_expression_of_the_gate_compiles() -> None:
    for module in pkgutil.walk_packages(rempart.__path__, "rempart."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    late = type(regex(""))

    found = [each for each in gc.get_objects() if type(each) is late]

    assert len(found) > 100
    assert all(isinstance(each.groups, int) for each in found)


def test_a_late_expression_answers_as_a_compiled_one() -> None:
    late, compiled = regex(r"(?P<key>\w+)=(\d+)", re.IGNORECASE), re.compile(r"(?P<key>\w+)=(\d+)", re.IGNORECASE)
    text = "a=1 B=22 c="

    assert late.findall(text) == compiled.findall(text)
    assert [match.groupdict() for match in late.finditer(text)] == [m.groupdict() for m in compiled.finditer(text)]
    assert late.sub("x", text) == compiled.sub("x", text)
    assert (late.pattern, late.groups, late.groupindex) == (compiled.pattern, compiled.groups, compiled.groupindex)


def test_a_mistake_in_an_expression_is_told_on_first_use() -> None:
    broken = regex("(")

    with pytest.raises(re.error):
        broken.search("")
