"""The process side of the pack: one gRPC server on loopback, its port on standard output."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import grpc
from pulumi.runtime.proto import analyzer_pb2_grpc

from rempart.catalogue import load_catalogue
from rempart.judge import load_pack
from rempart.pack.analyzer import Analyzer
from rempart.pack.session import Session

UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


def serve() -> None:
    """Answer the engine until it ends this process, or the user interrupts it."""
    analyzer = Analyzer(Session(load_catalogue(), load_pack()))
    server = grpc.server(ThreadPoolExecutor(max_workers=4), options=UNLIMITED)
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(analyzer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    try:
        server.wait_for_termination()
    except KeyboardInterrupt:
        server.stop(0).wait()
