"""What a script writes into files, and what those hold: redirections, ``tee``, ``tar``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rempart.meaning.findings import Act, Document, Finding, Form, Unread
from rempart.meaning.packing import UnreadableError
from rempart.meaning.readers.shell import pipes
from rempart.meaning.readers.shell.archives import members
from rempart.meaning.readers.shell.call import Call
from rempart.meaning.readers.shell.downloads import Downloads, fetched
from rempart.meaning.readers.shell.expansion import Expander
from rempart.meaning.readers.shell.words import Command, Redirection
from rempart.meaning.readers.shell.wrappers import strip
from rempart.patterns import regex

_DEVICES = regex(r"/dev/(?:tcp|udp)/([^/]+)/?(.*)")
_NOWHERE = regex(r"/dev/(?:null|stdout|stderr|tty|fd/.*)|&?[0-9-]+")
_WRITING = frozenset({">", ">>", "&>", "&>>", ">|", "<>"})
_OWN = "sh"
"""What a script calls itself: ``$0``."""


class Files:
    """The files that one script has written so far."""

    def __init__(self, expander: Expander, downloads: Downloads) -> None:
        self._expander = expander
        self._downloads = downloads
        self.own = ""

    def unpacked(self, call: Call) -> Iterator[Finding]:
        """``tar x``: the members of an archive that the script holds."""
        try:
            for path, content in members(call.arguments, call.data, self._expander.files):
                self._expander.files[path] = content
                yield Document(content.decode("utf-8", "replace"), call.spot.named(path))
        except UnreadableError as error:
            yield Unread(call.spot, f"{error}", "write its files plainly")

    def files_of(self, words: Sequence[str]) -> dict[str, bytes]:
        """Return the files that a filter may read; the script itself is one of them."""
        own = {_OWN: self.own.encode("utf-8", "replace")} if _OWN in words[1:] else {}
        return {**self._expander.files, **own} if own else self._expander.files

    def written(self, call: Call, text: str) -> Iterator[Finding]:
        """``tee FILE``, ``dd of=FILE``: files that a command writes its input to."""
        for word in call.arguments:
            path = word.removeprefix("of=")
            if not path.startswith(("-", "/dev/", "if=", "bs=")):
                self._expander.files[path] = text.encode("utf-8", "replace")
                yield Document(text, call.spot.named(path))
                yield from self._downloads.named_in(path, text, call)

    def redirected(self, command: Command, words: list[str], call: Call) -> Iterator[Finding]:
        """``> FILE``, ``> /dev/tcp/HOST/PORT``."""
        output = None
        for redirection in command.redirections:
            target = self._target(redirection)
            device = _DEVICES.match(target)
            if device is not None:
                yield call.value(f"{device[1]}:{device[2]}" if device[2].isdigit() else device[1], Act.SENDS)
            elif redirection.operator in _WRITING and not _NOWHERE.fullmatch(target):
                output = pipes.output(strip(words)[0], call.data, self.files_of(words)) if output is None else output
                if output is not None and words:
                    before = self._expander.files.get(target, b"") if redirection.operator == ">>" else b""
                    self._expander.files[target] = (before + output)[: pipes.LARGEST]
                    written = output.decode("utf-8", "replace")
                    yield Document(written, call.spot.named(target))
                    yield from self._downloads.named_in(target, written, call)
                else:
                    self._downloads.place(target, fetched(call.name, call.arguments) or call.sources)
        if call.name in {"", "done"} and call.text and not words:
            yield call.document(call.text, "")

    def _target(self, redirection: Redirection) -> str:
        return self._expander.text(redirection.target)

    def said(self, call: Call, command: Command) -> Iterator[Finding]:
        """Read what only speaks to whoever reads the log."""
        written = any(
            item.operator in _WRITING and not _NOWHERE.fullmatch(self._target(item)) for item in command.redirections
        )
        if written:
            return
        for word in call.arguments:
            yield call.value(word, Act.REFERS)
        if call.text and call.name == "cat":
            yield Document(call.text, call.spot.named("motd").doing(Act.REFERS), Form.PROSE)
