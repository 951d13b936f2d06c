"""Reads a state: ``pulumi stack export`` (deployment versions 3 and 4) and the checkpoints of file backends.

A state says what exists, with inputs and outputs; nothing in it is unknown. It does not say which backend keeps it.
"""

from __future__ import annotations

from rempart.errors import InputError
from rempart.inputs.resources import MalformedError, RawObject, ResourceBuilder, config_of, is_list, is_object
from rempart.inputs.steps import Sighting
from rempart.inputs.urns import parse_urn
from rempart.model.deployment import Gap, GapKind
from rempart.model.values import Value

_VERSIONS = (3, 4)
_FEATURES = frozenset(
    {
        "byteString",
        "extensionParameterization",
        "hooks",
        "refreshBeforeUpdate",
        "replaceWith",
        "snippets-prototype",
        "taint",
        "views",
    }
)
"""What version 4 may announce; none changes how resources are written down."""
_PULUMI_CLOUD = "https://api.pulumi.com"
_MEND = "export it again: pulumi stack export"


def is_state(document: RawObject) -> bool:
    """Return whether a document is a stack export or a checkpoint, of whatever version."""
    return "version" in document and ("deployment" in document or "checkpoint" in document)


def read_state(document: RawObject, where: str) -> tuple[Sighting, str | None]:
    """Return what a state holds, and the secrets provider of its stack (None when it does not say).

    Raises InputError for a version or feature that this one does not read, a malformed state and an empty one.
    """
    deployment = _deployment(document, where)
    resources = deployment.pop("resources", None)
    if not is_list(resources) or not resources:
        raise InputError("is a state without resources", where=where, mend="export the state of a deployed stack")
    sighting = Sighting()
    builder = ResourceBuilder(custom_by_default=True)
    for index, resource in enumerate(resources):
        try:
            _add(sighting, builder, resource)
        except MalformedError as error:
            raise InputError(error.what, where=f"{where}, resources[{index}]", mend=_MEND) from None
        resources[index] = None
    try:
        sighting.config = config_of(document.get("config"))
        sighting.gaps.extend(_pending(deployment.get("pending_operations")))
        return sighting, _secrets_provider(deployment.get("secrets_providers"))
    except MalformedError as error:
        raise InputError(error.what, where=where, mend=_MEND) from None


def _deployment(document: RawObject, where: str) -> RawObject:
    version = document.get("version")
    if version not in _VERSIONS or type(version) is not int:
        mend = "export it with a current pulumi: pulumi stack export"
        raise InputError("is a state of a version other than 3 and 4", where=where, mend=mend)
    features = document.get("features")
    if features and not (is_list(features) and all(isinstance(f, str) and f in _FEATURES for f in features)):
        mend = "upgrade rempart"
        raise InputError("is a state with features that this version does not read", where=where, mend=mend)
    checkpoint = document.get("checkpoint")
    if is_object(checkpoint):
        document["config"] = checkpoint.get("config")
    deployment = checkpoint.get("latest") if is_object(checkpoint) else document.get("deployment")
    if deployment is None:
        raise InputError("is an empty checkpoint", where=where, mend="export the state of a deployed stack")
    if not is_object(deployment):
        raise InputError("is a state whose deployment is not an object", where=where, mend=_MEND)
    return deployment


def _add(sighting: Sighting, builder: ResourceBuilder, resource: Value) -> None:
    if not is_object(resource):
        raise MalformedError("is not an object")
    urn = resource.get("urn")
    parts = parse_urn(urn)
    if parts is None or type(urn) is not str:
        raise MalformedError("urn: is not a URN")
    deleted = resource.get("delete", False)
    if type(deleted) is not bool:
        raise MalformedError("delete: is neither true nor false")
    if deleted:
        # A replacement left it behind until the next update deletes it; its URN belongs to its successor.
        left = builder.build(urn, parts, resource, outputs=True, left_behind=True)
        if left.is_provider:
            sighting.former_providers[left.key] = left
        elif left.custom and not left.external:
            sighting.left_behind.append(left)
        return
    if urn in sighting.resources:
        raise MalformedError("urn: stands twice in this state")
    sighting.resources[urn] = builder.build(urn, parts, resource, outputs=True)


def _pending(operations: Value) -> list[Gap]:
    if operations is None:
        return []
    if not is_list(operations):
        raise MalformedError("pending_operations: is not a list")
    if not operations:
        return []
    message = (
        f"{len(operations)} operations of an interrupted update are pending: what they created is not in this state"
    )
    return [Gap(GapKind.UNSEEN_RESOURCES, message, "pulumi refresh, then export again", hides_resources=True)]


def _secrets_provider(value: Value) -> str | None:
    """Return the secrets provider as Pulumi writes it on its command line, or the address of the service."""
    if value is None:
        return None
    if not is_object(value):
        raise MalformedError("secrets_providers: is not an object")
    kind, state = value.get("type"), value.get("state")
    url = _line(state.get("url")) if is_object(state) else None
    if kind == "service":
        return url or _PULUMI_CLOUD
    return url if kind == "cloud" else _line(kind)


def _line(value: Value) -> str | None:
    """Return a text that fits on a line, None for anything else."""
    return value if isinstance(value, str) and value and value.isprintable() else None
