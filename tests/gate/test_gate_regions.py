"""What is accepted, refused or left open for the sake of where it stands, through the whole gate."""

from __future__ import annotations

import pytest

from rempart.gate import check
from rempart.judge import load_pack, load_profile
from rempart.model.values import UNKNOWN, Properties
from tests.placement.whole_stacks import CATALOGUE, DAY, Declared, a_stack

PACK = load_pack()
ACCEPTED, REJECTED, UNTOLD = 0, 1, 3
CLUSTER, POOL = "ovh:CloudProject/kube:Kube", "ovh:CloudProject/kubeNodePool:KubeNodePool"
RECORD: Properties = {"zone": "chu-lille.fr", "fieldType": "CNAME", "subdomain": "dpi", "target": "lb.chu.lan."}


def exit_code(*declared: Declared, profile: str = "hds", **providers: Properties) -> int:
    """Judge a stack."""
    stack = a_stack(*declared, **providers)
    return check(stack, catalogue=CATALOGUE, pack=PACK, profile=load_profile(profile, PACK), as_of=DAY).exit_code


@pytest.mark.parametrize("region", ["GRA11", "SBG5", "DE1", "EU-WEST-PAR"])
def test_a_cluster_with_its_nodes_and_what_runs_on_it_is_accepted(region: str) -> None:
    code = exit_code(
        Declared(CLUSTER, "cluster", {"region": region}),
        Declared(POOL, "pool", {"kubeId": UNKNOWN, "flavorName": "b3-8"}, of={"kubeId": ("cluster",)}),
        Declared("pulumi:providers:kubernetes", "k8s", {"kubeconfig": UNKNOWN}, of={"kubeconfig": ("cluster",)}),
        Declared("kubernetes:core/v1:Namespace", "namespace", {"metadata": {"name": "dpi"}}, provider="k8s"),
    )

    assert code == ACCEPTED


@pytest.mark.parametrize(("region", "code"), [("BHS5", REJECTED), (UNKNOWN, UNTOLD), ("XYZ1", UNTOLD)])
def test_nodes_are_judged_where_their_cluster_stands(region: Properties, code: int) -> None:
    stack = (
        Declared(CLUSTER, "cluster", {"region": region}),
        Declared(POOL, "pool", {"kubeId": UNKNOWN}, of={"kubeId": ("cluster",)}),
    )

    assert exit_code(*stack) == code


@pytest.mark.parametrize(
    ("declared", "profile", "code"),
    [
        (Declared("ovh:Domain/zoneRecord:ZoneRecord", inputs=RECORD), "hds", ACCEPTED),
        (
            Declared("ovh:Domain/zoneRecord:ZoneRecord", inputs={**RECORD, "target": "x.s3.amazonaws.com."}),
            "hds",
            REJECTED,
        ),
        (Declared("ovh:Domain/zoneRecord:ZoneRecord", inputs=RECORD), "secnumcloud", UNTOLD),
        (Declared("ovh:Vrack/cloudProject:CloudProject", inputs={"projectId": "abc"}), "hds", ACCEPTED),
        (Declared("ovh:CloudProject/user:User"), "hds", ACCEPTED),
        (Declared("cloudflare:index/zone:Zone"), "hds", REJECTED),
        (Declared("outscale:index/user:User"), "secnumcloud", REJECTED),
        (Declared("ovh:CloudProject/rancher:Rancher"), "hds", UNTOLD),
        (Declared("ovh:Domain/zone:Zone"), "hds-floor", ACCEPTED),
    ],
)
def test_what_has_no_region_is_judged_by_who_runs_it_and_where_it_leads(
    declared: Declared, profile: str, code: int
) -> None:
    assert exit_code(declared, profile=profile) == code


def test_an_account_at_a_qualified_region_is_qualified_with_it() -> None:
    user = Declared("outscale:index/user:User")

    assert exit_code(user, profile="secnumcloud", outscale={"region": "cloudgouv-eu-west-1"}) == ACCEPTED


@pytest.mark.parametrize(
    ("inputs", "outputs", "code"),
    [
        ({}, {"region": "BHS5"}, REJECTED),
        ({}, {"region": "GRA11"}, ACCEPTED),
        ({"region": "GRA11"}, {"region": "BHS5"}, REJECTED),
        ({"backupRegions": ["SGP"]}, {}, REJECTED),
        ({"backupRegions": ["SBG"]}, {}, ACCEPTED),
        ({"backupRegions": [UNKNOWN]}, {}, UNTOLD),
    ],
)
def test_every_place_of_a_container_is_judged(inputs: Properties, outputs: Properties, code: int) -> None:
    container = Declared("openstack:objectstorage/container:Container", inputs=inputs, outputs=outputs)

    assert exit_code(container) == code
