"""Load balancers are busy at first, change in one thing at a time, and keep their listeners' rules."""

from __future__ import annotations

import pytest

from tests.outscale.calling import AnsweredError, Caller
from tests.outscale.fake import Fake
from tests.outscale.fake.document import JsonObject
from tests.outscale.test_fake_replies import CERTIFICATE, TLS_KEY

HTTP: JsonObject = {"LoadBalancerPort": 80, "BackendPort": 8080, "LoadBalancerProtocol": "http"}
OF = {"LoadBalancerName": "web"}


@pytest.fixture
def balancer(call: Caller) -> JsonObject:
    made: JsonObject = call("CreateLoadBalancer", **OF, Listeners=[HTTP])["LoadBalancer"]
    return made


def certificate(call: Caller, name: str) -> str:
    made = call("CreateServerCertificate", Name=name, Body=CERTIFICATE, PrivateKey=TLS_KEY)
    return str(made["ServerCertificate"]["Orn"])


def test_what_is_not_said_is_filled_in(balancer: JsonObject) -> None:
    assert balancer["Listeners"] == [
        {
            "LoadBalancerPort": 80,
            "BackendPort": 8080,
            "LoadBalancerProtocol": "HTTP",
            "BackendProtocol": "HTTP",
            "PolicyNames": [],
        }
    ]
    assert balancer["LoadBalancerType"] == "internet-facing"
    assert balancer["HealthCheck"]["Port"] == 8080


def test_a_load_balancer_in_the_making_cannot_be_changed(fake: Fake, call: Caller) -> None:
    fake.control(slow=100)
    call("CreateLoadBalancer", **OF, Listeners=[HTTP])

    with pytest.raises(AnsweredError, match="provisioning") as refused:
        call("LinkLoadBalancerBackendMachines", **OF, BackendIps=["192.0.2.1"])

    assert (refused.value.status, refused.value.code) == (409, "6031")


@pytest.mark.usefixtures("balancer")
def test_a_name_is_unique(call: Caller) -> None:
    with pytest.raises(AnsweredError) as refused:
        call("CreateLoadBalancer", **OF, Listeners=[HTTP])

    assert refused.value.code == "9013"


@pytest.mark.usefixtures("balancer")
def test_two_changes_at_a_time_are_refused(call: Caller) -> None:
    with pytest.raises(AnsweredError, match="one thing at a time"):
        call("UpdateLoadBalancer", **OF, SecuredCookies=True, AccessLog={"IsEnabled": False})


@pytest.mark.usefixtures("balancer")
def test_a_listener_that_speaks_tls_needs_a_certificate_and_may_change_it(call: Caller) -> None:
    old, new = certificate(call, "old"), certificate(call, "new")
    https = {"LoadBalancerPort": 443, "BackendPort": 8080, "LoadBalancerProtocol": "HTTPS"}

    with pytest.raises(AnsweredError, match="ServerCertificateId"):
        call("CreateLoadBalancerListeners", **OF, Listeners=[https])
    call("CreateLoadBalancerListeners", **OF, Listeners=[https | {"ServerCertificateId": old}])
    changed = call("UpdateLoadBalancer", **OF, LoadBalancerPort=443, ServerCertificateId=new)["LoadBalancer"]

    assert [listener.get("ServerCertificateId") for listener in changed["Listeners"]] == [None, new]
    call("DeleteServerCertificate", Name="old")
    with pytest.raises(AnsweredError, match="is used by the LoadBalancer 'web'"):
        call("DeleteServerCertificate", Name="new")


@pytest.mark.usefixtures("balancer")
def test_a_cookie_policy_in_use_cannot_go(call: Caller) -> None:
    call("CreateLoadBalancerPolicy", **OF, PolicyName="sticky", PolicyType="app", CookieName="session")
    call("UpdateLoadBalancer", **OF, LoadBalancerPort=80, PolicyNames=["sticky"])

    with pytest.raises(AnsweredError) as refused:
        call("DeleteLoadBalancerPolicy", **OF, PolicyName="sticky")

    assert refused.value.code == "9055"


@pytest.mark.usefixtures("balancer")
def test_rules_of_a_listener_have_a_priority_each_and_go_with_the_load_balancer(fake: Fake, call: Caller) -> None:
    net = call("CreateNet", IpRange="10.0.0.0/16")["Net"]["NetId"]
    subnet = call("CreateSubnet", NetId=net, IpRange="10.0.0.0/24")["Subnet"]["SubnetId"]
    vm = call("CreateVms", ImageId="ami-12345678", SubnetId=subnet)["Vms"][0]["VmId"]
    listener = {**OF, "LoadBalancerPort": 80}
    rule = {"ListenerRuleName": "app", "PathPattern": "/app/*", "Priority": 10}
    call("CreateListenerRule", Listener=listener, ListenerRule=rule, VmIds=[vm])

    with pytest.raises(AnsweredError) as refused:
        call("CreateListenerRule", Listener=listener, ListenerRule=rule | {"ListenerRuleName": "b"}, VmIds=[vm])
    call("DeleteLoadBalancer", **OF)

    assert refused.value.code == "9047"
    assert fake.objects("ListenerRule") == []


@pytest.mark.usefixtures("balancer")
def test_a_load_balancer_that_is_deleted_is_shown_until_it_is_gone(fake: Fake, call: Caller) -> None:
    fake.control(slow=100)

    call("DeleteLoadBalancer", **OF)

    assert call("ReadLoadBalancers")["LoadBalancers"][0]["State"] == "deleting"
