"""Deployments as people write them, lawful oddities and evasions among them, through the whole gate."""

from __future__ import annotations

import base64
from datetime import date

import pytest

from rempart.catalogue import load_catalogue
from rempart.gate import check
from rempart.judge import load_pack, load_profile
from rempart.model.deployment import Deployment, Source, SourceKind
from rempart.model.finding import Outcome, Verdict
from rempart.model.resource import Resource
from rempart.model.values import SECRET, UNKNOWN, Properties, Value

CATALOGUE, PACK = load_catalogue(), load_pack()
OVHCLOUD: Properties = {"authUrl": "https://auth.cloud.ovh.net/v3", "region": "GRA11"}
INSTANCE = "openstack:compute/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
ACCEPTED, REJECTED, UNTOLD = 0, 1, 3


def verdict(
    package: str,
    settings: Properties,
    *resources: tuple[str, Properties],
    profile: str = "hds",
    as_of: str = "2026-11-24",
    backend: str = "file://~",
    secrets: str = "passphrase",
) -> Verdict:
    """Judge resources that one explicit provider creates."""
    token = f"pulumi:providers:{package}"
    provider = Resource(urn(token, "cloud"), token, "cloud", settings)
    items = [
        Resource(urn(kind, f"r{n}"), kind, f"r{n}", inputs, provider=provider.urn)
        for n, (kind, inputs) in enumerate(resources)
    ]
    deployment = Deployment(
        Source(SourceKind.PREVIEW, "preview.json"), (provider, *items), backend=backend, secrets_provider=secrets
    )
    return check(
        deployment, catalogue=CATALOGUE, pack=PACK, profile=load_profile(profile, PACK), as_of=date.fromisoformat(as_of)
    )


def urn(token: str, name: str) -> str:
    """Return a URN."""
    return f"urn:pulumi:dev::health::{token}::{name}"


def failed(found: Verdict) -> set[str]:
    """Return the rules that failed and stop the deployment."""
    return {item.rule.id for item in found.findings if item.stops and item.outcome is Outcome.FAIL}


@pytest.mark.parametrize(
    ("package", "settings", "resource"),
    [
        ("openstack", OVHCLOUD, (INSTANCE, {})),
        ("openstack", OVHCLOUD, (INSTANCE, {"region": "SBG5"})),
        ("aws", {"region": "gra", "endpoints": [{"s3": "https://s3.gra.io.cloud.ovh.net"}]}, (BUCKET, {})),
        ("scaleway", {"region": "fr-par"}, ("scaleway:index/instanceServer:InstanceServer", {})),
        ("ovh", {"endpoint": "ovh-eu"}, ("ovh:CloudProject/database:Database", {"nodes": [{"region": "GRA"}]})),
        ("random", {}, ("random:index/randomPet:RandomPet", {})),
        ("openstack", OVHCLOUD, (INSTANCE, {"userData": "#!/bin/sh\n# see https://aws.amazon.com\napt-get update\n"})),
        (
            "openstack",
            OVHCLOUD,
            (INSTANCE, {"metadata": {"doc": "10.0.0.7"}, "tags": ["https://github.com/chu/infra"]}),
        ),
    ],
)
def test_what_stays_with_european_operators_is_accepted(
    package: str, settings: Properties, resource: tuple[str, Properties]
) -> None:
    found = verdict(package, settings, resource)

    assert found.exit_code == ACCEPTED, [item.message for item in found.findings if item.stops]


@pytest.mark.parametrize(
    ("package", "settings", "resource", "rule"),
    [
        ("aws", {"region": "eu-west-3"}, (BUCKET, {}), "RMP-LAW-001"),
        ("aws", {"region": "us-east-1"}, (BUCKET, {}), "RMP-LOC-001"),
        (
            "aws",
            {"endpoints": [{"s3": "https://s3.gra.io.cloud.ovh.net"}]},
            ("aws:ec2/instance:Instance", {}),
            "RMP-LAW-001",
        ),
        ("gcp", {"region": "europe-west9"}, ("gcp:storage/bucket:Bucket", {"location": "EU"}), "RMP-LAW-001"),
        ("azure-native", {}, ("azure-native:storage:StorageAccount", {"location": "francecentral"}), "RMP-LAW-001"),
        ("datadog", {}, ("datadog:index/monitor:Monitor", {}), "RMP-LAW-001"),
        ("openstack", {**OVHCLOUD, "authUrl": "https://iad2.dream.io:5000/v3"}, (INSTANCE, {}), "RMP-LAW-001"),
        ("openstack", OVHCLOUD, (INSTANCE, {"region": "BHS5"}), "RMP-LOC-001"),
        ("openstack", OVHCLOUD, (INSTANCE, {"region": "US-EAST-VA-1"}), "RMP-LAW-001"),
        ("openstack", {**OVHCLOUD, "insecure": True}, (INSTANCE, {}), "RMP-PRV-002"),
        ("openstack", {**OVHCLOUD, "insecure": "true"}, (INSTANCE, {}), "RMP-PRV-002"),
        ("openstack", {**OVHCLOUD, "authUrl": "http://auth.cloud.ovh.net/v3"}, (INSTANCE, {}), "RMP-PRV-003"),
        ("openstack", {**OVHCLOUD, "password": "in clear"}, (INSTANCE, {}), "RMP-IDE-001"),
        ("openstack", OVHCLOUD, (INSTANCE, {"adminPass": "in clear"}), "RMP-IDE-001"),
    ],
)
def test_what_falls_under_foreign_law_or_breaks_a_duty_is_rejected(
    package: str, settings: Properties, resource: tuple[str, Properties], rule: str
) -> None:
    found = verdict(package, settings, resource)

    assert found.exit_code == REJECTED
    assert rule in failed(found)


@pytest.mark.parametrize(
    "address",
    [
        "https://auth.cloud.ovh.net@identity.api.rackspacecloud.com/v3",
        "https://identity.api.rackspacecloud.com\\@auth.cloud.ovh.net/v3",
        "https://identity.api.rackspacecloud\u3002com/v3",
        "https://IDENTITY.API.RACKSPACECLOUD.COM./v3",
        "https://identity.api.rackspacecloud%2ecom/v3",
        "\thttps://identity.api.rackspacecloud.com:443/v3#auth.cloud.ovh.net",
    ],
)
def test_an_address_is_read_as_clients_read_it(address: str) -> None:
    found = verdict("openstack", {"authUrl": address, "region": "GRA11"}, (INSTANCE, {}))

    assert "RMP-LAW-001" in failed(found)


UPLOAD = "curl -T /var/records https://records.s3.eu-west-3.amazonaws.com/dump\n"
ENCODED = base64.b64encode(UPLOAD.encode()).decode()


@pytest.mark.parametrize(
    "user_data",
    [
        f"#!/bin/sh\n{UPLOAD}",
        base64.b64encode(f"#!/bin/sh\n{UPLOAD}".encode()).decode(),
        f"#!/bin/sh\necho {ENCODED} | base64 -d | sh\n",
        f"#cloud-config\nwrite_files:\n- path: /x.sh\n  encoding: b64\n  content: {ENCODED}\n",
        "#!/bin/sh\nH=amazonaws.com\ncurl -T /var/records https://records.s3.eu-west-3.$H/dump\n",
        "#cloud-config\nruncmd:\n- [rclone, copy, /var/records, s3:r, --s3-endpoint, s3.eu-west-3.amazonaws.com]\n",
    ],
)
def test_data_that_leaves_by_user_data_is_seen(user_data: str) -> None:
    found = verdict("openstack", OVHCLOUD, (INSTANCE, {"userData": user_data}))

    assert "RMP-DST-001" in failed(found)


@pytest.mark.parametrize(
    ("package", "settings", "resource"),
    [
        ("openstack", {}, (INSTANCE, {})),
        ("openstack", {"cloud": "ovh"}, (INSTANCE, {})),
        ("openstack", {**OVHCLOUD, "authUrl": UNKNOWN}, (INSTANCE, {})),
        ("openstack", {**OVHCLOUD, "authUrl": SECRET}, (INSTANCE, {})),
        ("openstack", {**OVHCLOUD, "authUrl": "https://keystone.example.fr/v3"}, (INSTANCE, {})),
        ("openstack", {**OVHCLOUD, "authUrl": "https://51.15.0.1:5000/v3"}, (INSTANCE, {})),
        ("openstack", {**OVHCLOUD, "authUrl": "/v3"}, (INSTANCE, {})),
        ("openstack", {**OVHCLOUD, "authUrl": "https://10.0.0.1/v3"}, (INSTANCE, {})),
        ("openstack", {**OVHCLOUD, "region": "MOON1"}, (INSTANCE, {})),
        ("openstack", OVHCLOUD, (INSTANCE, {"region": UNKNOWN})),
        ("openstack", OVHCLOUD, (INSTANCE, {"userData": UNKNOWN})),
        ("openstack", OVHCLOUD, (INSTANCE, {"userData": SECRET})),
        ("command", {}, ("command:local:Command", {"create": "true"})),
        ("pulumi-python", {}, ("pulumi-python:dynamic:Resource", {})),
        ("acme", {}, ("acme:index/thing:Thing", {})),
        ("acme", {"endpoint": "https://api.scaleway.com"}, ("acme:index/thing:Thing", {})),
        ("kubernetes", {"kubeconfig": UNKNOWN}, ("kubernetes:core/v1:ConfigMap", {})),
    ],
)
def test_what_cannot_be_told_is_never_a_pass(
    package: str, settings: Properties, resource: tuple[str, Properties]
) -> None:
    assert verdict(package, settings, resource).exit_code == UNTOLD


@pytest.mark.parametrize(
    ("day", "status"), [("2026-11-24", ACCEPTED), ("2026-11-30", ACCEPTED), ("2026-12-01", REJECTED)]
)
def test_outscale_is_accepted_under_secnumcloud_while_it_is_qualified(day: str, status: int) -> None:
    settings: Properties = {"region": "cloudgouv-eu-west-1"}

    found = verdict("outscale", settings, ("outscale:index/vm:Vm", {}), profile="secnumcloud", as_of=day)

    assert found.exit_code == status


def test_a_secret_key_of_outscale_in_clear_stops_the_deployment() -> None:
    settings: Properties = {"region": "cloudgouv-eu-west-1", "accessKeyId": "AK", "secretKeyId": "SK"}

    assert failed(verdict("outscale", settings, ("outscale:index/net:Net", {}))) == {"RMP-IDE-001"}


def test_a_bucket_at_the_object_store_of_another_operator_is_rejected_whatever_the_region() -> None:
    settings: Properties = {"region": "cloudgouv-eu-west-1", "oosEndpoint": "https://s3.eu-west-3.amazonaws.com"}

    assert "RMP-LAW-001" in failed(verdict("outscale", settings, ("outscale:index/bucket:Bucket", {})))


@pytest.mark.parametrize(
    ("package", "settings", "resource", "said"),
    [
        ("openstack", OVHCLOUD, (INSTANCE, {}), "but this is another service"),
        ("outscale", {"region": "eu-west-2"}, ("outscale:index/vm:Vm", {}), "but not in region eu-west-2"),
        ("aws", {"region": "eu-west-3"}, (BUCKET, {}), "no service of"),
    ],
)
def test_the_ways_of_missing_a_qualification_are_told_apart(
    package: str, settings: Properties, resource: tuple[str, Properties], said: str
) -> None:
    found = verdict(package, settings, resource, profile="secnumcloud")

    messages = [item.message for item in found.findings if item.rule.id == "RMP-QUA-002"]
    assert messages
    assert all(said in message for message in messages)


def test_google_technology_under_a_qualified_european_operator_is_accepted_under_secnumcloud() -> None:
    scopes: list[Value] = ["https://www.googleapis.com/auth/cloud-platform"]
    instance: Properties = {"zone": "u-france-east1-a", "serviceAccount": {"scopes": scopes}}

    found = verdict(
        "gcp",
        {"universeDomain": "s3nsapis.fr", "region": "u-france-east1"},
        ("gcp:compute/instance:Instance", instance),
        ("gcp:storage/bucket:Bucket", {"location": "u-france-east1"}),
        profile="secnumcloud",
    )

    assert found.exit_code == ACCEPTED, [item.message for item in found.findings if item.stops]


def test_an_image_that_is_not_known_yet_says_nothing_about_data_that_leaves() -> None:
    found = verdict(
        "docker", {"host": "unix:///var/run/docker.sock"}, ("docker:index/container:Container", {"image": UNKNOWN})
    )

    assert found.exit_code == ACCEPTED
    assert {item.rule.id for item in found.findings} == {"RMP-DST-002"}


@pytest.mark.parametrize(
    ("backend", "secrets", "rules"),
    [
        ("https://api.pulumi.com", "passphrase", {"RMP-STA-001"}),
        ("https://api.pulumi.com", "default", {"RMP-STA-001", "RMP-STA-002"}),
        ("s3://states", "passphrase", {"RMP-STA-001"}),
        ("s3://states?endpoint=s3.gra.io.cloud.ovh.net&region=gra", "passphrase", set()),
        ("gs://states", "passphrase", {"RMP-STA-001"}),
        ("file://~", "awskms://alias/x?region=eu-west-3", {"RMP-STA-002"}),
        ("file://~", "passphrase", set()),
    ],
)
def test_the_state_and_the_key_of_its_secrets_are_placed_too(backend: str, secrets: str, rules: set[str]) -> None:
    found = verdict("openstack", OVHCLOUD, (INSTANCE, {}), backend=backend, secrets=secrets)

    assert failed(found) == rules


def test_the_legal_minimum_discloses_exposure_and_does_not_refuse_it() -> None:
    found = verdict("aws", {"region": "eu-west-3"}, (BUCKET, {}), profile="hds-floor")

    assert found.exit_code == ACCEPTED
    assert "RMP-LAW-001" in {item.rule.id for item in found.findings}
