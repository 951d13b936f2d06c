"""Swift's proxy, account, container and object servers in one process.

``python -m rempart_lab.inside.objects CONFIGURATION CERTIFICATE KEY``

As Swift's own functional tests run it. The stores listen on the cloud's address in plain HTTP, for the proxy only;
clients reach the proxy over TLS.
"""

from __future__ import annotations

import sys
from pathlib import Path

import eventlet

eventlet.monkey_patch()

from eventlet import wsgi as green_wsgi  # noqa: E402  behind the patch
from swift.common import storage_policy, utils  # noqa: E402
from swift.common import wsgi as swift_wsgi  # noqa: E402

SERVERS = ("account", "container", "object", "proxy")
AT_ONCE = 256
WAITING = 512


def main() -> None:
    """Serve until the process is told to end."""
    folder, certificate, key = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    utils.SWIFT_CONF_FILE = str(folder / "swift.conf")
    utils.validate_hash_conf()
    storage_policy.reload_storage_policies()
    running = []
    for server in SERVERS:
        path = str(folder / f"{server}.conf")
        settings = swift_wsgi._initrp(path, f"{server}-server")[0]  # noqa: SLF001  as Swift's own functional tests do
        application = swift_wsgi.loadapp(path, global_conf={"log_name": server})
        listening = eventlet.listen((settings["bind_ip"], int(settings["bind_port"])), backlog=WAITING)
        if server == "proxy":
            listening = eventlet.wrap_ssl(listening, certfile=certificate, keyfile=key, server_side=True)
        running.append(
            eventlet.spawn(
                green_wsgi.server,
                listening,
                application,
                utils.NullLogger(),
                protocol=swift_wsgi.SwiftHttpProtocol,
                custom_pool=eventlet.GreenPool(AT_ONCE),
                log_output=False,
            )
        )
    for thread in running:
        thread.wait()


if __name__ == "__main__":
    main()
