"""Decides whether a run is a basis for a judgement, and says in one line why it is not."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator, Mapping
from typing import Any

from rempart.errors import InputError
from rempart.inputs.marks import UNKNOWN_TEXT
from rempart.inputs.program.project import Project
from rempart.inputs.program.recording import Recording
from rempart.inputs.program.wire import secret, secret_texts

_CORRECT = "correct the program"
_INSTEAD = "let the program take it from its configuration, which --config sets"
_PROVIDE = {
    "module": "install what the program requires into its virtual environment, or name an interpreter with --python",
    "setting": "set {name} in Pulumi.{stack}.yaml, or with --config {name}=VALUE",
    "variable": f"a preview does not pass the variable {{name}} on: {_INSTEAD}",
    "home": f"a preview has an empty home, without {{name}}: {_INSTEAD}, or keep it in the program's own folder",
    "command": "install {name}, or add its folder to PATH",
    "network": f"the network does not answer: connect it, and leave --sandbox out; or, for an answer, {_INSTEAD}",
}
"""By what the program wants (in the words of ``wanting.py``): how to provide it."""
_LONGEST = 300
"""Characters of a program's own words that are repeated."""
_TELLING = 6
"""Characters from which one line of a secret with several is a secret of its own; most have a line like ``}``."""


def refuse_failure(recording: Recording, project: Project) -> None:
    """Raise InputError when the program did not run to its end, or the engine refused something.

    A program's own words are repeated only if no secret stands in them.
    """
    ending = recording.ending
    where = _where(ending if "file" in ending else recording.refused_at, project)
    if not ending:
        what = f"the program ended without finishing its preview ({_status(recording.status)})"
        mend = "it was killed, left by os._exit, or its interpreter does not work: let it run to its end"
        raise InputError(what, where=where, mend=mend)
    match ending["ended"]:
        case "no-sdk":
            mend = "install pulumi in the program's virtual environment, or name another interpreter with --python"
            raise InputError("the program's interpreter lacks the Pulumi SDK", where=where, mend=mend)
        case "unprepared":
            mend = "install pulumi 3.165 or later in the program's virtual environment"
            raise InputError(f"the program's Pulumi SDK cannot be used ({ending['type']})", where=where, mend=mend)
        case "exception" | "refused":
            raise InputError(_told(ending, recording, project), where=where, mend=_mend(ending, recording, project))
        case "exit":
            # Status 0 too: what made the program leave here need not do so where it is deployed.
            what = f"the program ended itself with status {ending['code']}"
            mend = _provide(ending, recording, project) or "let it run to its end, without sys.exit"
            raise InputError(what, where=where, mend=mend)
        case _:
            pass
    if recording.errors:
        told = _safe(recording.errors[0], recording, project)
        raise InputError(told, where=where, mend=recording.remedy or _CORRECT)
    if not any(step.state["type"] == "pulumi:pulumi:Stack" for step in recording.steps):
        raise InputError(
            "the program registered nothing, not even its stack", where=where, mend="let it run to its end"
        )


def _status(status: int | None) -> str:
    if status is None or status >= 0:
        return f"status {status}"
    known = {item.value: item.name for item in signal.Signals}
    return f"signal {known.get(-status, -status)}"


def _is_refused(ending: Mapping[str, Any], recording: Recording) -> bool:
    """Return whether a program failed because the engine refused something."""
    refused = recording.errors[:1]
    return any(ending["type"] == "RunError" or text in str(ending.get("text", "")) for text in refused)


def _told(ending: Mapping[str, Any], recording: Recording, project: Project) -> str:
    kind = "SyntaxError" if ending["type"] in ("IndentationError", "TabError") else ending["type"]
    words = str(ending.get("text", ""))
    # The engine's refusal reaches the program as an exception, whose words wrap it.
    if _is_refused(ending, recording):
        return _safe(recording.errors[0], recording, project)
    return f"the program failed with {kind}: {_safe(words, recording, project)}".rstrip(": ")


def _safe(words: str, recording: Recording, project: Project) -> str:
    """Return a program's words on one line, or say why they are withheld."""
    line = " ".join(words.split())
    if any(form in words or form in line for secret in _secrets(recording, project) for form in _forms(secret)):
        return "(its words hold a secret and are withheld)"
    line = line.replace(UNKNOWN_TEXT, "(unknown)")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} ..."


def _secrets(recording: Recording, project: Project) -> set[str]:
    """Return every secret text of a run: of the configuration, also inside its objects, and of resources."""
    found = {value for key, value in project.config.items() if key in project.secret_keys}
    for value in tuple(found):
        with contextlib.suppress(ValueError, RecursionError):
            found |= secret_texts(secret(json.loads(value)))
    for step in recording.steps:
        found |= secret_texts(step.inputs) | secret_texts(step.outputs)
    return {text for text in found if text and UNKNOWN_TEXT not in text}


def _forms(text: str) -> Iterator[str]:
    """Yield how a text may appear in a program's words: as it is, on one line, quoted, or a line of it."""
    yield text
    yield " ".join(text.split()) or text
    yield repr(text)[1:-1]
    yield json.dumps(text)[1:-1]
    yield from (line for line in text.splitlines() if len(line) >= _TELLING)


def _where(ending: Mapping[str, Any], project: Project) -> str:
    file, line = ending.get("file"), ending.get("line")
    if not isinstance(file, str):
        return str(project.folder)
    return f"{os.path.relpath(file, os.getcwd())}:{line}"  # noqa: PTH109 - shown to the user, as they would type it


def _mend(ending: Mapping[str, Any], recording: Recording, project: Project) -> str:
    """Return the way out: of what the engine refused, of what is missing outside the program, or of its own mistake."""
    if _is_refused(ending, recording):
        return recording.remedy or _CORRECT
    outside = _provide(ending, recording, project)
    if outside:
        return outside
    if project.withheld:
        keys = ", ".join(sorted(project.withheld))
        return f"{_CORRECT}; if it needs a secret's value, stand in for one with --config KEY=VALUE ({keys})"
    return _CORRECT


def _provide(ending: Mapping[str, Any], recording: Recording, project: Project) -> str:
    """Return how to provide what a program lacked; nothing when it lacked nothing outside itself."""
    want: Mapping[str, str] = ending.get("want", {})
    name = _safe(want.get("name", ""), recording, project)
    return _PROVIDE.get(want.get("kind", ""), "").format(name=name, stack=project.stack)
