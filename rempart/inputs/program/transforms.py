"""Runs a program's transforms: functions of its own that may rewrite what it registers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import grpc
from google.protobuf import message
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

from rempart.inputs.program.recording import Plain
from rempart.inputs.program.wire import as_outputs, from_outputs, from_struct, to_struct

UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]

# Field of a registration -> field of the options that a transform sees.
_ALWAYS = {
    "ignoreChanges": "ignore_changes",
    "replaceOnChanges": "replace_on_changes",
    "additionalSecretOutputs": "additional_secret_outputs",
    "hideDiffs": "hide_diff",
    "replace_with": "replace_with",
    "providers": "providers",
    "pluginChecksums": "plugin_checksums",
    "aliases": "aliases",
    "version": "version",
    "provider": "provider",
    "pluginDownloadURL": "plugin_download_url",
    "deletedWith": "deleted_with",
}
_OPTIONAL = {
    "protect": "protect",
    "retainOnDelete": "retain_on_delete",
    "customTimeouts": "custom_timeouts",
    "hooks": "hooks",
    "replacement_trigger": "replacement_trigger",
}


class Callbacks:
    """Calls back into the program; one connection for each address."""

    def __init__(self) -> None:
        self._stubs: dict[str, callback_pb2_grpc.CallbacksStub] = {}

    def call(self, callback: callback_pb2.Callback, request: message.Message) -> bytes:
        """Send a request to a function of the program, and return its serialized answer."""
        stub = self._stubs.get(callback.target)
        if stub is None:
            channel = grpc.insecure_channel(callback.target, options=UNLIMITED)
            stub = self._stubs[callback.target] = callback_pb2_grpc.CallbacksStub(channel)
        invoked = callback_pb2.CallbackInvokeRequest(token=callback.token, request=request.SerializeToString())
        answer: bytes = stub.Invoke(invoked).response
        return answer


Dependencies = dict[str, set[str]]


def transform_resource(
    request: resource_pb2.RegisterResourceRequest,
    inputs: Plain,
    dependencies: Dependencies,
    *,
    chain: Sequence[callback_pb2.Callback],
    callbacks: Callbacks,
) -> tuple[Plain, Dependencies]:
    """Run transforms one after the other; each sees what the one before it returned.

    Rewrites the options in ``request`` and returns the inputs with the dependencies of each. The engine passes
    dependencies on, and re-reads ``dependsOn``, only where the resource has transforms of its own.
    """
    if not chain:
        return inputs, dependencies
    own = bool(request.transforms)
    options = _options_of(request, with_dependencies=True)
    current = to_struct(
        {name: as_outputs(value, dependencies.get(name, ()) if own else ()) for name, value in inputs.items()}
    )
    for callback in chain:
        asked = resource_pb2.TransformRequest(
            type=request.type,
            name=request.name,
            custom=request.custom,
            parent=request.parent,
            properties=current,
            options=options,
        )
        answer = resource_pb2.TransformResponse.FromString(callbacks.call(callback, asked))
        current = answer.properties if answer.HasField("properties") else current
        options = answer.options if answer.HasField("options") else options
    _write_options(request, options, with_dependencies=own)
    found: Dependencies = {name: set() for name in current.fields}
    rewritten = {name: from_outputs(value, found[name]) for name, value in from_struct(current).items()}
    if not own:
        return rewritten, {**found, **dependencies}
    request.dependencies.extend(set().union(*found.values()) - set(request.dependencies))
    return rewritten, found


def transform_invoke(
    request: resource_pb2.ResourceInvokeRequest,
    chain: Iterable[callback_pb2.Callback],
    callbacks: Callbacks,
    provider: str,
) -> resource_pb2.TransformInvokeOptions:
    """Run transforms on a function call: rewrites its arguments in ``request``, returns its options."""
    options = resource_pb2.TransformInvokeOptions(
        provider=provider, version=request.version, plugin_download_url=request.pluginDownloadURL
    )
    for callback in chain:
        asked = resource_pb2.TransformInvokeRequest(token=request.tok, args=request.args, options=options)
        answer = resource_pb2.TransformInvokeResponse.FromString(callbacks.call(callback, asked))
        if answer.HasField("args"):
            request.args.CopyFrom(answer.args)
        if answer.HasField("options"):
            options = answer.options
    return options


def _options_of(request: Any, *, with_dependencies: bool) -> Any:  # noqa: ANN401 - fields are copied by name
    options: Any = resource_pb2.TransformResourceOptions()
    setattr(options, "import", request.importId)
    for field, option in _fields(with_dependencies=with_dependencies).items():
        _copy(request, field, options, other=option)
    for field, option in _OPTIONAL.items():
        if request.HasField(field):
            _copy(request, field, options, other=option)
    if request.deleteBeforeReplaceDefined:
        options.delete_before_replace = request.deleteBeforeReplace
    return options


def _write_options(request: Any, options: Any, *, with_dependencies: bool) -> None:  # noqa: ANN401 - the same
    for field, option in _fields(with_dependencies=with_dependencies).items():
        request.ClearField(field)
        _copy(options, option, request, other=field)
    for field, option in _OPTIONAL.items():
        if options.HasField(option):
            _copy(options, option, request, other=field)
    request.importId = getattr(options, "import")


def _fields(*, with_dependencies: bool) -> dict[str, str]:
    return {**_ALWAYS, "dependencies": "depends_on"} if with_dependencies else _ALWAYS


def _copy(source: Any, name: str, target: Any, *, other: str) -> None:  # noqa: ANN401 - the same
    """Copy one field, whatever its shape: a scalar is set, everything else merged into."""
    value = getattr(source, name)
    if isinstance(value, (str, bool, int, float)):
        setattr(target, other, value)
    elif isinstance(value, message.Message):
        getattr(target, other).CopyFrom(value)
    else:
        getattr(target, other).MergeFrom(value)
