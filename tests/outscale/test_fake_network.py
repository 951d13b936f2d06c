"""Networks keep the service's rules: ranges that fit, one main route table, and nothing deleted while in use."""

from __future__ import annotations

import time

import pytest

from tests.outscale.calling import AnsweredError, Caller
from tests.outscale.fake import Fake


@pytest.fixture
def net(call: Caller) -> str:
    return str(call("CreateNet", IpRange="10.0.0.0/16")["Net"]["NetId"])


@pytest.fixture
def subnet(call: Caller, net: str) -> str:
    return str(call("CreateSubnet", NetId=net, IpRange="10.0.0.0/24")["Subnet"]["SubnetId"])


@pytest.mark.parametrize(
    ("ip_range", "expected"),
    [
        ("10.0.0.0/25", (409, "9058")),
        ("10.1.0.0/24", (409, "9044")),
        ("10.0.1.1/24", (400, "4013")),
        ("10.0.1.0/30", (400, "4014")),
        ("somewhere", (400, "4013")),
    ],
)
@pytest.mark.usefixtures("subnet")
def test_a_subnet_lies_within_its_net_beside_the_others(
    call: Caller, net: str, ip_range: str, expected: tuple[int, str]
) -> None:
    with pytest.raises(AnsweredError) as refused:
        call("CreateSubnet", NetId=net, IpRange=ip_range)

    assert (refused.value.status, refused.value.code) == expected


def test_a_subnet_of_a_net_that_does_not_exist_is_refused(call: Caller) -> None:
    with pytest.raises(AnsweredError, match="'vpc-00000000' does not exist") as refused:
        call("CreateSubnet", NetId="vpc-00000000", IpRange="10.0.0.0/24")

    assert (refused.value.status, refused.value.code) == (400, "5065")


def test_a_net_comes_with_its_main_route_table_and_its_default_group_and_takes_them_away(
    fake: Fake, call: Caller, net: str
) -> None:
    links = call("ReadRouteTables", Filters={"NetIds": [net]})["RouteTables"][0]["LinkRouteTables"]
    groups = call("ReadSecurityGroups", Filters={"NetIds": [net]})["SecurityGroups"]

    call("DeleteNet", NetId=net)

    assert [(link["Main"], link["NetId"], "SubnetId" in link) for link in links] == [(True, net, False)]
    assert [group["SecurityGroupName"] for group in groups] == ["default"]
    assert [fake.objects(kind) for kind in ("Net", "RouteTable", "SecurityGroup")] == [[], [], []]


def test_a_net_with_a_subnet_cannot_go(call: Caller, net: str, subnet: str) -> None:
    with pytest.raises(AnsweredError, match=subnet) as refused:
        call("DeleteNet", NetId=net)

    assert (refused.value.status, refused.value.code) == (409, "9066")


def test_a_subnet_with_a_machine_cannot_go_until_the_machine_is_terminated(
    fake: Fake, call: Caller, subnet: str
) -> None:
    vm = call("CreateVms", ImageId="ami-12345678", SubnetId=subnet)["Vms"][0]["VmId"]
    fake.control(slow=0.2)
    call("DeleteVms", VmIds=[vm])

    with pytest.raises(AnsweredError) as refused:
        call("DeleteSubnet", SubnetId=subnet)
    time.sleep(0.12)
    call("DeleteSubnet", SubnetId=subnet)

    assert (refused.value.status, refused.value.code) == (409, "9095")


def test_another_main_route_table_takes_over_under_a_new_link(call: Caller, net: str) -> None:
    main = call("ReadRouteTables", Filters={"LinkRouteTableMain": True})["RouteTables"][0]
    link = main["LinkRouteTables"][0]["LinkRouteTableId"]
    other = call("CreateRouteTable", NetId=net)["RouteTable"]["RouteTableId"]

    new = call("UpdateRouteTableLink", LinkRouteTableId=link, RouteTableId=other)["LinkRouteTableId"]

    found = call("ReadRouteTables", Filters={"LinkRouteTableMain": True})["RouteTables"]
    assert new != link
    assert [(table["RouteTableId"], table["LinkRouteTables"][0]["LinkRouteTableId"]) for table in found] == [
        (other, new)
    ]
    assert call("DeleteRouteTable", RouteTableId=main["RouteTableId"])
    with pytest.raises(AnsweredError, match="main route table"):
        call("UnlinkRouteTable", LinkRouteTableId=new)


def test_a_subnet_has_one_route_table(call: Caller, net: str, subnet: str) -> None:
    first, second = (call("CreateRouteTable", NetId=net)["RouteTable"]["RouteTableId"] for _ in range(2))
    call("LinkRouteTable", RouteTableId=first, SubnetId=subnet)

    with pytest.raises(AnsweredError) as refused:
        call("LinkRouteTable", RouteTableId=second, SubnetId=subnet)

    assert refused.value.code == "9059"


def test_a_route_is_unique_and_leads_to_a_gateway_of_its_net(call: Caller, net: str) -> None:
    table = call("CreateRouteTable", NetId=net)["RouteTable"]["RouteTableId"]
    service = call("CreateInternetService")["InternetService"]["InternetServiceId"]
    route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0", "GatewayId": service}

    with pytest.raises(AnsweredError, match="not linked to the Net"):
        call("CreateRoute", **route)
    call("LinkInternetService", InternetServiceId=service, NetId=net)
    call("CreateRoute", **route)
    with pytest.raises(AnsweredError) as refused:
        call("CreateRoute", **route)

    assert refused.value.code == "9052"


def test_a_nat_service_needs_a_subnet_with_a_way_out(call: Caller, net: str, subnet: str) -> None:
    address = call("CreatePublicIp")["PublicIp"]["PublicIpId"]

    with pytest.raises(AnsweredError) as refused:
        call("CreateNatService", SubnetId=subnet, PublicIpId=address)

    assert refused.value.code == "9045"
    table = call("ReadRouteTables", Filters={"NetIds": [net]})["RouteTables"][0]["RouteTableId"]
    service = call("CreateInternetService")["InternetService"]["InternetServiceId"]
    call("LinkInternetService", InternetServiceId=service, NetId=net)
    call("CreateRoute", RouteTableId=table, DestinationIpRange="0.0.0.0/0", GatewayId=service)
    assert call("CreateNatService", SubnetId=subnet, PublicIpId=address)["NatService"]["NetId"] == net
    with pytest.raises(AnsweredError, match="reached through"):
        call("UnlinkInternetService", InternetServiceId=service, NetId=net)


def test_routes_propagate_from_a_linked_gateway_only(call: Caller, net: str) -> None:
    table = call("ReadRouteTables", Filters={"NetIds": [net]})["RouteTables"][0]["RouteTableId"]
    gateway = call("CreateVirtualGateway", ConnectionType="ipsec.1")["VirtualGateway"]["VirtualGatewayId"]
    wanted = {"RouteTableId": table, "VirtualGatewayId": gateway, "Enable": True}

    with pytest.raises(AnsweredError, match="not linked"):
        call("UpdateRoutePropagation", **wanted)
    call("LinkVirtualGateway", VirtualGatewayId=gateway, NetId=net)
    found = call("UpdateRoutePropagation", **wanted)["RouteTable"]

    assert found["RoutePropagatingVirtualGateways"] == [{"VirtualGatewayId": gateway}]


def test_a_gateway_that_was_unlinked_no_longer_holds_its_net(call: Caller, net: str) -> None:
    gateway = call("CreateVirtualGateway", ConnectionType="ipsec.1")["VirtualGateway"]["VirtualGatewayId"]
    call("LinkVirtualGateway", VirtualGatewayId=gateway, NetId=net)
    with pytest.raises(AnsweredError, match=gateway):
        call("DeleteNet", NetId=net)

    call("UnlinkVirtualGateway", VirtualGatewayId=gateway, NetId=net)

    found = call("ReadVirtualGateways")["VirtualGateways"][0]["NetToVirtualGatewayLinks"]
    assert found == [{"NetId": net, "State": "detached"}]
    call("DeleteNet", NetId=net)


def test_rules_of_the_same_ports_are_read_back_as_one(call: Caller, net: str) -> None:
    group = call("CreateSecurityGroup", NetId=net, SecurityGroupName="web", Description="web")["SecurityGroup"]
    rule = {"SecurityGroupId": group["SecurityGroupId"], "Flow": "Inbound", "IpProtocol": "6"}
    rule |= {"FromPortRange": 443, "ToPortRange": 443}

    call("CreateSecurityGroupRule", **rule, IpRange="192.0.2.0/24")
    found = call("CreateSecurityGroupRule", **rule, IpRange="10.0.0.0/8")["SecurityGroup"]["InboundRules"]
    with pytest.raises(AnsweredError) as refused:
        call("CreateSecurityGroupRule", **rule, IpRange="10.0.0.0/8")
    left = call("DeleteSecurityGroupRule", **rule, IpRange="192.0.2.0/24")["SecurityGroup"]["InboundRules"]

    assert [(one["IpProtocol"], one["IpRanges"]) for one in found] == [("tcp", ["10.0.0.0/8", "192.0.2.0/24"])]
    assert [one["IpRanges"] for one in left] == [["10.0.0.0/8"]]
    assert (refused.value.status, refused.value.code) == (409, "9000")


def test_a_group_that_a_rule_names_cannot_go(call: Caller, net: str) -> None:
    web, db = (
        call("CreateSecurityGroup", NetId=net, SecurityGroupName=name, Description="-")["SecurityGroup"]
        for name in ("web", "db")
    )
    rule = {"Flow": "Inbound", "IpProtocol": "tcp", "FromPortRange": 5432, "ToPortRange": 5432}
    call(
        "CreateSecurityGroupRule",
        **rule,
        SecurityGroupId=db["SecurityGroupId"],
        SecurityGroupNameToLink=web["SecurityGroupId"],
    )

    with pytest.raises(AnsweredError, match=db["SecurityGroupId"]) as refused:
        call("DeleteSecurityGroup", SecurityGroupId=web["SecurityGroupId"])

    assert (refused.value.status, refused.value.code) == (409, "9085")


def test_a_name_of_a_group_is_unique_within_its_net(call: Caller, net: str) -> None:
    call("CreateSecurityGroup", NetId=net, SecurityGroupName="web", Description="-")

    with pytest.raises(AnsweredError) as refused:
        call("CreateSecurityGroup", NetId=net, SecurityGroupName="web", Description="-")

    assert refused.value.code == "9008"
    assert call("CreateSecurityGroup", SecurityGroupName="web", Description="-")


def test_nets_whose_ranges_overlap_cannot_be_peers(call: Caller, net: str) -> None:
    other = call("CreateNet", IpRange="10.0.0.0/16")["Net"]["NetId"]

    with pytest.raises(AnsweredError) as refused:
        call("CreateNetPeering", SourceNetId=net, AccepterNetId=other)

    assert refused.value.code == "9005"
