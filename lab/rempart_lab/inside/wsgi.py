"""Serves one WSGI application with cheroot, over TLS, in threads."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import tempfile
from collections.abc import Iterable
from typing import Any

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter

CHUNK = 1 << 20
IN_MEMORY = 1 << 20
"""Bodies up to this many bytes stay in memory, larger ones go to a file."""
CONNECTIONS = 200
WAITING = 128
IDLE = 75
"""Seconds that a quiet connection stays open."""


def serve(
    *,
    application: str,
    address: str,
    port: int,
    threads: int,
    beside: list[str],
    certificate: str,
    key: str,
    arguments: list[str],
) -> None:
    """Serve until the process is told to end."""
    sys.argv = arguments
    served = _resolve(application)
    for function in beside:
        _resolve(function)()
    server = wsgi.Server(
        (address, port),
        WholeBody(served),
        numthreads=threads,
        server_name=arguments[0],
        request_queue_size=WAITING,
        timeout=IDLE,
    )
    server.max_request_body_size = 0
    server.keep_alive_conn_limit = CONNECTIONS
    server.ssl_adapter = BuiltinSSLAdapter(certificate, key)
    # What the application's threads hold is in the database; waiting for them would only delay the lab's end.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server.start()


class WholeBody:
    """Reads a chunked body to its end before the application sees it.

    cheroot leaves the last chunk and the trailers to the application, and none of OpenStack's reads them: the next
    request of the connection would begin in the middle of one.
    """

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
            # Closed with the request's environment: the application reads it.
            body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
            chunks = environ["wsgi.input"]
            while data := chunks.read(CHUNK):
                body.write(data)
            for _trailer in chunks.read_trailer_lines():
                pass
            environ["CONTENT_LENGTH"] = str(body.tell())
            del environ["HTTP_TRANSFER_ENCODING"]
            body.seek(0)
            environ["wsgi.input"] = body
        answer: Iterable[bytes] = self._application(environ, start_response)
        return answer


def _resolve(target: str) -> Any:
    if target.startswith("paste:"):
        deploy = importlib.import_module("paste.deploy")
        return deploy.loadapp("config:" + target.removeprefix("paste:"))
    module, attribute = target.split(":")
    return getattr(importlib.import_module(module), attribute)
