"""What an account of Outscale holds, read through the provider's own client from the fake of its API."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from outscale_provider.table import load_table
from rempart.cli import run
from rempart.inputs.outscale_live.kinds import LISTED
from rempart.model.deployment import SourceKind
from rempart.model.values import SECRET, UNKNOWN
from tests.outscale.calling import Caller
from tests.outscale.fake import ACCESS_KEY, SECRET_KEY, Fake
from tests.scan.outscale_things import SCRIPT, a_machine, one, scan

Output = pytest.CaptureFixture[str]
TOLD_BY_OTHERS = {
    "Bucket": "the object store lists it",
    "FlexibleGpuLink": "the processor and the machine tell of it",
    "InternetServiceLink": "the internet service tells of it",
    "LoadBalancerPolicy": "the load balancer tells of it",
    "LoadBalancerVms": "the load balancer tells of it",
    "MainRouteTableLink": "the table of routes tells of it",
    "NetPeeringAcceptation": "it is the peering itself, seen from the other side",
    "NicLink": "the interface tells of it",
    "Policy": "it is nowhere, and is read user by user",
    "PolicyLink": "it is nowhere, and is read user by user",
    "PolicyVersion": "it is nowhere, and is read user by user",
    "PublicIpLink": "the address tells of it",
    "Route": "the table of routes tells of it",
    "RouteTableLink": "the table of routes tells of it",
    "SecurityGroupRule": "it comes with its group",
    "UserGroupMembership": "it is nowhere, and is read user by user",
    "UserGroupPolicy": "it is nowhere, and is read user by user",
    "UserGroupPolicyLink": "it is nowhere, and is read user by user",
    "UserPolicy": "it is nowhere, and is read user by user",
    "VirtualGatewayLink": "the gateway tells of it",
    "VirtualGatewayRoutePropagation": "the table of routes tells of it",
    "VolumeLink": "the volume tells of it",
    "VpnConnectionRoute": "the connection tells of it",
}


def test_a_machine_has_the_inputs_that_an_import_would_give_it(call: Caller) -> None:
    machine = a_machine(call, VmType="tinav5.c1r1p1")
    call("CreateTags", ResourceIds=[machine], Tags=[{"Key": "Name", "Value": "web"}])

    deployment = scan()

    found = one(deployment, "Vm")
    assert (found.type, found.id, found.name) == ("outscale:index/vm:Vm", machine, f"web@{machine}")
    assert found.inputs["vmType"] == "tinav5.c1r1p1"
    assert found.inputs["placement"] == {"subregionName": "eu-west-2a", "tenancy": "default"}
    assert deployment.source.kind is SourceKind.OUTSCALE
    assert deployment.source.stack == "eu-west-2"


def test_user_data_is_searched_and_never_shown(call: Caller) -> None:
    a_machine(call, UserData=SCRIPT)

    found = one(scan(), "Vm")

    assert found.inputs["userData"] is SECRET
    assert found.sealed["userData"].search(lambda content: content) == SCRIPT
    assert SCRIPT not in repr(found)


def test_a_machine_that_ended_is_no_longer_there(call: Caller) -> None:
    call("DeleteVms", VmIds=[a_machine(call)])

    assert not [item for item in scan().resources if item.type.endswith(":Vm")]


def test_every_rule_of_a_group_is_a_thing_of_its_own(call: Caller) -> None:
    net = call("CreateNet", IpRange="10.0.0.0/16")["Net"]["NetId"]
    group = call("CreateSecurityGroup", SecurityGroupName="web", Description="w", NetId=net)
    identifier = group["SecurityGroup"]["SecurityGroupId"]
    for cidr in ("0.0.0.0/0", "192.0.2.0/24"):
        call(
            "CreateSecurityGroupRule",
            SecurityGroupId=identifier,
            Flow="Inbound",
            IpProtocol="tcp",
            FromPortRange=22,
            ToPortRange=22,
            IpRange=cidr,
        )

    rules = [item for item in scan().resources if item.type.endswith(":SecurityGroupRule")]

    inbound = [rule for rule in rules if rule.inputs["flow"] == "Inbound"]
    assert {rule.inputs["ipRange"] for rule in inbound} == {"0.0.0.0/0", "192.0.2.0/24"}
    assert f"{identifier}|Inbound|tcp|22|22|0.0.0.0/0||" in {rule.id for rule in inbound}


def test_a_rule_for_another_group_opens_no_network(call: Caller) -> None:
    net = call("CreateNet", IpRange="10.0.0.0/16")["Net"]["NetId"]
    web, data = (
        call("CreateSecurityGroup", SecurityGroupName=name, Description=name, NetId=net)["SecurityGroup"]
        for name in ("web", "data")
    )
    call(
        "CreateSecurityGroupRule",
        SecurityGroupId=data["SecurityGroupId"],
        Flow="Inbound",
        Rules=[
            {
                "IpProtocol": "tcp",
                "FromPortRange": 5432,
                "ToPortRange": 5432,
                "SecurityGroupsMembers": [{"SecurityGroupId": web["SecurityGroupId"]}],
            }
        ],
    )

    rules = [item for item in scan().resources if item.type.endswith(":SecurityGroupRule")]

    (rule,) = [item for item in rules if item.inputs["flow"] == "Inbound"]
    assert rule.inputs["securityGroupNameToLink"] == web["SecurityGroupId"]
    assert "ipRange" not in rule.inputs


def test_images_that_everyone_may_use_are_not_the_accounts_own(call: Caller) -> None:
    assert call("ReadImages")["Images"]

    assert not [item for item in scan().resources if item.type.endswith(":Image")]


def test_every_page_is_read(account: Fake, call: Caller) -> None:
    for _ in range(5):
        call("CreateVolume", Size=1, SubregionName="eu-west-2a")
    account.control(page=2)

    volumes = [item for item in scan().resources if item.type.endswith(":Volume")]

    assert len(volumes) == 5


def test_a_scan_only_reads(account: Fake, call: Caller) -> None:
    a_machine(call)
    account.control(zero=True)

    scan()

    called = account.statistics().calls
    assert called
    assert all(operation.startswith("Read") for operation in called)


def test_every_kind_of_the_provider_is_listed_or_told_by_another() -> None:
    kinds = {token.rpartition(":")[2] for token in load_table().rows}

    assert kinds == {*LISTED, *TOLD_BY_OTHERS}
    assert not set(LISTED) & set(TOLD_BY_OTHERS)


def test_the_provider_goes_where_the_scan_went(account: Fake) -> None:
    provider = next(item for item in scan().resources if item.is_provider)

    assert provider.inputs == {
        "region": "eu-west-2",
        "endpoint": f"{account.url}/api/v1",
        "oosEndpoint": "http://127.0.0.1:1",
    }


@pytest.fixture
def store(account: Fake, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An object store beside the account, and a client of it."""
    del account
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("OSC_ENDPOINT_OOS", f"http://{host}:{port}")
    client: Any = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        region_name="eu-west-2",
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )
    yield client
    # All stores of this kind in one process are one.
    for bucket in client.list_buckets()["Buckets"]:
        client.delete_bucket(Bucket=bucket["Name"])
    server.stop()


def test_a_bucket_tells_whom_it_lets_in(store: Any) -> None:
    location = {"LocationConstraint": "eu-west-2"}
    store.create_bucket(Bucket="records-open", CreateBucketConfiguration=location)
    store.put_bucket_acl(Bucket="records-open", ACL="public-read")
    store.put_bucket_versioning(Bucket="records-open", VersioningConfiguration={"Status": "Enabled"})

    deployment = scan(without=("oks",))

    bucket = one(deployment, "Bucket")
    assert bucket.inputs["acl"] == "public-read"
    assert bucket.inputs["versioning"] is True
    assert bucket.id == "records-open"


def test_a_bucket_with_an_acl_of_its_own_is_unknown(store: Any) -> None:
    store.create_bucket(Bucket="records-own", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    store.put_bucket_acl(Bucket="records-own", GrantFullControl='uri="http://acs.amazonaws.com/groups/global/AllUsers"')

    bucket = one(scan(without=("oks",)), "Bucket")

    assert bucket.inputs["acl"] is UNKNOWN
    assert bucket.unseen["acl"].why.startswith("its ACL is none of those with a name")


def test_an_object_store_that_does_not_answer_is_a_gap(account: Fake) -> None:
    del account

    gap = next(gap for gap in scan(without=("oks",)).gaps if gap.hides_resources)

    assert gap.message.startswith("oos: buckets could not be read")


def test_what_runs_at_outscale_is_judged(
    account: Fake, call: Caller, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    port = account.url.rpartition(":")[2]
    host = "api.cloudgouv-eu-west-1.outscale.com"
    _resolve_to_this_machine(monkeypatch, host)
    account.control(hosts=[f"{host}:{port}", host])
    monkeypatch.setenv("OSC_ENDPOINT_API", f"http://{host}:{port}/api/v1")
    monkeypatch.setenv("OSC_REGION", "cloudgouv-eu-west-1")
    a_machine(call, UserData=SCRIPT)

    status = run(["scan", "outscale", "--without", "oos", "--without", "oks", "--format", "json"])

    document = json.loads(capsys.readouterr().out)
    failed = {finding["rule"] for finding in document["findings"] if finding["outcome"] == "fail"}
    assert status == 1
    assert "RMP-DST-001" in failed
    assert set(document["operators"]) == {"OUTSCALE SAS"}
    assert SCRIPT not in json.dumps(document)


def _resolve_to_this_machine(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    real: Callable[..., Any] = socket.getaddrinfo

    def resolve(host: str, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1" if host == name else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
