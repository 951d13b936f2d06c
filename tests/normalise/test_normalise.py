"""What becomes of a resource's own words."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.clouds import family_of
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.values import SECRET, UNKNOWN, Mark, Properties, Value
from tests.normalise.normalise_builders import normalised


def openstack_tokens() -> list[str]:
    """Return the token of every resource that the installed pulumi-openstack registers."""
    spec = find_spec("pulumi_openstack")
    assert spec is not None
    assert spec.origin is not None
    pattern = re.compile(r"'(openstack:\w+/\w+:\w+)',\s*resource_name")
    sources = Path(spec.origin).parent.rglob("*.py")
    return sorted({token for file in sources for token in pattern.findall(file.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("token", openstack_tokens())
def test_every_openstack_type_has_a_row(token: str) -> None:
    family = family_of("openstack")
    assert family is not None

    assert token.partition(":")[2] in family.types


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("openstack:blockstorage/volume:Volume", "openstack:index/blockstorageVolumeV3:BlockstorageVolumeV3"),
        ("openstack:compute/instance:Instance", "openstack:index/computeInstanceV2:ComputeInstanceV2"),
        ("openstack:bgpvpn/v2:V2", "openstack:index/bgpvpnV2:BgpvpnV2"),
    ],
)
def test_two_spellings_of_a_token_are_one_kind(one: str, other: str) -> None:
    assert normalised(one).kind is normalised(other).kind


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("openstack:networking/secGroupRule:SecGroupRule", Kind.SECURITY_GROUP_RULE),
        ("openstack:objectstorage/container:Container", Kind.BUCKET),
        ("outscale:index/vm:Vm", Kind.INSTANCE),
        ("outscale:index/loadBalancer:LoadBalancer", Kind.LOAD_BALANCER),
        ("ovh:CloudProject/database:Database", Kind.DATABASE),
        ("scaleway:index/objectBucket:ObjectBucket", Kind.BUCKET),
        ("aws:s3/bucketV2:BucketV2", Kind.BUCKET),
        ("aws:iam/role:Role", Kind.IDENTITY),
        ("aws-native:s3:Bucket", Kind.BUCKET),
        ("azure-native:storage/v20230101:StorageAccount", Kind.BUCKET),
        ("azure-native_storage_v20230101:storage:StorageAccount", Kind.BUCKET),
        ("azure:storage/account:Account", Kind.BUCKET),
        ("gcp:storage/bucket:Bucket", Kind.BUCKET),
        ("kubernetes:apps/v1:Deployment", Kind.CONTAINER),
        ("docker:index/container:Container", Kind.CONTAINER),
        ("cloudflare:index/record:Record", Kind.DNS_RECORD),
        ("datadog:index/monitor:Monitor", Kind.MONITOR),
        ("random:index/randomPassword:RandomPassword", Kind.VALUE),
        ("tls:index/privateKey:PrivateKey", Kind.VALUE),
        ("command:local:Command", Kind.COMMAND),
        ("pulumi-python:dynamic:Resource", Kind.DYNAMIC),
        ("pulumi-nodejs:dynamic/backup:Dump", Kind.DYNAMIC),
        ("pulumi:pulumi:StackReference", Kind.STACK_REFERENCE),
        ("pulumi:pulumi:Stack", Kind.STACK),
        ("digitalocean:index/droplet:Droplet", Kind.OTHER),
        ("aws:braket/thing:Thing", Kind.OTHER),
        ("external:index/thing:Thing", Kind.COMMAND),
        ("acme:index/thing:Thing", Kind.UNSUPPORTED),
    ],
)
def test_a_type_is_called_by_its_neutral_word(token: str, kind: Kind) -> None:
    assert normalised(token).kind is kind


def test_a_component_is_no_resource_of_a_package() -> None:
    assert normalised("acme:web:Service", custom=False).kind is Kind.COMPONENT


@pytest.mark.parametrize("token", ["command:remote:Command", "pulumi-python:dynamic:Resource", "acme:index/x:X"])
def test_what_hides_its_effect_says_so(token: str) -> None:
    assert normalised(token).attributes["opaque"]


@pytest.mark.parametrize(
    ("token", "inputs", "regions"),
    [
        ("openstack:compute/instance:Instance", {"region": "SBG5"}, ["SBG5"]),
        ("outscale:index/vm:Vm", {"placementSubregionName": "cloudgouv-eu-west-1a"}, ["cloudgouv-eu-west-1"]),
        ("aws:ec2/instance:Instance", {"availabilityZone": "eu-west-3b"}, ["eu-west-3"]),
        ("aws:ec2/instance:Instance", {"region": "eu-west-3", "availabilityZone": "eu-west-3b"}, ["eu-west-3"]),
        ("aws:dynamodb/table:Table", {"replicas": [{"regionName": "us-east-1"}]}, ["us-east-1"]),
        ("gcp:compute/instance:Instance", {"zone": "europe-west9-a"}, ["europe-west9"]),
        ("gcp:storage/bucket:Bucket", {"location": "US"}, ["US"]),
        ("azure-native:storage:StorageAccount", {"location": "West Europe"}, ["West Europe"]),
        ("scaleway:index/instanceServer:InstanceServer", {"zone": "fr-par-1"}, ["fr-par"]),
        ("ovh:CloudProject/database:Database", {"nodes": [{"region": "GRA"}, {"region": "BHS"}]}, ["GRA", "BHS"]),
        ("openstack:compute/instance:Instance", {"region": UNKNOWN}, [UNKNOWN]),
        ("openstack:compute/instance:Instance", {"region": ""}, []),
    ],
)
def test_a_resource_names_its_regions(token: str, inputs: Properties, regions: list[Value]) -> None:
    found = [claim.value for claim in normalised(token, inputs).regions]

    assert list(dict.fromkeys(found)) == regions


@pytest.mark.parametrize(
    ("inputs", "opening"),
    [
        ({"remoteIpPrefix": "10.0.0.0/8", "portRangeMin": 22, "portRangeMax": 22}, ("10.0.0.0/8", 22, 22)),
        ({}, ("0.0.0.0/0", 0, 65535)),
        ({"ethertype": "IPv6"}, ("::/0", 0, 65535)),
    ],
)
def test_a_rule_without_limits_opens_to_the_world(inputs: Properties, opening: tuple[str, int, int]) -> None:
    found = normalised("openstack:networking/secGroupRule:SecGroupRule", inputs).attributes["openings"]

    assert isinstance(found, list)
    assert isinstance(found[0], dict)
    assert (found[0]["cidr"], found[0]["from"], found[0]["to"]) == opening


def test_the_rules_of_outscale_are_read_in_both_forms() -> None:
    rule: Properties = {"fromPortRange": 443, "toPortRange": 443, "ipProtocol": "tcp", "ipRanges": ["10.0.0.0/8"]}
    inputs: Properties = {"flow": "Inbound", "rules": [rule], "ipRange": "0.0.0.0/0", "fromPortRange": -1}

    found = normalised("outscale:index/securityGroupRule:SecurityGroupRule", inputs).attributes

    assert found["direction"] == "ingress"
    assert found["openings"] == [
        {"cidr": "10.0.0.0/8", "from": 443, "to": 443, "protocol": "tcp"},
        {"cidr": "0.0.0.0/0", "from": 0, "to": 65535, "protocol": "any"},
    ]


def test_a_rule_for_a_group_opens_to_no_network() -> None:
    found = normalised("openstack:networking/secGroupRule:SecGroupRule", {"remoteGroupId": "g"})

    assert found.attributes["openings"] == []


@pytest.mark.parametrize(
    ("volume_type", "encrypted"), [("high-speed-luks", True), ("classic", UNKNOWN), (UNKNOWN, UNKNOWN)]
)
def test_a_volume_is_encrypted_when_its_type_says_so(volume_type: Value, encrypted: Value) -> None:
    volume = normalised("openstack:blockstorage/volume:Volume", {"volumeType": volume_type})

    assert volume.attributes["encrypted"] is encrypted


@pytest.mark.parametrize(
    ("inputs", "paths"),
    [
        ({"password": "hunter2"}, ["password"]),
        ({"password": SECRET}, []),
        ({"password": UNKNOWN}, []),
        ({"password": ""}, []),
        ({"password": "${DB_PASSWORD}"}, []),
        ({"passwordSecretRef": "records"}, []),
        ({"tokenUrl": "https://id.example/token"}, []),
        ({"environment": {"DB_PASSWORD": "hunter2"}}, ["environment.DB_PASSWORD"]),
        ({"environment": {"DB_PASSWORD_FILE": "/run/x"}}, []),
        ({"envs": [{"name": "API_TOKEN", "value": "t0ken"}]}, ["envs.0.value"]),
        ({"uri": "postgres://app:hunter2@db/records"}, ["uri"]),
        ({"connection": "Server=db;Password=hunter2;"}, ["connection"]),
        ({"repo": "git@github.com:org/repo.git"}, []),
        ({"user": [{"privateKey": "k"}]}, ["user.0.privateKey"]),
    ],
)
def test_a_credential_in_clear_is_named_by_its_path(inputs: Properties, paths: list[str]) -> None:
    assert normalised("aws:ecs/service:Service", inputs).attributes["clear_credentials"] == paths


def test_a_manifest_tells_the_name_of_a_secret_from_what_stands_in_it() -> None:
    spec: Value = {"data": [{"secretKey": "motdepasse", "remoteRef": {"key": "dpi/base"}}], "password": "hunter2"}
    manifest: Properties = {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "spec": spec}

    found = normalised("kubernetes:external-secrets.io/v1:ExternalSecret", manifest)

    assert found.attributes["clear_credentials"] == ["spec.password"]


def test_a_private_key_in_user_data_is_a_credential_in_clear() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\n" + "A" * 200  # not a key: only its form counts

    found = normalised("openstack:compute/instance:Instance", {"userData": key})

    assert found.attributes["clear_credentials"] == ["userData"]


def test_a_type_can_hold_a_credential_under_a_name_that_does_not_say_so() -> None:
    found = normalised("openstack:keymanager/secretV1:SecretV1", {"payload": "hunter2"})

    assert found.attributes["clear_credentials"] == ["payload"]


@pytest.mark.parametrize(
    ("inputs", "labels"),
    [
        ({"tags": {"team": "care"}}, {"team": "care"}),
        ({"tags": [{"key": "team", "value": "care"}]}, {"team": "care"}),
        ({"tags": ["team:care", "tier=1"]}, {"team": "care", "tier": "1"}),
        ({"labels": {"team": UNKNOWN}}, {"team": UNKNOWN}),
        (
            {"tags": ["url=https://care.example.fr", "aws:team=care"]},
            {"url": "https://care.example.fr", "aws:team": "care"},
        ),
        ({"tags": {"team": "care"}, "tagsAll": {"tier": "1"}}, {"team": "care", "tier": "1"}),
        ({"tags": UNKNOWN}, UNKNOWN),
        ({"tags": ["team=care", UNKNOWN]}, UNKNOWN),
        ({"tags": [{"key": SECRET, "value": "care"}]}, SECRET),
        ({"metadata": {"team": "care"}}, {}),
        ({"labels": {"tier": 1, "none": None}}, {"tier": "1", "none": ""}),
    ],
)
def test_labels_are_read_in_every_form(inputs: Properties, labels: Properties | Mark) -> None:
    assert normalised("aws:s3/bucket:Bucket", inputs).labels == labels


def test_a_provider_may_call_labels_by_a_name_of_its_own() -> None:
    inputs: Properties = {"metadata": {"team": "care"}, "tags": ["tier=1"]}

    assert normalised("openstack:compute/instance:Instance", inputs).labels == {"team": "care", "tier": "1"}


def test_the_images_of_a_workload_are_software_that_comes_in() -> None:
    pod = {"spec": {"template": {"spec": {"containers": [{"image": "quay.io/org/app:1"}]}}}}

    found = normalised("kubernetes:apps/v1:Deployment", pod).addresses

    assert [(address.path, address.value, address.role) for address in found] == [
        ("spec.template.spec.containers.0.image", "quay.io/org/app:1", Role.FETCHES)
    ]


def test_a_record_leads_to_its_target() -> None:
    found = normalised("openstack:dns/recordSet:RecordSet", {"records": ["a.example.", UNKNOWN]}).addresses

    assert [address.value for address in found] == ["a.example.", UNKNOWN]


MARKS = st.sampled_from([UNKNOWN, SECRET])
VALUES: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | MARKS,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        *("region", "zone", "location", "tags", "labels", "userData", "endpoints", "endpointOverrides", "authUrl"),
        *("kubeconfig", "spec", "rules", "replicas", "members", "records", "insecure", "volumeType", "connection"),
        *("containerRead", "visibility", "acl", "nodes", "metadata", "remoteIpPrefix", "flow", "host", "apiUrl"),
    ]
)
TOKENS = st.sampled_from(
    [
        *openstack_tokens()[::9],
        "outscale:index/securityGroupRule:SecurityGroupRule",
        "aws:s3/bucket:Bucket",
        "gcp:storage/bucketIAMMember:BucketIAMMember",
        "kubernetes:apps/v1:Deployment",
        "azure-native:compute:VirtualMachine",
        *(
            f"pulumi:providers:{name}"
            for name in ("openstack", "outscale", "aws", "gcp", "kubernetes", "azure", "acme")
        ),
    ]
)


@given(TOKENS, st.dictionaries(NAMES, VALUES, max_size=6))
def test_no_input_is_too_odd_to_be_normalised(token: str, inputs: dict[str, Value]) -> None:
    found = normalised(token, inputs)

    assert isinstance(found.attributes["clear_credentials"], list)
