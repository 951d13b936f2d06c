"""A stateful stand-in for Outscale's API, driven by the service's own OpenAPI document.

It shares no table and no code with the provider: what both get wrong alike would otherwise pass.

    with running_fake() as fake:
        client = connect(fake.url, ACCESS_KEY, SECRET_KEY)
        fake.control(fail=[{"op": "CreateNet", "status": 500}])
        assert fake.statistics().calls["CreateNet"] == 1

From another process: ``python -m tests.outscale.fake --port 0`` prints ``{"port": N}``; ``POST /_ctl`` takes the
settings of ``faults.Control`` as well as ``reset`` and ``zero``, and ``GET /_ctl`` gives counts.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.outscale.fake.document import JsonObject, outscale_document
from tests.outscale.fake.faults import Control
from tests.outscale.fake.server import Server
from tests.outscale.fake.service import Service, Statistics
from tests.outscale.fake.signature import ACCESS_KEY, SECRET_KEY

__all__ = ["ACCESS_KEY", "SECRET_KEY", "Fake", "Statistics", "running_fake"]


class Fake:
    """A running fake, in this process."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.url = f"http://{server.address}:{server.port}"
        self.served = server.service.served
        """The operations that it can carry out."""

    def control(self, **settings: Any) -> JsonObject:
        """Change settings (``fail``, ``rate``, ``slow``, ``quota``, ``page``...); return them all."""
        return self._server.service.change(settings)

    def statistics(self) -> Statistics:
        """Return what was called, how often and in which order."""
        return self._server.service.statistics

    def reset(self) -> None:
        """Empty the cloud, count from the beginning, and let nothing go wrong any more; ``hosts`` stay."""
        service = self._server.service
        service.change({**Control().show(), "hosts": service.control.hosts, "reset": True, "zero": True})

    def objects(self, kind: str) -> list[JsonObject]:
        """Return the live objects of a kind, such as ``Net``, the oldest first."""
        return self._server.service.objects(kind)

    def call(self, operation: str, **arguments: Any) -> JsonObject:
        """Carry out a call as somebody else would who uses the same account."""
        return self._server.service.answer(operation, arguments)

    def living(self) -> dict[str, int]:
        """Return how many objects of each kind there are, without those only shown as having existed."""
        return self._server.service.living()


@contextmanager
def running_fake(port: int = 0, *, address: str = "127.0.0.1") -> Iterator[Fake]:
    """Run a fake on a port, any free one unless stated, of a loopback address until the block ends."""
    service = Service(outscale_document())
    server = Server(service, port, address)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="fake")
    thread.start()
    try:
        yield Fake(server)
    finally:
        server.stop()
        thread.join()
        service.close()
