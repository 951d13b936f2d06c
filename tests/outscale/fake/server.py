"""The fake over HTTP: signed calls at ``/api/v1/<operation>`` or ``/<operation>``, settings at ``/_ctl``."""

from __future__ import annotations

import http.server
import socket
import time
import traceback
import uuid

import orjson

from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.faults import Fault
from tests.outscale.fake.refusals import RefusedError, refusal
from tests.outscale.fake.service import Service
from tests.outscale.fake.signature import check_signature


class Server(http.server.ThreadingHTTPServer):
    """Serves one fake on a port of this machine, a thread a connection."""

    daemon_threads = False
    request_queue_size = 256

    def __init__(self, service: Service, port: int, address: str) -> None:
        self.service = service
        self.connections: set[socket.socket] = set()
        self.stopping = False
        self.address = address
        super().__init__((address, port), _Conversation)

    @property
    def port(self) -> int:
        """The port that clients reach it on."""
        return int(self.server_address[1])

    def stop(self) -> None:
        """Break every connection and end every thread."""
        self.stopping = True
        self.shutdown()
        for connection in list(self.connections):
            _break(connection)
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is no error of the fake."""


class _Conversation(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def setup(self) -> None:
        """Let the server know the connection, so that it can break it."""
        super().setup()
        self.server.connections.add(self.connection)
        if self.server.stopping:
            _break(self.connection)

    def finish(self) -> None:
        """Forget the connection."""
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Log nothing: the service keeps the calls itself."""

    def do_GET(self) -> None:
        """Answer with the counts."""
        self._write(200, self.server.service.report())

    def do_POST(self) -> None:
        """Answer a call, or take settings."""
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        operation = self.path.rsplit("/", 1)[-1]
        if operation == "_ctl":
            self._change_settings(body)
            return
        try:
            fault = self.server.service.admit(operation)
        except RefusedError as refused:
            self._refuse(refused)
            return
        if fault is None:
            self._call(operation, body)
            return
        time.sleep(fault.delay)
        if fault.answers and not fault.after:
            self._spoil(fault)
        elif fault.answers:
            self._answer(operation, body)
            self._spoil(fault)
        else:
            self._call(operation, body)

    def _call(self, operation: str, body: bytes) -> None:
        self._write(*self._answer(operation, body))

    def _answer(self, operation: str, body: bytes) -> tuple[int, JsonObject]:
        service = self.server.service
        try:
            if operation not in service.document.operations or not service.document.needs_no_credentials(operation):
                self._authenticate(body)
            arguments = orjson.loads(body or b"{}")
            return 200, {**service.answer(operation, arguments), "ResponseContext": _context()}
        except RefusedError as refused:
            return refused.status, _errors(refused)
        except ValueError:
            return 400, _errors(refusal("invalid-type", "The request is no JSON."))
        except Exception as failure:  # noqa: BLE001 - a fault of the fake's own must reach the test that met it
            traceback.print_exc()
            return 500, _errors(refusal("internal-error", f"The fake failed: {type(failure).__name__}: {failure}"))

    def _authenticate(self, body: bytes) -> None:
        control = self.server.service.control
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "")
        hosts = dict.fromkeys((host, host.rsplit(":", 1)[0], "127.0.0.1", "localhost", *control.hosts))
        check_signature(headers, self.path, body.decode(), hosts=hosts, clock=control.clock)

    def _change_settings(self, body: bytes) -> None:
        try:
            self._write(200, self.server.service.change(orjson.loads(body)))
        except (TypeError, ValueError) as failure:
            self._write(400, {"error": str(failure)})

    def _spoil(self, fault: Fault) -> None:
        if fault.drop:
            _break(self.connection)
            self.close_connection = True
            return
        details = fault.details or ("injected after" if fault.after else "injected")
        refused = RefusedError(fault.status, str(fault.code), fault.type, details)
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        if fault.body is None:
            self._write(fault.status, _errors(refused), headers)
        else:
            self._send(fault.status, fault.body.encode(), {"Content-Type": "text/html", **headers})

    def _refuse(self, refused: RefusedError) -> None:
        self._write(refused.status, _errors(refused))

    def _write(self, status: int, content: JsonObject, headers: dict[str, str] | None = None) -> None:
        self._send(status, orjson.dumps(content), {"Content-Type": "application/json", **(headers or {})})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Send status, headers and body at once: two writes would cost each call a round trip."""
        lines = [f"HTTP/1.1 {status} {self.responses[status][0] if status in self.responses else 'Error'}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "", ""]
        self.wfile.write("\r\n".join(lines).encode() + body)


def _break(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _errors(refused: RefusedError) -> JsonObject:
    error = {"Code": refused.code, "Type": refused.kind, "Details": refused.details}
    return {"Errors": [error], "ResponseContext": _context()}


def _context() -> JsonObject:
    return {"RequestId": str(uuid.uuid4())}
