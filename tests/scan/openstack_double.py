"""A small HTTP server that answers as the services of one OpenStack cloud do, and fails when it is told to.

It is a double because what these tests are about cannot be had from a real cloud at will: a service that stops in the
middle of a listing, a token that expires between two pages, an endpoint at another operator. Its answers have the form
that Keystone, Nova, Cinder, Neutron, Glance, Swift, Designate, Barbican and Octavia gave in the lab on 2026-11-28 (each
service's own way of paging included); tests/live_lab reads the real ones.
"""

from __future__ import annotations

import http.server
import json
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PROJECT = "3002cee926434a93b59ebc13593ae067"
USER = "8652be96a8ec486ea68cba021c9d47c6"
PASSWORD = "right"  # noqa: S105 - of a cloud that exists for one test
REGION = "GRA9"
SERVICES = {
    "compute": "/compute/v2.1",
    "volumev3": f"/volume/v3/{PROJECT}",
    "network": "/network",
    "image": "/image",
    "object-store": f"/swift/v1/AUTH_{PROJECT}",
    "dns": "/dns",
    "key-manager": "/keys",
    "load-balancer": "/balance",
    "identity": "/identity/v3",
    "placement": "/placement",
}
Json = dict[str, Any]


@dataclass(slots=True)
class Listing:
    """A collection: where it is, under which key its items stand, and how its service writes the next page's link."""

    path: str
    key: str
    items: list[Json] = field(default_factory=list)
    style: str = "links"
    """``links``: ``servers_links``; ``next``: Glance and Barbican; ``nested``: Designate; ``none``."""
    mark: str = "id"


@dataclass(slots=True)
class Fault:
    """What is to go wrong with requests whose path matches; ``times`` of them, after ``skip`` that go well."""

    path: str
    times: int = 1
    skip: int = 0
    status: int = 0
    drop: bool = False
    cut: bool = False
    """Break the connection in the middle of the answer."""
    silent: float = 0
    """Seconds without an answer."""
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Request:
    """What was asked."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Mapping[str, str]


class Cloud:
    """What the double holds, and what it was asked."""

    def __init__(self) -> None:
        self.port = 0
        self.listings: dict[str, Listing] = {}
        self.containers: dict[str, dict[str, str]] = {}
        self.extensions = ["trunk", "subnet_allocation", "address-group", "rbac-policies", "qos"]
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.page = 1000
        self.endpoints: dict[str, list[Json]] = {}
        self.scoped = True
        self.tokens = 0
        self.valid: set[str] = set()
        self.lock = threading.Lock()
        for listing in _LISTINGS:
            self.listings[listing.path] = Listing(listing.path, listing.key, [], listing.style, listing.mark)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def offer(self, **urls: str | None) -> None:
        """Change the catalogue: another address for a service, or none at all. ``load_balancer`` is load-balancer."""
        for name, url in urls.items():
            kind = name.replace("_", "-")
            self.endpoints[kind] = [] if url is None else [_endpoint(url)]

    def add(self, path: str, *items: Json) -> None:
        self.listings[path].items.extend(items)

    def fail(self, path: str, **how: Any) -> None:
        self.faults.append(Fault(path, **how))

    def expire_tokens(self) -> None:
        with self.lock:
            self.valid.clear()

    def asked(self, pattern: str) -> list[Request]:
        return [request for request in self.requests if re.search(pattern, request.path)]

    def catalogue(self) -> list[Json]:
        offered = {kind: [_endpoint(f"{self.url}{path}")] for kind, path in SERVICES.items()} | self.endpoints
        return [{"type": kind, "name": kind, "id": kind, "endpoints": rows} for kind, rows in offered.items() if rows]


_LISTINGS = (
    Listing("/compute/v2.1/servers/detail", "servers"),
    Listing("/compute/v2.1/os-server-groups", "server_groups", style="none"),
    Listing("/compute/v2.1/os-keypairs", "keypairs", style="none"),
    *(
        Listing(f"/volume/v3/{PROJECT}/{path}/detail", path)
        for path in ("volumes", "snapshots", "backups")
    ),
    *(
        Listing(f"/network/v2.0/{path}", path.replace("-", "_").rpartition("/")[2])
        for path in (
            "networks", "subnets", "ports", "routers", "security-groups", "security-group-rules", "floatingips",
            "trunks", "subnetpools", "address-groups", "rbac-policies", "qos/policies",
        )
    ),
    Listing("/image/v2/images", "images", style="next"),
    Listing("/dns/v2/zones", "zones", style="nested"),
    Listing("/dns/v2/recordsets", "recordsets", style="nested"),
    *(
        Listing(f"/keys/v1/{path}", path, style="next", mark=f"{path[:-1]}_ref")
        for path in ("secrets", "containers", "orders")
    ),
    *(
        Listing(f"/balance/v2.0/lbaas/{path}", path)
        for path in ("loadbalancers", "listeners", "pools", "healthmonitors", "l7policies")
    ),
)  # fmt: skip


@contextmanager
def running_cloud() -> Iterator[Cloud]:
    """Run the double on a free port until the block ends."""
    cloud = Cloud()
    server = _Server(cloud)
    cloud.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield cloud
    finally:
        server.stopping.set()
        server.shutdown()
        server.break_all()
        server.server_close()
        thread.join()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.stopping = threading.Event()
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def break_all(self) -> None:
        for connection in list(self.connections):
            _break(connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is no error of the double."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Log nothing."""

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        cloud = self.server.cloud
        with cloud.lock:
            cloud.requests.append(Request(self.command, parts.path, parse_qs(parts.query), dict(self.headers)))
            fault = _fault_for(cloud, parts.path)
        if fault is not None and self._spoil(fault):
            return
        if parts.path == "/identity/v3/auth/tokens":
            self._sign_in(body)
        elif parts.path.rstrip("/") == "/identity/v3":
            links = [{"rel": "self", "href": f"{cloud.url}/identity/v3/"}]
            self._send(200, {"version": {"id": "v3.14", "status": "stable", "links": links}})
        elif self.headers.get("X-Auth-Token") not in cloud.valid:
            self._send(401, {"error": {"code": 401, "title": "Unauthorized"}})
        else:
            self._answer(parts.path, {name: values[-1] for name, values in parse_qs(parts.query).items()}, fault)

    def _spoil(self, fault: Fault) -> bool:
        """Do what is to go wrong; return whether that is all that is answered."""
        if fault.silent:
            self.server.stopping.wait(fault.silent)
        if fault.drop:
            _break(self.connection)
            self.close_connection = True
            return True
        if fault.status:
            self._write(fault.status, (fault.body or "{}").encode(), dict(fault.headers))
            return True
        return False

    def _sign_in(self, body: bytes) -> None:
        cloud = self.server.cloud
        asked = json.loads(body)["auth"]
        if asked["identity"]["password"]["user"]["password"] != PASSWORD:
            self._send(401, {"error": {"code": 401, "title": "Unauthorized"}})
            return
        with cloud.lock:
            cloud.tokens += 1
            token = f"token-{cloud.tokens}"
            cloud.valid.add(token)
        now = datetime.now(tz=UTC)
        content: Json = {
            "methods": ["password"],
            "user": {"id": USER, "name": "demo", "domain": {"id": "default", "name": "Default"}},
            "audit_ids": ["x"],
            "issued_at": now.isoformat(),
            "expires_at": (now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
            "project": {"id": PROJECT, "name": "demo", "domain": {"id": "default", "name": "Default"}},
            "is_domain": False,
            "roles": [{"id": "m", "name": "member"}],
            "catalog": cloud.catalogue(),
        }
        if not cloud.scoped:
            for name in ("project", "catalog", "is_domain", "roles"):
                del content[name]
        self._write(201, json.dumps({"token": content}).encode(), {"X-Subject-Token": token})

    def _answer(self, path: str, query: dict[str, str], fault: Fault | None) -> None:
        cloud = self.server.cloud
        if path.startswith(SERVICES["object-store"]):
            self._swift(path.removeprefix(SERVICES["object-store"]).strip("/"), query)
            return
        if path == "/network/v2.0/extensions":
            self._send(200, {"extensions": [{"alias": alias} for alias in cloud.extensions]})
            return
        members = re.fullmatch(r"/balance/v2.0/lbaas/pools/([^/]+)/members", path)
        if members:
            pools = cloud.listings["/balance/v2.0/lbaas/pools"].items
            known = next((pool for pool in pools if pool["id"] == members[1]), None)
            self._send(200 if known else 404, {"members": (known or {}).get("_members", [])})
            return
        listing = cloud.listings.get(path)
        if listing is None:
            self._send(404, {"error": {"code": 404}})
            return
        self._send(200, _page(cloud, listing, query), cut=fault is not None and fault.cut)

    def _swift(self, name: str, query: dict[str, str]) -> None:
        containers = self.server.cloud.containers
        if self.command == "HEAD":
            known = containers.get(unquote(name))
            self._write(204 if known is not None else 404, b"", known or {})
            return
        after = sorted(each for each in containers if each > query.get("marker", ""))
        shown = after[: min(int(query.get("limit", "10000")), self.server.cloud.page)]
        self._write(200, json.dumps([{"name": each, "count": 0, "bytes": 0} for each in shown]).encode(), {})

    def _send(self, status: int, content: Json, *, cut: bool = False) -> None:
        self._write(status, json.dumps(content).encode(), {"Content-Type": "application/json"}, cut=cut)

    def _write(self, status: int, body: bytes, headers: Mapping[str, str], *, cut: bool = False) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.wfile.flush()
            _break(self.connection)
            self.close_connection = True


def _fault_for(cloud: Cloud, path: str) -> Fault | None:
    for fault in cloud.faults:
        if not re.search(fault.path, path):
            continue
        if fault.skip > 0:
            fault.skip -= 1
        elif fault.times > 0:
            fault.times -= 1
            return fault
    return None


def _page(cloud: Cloud, listing: Listing, query: dict[str, str]) -> Json:
    """Return one page, with the link to the next one as the service in question writes it."""
    items = [item for item in listing.items if _is_meant(item, query)]
    limit = min(int(query.get("limit", "1000")), cloud.page)
    start = int(query["offset"]) if "offset" in query else 0
    if "marker" in query:
        start = next(n for n, item in enumerate(items, 1) if str(item[listing.mark]) == query["marker"])
    shown = items[start : start + limit]
    document: Json = {listing.key: [_plain(item) for item in shown]}
    if start + limit >= len(items):
        return document
    after = f"marker={shown[-1][listing.mark]}" if listing.mark == "id" else f"offset={start + limit}"
    # The host is not the one that was asked: services behind a proxy do that, and a scan must not follow.
    link = f"https://elsewhere.example.org{listing.path}?limit={limit}&{after}"
    if listing.style == "links":
        document[f"{listing.key}_links"] = [{"rel": "next", "href": link}]
    elif listing.style == "nested":
        document["links"] = {"self": link, "next": link}
    elif listing.style == "next":
        document["next"] = link
    return document


def _is_meant(item: Json, query: dict[str, str]) -> bool:
    """Return whether a listing that is kept to a project shows an item, and one of hidden images a hidden one."""
    for name in ("project_id", "owner"):
        if name in query and item.get(name, PROJECT) != query[name]:
            return False
    return "os_hidden" not in query or str(item.get("os_hidden", False)).lower() == query["os_hidden"]


def _plain(item: Json) -> Json:
    return {name: value for name, value in item.items() if not name.startswith("_")}


def _endpoint(url: str, region: str = REGION) -> Json:
    return {"id": url, "interface": "public", "region": region, "region_id": region, "url": url}


def _break(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        time.sleep(0)
