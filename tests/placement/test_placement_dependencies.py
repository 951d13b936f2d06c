"""An unknown address stands with the machine that it is taken from, where all that may name it agree."""

from __future__ import annotations

import pytest

from rempart.model.kind import Kind
from rempart.model.normalised import NormalisedResource
from rempart.model.values import UNKNOWN
from tests.placement.placement_builders import OVH, a_provider, a_resource, last, urn_of


def test_a_cluster_of_the_deployment_says_where_its_provider_works() -> None:
    cluster = a_resource(kind=Kind.CLUSTER, name="cluster")
    provider = a_provider("kubernetes", endpoint=UNKNOWN, dependencies={"endpoint": (cluster.resource.urn,)})

    placement = last(OVH, cluster, provider, a_resource("kubernetes", service=None)).placement

    assert (placement.operator, placement.region) == ("ovhcloud", "GRA")
    assert "resource of this deployment" in placement.basis[0].because


def test_a_cluster_and_its_nodes_agree_where_their_provider_works() -> None:
    cluster, nodes = (a_resource(kind=Kind.CLUSTER, name=name) for name in ("cluster", "nodes"))
    urns = (cluster.resource.urn, nodes.resource.urn)
    provider = a_provider("kubernetes", endpoint=UNKNOWN, dependencies={"endpoint": urns})

    placement = last(OVH, cluster, nodes, provider, a_resource("kubernetes", service=None)).placement

    assert (placement.operator, placement.region) == ("ovhcloud", "GRA")


@pytest.mark.parametrize(
    "other",
    [
        a_resource("pulumi", kind=Kind.STACK_REFERENCE, name="other"),
        a_resource("command", kind=Kind.COMMAND, name="other"),
        a_resource("aws", kind=Kind.BUCKET, name="other", regions=("eu-west-3",)),
        a_resource("aws", kind=Kind.CLUSTER, name="other", regions=("eu-west-3",)),
        None,
    ],
    ids=["another stack", "a command", "a bucket elsewhere", "a cluster elsewhere", "what nobody shows"],
)
def test_an_unknown_address_is_not_placed_by_one_of_several_that_may_name_it(
    other: NormalisedResource | None,
) -> None:
    cluster = a_resource(kind=Kind.CLUSTER, name="cluster")
    urns = (cluster.resource.urn, other.resource.urn if other is not None else urn_of("aws", "nobody"))
    provider = a_provider("kubernetes", endpoint=UNKNOWN, dependencies={"endpoint": urns})
    others = (a_provider("aws"), other) if other is not None else ()

    placement = last(OVH, cluster, *others, provider, a_resource("kubernetes", service=None)).placement

    assert "operator" in placement.unknown


def test_a_value_that_is_made_inside_the_program_names_no_other_address() -> None:
    cluster = a_resource(kind=Kind.CLUSTER, name="cluster")
    suffix = a_resource("random", kind=Kind.VALUE, name="suffix")
    urns = (cluster.resource.urn, suffix.resource.urn)
    provider = a_provider("kubernetes", endpoint=UNKNOWN, dependencies={"endpoint": urns})

    placement = last(OVH, cluster, suffix, provider, a_resource("kubernetes", service=None)).placement

    assert placement.operator == "ovhcloud"


def test_a_cluster_at_a_private_address_is_undetermined_unless_the_deployment_made_it() -> None:
    alone = a_provider("kubernetes", endpoint="https://10.0.0.1:6443")
    cluster = a_resource(kind=Kind.CLUSTER, name="cluster")
    ours = a_provider(
        "kubernetes", endpoint="https://10.0.0.1:6443", dependencies={"endpoint": (cluster.resource.urn,)}
    )

    unknown = last(alone, a_resource("kubernetes")).placement
    known = last(OVH, cluster, ours, a_resource("kubernetes")).placement

    assert "private address" in unknown.unknown["operator"].told
    assert known.operator == "ovhcloud"


def test_providers_that_depend_on_each_other_in_a_circle_are_undetermined() -> None:
    cluster = a_resource("kubernetes", kind=Kind.CLUSTER, name="cluster")
    provider = a_provider("kubernetes", endpoint=UNKNOWN, dependencies={"endpoint": (cluster.resource.urn,)})

    assert "operator" in last(provider, cluster).placement.unknown
