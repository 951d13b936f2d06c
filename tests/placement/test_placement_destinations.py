"""Addresses inside a resource's properties are placed like resources."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.values import SECRET, UNKNOWN, Properties, Value
from tests.placement.placement_builders import OVH, a_provider, a_resource, last

IN, OUT = Role.FETCHES, Role.SENDS


def _addresses(value: Value, role: Role = OUT) -> list[str]:
    item = a_resource(addresses=(("target", value, role),), inputs={"target": value})
    return [destination.host for destination in last(OVH, item).destinations]


def _found(inputs: Properties) -> list[tuple[str, str, Role]]:
    result = last(OVH, a_resource(inputs=inputs))
    return sorted((found.path, found.host, found.role) for found in result.destinations)


@pytest.mark.parametrize(
    ("value", "hosts"),
    [
        ("https://intake.datadoghq.com/v1", ["intake.datadoghq.com"]),
        ("intake.datadoghq.com:443", ["intake.datadoghq.com"]),
        ("db.internal", []),
        ("s3://bucket/prefix", ["s3.amazonaws.com"]),
        ("arn:aws:kms:eu-west-3:1:key/x", ["eu-west-3.amazonaws.com"]),
        ("arn:aws-cn:s3:::bucket", ["amazonaws.com.cn"]),
        ("Server=tcp:x.database.windows.net,1433;Database=y", ["x.database.windows.net"]),
        ("host=db.nobody-knows.fr user=x", ["db.nobody-knows.fr"]),
        ("ops@datadoghq.com", ["datadoghq.com"]),
        (["https://a.nobody-knows.fr", "https://b.nobody-knows.fr"], ["a.nobody-knows.fr", "b.nobody-knows.fr"]),
        ("https://nowhere.test", []),
        ("nowhere.test", []),
        ("", []),
        (None, []),
    ],
)
def test_a_property_known_to_hold_an_address_is_placed(value: Value, hosts: list[str]) -> None:
    assert _addresses(value) == hosts


@pytest.mark.parametrize(
    ("proxy", "hosts"),
    [
        ("http://proxy.us-vendor.com:3128", ["proxy.us-vendor.com"]),
        ("socks5://proxy.nobody-knows.example.net:1080", ["proxy.nobody-knows.example.net"]),
        ("http://10.0.0.3:3128", []),
        ("http://proxy.internal:3128", []),
    ],
)
def test_a_provider_sends_its_requests_to_its_proxy_by_whatever_name(proxy: str, hosts: list[str]) -> None:
    provider = a_provider("kubernetes", endpoint="https://auth.cloud.ovh.net/v3", through=[proxy])

    assert [(found.host, found.role) for found in last(provider).destinations] == [(host, OUT) for host in hosts]


@pytest.mark.parametrize("mark", [UNKNOWN, SECRET])
def test_a_proxy_that_nobody_shows_is_told(mark: Value) -> None:
    provider = a_provider("kubernetes", endpoint="https://auth.cloud.ovh.net/v3", through=[mark])

    assert "kubeconfig" in last(provider).unread


@pytest.mark.parametrize(
    ("value", "hosts"),
    [
        ("nginx:1.25", ["docker.io"]),
        ("ghcr.io/o/a", ["ghcr.io"]),
        ("https://github.com/x.qcow2", ["github.com"]),
        ("Debian 12", []),
    ],
)
def test_an_image_is_placed_with_its_registry(value: str, hosts: list[str]) -> None:
    assert _addresses(value, IN) == hosts


def test_a_destination_is_placed_like_a_resource() -> None:
    item = a_resource(addresses=(("sink", "https://intake.datadoghq.com", OUT),))

    destination = last(OVH, item).destinations[0]

    assert (destination.path, destination.role) == ("sink", OUT)
    assert (destination.placement.operator, destination.placement.entity) == ("datadog", "datadog SA")


def test_a_destination_that_nobody_knows_is_undetermined() -> None:
    item = a_resource(addresses=(("sink", "81.2.69.142", OUT),))

    assert "operator" in last(OVH, item).destinations[0].placement.unknown


@pytest.mark.parametrize("value", [UNKNOWN, SECRET])
def test_an_address_or_text_that_is_withheld_is_reported_as_unread(value: Value) -> None:
    result = last(OVH, a_resource(addresses=(("sink", value, OUT),), texts=(("userData", value),)))

    assert result.destinations == ()
    assert set(result.unread) == {"sink", "userData"}


def test_a_text_with_an_unknown_inside_is_searched_and_reported() -> None:
    result = last(OVH, a_resource(texts=(("files", [{"a": "curl https://github.com/x"}, {"b": [UNKNOWN]}]),)))

    assert [found.host for found in result.destinations] == ["github.com"]
    assert "files" in result.unread


def test_an_address_that_the_run_decides_is_reported_as_unread() -> None:
    result = last(OVH, a_resource(addresses=(("sink", "\ue000.x", OUT), ("other", "https://x.\ue000/", OUT))))

    assert set(result.unread) == {"sink", "other"}


@pytest.mark.parametrize("kind", [Kind.DATABASE, Kind.INSTANCE, Kind.LOAD_BALANCER, Kind.FLOATING_IP, Kind.PORT])
def test_an_unknown_address_of_a_machine_of_the_deployment_is_where_that_machine_is(kind: Kind) -> None:
    machine = a_resource(kind=kind, name="machine")
    item = a_resource(addresses=(("dsn", UNKNOWN, OUT),), dependencies={"dsn": (machine.resource.urn,)})

    result = last(OVH, machine, item)

    assert result.unread == {}
    assert [found.placement.operator for found in result.destinations] == ["ovhcloud"]


def test_user_data_names_the_place_inside_it() -> None:
    text = "#cloud-config\nruncmd:\n- curl -T x https://s3.amazonaws.com\n"

    result = last(OVH, a_resource(texts=(("userData", text),), inputs={"userData": text}))

    assert [(found.path, found.host) for found in result.destinations] == [("userData!runcmd.0", "s3.amazonaws.com")]


def test_what_of_user_data_cannot_be_read_names_its_place() -> None:
    text = "#!/bin/sh\ncurl https://$HOST/\n"

    assert "userData!line 2" in last(OVH, a_resource(texts=(("userData", text),))).unread


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"x": "https://s3.amazonaws.com"}, [("x", "s3.amazonaws.com", OUT)]),
        ({"imageSourceUrl": "https://github.com/x"}, [("imageSourceUrl", "github.com", IN)]),
        ({"a": {"b": [{"c": "s3.amazonaws.com"}]}}, [("a.b.0.c", "s3.amazonaws.com", OUT)]),
        ({"logHost": "logs.nobody-knows.fr"}, [("logHost", "logs.nobody-knows.fr", OUT)]),
        ({"script": "#!/bin/sh\nnc logs.nobody-knows.fr 1\n"}, [("script!line 2", "logs.nobody-knows.fr", OUT)]),
        ({"policy": '{"sink": "https://s3.amazonaws.com"}'}, [("policy!sink", "s3.amazonaws.com", OUT)]),
        ({"blob": "Y3VybCAtVCB4IGh0dHBzOi8vczMuYW1hem9uYXdzLmNvbS8K"}, [("blob", "s3.amazonaws.com", OUT)]),
        ({"blob": ["Y3VybCAtVCB4IGh0dHBzOi8vczMuYW1hem9uYXdzLmNvbS8K"]}, [("blob.0", "s3.amazonaws.com", OUT)]),
        ({"name": "records.v2", "cidr": "10.0.0.0/8", "file": "app.conf"}, []),
        ({"dns": "9.9.9.9"}, [("dns", "9.9.9.9", OUT)]),
        ({"address": "203.0.113.9", "remoteIpPrefix": "203.0.113.0/24"}, []),
        ({"hostname": "records.nobody-knows.fr", "domain": "nobody-knows.fr"}, []),
        ({"cible": "records.nobody-knows.fr"}, [("cible", "records.nobody-knows.fr", OUT)]),
        ({"service": "compute.googleapis.com"}, []),
        ({"description": "see https://github.com", "$schema": "https://github.com/s"}, []),
        ({"__defaults": ["https://github.com"]}, []),
        ({"n": 5, "flag": True, "nothing": None, "empty": [], "hidden": SECRET, "later": UNKNOWN}, []),
        ({"id": "3f2504e0-4f89-11d3-9a0c-0305e82c3301-3f2504e0"}, []),
    ],
)
def test_any_other_string_is_searched_for_what_is_connected_to(
    inputs: Properties, expected: list[tuple[str, str, Role]]
) -> None:
    assert _found(inputs) == expected


def test_links_in_labels_and_prose_lead_nowhere() -> None:
    inputs: Properties = {"tags": {"ticket": "https://github.com/x"}, "summary": {"homepage": "https://github.com"}}

    assert _found(inputs) == []


def test_a_providers_own_endpoint_is_no_destination() -> None:
    provider = a_provider("openstack", endpoint="https://auth.cloud.ovh.net")

    assert last(provider).destinations == ()


_TREES: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just(UNKNOWN) | st.just(SECRET),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), _TREES, max_size=4))
def test_no_properties_make_the_search_fail(inputs: dict[str, Value]) -> None:
    item = a_resource(
        inputs=inputs,
        addresses=tuple((name, value, OUT) for name, value in inputs.items()),
        texts=tuple(inputs.items()),
    )

    for destination in last(OVH, item).destinations:
        assert (destination.placement.operator is None) == (
            "operator" in destination.placement.unknown or destination.placement.local
        )
