"""What a script's variables are set to, and by what: ``A=b``, ``export``, ``read``, ``set``, ``shift``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rempart.meaning.findings import Finding, Spot
from rempart.meaning.readers.shell.call import Call
from rempart.meaning.readers.shell.expansion import Expander
from rempart.meaning.readers.shell.lexer import tokens_of
from rempart.meaning.readers.shell.reading import filled
from rempart.meaning.readers.shell.scopes import Scopes
from rempart.meaning.readers.shell.words import Command, PartKind, Word
from rempart.patterns import regex

_ASSIGNED = regex(r"(?P<name>[A-Za-z_]\w*)(?:\[(?P<index>[^\]]{0,80})\])?(?P<append>\+?)=", re.DOTALL)
SETTERS = frozenset({"declare", "export", "local", "readonly", "typeset", "setenv"})


class Settings:
    """Sets the variables of one script, and tells what they state."""

    def __init__(self, expander: Expander, scopes: Scopes) -> None:
        self._expander = expander
        self._scopes = scopes
        self.variables = expander.variables

    def words(self, command: Command) -> tuple[list[str], list[tuple[str, list[str], bool]]]:
        """Expand a command's words; the assignments before it apart."""
        settings: list[tuple[str, list[str], bool]] = []
        rest = list(command.words)
        while rest and (assigned := _assignment(rest[0])):
            settings.append((assigned["name"], self._assigned(rest.pop(0), assigned), bool(assigned["append"])))
        if rest and rest[0].bare in SETTERS:
            arrays = [(word, found) for word in rest if (found := _assignment(word)) and _is_array(word)]
            settings += [(found["name"], self._assigned(word, found), False) for word, found in arrays]
            rest = [word for word in rest if not any(word is other for other, _ in arrays)]
        return [text for word in rest for text in self._expander.fields(word)], settings

    def _assigned(self, word: Word, assigned: re.Match[str]) -> list[str]:
        first = word.parts[0]
        parts = (replace(first, text=first.text[assigned.end() :]), *word.parts[1:])
        variables, name, append = self.variables, assigned["name"], bool(assigned["append"])
        if _is_array(word):
            tokens, _ = tokens_of(word.parts[1].text)
            elements = [text for token in tokens if isinstance(token, Word) for text in self._expander.fields(token)]
            values = variables.assign_array(name, elements, append=append) or [""]
            variables.assign(name, values, append=append)
            return values
        if assigned["index"]:
            value = self._expander.text(Word(parts, word.line))
            return variables.assign_array(name, (f"[{assigned['index']}]={value}",), append=True)
        return self._expander.texts(Word(parts, word.line))

    def assign(self, settings: Sequence[tuple[str, list[str], bool]], spot: Spot, *, keep: bool) -> Iterator[Finding]:
        """Take note of ``NAME=value`` where no command follows."""
        for name, values, append in settings:
            self.variables.assign(name, values, keep=keep, append=append)
            if not any(values) and not append:
                yield from self._scopes.forget((name,))
            for value in values:
                yield self._scopes.stating(name, value, spot)

    def declared(self, call: Call, *, keep: bool) -> Iterator[Finding]:
        """``export A=b``, ``local A=b``."""
        outer = Spot(call.spot.place, call.spot.key, call.spot.scope[:-1], call.spot.act)
        for word in call.arguments:
            name, given, value = word.partition("=")
            if given and not name.startswith("-"):
                self.variables.assign(name.rstrip("+"), (value,), keep=keep)
                if not value:
                    yield from self._scopes.forget((name,))
                yield self._scopes.stating(name.rstrip("+"), value, outer, local=_is_local(call))

    def read_in(self, call: Call) -> Iterator[Finding]:
        """``read A B``, ``mapfile A``, ``printf -v A``: variables that take what is read."""
        for name, values in filled(call, self.variables.get("IFS")[0]):
            self.variables.assign(name, self.variables.assign_array(name, values))
            if call.name == "printf":
                yield from (call.value(value, None, name) for value in values)
        if call.text:
            yield call.value(call.text.strip())

    def positional(self, call: Call) -> None:
        """``set -- A B`` and ``shift``: the arguments that follow."""
        variables = self.variables
        if call.name == "set" and "--" in call.arguments:
            variables.arguments = call.arguments[call.arguments.index("--") + 1 :]
        elif call.name == "shift" and variables.arguments:
            count = call.arguments[0] if call.arguments else "1"
            variables.arguments = variables.arguments[int(count[:4]) if count.isdigit() else 1 :]


def _assignment(word: Word) -> re.Match[str] | None:
    first = word.parts[0] if word.parts else None
    if first is None or first.quoted or first.kind is not PartKind.TEXT:
        return None
    return _ASSIGNED.match(first.text)


def _is_local(call: Call) -> bool:
    """Whether what sets a variable sets it for the function around it alone."""
    return call.name == "local" or (call.name in {"declare", "typeset"} and "-g" not in call.arguments)


def _is_array(word: Word) -> bool:
    return len(word.parts) > 1 and word.parts[1].kind is PartKind.ARRAY
