"""What a provider of Outscale's says of where it goes, in the forms of the native one and of the Terraform bridge."""

from __future__ import annotations

import pytest

from rempart.model.values import SECRET, UNKNOWN, Properties, Value
from tests.normalise.normalise_builders import normalised, settings


@pytest.mark.parametrize(
    ("inputs", "endpoint"),
    [
        ({}, None),
        ({"endpoint": "https://api.eu-west-2.outscale.com/api/v1"}, "https://api.eu-west-2.outscale.com/api/v1"),
        (
            {"endpoint": "https://api.us-east-2.outscale.com", "region": "eu-west-2"},
            "https://api.us-east-2.outscale.com",
        ),
        ({"endpoint": UNKNOWN}, UNKNOWN),
        ({"api": {"endpoint": "https://cloud.example.fr/api/v1"}}, "https://cloud.example.fr/api/v1"),
        ({"api": [{"endpoint": "https://cloud.example.fr/api/v1"}]}, "https://cloud.example.fr/api/v1"),
        ({"apis": [{"endpoint": "https://cloud.example.fr/api/v1"}]}, "https://cloud.example.fr/api/v1"),
        ({"endpoints": [{"api": "https://cloud.example.fr/api/v1"}]}, "https://cloud.example.fr/api/v1"),
        ({"api": UNKNOWN}, UNKNOWN),
    ],
)
def test_its_endpoint_is_found_in_every_form(inputs: Properties, endpoint: Value) -> None:
    found = settings("outscale", inputs).endpoint

    assert (found.value if found is not None else None) == endpoint


@pytest.mark.parametrize(
    ("inputs", "obeyed"),
    [
        ({"region": "eu-west-2"}, True),
        ({"region": "us-east-2"}, False),
        ({"region": UNKNOWN}, False),
        ({}, True),
    ],
)
def test_the_bridge_writes_its_region_into_an_endpoint_without_a_path(
    inputs: Properties,
    obeyed: bool,  # noqa: FBT001 - a row of the table
) -> None:
    host = "api.eu-west-2.outscale.com"

    found = [
        settings("outscale", {"endpoints": [{"api": host}], **inputs}).endpoint for host in (host, f"https://{host}")
    ]

    assert [claim is not None for claim in found] == [obeyed, obeyed]


def test_an_endpoint_without_a_path_does_not_say_where_the_bridge_connects_unless_a_region_does() -> None:
    inputs: Properties = {"api": {"endpoint": "https://api.cloudgouv-eu-west-1.outscale.com"}}

    found = normalised("pulumi:providers:outscale", inputs)

    assert found.attributes["endpoint_stated"] is False
    assert "endpoint" not in found.attributes


@pytest.mark.parametrize(
    ("inputs", "region"),
    [
        ({"region": "eu-west-2"}, "eu-west-2"),
        ({"api": {"region": "us-east-2"}, "region": "eu-west-2"}, "us-east-2"),
        ({"api": [{"region": "us-east-2"}]}, "us-east-2"),
        ({"region": UNKNOWN}, UNKNOWN),
    ],
)
def test_its_region_is_found_in_every_form(inputs: Properties, region: Value) -> None:
    found = settings("outscale", inputs).region

    assert found is not None
    assert found.value == region


@pytest.mark.parametrize(
    ("inputs", "services"),
    [
        ({"oosEndpoint": "https://s3.example.fr"}, {"oos": "https://s3.example.fr"}),
        ({"oosEndpoint": UNKNOWN}, {"oos": UNKNOWN}),
        ({"endpoints": [{"oks": "https://oks.example.fr"}]}, {"oks": "https://oks.example.fr"}),
        ({"oks": {"endpoint": "https://oks.example.fr", "region": "eu-west-2"}}, {"oks": "https://oks.example.fr"}),
        ({"oks": {"region": "us-east-2"}}, {"oks": "api.us-east-2.oks.outscale.com"}),
        ({"oks": [{"region": UNKNOWN}]}, {"oks": UNKNOWN}),
        ({"endpoints": UNKNOWN}, {"*": UNKNOWN}),
        ({"region": "eu-west-2"}, {}),
    ],
)
def test_services_of_their_own_endpoint_are_found(inputs: Properties, services: Properties) -> None:
    found = normalised("pulumi:providers:outscale", inputs).settings

    assert found is not None
    assert {name: setting.value for name, setting in found.services.items()} == services


@pytest.mark.parametrize(
    ("inputs", "verified"),
    [
        ({}, True),
        ({"caFile": "/etc/ssl/own.pem"}, True),
        ({"insecure": True}, False),
        ({"api": {"insecure": True}}, False),
        ({"api": [{"insecure": "true"}]}, False),
        ({"api": {"insecure": UNKNOWN}}, UNKNOWN),
        ({"api": UNKNOWN}, UNKNOWN),
    ],
)
def test_verification_is_on_unless_it_is_switched_off(inputs: Properties, verified: Value) -> None:
    assert normalised("pulumi:providers:outscale", inputs).attributes["tls_verified"] is verified


@pytest.mark.parametrize(
    ("inputs", "paths"),
    [
        ({"accessKeyId": "AK", "secretKeyId": "SK"}, ["secretKeyId"]),
        ({"accessKeyId": "AK", "secretKeyId": SECRET}, []),
    ],
)
def test_its_secret_key_is_a_credential(inputs: Properties, paths: list[str]) -> None:
    """The access key's identifier is none: it goes over the wire in clear with each request."""
    assert normalised("pulumi:providers:outscale", inputs).attributes["clear_credentials"] == paths


@pytest.mark.parametrize("name", ["endpoint", "oosEndpoint"])
def test_an_endpoint_in_clear_text_is_named(name: str) -> None:
    found = normalised("pulumi:providers:outscale", {name: "http://cloud.example.fr"})

    assert found.attributes["clear_text_endpoints"] == [name]
