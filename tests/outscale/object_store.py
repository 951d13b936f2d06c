"""An object store for tests: moto's S3 over HTTP, behind a door that can refuse, stay silent or lose an answer."""

from __future__ import annotations

import contextlib
import http.client
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config
from moto.server import ThreadedMotoServer

from outscale_provider.client.settings import Settings
from outscale_provider.contract import Checked, Context, Found, Made
from outscale_provider.errors import CancelledError
from outscale_provider.kinds.bucket import BucketHandler
from outscale_provider.operations.session import Session
from outscale_provider.table import Kind
from outscale_provider.values.json import JsonObject

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

ACCESS_KEY = "11112211111110000000"
SECRET_KEY = "0000001111112222223333334444445555555666"  # noqa: S105 - the example of Outscale's own documentation
TOKEN = "outscale:index/bucket:Bucket"  # noqa: S105 - a type's token
URN = f"urn:pulumi:dev::clinic::{TOKEN}::records"
SEED = b"\x01\x02\x03\x04"


@dataclass(slots=True)
class Fault:
    """What the door does to the first ``times`` requests that fit, after letting ``skip`` through."""

    method: str
    part: str = ""
    """What the path and query must contain."""
    times: int = 1
    skip: int = 0
    status: int = 503
    body: str = ""
    lost: bool = False
    """Break the connection instead of answering."""
    carried_out: bool = False
    """Let the store do it all the same."""

    def takes(self, method: str, path: str) -> bool:
        if self.method != method or self.part not in path or self.times == 0:
            return False
        self.skip, let_through = max(self.skip - 1, 0), self.skip > 0
        if not let_through:
            self.times -= 1
        return not let_through


def refusal(code: str, message: str = "no") -> str:
    return f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"


@dataclass(slots=True)
class Seen:
    method: str
    path: str
    headers: dict[str, str]


class Door(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behind: tuple[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), _Passage)
        self.behind = behind
        self.faults: list[Fault] = []
        self.seen: list[Seen] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Passage(BaseHTTPRequestHandler):
    server: Door

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append(Seen(self.command, self.path, dict(self.headers)))
        fault = next((fault for fault in self.server.faults if fault.takes(self.command, self.path)), None)
        if fault is None or fault.carried_out:
            status, answer, headers = self._forward(body)
        if fault and fault.lost:
            self.close_connection = True
            return
        if fault:
            status, answer, headers = fault.status, fault.body.encode(), [("x-amz-request-id", "R-1")]
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in {"content-length", "connection", "transfer-encoding"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass  # noqa: N815 - http.server's names

    def _forward(self, body: bytes) -> tuple[int, bytes, list[tuple[str, str]]]:
        connection = http.client.HTTPConnection(*self.server.behind, timeout=10)
        with contextlib.closing(connection):
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.getheaders()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@dataclass(slots=True)
class QuietClient:
    """The part of Outscale's client that the bucket uses: sleeping takes no time."""

    settings: Settings
    cancelled: bool = False
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        if self.cancelled:
            raise CancelledError("stopped")
        self.slept.append(seconds)


@dataclass(slots=True)
class Store:
    """The provider's handler, the account's console beside it, and the door between the first and the store."""

    handler: BucketHandler
    client: QuietClient
    door: Door
    console: S3Client
    """Looks at the store and changes it behind the provider's back."""
    progress: list[str] = field(default_factory=list)

    def context(self, *, seconds: float = 60) -> Context:
        return Context(URN, time.monotonic() + seconds, self.progress.append)

    def checked(self, inputs: JsonObject, olds: JsonObject | None = None) -> JsonObject:
        checked: Checked = self.handler.check(inputs, olds or {}, urn=URN, seed=SEED)
        assert checked.failures == ()
        return checked.inputs

    def create(self, inputs: JsonObject | None = None) -> Made:
        return self.handler.create(self.checked({"bucket": "records"} | (inputs or {})), self.context())

    def read(self, inputs: JsonObject | None = None, state: JsonObject | None = None) -> Found | None:
        return self.handler.read("records", state or {}, inputs or {})

    def update(self, olds: JsonObject, news: JsonObject) -> JsonObject:
        before, after = self.checked({"bucket": "records"} | olds), self.checked({"bucket": "records"} | news)
        return self.handler.update("records", before, after, state={}, context=self.context())

    def delete(self, state: JsonObject | None = None, *, seconds: float = 60) -> None:
        self.handler.delete("records", state or {}, self.context(seconds=seconds))

    def fail(self, method: str, part: str = "", **how: Any) -> None:
        self.door.faults.append(Fault(method, part, **how))

    def buckets(self) -> list[str]:
        return [bucket["Name"] for bucket in self.console.list_buckets()["Buckets"]]


def settings_for(endpoint: str, **others: Any) -> Settings:
    values: JsonObject = {
        "access_key": ACCESS_KEY,
        "secret_key": SECRET_KEY,
        "region": "eu-west-2",
        "endpoint": "https://api.invalid/api/v1",
        "object_store_endpoint": endpoint,
        "requests_per_second": 20.0,
        "ca_file": None,
    }
    return Settings(**values | others)


def handler_with(client: QuietClient) -> BucketHandler:
    return BucketHandler(Kind(TOKEN), cast("Session", _SessionOf(client)))


@dataclass(slots=True)
class _SessionOf:
    client: QuietClient


@contextlib.contextmanager
def running_server() -> Iterator[int]:
    """Start moto's S3 server; yields its port."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield server.get_host_and_port()[1]
    finally:
        server.stop()


@contextlib.contextmanager
def store_at(port: int) -> Iterator[Store]:
    """Put a door before a server, and the provider's handler before the door; forget all buckets in the end."""
    door = Door(("127.0.0.1", port))
    serving = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    serving.start()
    client = QuietClient(settings_for(door.url))
    handler = handler_with(client)
    console = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="eu-west-2",
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        config=Config(s3={"addressing_style": "path"}),
    )
    try:
        yield Store(handler, client, door, console)
    finally:
        handler.close()
        console.close()
        door.shutdown()
        serving.join()
        door.server_close()
        _forget_everything(port)


def _forget_everything(port: int) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("POST", "/moto-api/reset")
        connection.getresponse().read()
