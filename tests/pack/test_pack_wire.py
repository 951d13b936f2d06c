"""The pack over its real wire."""

from __future__ import annotations

import signal
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2

from tests.pack.conftest import UNKNOWN_STRING, Engine, secret, stopping

NETWORK = "openstack:networking/network:Network"
VOLUME = "openstack:blockstorage/volume:Volume"
OVHCLOUD = {"authUrl": "https://auth.cloud.ovh.net/v3", "region": "GRA11"}
OUTSCALE = {"region": "cloudgouv-eu-west-1"}


def test_a_network_at_ovhcloud_in_gravelines_is_not_stopped(engine: Engine) -> None:
    engine.with_provider("openstack", OVHCLOUD)

    stopped = engine.analyze(NETWORK, {"name": "records"})

    assert stopped == {}


def test_a_bucket_of_aws_in_paris_is_stopped_with_the_law_behind_it(engine: Engine) -> None:
    engine.with_provider("aws", {"region": "eu-west-3"})

    stopped = engine.analyze("aws:s3/bucket:Bucket", {"bucket": "records"})

    assert "CLOUD Act" in stopped["RMP-LAW-001"]


def test_a_resource_outside_the_eea_is_stopped_although_its_provider_is_inside(engine: Engine) -> None:
    engine.with_provider("openstack", OVHCLOUD)

    stopped = engine.analyze(NETWORK, {"name": "records", "region": "BHS5"})

    assert "RMP-LOC-001" in stopped


def test_an_endpoint_that_is_not_known_yet_stops_the_resource(engine: Engine) -> None:
    engine.with_provider("openstack", {"authUrl": UNKNOWN_STRING, "region": "GRA11"})

    stopped = engine.analyze(NETWORK, {"name": "records"})

    assert "could not tell" in stopped["RMP-LAW-002"]


def test_a_default_provider_fed_by_the_environment_stops_the_resource(engine: Engine) -> None:
    engine.with_provider("openstack", {}, name="default")

    stopped = engine.analyze(NETWORK, {"name": "records"})

    assert "could not tell" in stopped["RMP-LAW-002"]


@pytest.mark.parametrize(
    ("name", "is_stopped"),
    [
        ("default_5_5_3", False),
        ("default_5_5_3_github_/api.github.com/pulumi/pulumi-openstack", False),
        ("default_5_5_3_https_/get.elsewhere.fr/plugins", True),
    ],
)
def test_a_default_provider_whose_plugin_comes_from_elsewhere_is_stopped(
    engine: Engine, name: str, *, is_stopped: bool
) -> None:
    stopped = engine.analyze("pulumi:providers:openstack", OVHCLOUD, name)

    assert bool(stopped) is is_stopped


def test_a_provider_under_foreign_law_is_stopped_before_anything_is_created(engine: Engine) -> None:
    rackspace = {"authUrl": "https://identity.api.rackspacecloud.com/v2.0", "region": "LON"}

    stopped = engine.analyze("pulumi:providers:openstack", rackspace)

    assert "RMP-LAW-001" in stopped


def test_a_secret_never_comes_back_in_a_diagnostic(engine: Engine) -> None:
    password = "correct-horse-battery-staple"  # noqa: S105 - planted, to look for
    engine.with_provider("openstack", {**OVHCLOUD, "region": "BHS5", "password": secret(password)})

    answer = engine.stub.Analyze(engine.request(VOLUME, {"name": "data", "metadata": {"key": secret(password)}}))

    assert answer.diagnostics
    assert password not in str(answer)


def test_a_password_in_clear_is_stopped_without_being_quoted(engine: Engine) -> None:
    password = "correct-horse-battery-staple"  # noqa: S105 - planted, to look for

    answer = engine.stub.Analyze(engine.request("pulumi:providers:openstack", {**OVHCLOUD, "password": password}))

    assert "RMP-IDE-001" in stopping(answer)
    assert password not in str(answer)


def test_the_profile_of_the_policy_configuration_is_used(engine: Engine) -> None:
    engine.configure(profile="secnumcloud")
    engine.with_provider("openstack", OVHCLOUD)

    stopped = engine.analyze(NETWORK, {"name": "records"})

    assert "RMP-QUA-002" in stopped


@pytest.mark.parametrize(("day", "stops"), [("2026-11-30", False), ("2026-12-01", True)])
def test_a_qualification_is_judged_as_of_the_configured_day(engine: Engine, day: str, stops: bool) -> None:  # noqa: FBT001 - a row of the table
    engine.configure(profile="secnumcloud", asOf=day)
    engine.with_provider("outscale", OUTSCALE)

    stopped = engine.analyze("outscale:index/net:Net", {"ipRange": "10.0.0.0/16"})

    assert ("RMP-QUA-002" in stopped) is stops


def test_a_level_of_the_policy_configuration_overrules_the_profile(engine: Engine) -> None:
    engine.configure(levels={"RMP-LAW-001": "advisory"})
    engine.with_provider("aws", {"region": "eu-west-3"})

    stopped = engine.analyze("aws:s3/bucket:Bucket", {"bucket": "records"})

    assert "RMP-LAW-001" not in stopped


def test_a_profile_that_does_not_exist_ends_the_run(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as refusal:
        engine.configure(profile="nonesuch")

    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "nonesuch" in str(refusal.value.details())


def test_a_repeated_question_gets_the_same_answer(engine: Engine) -> None:
    engine.with_provider("aws", {"region": "us-east-1"})
    request = engine.request("aws:s3/bucket:Bucket", {"bucket": "records"})

    first, second = engine.stub.Analyze(request), engine.stub.Analyze(request)

    assert first == second
    assert first.diagnostics


def test_the_stack_is_judged_for_what_never_came_through_analyze(engine: Engine) -> None:
    engine.with_provider("aws", {"region": "us-east-1"})
    engine.analyze("aws:s3/bucket:Bucket", {"bucket": "seen"}, "seen")

    answer = engine.analyze_stack(
        ("aws:s3/bucket:Bucket", {"bucket": "seen"}, "seen"), ("aws:s3/bucket:Bucket", {"bucket": "read"}, "read")
    )

    stopped = {found.urn for found in answer.diagnostics if found.enforcementLevel == analyzer_pb2.MANDATORY}
    assert stopped == {engine.urn("aws:s3/bucket:Bucket", "read")}


def test_every_rule_is_a_policy_by_its_id(engine: Engine) -> None:
    names = {policy.name for policy in engine.info().policies}

    assert {"rempart", "RMP-LAW-001", "RMP-QUA-002", "RMP-STA-001"} <= names


def test_ctrl_c_ends_the_pack_in_good_order(engine: Engine) -> None:
    engine.process.send_signal(signal.SIGINT)

    _, complaints = engine.process.communicate(timeout=30)

    assert (engine.process.returncode, complaints) == (0, "")


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"profile": 7}, "rempart.profile: is not a string"),
        ({"asOf": "soon"}, "rempart.asOf: is not a day"),
        ({"environment": "yes"}, "rempart.environment: is not true or false"),
        ({"levels": "all"}, "rempart.levels: is not an object"),
        ({"levels": {"RMP-XXX-001": "advisory"}}, "which is no rule of this pack"),
        ({"levels": {"RMP-LAW-001": "harsh"}}, "rempart.levels.RMP-LAW-001: is none of"),
        ({"waivers": "nowhere.yaml"}, "nowhere.yaml"),
        ({"own": "chu-lille.fr"}, "rempart.own: is not a list of strings"),
        ({"own": ["chu-lille.fr", 7]}, "rempart.own: is not a list of strings"),
        ({"own": ["chu-lille.fr", "fr"]}, "rempart.own, name 2: is a whole top-level domain"),
        ({"own": ["amazonaws.com"]}, "rempart.own, name 1: belongs to Amazon Web Services"),
    ],
)
def test_a_malformed_configuration_ends_the_run_with_its_field(
    engine: Engine, properties: dict[str, object], said: str
) -> None:
    with pytest.raises(grpc.RpcError) as refusal:
        engine.configure(**properties)

    assert said in str(refusal.value.details())


def test_a_level_that_the_engine_was_given_for_a_policy_counts(engine: Engine) -> None:
    engine.configure(levels={})
    info = engine.info()
    configured = {
        policy.name: analyzer_pb2.PolicyConfig(enforcementLevel=policy.enforcementLevel) for policy in info.policies
    }
    configured["RMP-LAW-001"].enforcementLevel = analyzer_pb2.DISABLED
    configured["RMP-LAW-003"].enforcementLevel = analyzer_pb2.REMEDIATE
    engine.stub.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=configured))

    engine.with_provider("openstack", OVHCLOUD)
    stopped = engine.analyze(NETWORK, {"name": "records", "numbers": [1, 2.5, None, True, {"a": "b"}]})

    assert set(stopped) == {"RMP-LAW-003"}


def test_a_signed_waiver_lets_a_resource_through(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "waivers.yaml"
    fields = "rule: RMP-LAW-001, urn: '*', reason: a test, owner: dpo@example.org, expires: 2099-12-31"
    file.write_text(f"waivers: [{{{fields}}}]\n", encoding="utf-8")
    engine.configure(waivers=str(file))
    engine.with_provider("aws", {"region": "eu-west-3"})

    assert engine.analyze("aws:s3/bucket:Bucket", {"bucket": "records"}) == {}


def test_the_environment_completes_a_provider_where_it_is_asked_to(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("OS_AUTH_URL", OVHCLOUD["authUrl"])
    monkeypatch.setenv("OS_REGION_NAME", OVHCLOUD["region"])
    engine: Engine = request.getfixturevalue("engine")
    engine.configure(environment=True)
    engine.with_provider("openstack", {}, name="default")

    assert engine.analyze(NETWORK, {"name": "records"}) == {}


def test_the_pack_answers_the_rest_of_the_protocol(engine: Engine) -> None:
    nothing = empty_pb2.Empty()

    assert engine.stub.GetPluginInfo(nothing).version
    assert engine.stub.Handshake(analyzer_pb2.AnalyzerHandshakeRequest()) == analyzer_pb2.AnalyzerHandshakeResponse()
    assert engine.stub.Cancel(nothing) == nothing
    assert not engine.stub.Remediate(engine.request(NETWORK, {})).remediations


def test_an_advice_is_given_once_and_a_violation_every_time(engine: Engine) -> None:
    engine.with_provider("openstack", {**OVHCLOUD, "region": "BHS5"})

    answers = [engine.stub.Analyze(engine.request(NETWORK, {}, name)) for name in ("one", "two")]

    told = [{found.policyName for found in answer.diagnostics} for answer in answers]
    assert "RMP-LAW-003" in told[0] - told[1]
    assert "RMP-LOC-001" in told[0] & told[1]


def test_user_data_that_the_provider_marks_as_secret_is_searched_and_not_shown(engine: Engine) -> None:
    engine.with_provider("outscale", OUTSCALE)
    text = "#!/bin/sh\nTOKEN=hunter2\ncurl -T records https://s3.amazonaws.com/hunter2\n"

    stopped = engine.analyze("outscale:index/vm:Vm", {"imageId": "ami-1", "userData": secret(text)})

    assert "s3.amazonaws.com" in stopped["RMP-DST-001"]
    assert "hunter2" not in str(stopped)


def test_user_data_that_leads_nowhere_stops_nothing_for_being_secret(engine: Engine) -> None:
    engine.with_provider("outscale", OUTSCALE)

    stopped = engine.analyze("outscale:index/vm:Vm", {"imageId": "ami-1", "userData": secret("#!/bin/sh\ntrue\n")})

    assert "RMP-DST-001" not in stopped
