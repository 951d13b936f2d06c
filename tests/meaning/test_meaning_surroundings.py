"""What a manifest says with what other manifests of the same deployment say."""

from __future__ import annotations

import base64
import json

import pytest

from rempart.catalogue import load_catalogue
from rempart.meaning import Known, Surveyor
from rempart.model.mention import Role
from rempart.model.resource import Resource
from rempart.model.values import Properties, Value
from tests.builders import an_urn

AT_OVHCLOUD = {"AWS_ENDPOINTS": "https://s3.gra.io.cloud.ovh.net"}


def a_manifest(kind: str, name: str, **fields: Value) -> Resource:
    token = f"kubernetes:core/v1:{kind}"
    inputs: Properties = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, **fields}
    return Resource(an_urn(name, token), token, name, inputs)


def sent_to(resource: Resource, *others: Resource) -> set[str]:
    """Return the hosts that data goes to, as far as they are told."""
    said = Surveyor(load_catalogue(), (resource, *others)).survey(resource, Known())
    return {mention.host.name for mention in said.mentions if mention.role is Role.SENDS}


def longhorn(secret: str) -> Resource:
    values = {"backupTarget": "s3://longhorn@gra/", "backupTargetCredentialSecret": secret}
    return a_manifest("ConfigMap", "longhorn", data={"values.yaml": json.dumps({"defaultSettings": values})})


def test_a_store_is_where_the_secret_beside_it_says() -> None:
    encoded = {name: base64.b64encode(value.encode()).decode() for name, value in AT_OVHCLOUD.items()}

    assert sent_to(longhorn("s3"), a_manifest("Secret", "s3", stringData=AT_OVHCLOUD)) == set()
    assert sent_to(longhorn("s3"), a_manifest("Secret", "s3", data=encoded)) == set()


@pytest.mark.parametrize(
    "secret",
    [
        a_manifest("Secret", "other", stringData=AT_OVHCLOUD),
        a_manifest("Secret", "s3", stringData={"AWS_ACCESS_KEY_ID": "x"}),
        a_manifest("Secret", "s3", stringData=None),
        a_manifest("Secret", "s3", data={"AWS_ENDPOINTS": "not base64 !"}),
    ],
    ids=["another", "no endpoint", "nothing", "damaged"],
)
def test_a_store_is_amazons_where_no_secret_beside_it_says_otherwise(secret: Resource) -> None:
    assert sent_to(longhorn("s3"), secret) == {"s3.amazonaws.com"}


@pytest.mark.parametrize(
    "taken",
    [
        {"envFrom": [{"configMapRef": {"name": "settings"}}]},
        {"env": [{"name": "SINK_URL", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "SINK_URL"}}}]},
    ],
    ids=["whole", "singly"],
)
def test_a_container_knows_the_variables_that_it_takes_from_a_map(taken: dict[str, Value]) -> None:
    command = ["sh", "-c", "curl -T /data https://$SINK_URL/x"]
    pod = a_manifest("Pod", "dpi", spec={"containers": [{"name": "x", "image": "x", "command": command, **taken}]})
    settings = a_manifest("ConfigMap", "settings", data={"SINK_URL": "ingest.us-vendor.com"})

    assert sent_to(pod, settings) == {"ingest.us-vendor.com"}
    assert sent_to(pod) == set()
