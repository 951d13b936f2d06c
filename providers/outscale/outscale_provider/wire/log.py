"""What the user reads beside a resource."""

from __future__ import annotations

import threading
import time

import grpc

from outscale_provider.wire.messages import engine_pb2, engine_pb2_grpc

_PATIENCE = 2.0
"""Seconds to wait for the engine: a line that it does not take must not hold up the work."""
_PROGRESS_EVERY = 1.0
"""Seconds between two lines of progress of one resource."""


class EngineLog:
    """Sends lines to the engine, if there is one."""

    def __init__(self, address: str = "") -> None:
        self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address)) if address else None
        self._shown: dict[str, float] = {}
        self._lock = threading.Lock()

    def warning(self, text: str, urn: str = "") -> None:
        """Show a warning that stays."""
        self._send(engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=text, urn=urn))

    def progress(self, text: str, urn: str) -> None:
        """Show what a resource is waiting for; the next line replaces it."""
        now = time.monotonic()
        with self._lock:
            if now - self._shown.get(urn, 0.0) < _PROGRESS_EVERY:
                return
            self._shown[urn] = now
        self._send(engine_pb2.LogRequest(severity=engine_pb2.INFO, message=text, urn=urn, ephemeral=True))

    def _send(self, request: engine_pb2.LogRequest) -> None:
        if self._stub is None:
            return
        try:
            self._stub.Log(request, timeout=_PATIENCE)
        except grpc.RpcError:
            return
