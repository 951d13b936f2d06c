"""A service newer than the table: what it adds is no change, and is lost by none of ours."""

from __future__ import annotations

from outscale_provider.operations.views import inputs_view, state_view
from outscale_provider.table import load_table
from outscale_provider.values.json import JsonObject

LIVE: JsonObject = {
    "NetId": "vpc-1",
    "IpRange": "10.0.0.0/16",
    "State": "available",
    "Tenancy": "default",
    "SovereigntyLevel": {"Name": "high"},
    "Tags": [],
}
INPUTS: JsonObject = {"ipRange": "10.0.0.0/16"}
NET = load_table().kind_named("Net")


def test_a_property_that_the_table_does_not_know_is_left_out_of_the_state() -> None:
    assert "sovereigntyLevel" not in state_view(NET, LIVE, INPUTS, {})


def test_a_property_that_the_table_does_not_know_is_no_drift() -> None:
    assert inputs_view(NET, "vpc-1", LIVE, INPUTS) == INPUTS


def test_a_property_that_the_table_does_not_know_is_not_imported() -> None:
    assert inputs_view(NET, "vpc-1", LIVE, {}) == INPUTS | {"tenancy": "default"}


def test_a_part_that_the_table_does_not_know_is_no_drift_within_a_list() -> None:
    balancer = load_table().kind_named("LoadBalancer")
    listener = {"backendPort": 80, "loadBalancerPort": 80, "loadBalancerProtocol": "HTTP"}
    told = {"BackendPort": 80, "LoadBalancerPort": 80, "LoadBalancerProtocol": "HTTP", "TlsVersion": "1.3"}

    found = inputs_view(balancer, "front", {"Listeners": [told]}, {"listeners": [listener]})

    assert found == {"listeners": [listener]}
