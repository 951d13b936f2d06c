"""Finds out what an input is, from its content alone, and reads it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rempart.errors import InputError
from rempart.inputs.assembly import assemble
from rempart.inputs.decode import Line, NotStrictJsonError, first_of_several_lines, lines, parse, strict_json, to_utf8
from rempart.inputs.events import is_event, read_events
from rempart.inputs.files import is_folder, read_file
from rempart.inputs.foreign import refusal
from rempart.inputs.options import ReadOptions
from rempart.inputs.preview import is_preview, read_preview
from rempart.inputs.resources import RawObject, is_object
from rempart.inputs.state import is_state, read_state
from rempart.inputs.steps import Sighting
from rempart.model.deployment import Deployment, SourceKind

_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")
_LONGEST_EVENT = 16 * 1024 * 1024
"""Bytes. A longer first line is a document without line breaks, not the first event of a log."""

DEFAULTS = ReadOptions()


def read(path: Path, options: ReadOptions = DEFAULTS) -> Deployment:
    """Return what someone is about to create: a program folder, or a document of Pulumi's, told by its content.

    Raises InputError for anything that is no basis for a judgement: unreadable, malformed, failed, of another tool.
    """
    if is_folder(path):
        deployment = _read_folder(path, options)
    else:
        with _collector_paused():
            deployment = _read_document(path, options)
    _refuse_other_stack(deployment, options.stack)
    folder = _started_in(path) if is_folder(path) else None
    if options.environment:
        return _in_this_environment(deployment, folder, options)
    return _beside(deployment, folder) if folder is not None else deployment


def _read_folder(path: Path, options: ReadOptions) -> Deployment:
    if not any((path / name).is_file() for name in _PROJECT_FILES):
        mend = "name a folder with a Pulumi program, or a document: preview, event log or state"
        raise InputError("holds no Pulumi.yaml", where=str(path), mend=mend)
    from rempart.inputs.program import read_program  # noqa: PLC0415 - gRPC, only for programs

    return read_program(path, options)


def _read_document(path: Path, options: ReadOptions) -> Deployment:
    where = str(path)
    data = to_utf8(read_file(path), where)
    if _is_event_log(data):
        return _of_preview(SourceKind.EVENTS, read_events(lines(data, where), where), path, options)
    document = parse(data, where)
    if not is_object(document):
        raise refusal({}, path)
    if is_state(document):
        return _of_state(document, path, options)
    if is_preview(document):
        return _of_preview(SourceKind.PREVIEW, read_preview(document, where), path, options)
    if is_event(document):
        return _of_preview(SourceKind.EVENTS, read_events([Line(1, document)], where), path, options)
    raise refusal(document, path)


def _of_preview(kind: SourceKind, sighting: Sighting, path: Path, options: ReadOptions) -> Deployment:
    state = _read_companion(options.state) if options.state is not None else None
    return assemble(sighting, kind=kind, path=path, state=state)


def _of_state(document: RawObject, path: Path, options: ReadOptions) -> Deployment:
    if options.state is not None:
        mend = "name the preview first, or leave --state out"
        raise InputError("is itself a state; --state completes a preview", where=str(path), mend=mend)
    sighting, secrets_provider = read_state(document, str(path))
    return assemble(sighting, kind=SourceKind.STATE, path=path, secrets_provider=secrets_provider)


def _read_companion(path: Path) -> tuple[Sighting, str | None]:
    where = str(path)
    document = parse(to_utf8(read_file(path), where), where)
    if not is_object(document) or not is_state(document):
        raise InputError("is not a state", where=where, mend="give --state the output of pulumi stack export")
    return read_state(document, where)


def _is_event_log(data: bytearray) -> bool:
    line = first_of_several_lines(data, longest=_LONGEST_EVENT)
    if line is None or line.strip() in (b"{", b"["):
        return False
    try:
        return is_event(strict_json(line))
    except NotStrictJsonError:
        return False


def _refuse_other_stack(deployment: Deployment, wanted: str | None) -> None:
    """Refuse a document of another stack than the one asked for; organisation and project may precede its name."""
    found = deployment.source.stack
    if wanted is not None and found is not None and wanted.rpartition("/")[2] != found:
        mend = "leave --stack out, or give a document of that stack"
        raise InputError("is of another stack than --stack names", where=deployment.source.path, mend=mend)


def _started_in(path: Path) -> Path:
    from rempart.inputs.program.project import working_folder  # noqa: PLC0415 - only for programs

    return working_folder(path)


def _in_this_environment(deployment: Deployment, folder: Path | None, options: ReadOptions) -> Deployment:
    from rempart.catalogue import load_catalogue  # noqa: PLC0415 - only where asked for
    from rempart.inputs.environment import read_backend, read_environment  # noqa: PLC0415 - the same

    environment = read_environment(folder=folder, catalogue=load_catalogue(options.policies))
    return replace(deployment, environment=environment, backend=read_backend() or deployment.backend)


def _beside(deployment: Deployment, folder: Path) -> Deployment:
    """Add what a ``clouds.yaml`` beside the program says, where one of its providers names a cloud."""
    from rempart.inputs.environment import read_beside  # noqa: PLC0415 - rarely needed

    named = any(resource.is_provider and resource.inputs.get("cloud") for resource in deployment.resources)
    return replace(deployment, environment=read_beside(folder)) if named else deployment


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep Python's cycle collector from visiting a large document over and over while it is taken apart."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
