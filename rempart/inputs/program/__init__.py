"""Previews a Pulumi program offline: no CLI, login, backend, plugin or passphrase; nothing is deployed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rempart.errors import InputError
from rempart.inputs.options import ReadOptions
from rempart.inputs.program.answers import load_answers
from rempart.inputs.program.interpreter import find_interpreter
from rempart.inputs.program.launch import Limits, run_program
from rempart.inputs.program.project import Project, load_project
from rempart.inputs.program.recording import Recording
from rempart.model.deployment import Deployment


def read_program(folder: Path, options: ReadOptions) -> Deployment:
    """Return what the program in a folder is about to create.

    Raises InputError, in one line, when the program does not run to its end: a partial preview is no basis for a pass.
    """
    recording, project = _preview(folder, options)
    from rempart.inputs.program.deployment import deployment_of  # noqa: PLC0415 - after the child has started

    return deployment_of(recording, project, path=str(folder))


def preview_document(folder: Path, options: ReadOptions) -> dict[str, Any]:
    """Return the document that ``pulumi preview --json`` would print of a first deployment. Raises InputError."""
    recording, project = _preview(folder, options)
    from rempart.inputs.program.deployment import document_of  # noqa: PLC0415 - after the child has started

    return document_of(recording, project)


def _preview(folder: Path, options: ReadOptions) -> tuple[Recording, Project]:
    project = load_project(folder.resolve(), options.stack, options.config)
    answers = load_answers(options.answers)
    if find_spec("pulumi") is None or find_spec("grpc") is None:
        mend = "pip install 'rempart[pulumi]', or give `pulumi preview --json` of it"
        raise InputError("previewing a program needs the extra `pulumi`", where=str(folder), mend=mend)
    interpreter = find_interpreter(project, options.python)
    limits = Limits(options.timeout)
    if options.sandbox:
        from rempart.inputs.program.sandbox import run_sandboxed  # noqa: PLC0415 - rarely asked for

        recording = run_sandboxed(project, interpreter, answers, limits)
    else:
        recording = run_program(project, interpreter, answers, limits)
    from rempart.inputs.program.outcome import refuse_failure  # noqa: PLC0415 - after the child has started

    refuse_failure(recording, project)
    return recording, project
