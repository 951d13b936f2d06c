"""``python -m tests.outscale.fake --port 0``: serve until interrupted; the first line tells the port."""

from __future__ import annotations

import argparse
import json
import signal
import sys

from tests.outscale.fake import running_fake


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.outscale.fake", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port; any free one unless stated")
    stop = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    with running_fake(parser.parse_args().port) as fake:
        sys.stdout.write(json.dumps({"port": int(fake.url.rsplit(":", 1)[-1])}) + "\n")
        sys.stdout.flush()
        signal.sigwait(stop)


if __name__ == "__main__":
    main()
