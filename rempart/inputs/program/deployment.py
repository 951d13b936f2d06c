"""Turns a recording into a deployment, or into the document that ``pulumi preview --json`` would print."""

from __future__ import annotations

import os.path
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rempart.errors import InputError
from rempart.inputs.marks import SECRET_TEXT, SIGNATURE, UNKNOWN_TEXT, text_of
from rempart.inputs.program.functions import belongs_here
from rempart.inputs.program.project import Project
from rempart.inputs.program.recording import Recording, Step
from rempart.inputs.program.wire import OUTPUT, is_secret
from rempart.inputs.resources import MalformedError, ResourceBuilder
from rempart.inputs.urns import parse_urn
from rempart.model.deployment import Deployment, Gap, GapKind, Source, SourceKind
from rempart.model.resource import Resource
from rempart.model.values import SECRET, Value

_SAID = {
    GapKind.INVOKE: (
        "asks the cloud for {token}; what depends on the answer is unknown",
        "answer for it with --answers",
    ),
    GapKind.READ: ("looks up an existing resource; its properties are unknown", "answer for it with --answers"),
    GapKind.STACK_REFERENCE: ("reads outputs of another stack; they are unknown", "answer for it with --answers"),
    GapKind.REMOTE_COMPONENT: (
        "is a component made by a plugin; what it creates cannot be seen offline",
        "judge `pulumi preview --json` of it, or run the policy pack",
    ),
    GapKind.DYNAMIC_PROVIDER: ("is a dynamic resource; its own checks did not run", "run the policy pack as well"),
    GapKind.CALL: ("calls {token}; its result is unknown", "judge `pulumi preview --json` of it"),
    GapKind.RESOURCE_HOOK: ("has hooks, which did not run", "run the policy pack as well"),
}
_NOT_KNOWN = "its arguments are not known yet"
"""Why the SDK does not even ask for what a function makes of its arguments."""
_HIDING = {
    "skipped": "creates resources from a value that is not known yet; they are not seen",
    "decided": "decides by a value that is not known yet; what it would do otherwise is not seen",
}
_HIDES = frozenset({GapKind.REMOTE_COMPONENT})


def deployment_of(recording: Recording, project: Project, *, path: str) -> Deployment:
    """Return what a program is about to create, with secrets and unknowns as marks. The recording is used up.

    ``path`` is the project's folder as the user wrote it.
    """
    builder = ResourceBuilder(custom_by_default=False)
    return Deployment(
        source=Source(SourceKind.PROGRAM, path, project.name, project.stack),
        resources=tuple(_resource(builder, _whole(step), project) for step in recording.steps),
        config={key: _config_value(key, value, project) for key, value in project.config.items()},
        backend=project.backend,
        secrets_provider=project.secrets_provider,
        gaps=(
            *_gaps(recording),
            *_hidden(recording, project),
            *_unseen_configuration(project),
            *_replaced_hosts(project),
        ),
    )


def document_of(recording: Recording, project: Project) -> dict[str, Any]:
    """Return the recording as ``pulumi preview --json`` shows a first deployment, default providers left in."""
    steps = []
    for step in recording.steps:
        state = dict(step.state)
        if step.inputs:
            state["inputs"] = shown(step.inputs)
        if step.outputs:
            state["outputs"] = shown(step.outputs)
        provider = {"provider": state["provider"]} if state.get("provider") else {}
        steps.append({"op": step.operation, "urn": step.urn, **provider, "newState": state, "detailedDiff": None})
    counted = [step.operation for step in recording.steps if not step.is_default and step.operation != "read"]
    return {
        "config": {key: SECRET_TEXT if key in project.secret_keys else value for key, value in project.config.items()},
        "steps": steps,
        "changeSummary": {operation: counted.count(operation) for operation in dict.fromkeys(counted)},
    }


def shown(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value as a preview shows it: secrets blinded, unknowns as the engine's text for them."""
    if is_secret(value):
        return SECRET_TEXT
    if isinstance(value, dict):
        if value.get(SIGNATURE) == OUTPUT:
            return shown(value.get("value", UNKNOWN_TEXT))
        return {name: shown(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shown(item) for item in value]
    return UNKNOWN_TEXT if isinstance(value, str) and UNKNOWN_TEXT in value else value


def _whole(step: Step) -> dict[str, Any]:
    return step.state | {"inputs": step.inputs, "outputs": step.outputs}


def _resource(builder: ResourceBuilder, state: dict[str, Any], project: Project) -> Resource:
    parts = parse_urn(state["urn"])
    if parts is None:
        mend = "use printable characters in names"
        raise InputError("a resource has a name that cannot be shown", where=str(project.folder), mend=mend)
    try:
        resource = builder.build(state["urn"], parts, state, outputs=True)
    except MalformedError as error:
        raise InputError(f"resource {parts.name}: {error.what}", where=str(project.folder)) from error
    source = project.plugins.get(resource.package) if resource.is_provider else None
    return resource if source is None else replace(resource, plugin_source=source)


def _config_value(key: str, value: str, project: Project) -> Value:
    return SECRET if key in project.secret_keys else text_of(value)


def _gaps(recording: Recording) -> list[Gap]:
    found: dict[tuple[str, str], Gap] = {}
    for note in recording.notes:
        kind = GapKind(note["kind"])
        urn, token = note.get("urn"), note.get("token", "")
        what, mend = _said(note, kind)
        about = urn.rpartition("::")[2] if urn else "the program"
        gap = Gap(kind, f"{about} {what.format(token=token)}", mend, urn, hides_resources=kind in _HIDES)
        found.setdefault((kind, urn or token), gap)
    return list(found.values())


def _said(note: dict[str, str], kind: GapKind) -> tuple[str, str]:
    """Return what is said of a note, and the way out. A function that asks nobody is told apart: it has a reason."""
    what, mend = _SAID[kind]
    unasked = _NOT_KNOWN if kind is GapKind.INVOKE and belongs_here(note.get("token", "")) else ""
    reason = note.get("reason") or unasked
    return (f"gets an unknown result from {{token}}: {reason}" if reason else what), mend


def _hidden(recording: Recording, project: Project) -> Iterator[Gap]:
    """Yield a gap for each place where the program hides resources behind a value that is not known."""
    mend = "answer for a lookup with --answers, for encrypted configuration with --config, or run the policy pack"
    for why, said in _HIDING.items():
        for at in dict.fromkeys(_at(place, project) for place in recording.ending.get(why, ())):
            yield Gap(GapKind.UNSEEN_RESOURCES, f"{at} {said}", mend, hides_resources=True)


def _at(place: dict[str, Any], project: Project) -> str:
    file = place.get("file")
    return f"{os.path.relpath(file, project.folder)}:{place['line']}" if file else "the program"


def _unseen_configuration(project: Project) -> Iterator[Gap]:
    for key in sorted(project.withheld):
        said = f"{key} is encrypted; what the program makes of its plain text is unknown"
        yield Gap(GapKind.SECURE_CONFIG, said, f"stand in for it: --config {key}=VALUE")
    if project.imports_configuration:
        said = "the stack takes configuration from environments of Pulumi's service, which are not seen offline"
        mend = "judge `pulumi preview --json` of it, or run the policy pack"
        yield Gap(GapKind.SECURE_CONFIG, said, mend, hides_resources=True)


def _replaced_hosts(project: Project) -> Iterator[Gap]:
    for name in project.replaced_hosts:
        said = f"Pulumi.yaml replaces the plugin that runs {name}: what it does with the program is not seen"
        yield Gap(GapKind.UNSEEN_RESOURCES, said, "leave it out of the section plugins", hides_resources=True)
