"""The state backend and the secrets provider are placed like everything else."""

from __future__ import annotations

import pytest

from rempart.model.placement import Placement
from tests.placement.placement_builders import placed


def _backend(url: str | None) -> Placement:
    return placed(backend=url).backend


def _secrets(url: str | None, backend: str | None = "file://~") -> Placement:
    return placed(backend=backend, secrets_provider=url).secrets_provider


@pytest.mark.parametrize(
    ("url", "operator", "region"),
    [
        ("https://api.pulumi.com", "pulumi-cloud", None),
        ("s3://state", "aws", None),
        ("s3://state?region=eu-west-3", "aws", "eu-west-3"),
        ("s3://state?region=eu-west-3&endpoint=s3.gra.io.cloud.ovh.net&s3ForcePathStyle=true", "ovhcloud", "GRA"),
        ("s3://state?endpoint=https://s3.gra.io.cloud.ovh.net", "ovhcloud", "GRA"),
        ("gs://state", "gcp", None),
        ("azblob://state", "azure", None),
    ],
)
def test_a_backend_is_placed_by_its_url(url: str, operator: str, region: str | None) -> None:
    placement = _backend(url)

    assert (placement.operator, placement.region) == (operator, region)


@pytest.mark.parametrize("url", ["file://~", "file:///srv/state", "postgres://db.internal/state"])
def test_a_backend_on_the_own_network_is_local(url: str) -> None:
    assert _backend(url).local


@pytest.mark.parametrize(
    "url",
    [
        None,
        "postgres://db.nobody-knows.fr/state",
        "weird://x",
        "https://",
        "s3://x?endpoint=[",
        "s3://x?endpoint=a b",
        "s3://x?endpoint=s3.amazonaws.com&endpoint=s3.gra.io.cloud.ovh.net",
        "s3://x?endpoint=&Endpoint=s3.gra.io.cloud.ovh.net",
        "s3://x?region=eu-west-3&region=us-east-1",
    ],
)
def test_a_backend_that_nobody_can_place_is_undetermined(url: str | None) -> None:
    placement = _backend(url)

    assert placement.operator is None
    assert "operator" in placement.unknown


@pytest.mark.parametrize(
    ("url", "operator", "region"),
    [
        ("awskms://alias/pulumi?region=eu-west-3", "aws", "eu-west-3"),
        ("awskms:///arn:aws:kms:us-east-1:1234:key/x", "aws", "us-east-1"),
        ("gcpkms://projects/p/locations/europe-west9/keyRings/r/cryptoKeys/k", "gcp", "europe-west9"),
        ("azurekeyvault://records.vault.azure.net/keys/k", "azure", None),
        ("default", "pulumi-cloud", None),
        ("service", "pulumi-cloud", None),
    ],
)
def test_a_secrets_provider_is_placed_by_its_url(url: str, operator: str, region: str | None) -> None:
    placement = _secrets(url, "https://api.pulumi.com")

    assert (placement.operator, placement.region) == (operator, region)


def test_a_backend_whose_parameters_cannot_be_read_is_where_its_scheme_leads() -> None:
    assert _backend("s3://[state?region=eu-west-3").operator == "aws"


def test_a_passphrase_stays_on_the_machine() -> None:
    assert _secrets("passphrase").local


@pytest.mark.parametrize(
    ("url", "hint"), [("hashivault://key", "VAULT_ADDR"), (None, "secretsprovider"), ("cloud", "not known")]
)
def test_a_secrets_provider_that_nobody_can_place_says_why(url: str | None, hint: str) -> None:
    assert hint in _secrets(url).unknown["operator"].told


@pytest.mark.parametrize("url", ["s3://state?endpoint=minio.chu-lille.fr", "https://pulumi.chu-lille.fr"])
def test_a_backend_at_a_host_of_ones_own_is_at_home(url: str) -> None:
    result = placed(backend=url, own=("chu-lille.fr",))

    assert result.backend.local
    assert result.believed == ("chu-lille.fr",)


def test_a_backend_at_a_known_host_is_its_operators_whatever_is_declared() -> None:
    result = placed(backend="s3://state?endpoint=s3.gra.io.cloud.ovh.net", own=("cloud.ovh.net",))

    assert result.backend.operator == "ovhcloud"
