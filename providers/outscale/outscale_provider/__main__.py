"""The plugin's process: ``pulumi-resource-outscale``, started by the engine, ended with it."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from concurrent import futures
from types import FrameType

import grpc

from outscale_provider.servicer import Provider
from outscale_provider.wire.messages import provider_pb2_grpc

_THREADS = 256
"""More than ``--parallel`` asks for, since a request may wait for the service for minutes."""
_LOOK_AFTER_ENGINE = 2.0
"""Seconds between two looks whether the engine still lives."""
_FAREWELL = 4.0
"""Seconds given to requests that are ending; the engine kills its plugins after five."""
_LONE_WORK = 70.0
"""Seconds given to them when the engine is gone: what was made for it is taken back."""
_UNLIMITED = -1


def main() -> None:
    """Serve until the engine stops or is gone. The engine's address comes as the one bare argument."""
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    provider = Provider(arguments[-1] if arguments else "")
    server = grpc.server(
        futures.ThreadPoolExecutor(_THREADS),
        options=[
            ("grpc.max_receive_message_length", _UNLIMITED),
            ("grpc.max_send_message_length", _UNLIMITED),
            ("grpc.so_reuseport", 0),
        ],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    abandoned = _until_the_end()
    provider.cancel()
    _see_off(provider, _LONE_WORK if abandoned else _FAREWELL)
    # A thread that still waits for the service must not keep the process alive.
    os._exit(0)


def _until_the_end() -> bool:
    """Wait until the plugin is told to end, or the engine is gone; return whether it is gone."""
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    engine = os.getppid()
    while not ended.wait(_LOOK_AFTER_ENGINE) and os.getppid() == engine:
        pass
    return not ended.is_set()


def _see_off(provider: Provider, seconds: float) -> None:
    limit = time.monotonic() + seconds
    with contextlib.suppress(KeyboardInterrupt):
        while provider.busy and time.monotonic() < limit:
            time.sleep(0.05)


if __name__ == "__main__":
    main()
