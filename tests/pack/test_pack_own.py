"""Own names during ``pulumi up``: believed as configured, and told once."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi.runtime.proto import analyzer_pb2

from tests.pack.conftest import Engine

SERVER = "openstack:compute/instance:Instance"
OVHCLOUD = {"authUrl": "https://auth.cloud.ovh.net/v3", "region": "GRA11"}
SHIPS_LOGS = {"name": "front", "userData": "#!/bin/sh\ncurl -T /var/log/syslog https://logs.chu-lille.fr/intake\n"}


def told(engine: Engine, inputs: Mapping[str, object], name: str) -> list[str]:
    answer = engine.stub.Analyze(engine.request(SERVER, inputs, name))
    return [found.message for found in answer.diagnostics if found.policyName == "rempart"]


def test_what_is_declared_stops_nothing_and_is_told_once(engine: Engine) -> None:
    engine.configure(own=["chu-lille.fr"])
    engine.with_provider("openstack", OVHCLOUD)

    stopped = engine.analyze(SERVER, SHIPS_LOGS, "first")
    first, second = told(engine, SHIPS_LOGS, "first"), told(engine, SHIPS_LOGS, "second")

    assert not any(rule.startswith("RMP-DST") for rule in stopped)
    assert first == ["Own names believed: chu-lille.fr"]
    assert second == []


def test_what_is_told_of_own_names_is_advice(engine: Engine) -> None:
    engine.configure(own=["chu-lille.fr"])
    engine.with_provider("openstack", OVHCLOUD)

    answer = engine.stub.Analyze(engine.request(SERVER, SHIPS_LOGS))

    levels = [found.enforcementLevel for found in answer.diagnostics if found.policyName == "rempart"]
    assert levels == [analyzer_pb2.ADVISORY]


def test_without_a_declaration_the_same_stops(engine: Engine) -> None:
    engine.with_provider("openstack", OVHCLOUD)

    stopped = engine.analyze(SERVER, SHIPS_LOGS)

    assert any("logs.chu-lille.fr" in message for rule, message in stopped.items() if rule.startswith("RMP-DST"))
