"""Whatever goes wrong inside the pack stops the deployment, in words that hold no value of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from rempart.catalogue import load_catalogue
from rempart.errors import PolicyError
from rempart.judge import load_pack
from rempart.model.finding import Finding
from rempart.model.resource import Resource
from rempart.pack.analyzer import Analyzer
from rempart.pack.session import Session
from tests.pack.conftest import stopping


class Panic(BaseException):
    """What the embedded Rego interpreter raises when it panics."""


class Broken(Session):
    """A session whose judgement fails."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(load_catalogue(), load_pack())
        self._error = error

    def judge(self, resources: Sequence[Resource]) -> tuple[Finding, ...]:
        del resources
        raise self._error


@contextmanager
def served(analyzer: Analyzer) -> Iterator[analyzer_pb2_grpc.AnalyzerStub]:
    """Serve an analyzer in this process, and yield its client."""
    server = grpc.server(ThreadPoolExecutor(1))
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(analyzer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield analyzer_pb2_grpc.AnalyzerStub(channel)
    server.stop(0).wait()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Panic("hunter2"), "internal error (Panic)"),
        (ValueError("hunter2"), "internal error (ValueError)"),
        (PolicyError("a rule is malformed"), "a rule is malformed"),
    ],
)
def test_a_failure_of_the_pack_is_a_mandatory_violation(error: BaseException, said: str) -> None:
    request = analyzer_pb2.AnalyzeRequest(type="aws:s3/bucket:Bucket", urn="urn:pulumi:a::b::c::d", name="d")

    with served(Analyzer(Broken(error))) as stub:
        answer = stub.Analyze(request)

    assert said in stopping(answer)["rempart"]
    assert "hunter2" not in str(answer)
