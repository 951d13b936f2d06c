"""Serves the monitor and the engine's small services on a Unix socket."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, resource_pb2_grpc

from rempart.inputs.program.monitor import Monitor, RefusedError
from rempart.inputs.program.recording import Recording
from rempart.inputs.program.transforms import UNLIMITED

_ERROR = 3
"""The severity of an error in the engine's log."""
_FILE = "file://"
_OURS = "rempart:"
"""What the child's messages to us begin with, among those of the program."""


class Engine:
    """The engine's services beside the monitor: its log, and the stack's own resource."""

    def __init__(self, monitor: Monitor, recording: Recording) -> None:
        self._monitor = monitor
        self._recording = recording

    def Log(self, request: engine_pb2.LogRequest) -> empty_pb2.Empty:
        if request.message.startswith(_OURS):
            word, _, token = request.message.removeprefix(_OURS).partition(" ")
            if word == "old-sdk":
                self._monitor.has_old_sdk = True
            else:
                self._recording.notes.append({"kind": "invoke", "token": token})
        elif request.severity == _ERROR and not request.ephemeral:
            self._recording.errors.append(request.message)
        return empty_pb2.Empty()

    def GetRootResource(self, _: engine_pb2.GetRootResourceRequest) -> engine_pb2.GetRootResourceResponse:
        return engine_pb2.GetRootResourceResponse(urn=self._monitor.root)

    def SetRootResource(self, _: engine_pb2.SetRootResourceRequest) -> engine_pb2.SetRootResourceResponse:
        return engine_pb2.SetRootResourceResponse()

    def StartDebugging(self, _: engine_pb2.StartDebuggingRequest) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    def RequirePulumiVersion(
        self, _: engine_pb2.RequirePulumiVersionRequest
    ) -> engine_pb2.RequirePulumiVersionResponse:
        return engine_pb2.RequirePulumiVersionResponse()


def serve(monitor: Monitor, recording: Recording, address: str) -> grpc.Server:
    """Start serving at an address, and return the server."""
    server = grpc.server(ThreadPoolExecutor(max_workers=16), options=UNLIMITED)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(
        _served(monitor, recording, resource_pb2_grpc.ResourceMonitorServicer), server
    )
    engine_pb2_grpc.add_EngineServicer_to_server(
        _served(Engine(monitor, recording), recording, engine_pb2_grpc.EngineServicer), server
    )
    server.add_insecure_port(address)
    server.start()
    return server


def _served(service: Monitor | Engine, recording: Recording, protocol: type) -> Any:
    """Return a service whose refusals reach the program as the engine's errors.

    What the protocol has and the service has not is answered as unimplemented.
    """

    def answering(method: Callable[[Any], Any]) -> Callable[[Any, grpc.ServicerContext], Any]:
        def answer(request: Any, context: grpc.ServicerContext) -> Any:
            mend = ""
            try:
                return method(request)
            except RefusedError as error:
                told, mend = str(error), error.mend
            except grpc.RpcError as error:
                told = str(getattr(error, "details", str)())
            except Exception as error:  # noqa: BLE001 - whatever it is, the program must not go on without its resource
                told = f"the request could not be read ({type(error).__name__})"
            if not recording.errors:
                recording.refused_at, recording.remedy = _place(request), mend
            recording.errors.append(told)
            return context.abort(grpc.StatusCode.UNKNOWN, told)

        return answer

    methods = {name: staticmethod(answering(getattr(service, name))) for name in dir(service) if name[0].isupper()}
    return type("Served", (protocol,), methods)()


def _place(request: Any) -> dict[str, Any]:
    """Return where in the program a request comes from, nothing when it does not say."""
    position = getattr(request, "sourcePosition", None)
    if position is None or not position.uri.startswith(_FILE):
        return {}
    return {"file": unquote(position.uri.removeprefix(_FILE)), "line": position.line}
