"""Times the CrossGuard pack over its real wire: milliseconds for each resource, all rules on."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import grpc
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from rempart.locations import policies_folder


def requests_of(preview: Path) -> list[analyzer_pb2.AnalyzeRequest]:
    """Return the engine's questions about the resources of a preview."""
    states = [step["newState"] for step in json.loads(preview.read_text(encoding="utf-8"))["steps"]]
    providers = {state["urn"]: state for state in states if state["type"].startswith("pulumi:providers:")}
    requests = []
    for state in states:
        request = analyzer_pb2.AnalyzeRequest(
            type=state["type"],
            urn=state["urn"],
            name=state["urn"].rpartition("::")[2],
            properties=json_format.ParseDict(state.get("inputs", {}), struct_pb2.Struct()),
        )
        provider = providers.get(state.get("provider", "").rpartition("::")[0])
        if provider is not None:
            request.provider.CopyFrom(
                analyzer_pb2.AnalyzerProviderResource(
                    type=provider["type"],
                    urn=provider["urn"],
                    name=provider["urn"].rpartition("::")[2],
                    properties=json_format.ParseDict(provider["inputs"], struct_pb2.Struct()),
                )
            )
        requests.append(request)
    return requests


def milliseconds(preview: Path) -> float:
    """Return the median time of one Analyze call, in milliseconds."""
    requests = requests_of(preview)
    process = subprocess.Popen(
        [sys.executable, "-m", "pulumi.policy", "127.0.0.1:0", str(policies_folder())],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = process.stdout.readline().strip() if process.stdout else ""
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = analyzer_pb2_grpc.AnalyzerStub(channel)
            times = []
            for request in requests:
                start = time.perf_counter()
                stub.Analyze(request)
                times.append(time.perf_counter() - start)
    finally:
        process.kill()
        process.wait()
    return median(times) * 1000
