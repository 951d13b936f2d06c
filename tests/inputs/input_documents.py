"""Builds the documents that the tests of this room read, in the words of the engine that writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rempart.inputs import ReadOptions, read
from rempart.model.deployment import Deployment
from rempart.model.resource import Resource

FIXTURES = Path(__file__).parents[1] / "fixtures" / "pulumi-3.260"
UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the engine's signature of a secret, not a secret
NETWORK = "openstack:networking/network:Network"
PROVIDER = "pulumi:providers:openstack"

Json = dict[str, Any]


def urn(token: str, name: str, *, project: str = "care") -> str:
    return f"urn:pulumi:dev::{project}::{token}::{name}"


def a_secret(content: str = "ciphertext") -> Json:
    return {SIGNATURE: SECRET_SIGNATURE, "ciphertext": content}


def a_step(
    token: str = NETWORK,
    name: str = "net",
    inputs: Mapping[str, Any] | None = None,
    *,
    op: str = "create",
    provider: str | None = None,
    old: Json | None = None,
    **fields: Any,
) -> Json:
    state: Json = {"urn": urn(token, name), "custom": True, "type": token, "inputs": dict(inputs or {}), **fields}
    if provider is not None:
        state["provider"] = f"{urn(PROVIDER, provider)}::{UNKNOWN_TEXT}"
    step: Json = {"op": op, "urn": state["urn"], "newState": state}
    if op.startswith("delete"):
        step["oldState"] = step.pop("newState")
    if old is not None:
        step["oldState"] = old
    return step


def a_preview(*steps: Json, **fields: Any) -> Json:
    counts: dict[str, int] = {}
    for step in steps:
        counts[step["op"]] = counts.get(step["op"], 0) + 1
    return {"steps": list(steps), "duration": 1, "changeSummary": counts, **fields}


def an_event_log(
    *steps: Json, result: str | None = "succeeded", config: Mapping[str, str] | None = None, extra: Sequence[Json] = ()
) -> str:
    events: list[Json] = [{"preludeEvent": {"config": dict(config or {})}}]
    for step in steps:
        metadata = {"op": step["op"], "urn": step["urn"], "new": step.get("newState"), "old": step.get("oldState")}
        events.append({"resourcePreEvent": {"metadata": metadata}})
    events += extra
    summary: Json = {"resourceChanges": a_preview(*steps)["changeSummary"], "isPreview": True}
    if result is not None:
        summary["result"] = result
    events += [{"summaryEvent": summary}, {"cancelEvent": {}}]
    return "".join(json.dumps({"sequence": number, **event}) + "\n" for number, event in enumerate(events))


def a_state(*resources: Json, version: int = 3, **fields: Any) -> Json:
    return {"version": version, "deployment": {"resources": list(resources), **fields}}


def a_resource(
    token: str = NETWORK,
    name: str = "net",
    inputs: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Json:
    return {"urn": urn(token, name), "custom": True, "type": token, "id": "1", "inputs": dict(inputs or {}), **fields}


def write(folder: Path, content: object, name: str = "input") -> Path:
    """Write a document, as JSON unless it is text or bytes already; return where."""
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def read_content(folder: Path, content: object, **options: Any) -> Deployment:
    return read(write(folder, content), ReadOptions(**options))


def named(deployment: Deployment, name: str) -> Resource:
    return next(item for item in deployment.resources if item.name == name)


def names(deployment: Deployment) -> set[str]:
    return {item.name for item in deployment.resources}
