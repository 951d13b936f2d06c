"""A cloud whose host follows from its region is rows of the catalogue: nothing in the engine knows it by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rempart.catalogue import Catalogue, load_catalogue
from rempart.inputs.environment import read_environment
from rempart.model.deployment import Deployment, Source, SourceKind
from rempart.model.placement import Placement
from rempart.model.resource import Resource
from rempart.model.values import Properties
from rempart.normalise import normalise
from rempart.placement import place
from tests.catalogue.catalogue_builders import a_catalogue

PACKAGE = {
    "name": "nimbus",
    "reach": "endpoint",
    "host_template": "api.{region}.nimbus.example",
    "services": [
        {
            "name": "store",
            "host_template": "s3.{region}.nimbus.example",
            "variables": ["NIMBUS_STORE_URL"],
        }
    ],
    "endpoint_names": {"nimbus-north": "api.north.nimbus.example"},
    "variables": {"region": ["NIMBUS_REGION"], "endpoint": ["NIMBUS_URL"], "unverified": ["NIMBUS_INSECURE"]},
}


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    a_catalogue(tmp_path, packages=[PACKAGE])
    return load_catalogue(tmp_path)


def placed(catalogue: Catalogue, token: str, inputs: Properties, **variables: str) -> Placement:
    """Place one resource whose provider gets these inputs, in an environment with these variables."""
    urn = "urn:pulumi:dev::health::pulumi:providers:nimbus::main"
    provider = Resource(urn, "pulumi:providers:nimbus", "main", inputs)
    resource = Resource(f"urn:pulumi:dev::health::{token}::it", token, "it", {}, provider=urn)
    environment = read_environment(variables, Path("/nonexistent"), catalogue) if variables else None
    deployment = Deployment(Source(SourceKind.PREVIEW, "preview.json"), (provider, resource), environment=environment)
    return place(normalise(deployment, catalogue), catalogue, date(2026, 12, 1)).resources[-1].placement


@pytest.mark.parametrize(
    ("token", "inputs", "variables", "host"),
    [
        ("nimbus:compute:Server", {"region": "north"}, {}, "api.north.nimbus.example"),
        ("nimbus:store:Bucket", {"region": "north"}, {}, "s3.north.nimbus.example"),
        ("nimbus:compute:Server", {}, {"NIMBUS_REGION": "north"}, "api.north.nimbus.example"),
        ("nimbus:compute:Server", {}, {"NIMBUS_URL": "nimbus-north"}, "api.north.nimbus.example"),
        ("nimbus:compute:Server", {"region": "north"}, {"NIMBUS_REGION": "fjord1"}, "api.north.nimbus.example"),
        (
            "nimbus:store:Bucket",
            {"region": "north"},
            {"NIMBUS_STORE_URL": "s3.fjord1.nimbus.example"},
            "s3.fjord1.nimbus.example",
        ),
        ("nimbus:compute:Server", {}, {}, None),
    ],
)
def test_a_new_cloud_is_placed_by_its_rows(
    catalogue: Catalogue, *, token: str, inputs: Properties, variables: dict[str, str], host: str | None
) -> None:
    assert placed(catalogue, token, inputs, **variables).host == host
