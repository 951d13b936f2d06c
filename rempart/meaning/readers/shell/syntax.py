"""Puts the words of a script together to simple commands, loops and functions; reserved words are left out.

Blocks need no tree here: what matters of one is that its commands may not run, and where its output goes.
"""

from __future__ import annotations

from rempart.meaning.readers.shell.lexer import tokens_of
from rempart.meaning.readers.shell.words import (
    REDIRECTIONS,
    Command,
    Function,
    HereDocument,
    Loop,
    Operator,
    Part,
    PartKind,
    Redirection,
    Statement,
    Token,
    Word,
)

_LEADING = frozenset({"if", "then", "elif", "else", "while", "until", "do", "!", "{", "time", "coproc"})
_OPENING = frozenset({"if", "while", "until"})
_NOTHING = Word((Part(PartKind.TEXT, ":"),), 1)
"""The command that does nothing with its arguments, which are expanded all the same."""
_LONGEST_PATTERN = 40
"""Tokens among which the end of a case's patterns is looked for."""
_MOST_SUBSHELLS = 12
"""Subshells within one another that are told apart."""
_CLOSING = frozenset({"fi", "done", "}"})


def parse(text: str) -> tuple[list[Statement], str]:
    """Return the statements of a script, in order, and its end where that is too long to be read."""
    tokens, rest = tokens_of(text)
    return _Parser(tokens).run(), rest


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._statements: list[Statement] = []
        self._words: list[Word] = []
        self._redirections: list[Redirection] = []
        self._input: HereDocument | None = None
        self._blocks = 0
        """Blocks open around here whose commands may not run."""
        self._either = False
        """Whether the command before decides if this one runs."""
        self._cases = 0
        self._functions: list[tuple[str, int]] = []
        """Functions whose bodies are open: the name, and the statements before it."""
        self._braces: list[bool] = []
        """For each open brace, whether it is a function's."""
        self._named = ""
        """The function whose body comes next."""
        self._subshells: tuple[int, ...] = ()
        self._opened = 0

    def run(self) -> list[Statement]:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if isinstance(token, HereDocument):
                if self._input is not None:
                    self._statements.append(Command(input=self._input, line=self._input.line))
                self._input = token
            elif isinstance(token, Operator):
                self._operator(token)
            else:
                self._word(token)
        self._end()
        while self._functions:
            self._close_function()
        return self._statements

    def _word(self, word: Word) -> None:
        if self._words and self._words[0].bare == "[[":
            self._words.append(word)
            return
        bare = "" if self._words else word.bare
        if bare in _LEADING:
            self._lead(bare)
        elif bare in {"for", "select"}:
            self._loop(word)
        elif bare == "case":
            self._case()
        elif bare == "esac":
            self._cases = max(0, self._cases - 1)
        elif bare == "function" and isinstance(name := self._peek(), Word):
            self._at += 1
            self._named = name.bare
        elif bare in _CLOSING:
            self._close(bare)
        else:
            self._words.append(word)

    def _lead(self, bare: str) -> None:
        self._blocks += bare in _OPENING
        if bare == "{":
            self._braces.append(bool(self._named))
            if self._named:
                self._functions.append((self._named, len(self._statements)))
                self._named = ""

    def _close(self, bare: str) -> None:
        if bare != "}":
            self._blocks = max(0, self._blocks - 1)
        elif self._braces and self._braces.pop():
            self._close_function()

    def _close_function(self) -> None:
        name, before = self._functions.pop()
        body = tuple(self._statements[before:])
        del self._statements[before:]
        self._statements.append(Function(name, body, body[0].line if body else 1))

    def _operator(self, operator: Operator) -> None:
        symbol = operator.text
        if symbol in REDIRECTIONS:
            self._redirect(symbol)
        elif self._words and self._words[0].bare == "[[" and symbol not in {"\n", ";"}:
            if self._words[-1].bare == "]]":
                self._separate(symbol)
        elif symbol == "(" and len(self._words) == 1 and self._closes_at_once():
            self._named = self._words.pop().bare
            self._at += 1
        else:
            self._separate(symbol)

    def _separate(self, symbol: str) -> None:
        self._end(piped=symbol in {"|", "|&"})
        self._either = symbol in {"&&", "||"}
        if symbol == "(" and len(self._subshells) < _MOST_SUBSHELLS:
            self._opened += 1
            self._subshells = (*self._subshells, self._opened)
        elif symbol == ")":
            self._subshells = self._subshells[:-1]
        if symbol in {";;", ";&", ";;&"} and self._cases:
            self._patterns()

    def _redirect(self, symbol: str) -> None:
        target = self._peek()
        if isinstance(target, Word):
            self._at += 1
            self._redirections.append(Redirection(symbol, target))

    def _end(self, *, piped: bool = False) -> None:
        if self._words or self._redirections or self._input is not None or piped:
            words = tuple(self._words)
            line = words[0].line if words else self._line()
            branch = self._blocks > 0 or self._either
            redirections = tuple(self._redirections)
            self._statements.append(Command(words, redirections, self._input, branch, piped, line, self._subshells))
        self._words, self._redirections, self._input = [], [], None

    def _line(self) -> int:
        token = self._tokens[min(self._at, len(self._tokens)) - 1]
        return token.line

    def _peek(self) -> Word | Operator | HereDocument | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _closes_at_once(self) -> bool:
        following = self._peek()
        return isinstance(following, Operator) and following.text == ")"

    def _loop(self, word: Word) -> None:
        """Read ``for NAME in WORDS``; its body is a block like any other."""
        self._blocks += 1
        name = self._peek()
        if not isinstance(name, Word):
            return
        self._at += 1
        values: list[Word] = []
        following = self._peek()
        if isinstance(following, Word) and following.bare == "in":
            self._at += 1
            while isinstance(value := self._peek(), Word):
                values.append(value)
                self._at += 1
        self._statements.append(Loop(name.bare, tuple(values), word.line))

    def _case(self) -> None:
        """Step over ``case WORD in`` to the first command; the word is kept, since it may run a command."""
        self._cases += 1
        for _ in range(2):
            token = self._peek()
            if not isinstance(token, Word):
                break
            self._at += 1
            if token.bare == "in":
                break
            self._statements.append(Command((_NOTHING, token), branch=True, line=token.line))
        if isinstance(token := self._peek(), Word) and token.bare == "in":
            self._at += 1
        self._patterns()

    def _patterns(self) -> None:
        """Step over the patterns of one alternative, unless what follows is none."""
        at = self._at
        while at < min(len(self._tokens), self._at + _LONGEST_PATTERN):
            token = self._tokens[at]
            if isinstance(token, HereDocument) or (isinstance(token, Word) and token.bare == "esac"):
                return
            if isinstance(token, Operator) and token.text == "\n" and at > self._at:
                at += 1
                if isinstance(self._tokens[at - 2], Word):
                    return
                continue
            if isinstance(token, Operator) and token.text == ")":
                self._at = at + 1
                return
            if isinstance(token, Operator) and token.text not in {"|", "(", "\n"}:
                return
            at += 1
