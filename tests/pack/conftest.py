"""Drives the pack as the engine does: its own process, the policy host of the Pulumi SDK, gRPC on loopback."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import grpc
import pytest
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from rempart.locations import policies_folder

SECRET_SIGNATURE = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
START = 30
"""Seconds that the policy host may take to start, on a busy machine."""


def struct(properties: Mapping[str, object]) -> struct_pb2.Struct:
    """Return properties as the wire carries them."""
    return json_format.ParseDict(dict(properties), struct_pb2.Struct())


def secret(value: object) -> dict[str, object]:
    """Return a value marked as secret, as the engine marks it."""
    return {**SECRET_SIGNATURE, "value": value}


@dataclass
class Engine:
    """The engine's side of the wire."""

    stub: analyzer_pb2_grpc.AnalyzerStub
    process: subprocess.Popen[str]
    project: str = "health"
    stack: str = "prod"
    provider: analyzer_pb2.AnalyzerProviderResource | None = field(default=None)

    def urn(self, token: str, name: str) -> str:
        """Return the URN of a resource."""
        return f"urn:pulumi:{self.stack}::{self.project}::{token}::{name}"

    def with_provider(self, package: str, inputs: Mapping[str, object], name: str = "explicit") -> Engine:
        """Serve the following resources by this provider."""
        token = f"pulumi:providers:{package}"
        self.provider = analyzer_pb2.AnalyzerProviderResource(
            type=token, urn=self.urn(token, name), name=name, properties=struct(inputs)
        )
        return self

    def request(self, token: str, inputs: Mapping[str, object], name: str = "it") -> analyzer_pb2.AnalyzeRequest:
        """Return the engine's question about one resource."""
        return analyzer_pb2.AnalyzeRequest(
            type=token,
            urn=self.urn(token, name),
            name=name,
            properties=struct(inputs),
            provider=None if token.startswith("pulumi:providers:") else self.provider,
        )

    def analyze(self, token: str, inputs: Mapping[str, object], name: str = "it") -> Mapping[str, str]:
        """Ask about one resource; return the message of each rule that *stops* it."""
        answer = self.stub.Analyze(self.request(token, inputs, name))
        return stopping(answer)

    def analyze_stack(self, *resources: tuple[str, Mapping[str, object], str]) -> analyzer_pb2.AnalyzeResponse:
        """Ask about the whole stack."""
        entries = [
            analyzer_pb2.AnalyzerResource(
                type=token,
                urn=self.urn(token, name),
                name=name,
                properties=struct(inputs),
                provider=None if token.startswith("pulumi:providers:") else self.provider,
            )
            for token, inputs, name in resources
        ]
        answer: analyzer_pb2.AnalyzeResponse = self.stub.AnalyzeStack(
            analyzer_pb2.AnalyzeStackRequest(resources=entries)
        )
        return answer

    def configure(self, **properties: object) -> None:
        """Send a policy configuration as the engine does: a level for every policy, properties for one."""
        info = self.info()
        levels = {policy.name: policy.enforcementLevel for policy in info.policies}
        configured = {
            name: analyzer_pb2.PolicyConfig(
                enforcementLevel=level, properties=struct(properties) if name == "rempart" else None
            )
            for name, level in levels.items()
        }
        self.stub.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=configured))

    def info(self) -> analyzer_pb2.AnalyzerInfo:
        """Ask the pack to describe itself."""
        info: analyzer_pb2.AnalyzerInfo = self.stub.GetAnalyzerInfo(empty_pb2.Empty())
        return info


def stopping(answer: analyzer_pb2.AnalyzeResponse) -> dict[str, str]:
    """Return message by rule for what stops the deployment."""
    return {
        found.policyName: found.message
        for found in answer.diagnostics
        if found.enforcementLevel == analyzer_pb2.MANDATORY
    }


@pytest.fixture
def engine() -> Iterator[Engine]:
    """Start the pack through Pulumi's own policy host, ask nothing yet, and stop it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pulumi.policy", "127.0.0.1:0", str(policies_folder())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with ThreadPoolExecutor(1) as reader:
        port = reader.submit(process.stdout.readline).result(timeout=START).strip()
    assert port.isdigit(), process.stderr.read()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = analyzer_pb2_grpc.AnalyzerStub(channel)
        stub.ConfigureStack(analyzer_pb2.AnalyzerStackConfigureRequest(project="health", stack="prod", dry_run=True))
        yield Engine(stub, process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=START)
    assert process.returncode == 0
