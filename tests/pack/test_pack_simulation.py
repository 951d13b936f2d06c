"""The lab during ``pulumi up``: stopped before anything exists, unless the configuration says that a test is meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2

from tests.pack.conftest import Engine

NETWORK = "openstack:networking/network:Network"
PROVIDER = "pulumi:providers:openstack"
LAB = {"authUrl": "https://127.82.77.1:5000/v3", "region": "GRA9"}
RACKSPACE = {"authUrl": "https://identity.api.rackspacecloud.com/v2.0", "region": "LON"}


def told(engine: Engine, token: str, inputs: Mapping[str, object]) -> dict[str, analyzer_pb2.AnalyzeDiagnostic]:
    answer = engine.stub.Analyze(engine.request(token, inputs))
    return {found.policyName: found for found in answer.diagnostics}


def test_the_lab_is_stopped_at_its_provider_with_the_way_to_accept_it(engine: Engine) -> None:
    stopped = engine.analyze(PROVIDER, LAB)

    assert "Rempart lab" in stopped["RMP-SIM-001"]
    assert '"simulated": true' in stopped["RMP-SIM-001"]


def test_an_accepted_lab_stops_nothing_and_every_diagnostic_says_that_it_is_one(engine: Engine) -> None:
    engine.configure(simulated=True)
    engine.with_provider("openstack", LAB)

    provider, network = told(engine, PROVIDER, LAB), told(engine, NETWORK, {"name": "records"})

    found = [*provider.values(), *network.values()]
    assert "RMP-SIM-001" in provider
    assert {item.enforcementLevel for item in found} == {analyzer_pb2.ADVISORY}
    assert all("Simulated: " in item.message for item in found if not item.policyName.startswith("RMP-STA"))


def test_what_can_be_judged_at_an_accepted_lab_still_stops_and_says_where_it_was_seen(engine: Engine) -> None:
    engine.configure(simulated=True)

    found = told(engine, PROVIDER, {**LAB, "insecure": "true"})["RMP-PRV-002"]

    assert found.enforcementLevel == analyzer_pb2.MANDATORY
    assert "Simulated: " in found.message


def test_accepting_the_lab_accepts_no_foreign_cloud(engine: Engine) -> None:
    engine.configure(simulated=True)

    stopped = engine.analyze(PROVIDER, RACKSPACE)

    assert "RMP-LAW-001" in stopped


def test_a_profile_that_lacks_the_rule_lets_no_lab_through(engine: Engine, tmp_path: Path) -> None:
    profile = tmp_path / "ours.yaml"
    profile.write_text(
        "id: ours\ntitle: Ours\ndescription: Credentials only.\nrules:\n  RMP-IDE-001: {level: mandatory}\n",
        encoding="utf-8",
    )
    engine.configure(profile=str(profile))

    stopped = engine.analyze(PROVIDER, LAB)

    assert "Rempart lab" in stopped["rempart"]


def test_a_switch_that_is_neither_true_nor_false_ends_the_run(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as refusal:
        engine.configure(simulated="yes")

    assert "rempart.simulated: is not true or false" in str(refusal.value.details())
