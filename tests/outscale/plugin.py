"""The plugin as the engine runs it: a process of its own, spoken to over gRPC."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import grpc
from google.protobuf import empty_pb2

from outscale_provider.values.json import UNKNOWN, JsonObject
from outscale_provider.wire.messages import provider_pb2, provider_pb2_grpc, status_pb2
from outscale_provider.wire.structs import to_plain, to_struct

ACCESS_KEY = "11112211111110000000"
SECRET_KEY = "0000001111112222223333334444445555555666"  # noqa: S105 - the example of Outscale's own documentation
KEYS: JsonObject = {"accessKeyId": ACCESS_KEY, "secretKeyId": SECRET_KEY, "region": "eu-west-2"}
STACK = "urn:pulumi:dev::clinic"


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource as the engine's state holds it."""

    urn: str
    id: str
    inputs: JsonObject
    state: JsonObject


@dataclass(frozen=True, slots=True)
class InitFailure:
    """What the engine keeps of a resource that exists but is not finished."""

    id: str
    inputs: JsonObject
    state: JsonObject
    reasons: list[str]


@dataclass(slots=True)
class Plugin:
    """A running plugin. The methods do what the engine does around each request."""

    process: subprocess.Popen[str]
    stub: provider_pb2_grpc.ResourceProviderStub

    def configure(self, **settings: object) -> None:
        self.stub.Configure(provider_pb2.ConfigureRequest(args=to_struct(settings)), timeout=20)

    def check(self, kind: str, inputs: JsonObject, olds: JsonObject | None = None, *, name: str = "it") -> JsonObject:
        answer = self.check_response(kind, inputs, olds, name=name)
        assert not answer.failures, [f"{of.property}: {of.reason}" for of in answer.failures]
        return to_plain(answer.inputs)

    def check_response(
        self, kind: str, inputs: JsonObject, olds: JsonObject | None = None, *, name: str = "it"
    ) -> provider_pb2.CheckResponse:
        request = provider_pb2.CheckRequest(
            urn=urn(kind, name), news=to_struct(inputs), olds=to_struct(olds or {}), randomSeed=b"\x01" * 32
        )
        answer: provider_pb2.CheckResponse = self.stub.Check(request, timeout=20)
        return answer

    def failures(self, kind: str, inputs: JsonObject, *, name: str = "it") -> dict[str, str]:
        return {of.property: of.reason for of in self.check_response(kind, inputs, name=name).failures}

    def create(self, kind: str, inputs: JsonObject, *, name: str = "it", timeout: float = 0) -> Resource:
        checked = self.check(kind, inputs, name=name)
        request = provider_pb2.CreateRequest(urn=urn(kind, name), properties=to_struct(checked), timeout=timeout)
        answer = self.stub.Create(request, timeout=90)
        return Resource(urn(kind, name), answer.id, checked, to_plain(answer.properties))

    def preview(self, kind: str, inputs: JsonObject) -> JsonObject:
        request = provider_pb2.CreateRequest(urn=urn(kind, "it"), properties=to_struct(inputs), preview=True)
        return to_plain(self.stub.Create(request, timeout=20).properties)

    def diff(self, resource: Resource, inputs: JsonObject) -> provider_pb2.DiffResponse:
        kind, name = resource.urn.split(":")[-3], resource.urn.rsplit("::", 1)[-1]
        checked = self.check(kind, inputs, resource.inputs, name=name)
        request = provider_pb2.DiffRequest(
            id=resource.id,
            urn=resource.urn,
            olds=to_struct(resource.state),
            old_inputs=to_struct(resource.inputs),
            news=to_struct(checked),
        )
        answer: provider_pb2.DiffResponse = self.stub.Diff(request, timeout=20)
        return answer

    def update(self, resource: Resource, inputs: JsonObject) -> Resource:
        kind, name = resource.urn.split(":")[-3], resource.urn.rsplit("::", 1)[-1]
        checked = self.check(kind, inputs, resource.inputs, name=name)
        request = provider_pb2.UpdateRequest(
            id=resource.id,
            urn=resource.urn,
            olds=to_struct(resource.state),
            old_inputs=to_struct(resource.inputs),
            news=to_struct(checked),
        )
        answer = self.stub.Update(request, timeout=90)
        return Resource(resource.urn, resource.id, checked, to_plain(answer.properties))

    def refresh(self, resource: Resource) -> Resource | None:
        request = provider_pb2.ReadRequest(
            id=resource.id, urn=resource.urn, properties=to_struct(resource.state), inputs=to_struct(resource.inputs)
        )
        return _read(resource.urn, self.stub.Read(request, timeout=60))

    def adopt(self, kind: str, identifier: str) -> Resource | None:
        """Import an object by its identifier alone."""
        request = provider_pb2.ReadRequest(id=identifier, urn=urn(kind, "it"))
        return _read(request.urn, self.stub.Read(request, timeout=60))

    def delete(self, resource: Resource, *, timeout: float = 0) -> None:
        request = provider_pb2.DeleteRequest(
            id=resource.id, urn=resource.urn, properties=to_struct(resource.state), timeout=timeout
        )
        self.stub.Delete(request, timeout=120)

    def invoke(self, function: str, arguments: JsonObject) -> JsonObject:
        token = f"outscale:index/{function}:{function}"
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=to_struct(arguments)), timeout=60)
        return to_plain(getattr(answer, "return"))

    def cancel(self) -> None:
        self.stub.Cancel(empty_pb2.Empty(), timeout=10)


def urn(kind: str, name: str) -> str:
    return f"{STACK}::outscale:index/{kind[:1].lower()}{kind[1:]}:{kind}::{name}"


def told(error: grpc.RpcError) -> str:
    """Return what the user reads of a refusal."""
    return error.details() or ""


def init_failure(error: grpc.RpcError) -> InitFailure:
    """Read what a failed creation or update left behind, as the engine does."""
    packed = next(entry.value for entry in error.trailing_metadata() if entry.key == "grpc-status-details-bin")
    details = status_pb2.Status.FromString(packed).details[0]
    found = provider_pb2.ErrorResourceInitFailed()
    assert details.Unpack(found)
    return InitFailure(found.id, to_plain(found.inputs), to_plain(found.properties), list(found.reasons))


def known(state: JsonObject) -> JsonObject:
    return {name: value for name, value in state.items() if value != UNKNOWN}


def _read(resource_urn: str, answer: provider_pb2.ReadResponse) -> Resource | None:
    if not answer.id:
        return None
    return Resource(resource_urn, answer.id, to_plain(answer.inputs), to_plain(answer.properties))


@contextlib.contextmanager
def running_plugin(engine: str = "", environment: dict[str, str] | None = None) -> Iterator[Plugin]:
    """Start the plugin as the engine does; end it at the latest with the test."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("OSC_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "outscale_provider", *([engine] if engine else [])],
        stdout=subprocess.PIPE,
        text=True,
        env=inherited | {"OSC_CONFIG_FILE": os.devnull} | (environment or {}),
    )
    assert process.stdout is not None
    try:
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Plugin(process, provider_pb2_grpc.ResourceProviderStub(channel))
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()
