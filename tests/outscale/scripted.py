"""A service on a real port that answers as a test dictates, and checks each signature with the SDK's own code."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from outscale_provider.client.client import Client
from outscale_provider.client.settings import Settings
from tests.outscale.fake import ACCESS_KEY, SECRET_KEY
from tests.outscale.fake.refusals import RefusedError
from tests.outscale.fake.signature import check_signature

UNPACED = 100_000.0
"""A rate at which no call waits for its turn."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: JSON unless there is a body, or none at all."""

    status: int = 200
    content: Any = field(default_factory=dict)
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    """Break the connection instead, having read the call."""
    delay: float = 0
    """Seconds before the answer."""


def error(status: int, code: str = "2000", details: str = "Out of order.", **headers: str) -> Reply:
    """Build an answer in the service's form of errors; ``Retry_After="3"`` becomes a header."""
    errors = [{"Code": code, "Type": "InternalError", "Details": details}]
    content = {"Errors": errors, "ResponseContext": {"RequestId": "request-1"}}
    return Reply(status, content, headers={name.replace("_", "-"): value for name, value in headers.items()})


@dataclass(frozen=True, slots=True)
class Request:
    """One call that arrived."""

    operation: str
    arguments: dict[str, Any]
    headers: dict[str, str]
    connection: tuple[str, int]
    """The address that it came from: the same for calls over the same connection."""


class ScriptedService:
    """Answers with the replies given, in order; then, and where there are none, as ``answer`` says."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[Request] = []
        self.refused_signatures = 0
        self.replies: deque[Reply] = deque()
        self.answer: Callable[[Request], Reply] = lambda _: Reply()
        self._lock = threading.Lock()

    @property
    def operations(self) -> list[str]:
        """The operations called, in order."""
        return [request.operation for request in self.requests]

    def will(self, *replies: Reply) -> None:
        """Answer so, in this order, before anything else."""
        self.replies.extend(replies)

    def take(self, request: Request) -> Reply:
        """Note a call, and return its answer."""
        with self._lock:
            self.requests.append(request)
            if self.replies:
                return self.replies.popleft()
        return self.answer(request)


class HurriedClient(Client):
    """A client that notes how long it would have waited, and does not wait."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Note the seconds; still ends when cancelled."""
        self.slept.append(seconds)
        super().sleep(0)


def settings_for(endpoint: str, **others: Any) -> Settings:
    """Build settings for an endpoint, with Outscale's public example keys."""
    stated: dict[str, Any] = {
        "access_key": ACCESS_KEY,
        "secret_key": SECRET_KEY,
        "region": "eu-west-2",
        "endpoint": endpoint,
        "object_store_endpoint": "http://127.0.0.1:9",
        "requests_per_second": UNPACED,
    }
    return Settings(**stated | others)


@contextmanager
def scripted_service(certificate: Path | None = None) -> Iterator[ScriptedService]:
    """Run a service on a free port until the block ends; with a certificate (and its key, in one file) over TLS."""
    server = _Server(("127.0.0.1", 0), _Handler)
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # The handshake takes place in the connection's thread, where a failed one ends nothing else.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        scheme = "https"
    server.script = ScriptedService(f"{scheme}://127.0.0.1:{server.server_port}/api/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="scripted service")
    thread.start()
    try:
        yield server.script
    finally:
        server.shutdown()
        server.break_connections()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    script: ScriptedService
    request_queue_size = 128
    daemon_threads = False

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.open: set[socket.socket] = set()

    def break_connections(self) -> None:
        """End the connections that clients keep open, so that their threads end."""
        for connection in list(self.open):
            _break(connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of connections that a test breaks."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    """An answer leaves in one piece: in two, the second would wait for the first to be acknowledged."""

    def setup(self) -> None:
        self.server.open.add(self.request)
        super().setup()

    def finish(self) -> None:
        self.server.open.discard(self.request)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Log nothing."""

    def do_POST(self) -> None:
        script = self.server.script
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            check_signature(headers, urlsplit(self.path).path, body.decode(), hosts=["127.0.0.1"])
        except RefusedError:
            script.refused_signatures += 1
            self._write(error(401))
            return
        operation = self.path.rsplit("/", 1)[-1]
        request = Request(operation, json.loads(body), headers, self.client_address)
        reply = script.take(request)
        time.sleep(reply.delay)
        if reply.drop:
            self.close_connection = True
            _break(self.connection)
        else:
            self._write(reply)

    def _write(self, reply: Reply) -> None:
        body = json.dumps(reply.content).encode() if reply.body is None else reply.body
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **reply.headers}
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _break(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
