"""Runs through a script as a shell would, without running anything, and says what each command does with an address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rempart.meaning.findings import (
    INSTRUCTIONS,
    Act,
    Document,
    Finding,
    Form,
    Sign,
    SignKind,
    Spot,
    Unread,
    Value,
)
from rempart.meaning.readers.shell import clients, commands, containers, pipes, remotes
from rempart.meaning.readers.shell.assignments import SETTERS, Settings
from rempart.meaning.readers.shell.call import Call, each, unmarked
from rempart.meaning.readers.shell.downloads import FETCHERS, URL, Downloads, fetched, instructed
from rempart.meaning.readers.shell.expansion import Expander, reads_data
from rempart.meaning.readers.shell.files import Files
from rempart.meaning.readers.shell.options import loose
from rempart.meaning.readers.shell.programs import encoded, file_of, script_of
from rempart.meaning.readers.shell.reading import READING
from rempart.meaning.readers.shell.scopes import Scopes, missing_settings
from rempart.meaning.readers.shell.secrets import secrets
from rempart.meaning.readers.shell.shebang import command_of
from rempart.meaning.readers.shell.syntax import parse
from rempart.meaning.readers.shell.words import Command, Function, Loop, Statement
from rempart.meaning.readers.shell.wrappers import name_of, strip
from rempart.model.address import RUN_TIME

_RUNNERS = frozenset({".", "chmod", "dash", "eval", "source"})
_DEEPEST = 8
_MOST_COMMANDS = 10_000
_MOST_CALLS = 200
_TOO_LONG = "it is too long to be read as a script"
_UNKNOWN_INPUT = "it runs what cannot be read"


def read_shell(text: str, spot: Spot) -> Iterator[Finding]:
    """Read a shell script; its first line is a command too."""
    first = command_of(text)
    if first is not None:
        yield from Script(spot, (first,), several=False).read(first)
    yield from Script(spot, (text,), several="\n" in text.strip()).read(text)


def read_commands(lines: Sequence[str], spot: Spot) -> Iterator[Finding]:
    """Read commands that one shell runs one after the other, as cloud-init's ``runcmd``."""
    script = Script(spot, lines, several=False)
    for number, line in enumerate(lines):
        script.spot = spot.below(number)
        yield from script.read(line, whole=False)
    yield from script.finish()


class Script:
    """One script, as far as it has been run through."""

    def __init__(self, spot: Spot, texts: Sequence[str], *, several: bool) -> None:
        self.spot = spot
        self._several = several
        self._expander = Expander()
        self._scopes = Scopes(texts)
        self._lists = 0
        self._functions: dict[str, Function] = {}
        self._called: dict[str, int] = {}
        self._downloads = Downloads()
        self._settings = Settings(self._expander, self._scopes)
        self._files = Files(self._expander, self._downloads)
        self._seen: set[tuple[object, ...]] = set()
        self._count = 0
        self._told = False

    def read(self, text: str, *, whole: bool = True) -> Iterator[Finding]:
        """Read one text of the script."""
        self._files.own = text
        yield from map(unmarked, self._text(text, 0, instructs=False, first_line=1))
        if whole:
            yield from self.finish()

    def finish(self) -> Iterator[Finding]:
        """Read what the script defines, and never calls itself."""
        yield from map(unmarked, self._uncalled())

    def _uncalled(self) -> Iterator[Finding]:
        for name, function in list(self._functions.items()):
            if name not in self._called:
                self._called[name] = 1
                yield from self._statements(function.body, _DEEPEST - 2, instructs=False, shift=0)

    def _text(self, text: str, depth: int, *, instructs: bool, first_line: int) -> Iterator[Finding]:
        if depth > _DEEPEST:
            yield Value(text, self.spot.named(""))
            yield Unread(self._at(first_line), _UNKNOWN_INPUT)
            return
        statements, rest = parse(text)
        yield from self._statements(statements, depth, instructs=instructs, shift=first_line - 1)
        if rest:
            yield from self._too_long(rest)

    def _too_long(self, rest: str) -> Iterator[Finding]:
        for line in dict.fromkeys(rest.split("\n")):
            yield Value(line, self.spot.named(""))
        if not self._told:
            self._told = True
            yield Unread(self.spot, _TOO_LONG, "split it")

    def _statements(
        self, statements: Sequence[Statement], depth: int, *, instructs: bool, shift: int
    ) -> Iterator[Finding]:
        pipeline: list[Command] = []
        self._lists += 1
        around, number = self._scopes.subshells, self._lists
        for statement in statements:
            if isinstance(statement, Function):
                self._functions[statement.name] = statement
            elif isinstance(statement, Loop):
                values = [text for word in statement.values for text in self._expander.fields(word)]
                self._expander.variables.assign(statement.variable, values or (RUN_TIME,))
                yield from self._ran(depth, instructs=False)
                for value in values:
                    yield Value(value, self._at(statement.line + shift).named(statement.variable))
            else:
                pipeline.append(statement)
                if not statement.piped:
                    self._scopes.enter((*around, *(f"{number}.{inner}" for inner in statement.subshells)))
                    yield from self._pipeline(pipeline, depth, instructs=instructs, shift=shift)
                    pipeline = []
        if pipeline:
            yield from self._pipeline(pipeline, depth, instructs=instructs, shift=shift)
        self._scopes.enter(around)

    def _pipeline(self, pipeline: Sequence[Command], depth: int, *, instructs: bool, shift: int) -> Iterator[Finding]:
        data: bytes | None = None
        sources: tuple[str, ...] = ()
        draws = False
        for index, command in enumerate(pipeline):
            self._count += 1
            if self._count > _MOST_COMMANDS:
                yield from self._beyond(command)
                continue
            own = self._expander.input_of(command)
            given = data if own is None else own
            words, settings = self._settings.words(command)
            fed = index > 0
            call = Call("", (), self._at(command.line + shift), given, fed, sources, draws=draws)
            yield from self._command(command, (words, settings), call, (depth, instructs))
            bare = strip(words)[0]
            draws = draws or (index == 0 and reads_data(bare))
            if bare and name_of(bare[0]) in FETCHERS:
                sources = fetched(name_of(bare[0]), bare[1:]) or sources
            else:
                sources = sources or tuple(url for word in bare for url in self._downloads.of(word))
                data = pipes.output(bare, given, self._files.files_of(bare))

    def _beyond(self, command: Command) -> Iterator[Finding]:
        text = " ".join(part.text for word in command.words for part in word.parts)
        yield Value(text, self.spot.named(""))
        if not self._told:
            self._told = True
            yield Unread(self.spot, _TOO_LONG, "split it")

    def _command(
        self,
        command: Command,
        expanded: tuple[list[str], list[tuple[str, list[str], bool]]],
        call: Call,
        around: tuple[int, bool],
    ) -> Iterator[Finding]:
        words, settings = expanded
        depth, instructs = around
        rest, inner = strip(words)
        if not rest:
            yield from self._settings.assign(settings, call.spot, keep=command.branch)
        name = name_of(rest[0]) if rest else ""
        key = (
            tuple(words),
            call.spot.scope,
            tuple((n, tuple(v)) for n, v, _ in settings),
            call.data,
            call.sources,
            command.redirections,
            self._downloads.folder,
        )
        fresh = key not in self._seen or name in self._functions or depth > 0
        runs_text = name in commands.INTERPRETERS or name in _RUNNERS
        if fresh:
            self._seen.add(key)
            empty = [variable for variable, values, _ in settings if rest and not any(values)]
            missing, alone = missing_settings(words[: len(words) - len(rest)], empty, inner)
            part, again = self._scopes.without(missing, any_name=alone)
            yield from again
            call = replace(call, spot=self._scopes.current(call.spot))
            here = call.spot.block(f"$ {self._count}")
            call = replace(call, name=name, arguments=tuple(rest[1:]), spot=here, path=rest[0] if rest else "")
            for variable, values, _ in settings if rest else ():
                for value in values:
                    yield call.value(value, None, variable)
            for setting in inner:
                variable, _, value = setting.partition("=")
                yield call.value(value, None, variable)
            yield from secrets(words, call, self._expander.variables.credentials)
            yield from self._files.redirected(command, words, call)
            if rest:
                yield from self._call(call, command, around)
            self._scopes.go_back(part)
        yield from self._ran(depth, instructs=instructs or runs_text)

    def _ran(self, depth: int, *, instructs: bool) -> Iterator[Finding]:
        """Read the commands inside the words that have just been expanded: they run too."""
        while self._expander.ran:
            batch, self._expander.ran = self._expander.ran, []
            for script, line in batch:
                yield from self._apart(script, depth, instructs=instructs, first_line=line)

    def _apart(self, text: str, depth: int, *, instructs: bool, first_line: int = 1) -> Iterator[Finding]:
        """Read a text that a shell of its own runs: what it sets is set there alone."""
        around = self._scopes.subshells
        self._lists += 1
        self._scopes.enter((*around[:_DEEPEST], f"{self._lists}"))
        yield from self._text(text, depth + 1, instructs=instructs, first_line=first_line)
        self._scopes.enter(around)

    def _call(self, call: Call, command: Command, around: tuple[int, bool]) -> Iterator[Finding]:  # noqa: C901 - one branch for each builtin
        depth, instructs = around
        name = call.name
        if name in self._functions:
            yield from self._function(call, depth)
        elif name in SETTERS:
            yield from self._settings.declared(call, keep=command.branch)
        elif name in READING or (name == "printf" and call.arguments[:1] == ("-v",)):
            yield from self._settings.read_in(call)
        elif name in {"echo", "printf", "cat", ":", "true"} and not command.piped:
            yield from self._files.said(call, command)
        elif name in commands.INTERPRETERS or name in {"su", "runuser", "flock", "script"}:
            yield from self._interpreter(call, depth)
        elif name == "eval":
            yield from self._text(" ".join(call.arguments), depth + 1, instructs=True, first_line=1)
        elif name in {".", "source"}:
            yield from self._sourced(call)
        elif name == "unset":
            yield from self._scopes.forget(call.arguments)
        elif name in {"set", "shift"}:
            self._settings.positional(call)
        elif name == "trap":
            yield from self._text((call.arguments or ("",))[0], depth + 1, instructs=False, first_line=1)
        elif name == "find":
            yield from self._found(call, depth)
        else:
            yield from self._ordinary(call, depth, instructs=instructs)

    def _ordinary(self, call: Call, depth: int, *, instructs: bool) -> Iterator[Finding]:
        name = call.name
        yield from self._downloads.note(call)
        if "://" in call.path:
            yield call.value(call.path)
        only_tells = len(call.arguments) == 1 and call.arguments[0] in commands.TELLING
        if name and RUN_TIME not in name and name not in commands.LOCAL and not only_tells:
            yield Sign(SignKind.COMMAND, name, call.spot)
        reader = clients.READERS.get(name)
        if reader is not None:
            for found in reader(call):
                yield instructed(found) if instructs and name in FETCHERS else found
        elif name in commands.LOCAL:
            yield from clients.quiet(call)
        elif name.endswith(":"):
            yield from (call.value(word, None, name[:-1]) for word in call.arguments)
        else:
            act = clients.act_of(call)
            yield from each(call, loose(call.arguments), act)
        yield from self._texts_within(call, depth)

    def _texts_within(self, call: Call, depth: int) -> Iterator[Finding]:  # noqa: C901 - one branch for each way to hand over a text
        """Read what a command is given to run, to write or to send."""
        name, text = call.name, call.text
        if name in commands.CONTAINERS:
            inner = containers.command_in_container(call)
            if inner:
                yield from self._inner(list(inner), call, depth)
        elif name in {"ssh", "vagrant"}:
            remote = remotes.command_over_ssh(call)
            if remote:
                yield from self._apart(remote, depth, instructs=False)
        elif name in {"tar", "bsdtar"}:
            yield from self._files.unpacked(call)
        elif name == "start-stop-daemon" and "--" in call.arguments:
            yield from self._inner(list(call.arguments[call.arguments.index("--") + 1 :]), call, depth)
        if text is None:
            return
        if name in {"tee", "sponge", "dd", "install", "cp"}:
            yield from self._files.written(call, text)
        elif name == "crontab":
            yield call.document(text, "crontab", Form.LINES)
        elif name in {"at", "batch", "ssh"}:
            yield call.document(text, "commands.sh", Form.SHELL)
        elif name == "chpasswd":
            yield call.value(text.strip(), None, "users")
        elif name not in clients.READERS and name not in pipes._FILTERS:  # noqa: SLF001 - one package
            yield call.document(text, "")

    def _inner(self, words: list[str], call: Call, depth: int) -> Iterator[Finding]:
        rest, settings = strip(words)
        if depth >= _DEEPEST or not rest:
            return
        for setting in settings:
            variable, _, value = setting.partition("=")
            yield call.value(value, None, variable)
        name = name_of(rest[0])
        if name.startswith("-"):
            yield from each(call, loose(rest), Act.CONNECTS)
            return
        yield from secrets(rest, call, self._expander.variables.credentials)
        inner = replace(call, name=name, arguments=tuple(rest[1:]), path=rest[0])
        yield from self._call(inner, Command(piped=True), (depth + 1, False))

    def _function(self, call: Call, depth: int) -> Iterator[Finding]:
        function, variables = self._functions[call.name], self._expander.variables
        called = self._called.get(call.name, 0)
        if depth >= _DEEPEST or called >= _MOST_CALLS:
            yield from each(call, loose(call.arguments), Act.CONNECTS)
            return
        self._called[call.name] = called + 1
        before, variables.arguments = variables.arguments, call.arguments
        self._scopes.call(self._count)
        yield from self._statements(function.body, depth + 1, instructs=False, shift=0)
        self._scopes.leave()
        variables.arguments = before

    def _interpreter(self, call: Call, depth: int) -> Iterator[Finding]:
        ending = commands.INTERPRETERS.get(call.name, "sh")
        script = script_of(call, ending)
        if script is not None:
            if ending == "sh":
                yield from self._apart(script, depth, instructs=True)
            else:
                yield call.document(script, f"program.{ending}", Form.CODE)
            yield from self._addresses(call, skip=script)
            return
        packed = encoded(call) if ending == "ps1" else None
        if packed is not None:
            yield call.document(packed, "program.ps1", Form.CODE)
            return
        file = file_of(call)
        yield from self._addresses(call, skip="")
        if file is not None:
            yield from self._file(call, file, ending)
            return
        if call.data is not None:
            yield from self._input(call, depth, ending)
        elif call.sources:
            yield from (call.value(url, Act.FETCHES, INSTRUCTIONS) for url in call.sources)
        elif call.fed:
            yield Unread(call.spot, _UNKNOWN_INPUT)

    def _input(self, call: Call, depth: int, ending: str) -> Iterator[Finding]:
        if ending == "sh":
            yield from self._apart(call.text or "", depth, instructs=False)
        else:
            yield call.document(call.text or "", f"program.{ending}", Form.CODE)

    def _addresses(self, call: Call, skip: str) -> Iterator[Finding]:
        words = [word for word in call.arguments if word != skip]
        yield from each(call, loose(words), Act.CONNECTS)

    def _file(self, call: Call, file: str, ending: str) -> Iterator[Finding]:
        known = self._expander.files.get(file)
        if known is not None:
            form = Form.SHELL if ending == "sh" else Form.CODE
            yield Document(known.decode("utf-8", "replace"), call.spot.named(file), form)
        yield from self._downloads.told(call, self._downloads.of(file))
        if URL.match(file):
            yield call.value(file, Act.FETCHES, INSTRUCTIONS)

    def _sourced(self, call: Call) -> Iterator[Finding]:
        for file in call.arguments[:1]:
            yield from self._file(call, file, "sh")
            known = self._expander.files.get(file)
            if known is not None:
                yield from self._text(known.decode("utf-8", "replace"), _DEEPEST - 1, instructs=False, first_line=1)
            elif file == "/dev/stdin":
                yield from (call.value(url, Act.FETCHES, INSTRUCTIONS) for url in call.sources)

    def _found(self, call: Call, depth: int) -> Iterator[Finding]:
        """``find … -exec COMMAND ;``."""
        arguments = list(call.arguments)
        yield from clients.quiet(call)
        for index, word in enumerate(arguments):
            if word in {"-exec", "-execdir", "-ok"}:
                inner = [argument for argument in arguments[index + 1 :] if argument not in {";", "+"}]
                yield from self._inner(inner, call, depth)

    def _at(self, line: int) -> Spot:
        return self._scopes.around(self.spot.below(f"line {line}") if self._several else self.spot)
