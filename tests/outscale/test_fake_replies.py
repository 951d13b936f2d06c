"""Every operation that the fake serves is carried out once, and every reply is what the service's document allows.

``Caller`` does the checking: a reply with an unknown property or a wrong type fails the call.
"""

from __future__ import annotations

import json

import pytest

from tests.outscale.calling import AnsweredError, Caller
from tests.outscale.fake import Fake
from tests.outscale.fake.document import JsonObject, outscale_document

DOCUMENT = json.dumps({"Statement": [{"Effect": "Allow", "Action": ["api:Read*"], "Resource": ["*"]}]})
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
TLS_KEY = "-----BEGIN RSA {} KEY-----\nAAAA\n-----END RSA {} KEY-----".format("PRIVATE", "PRIVATE")
TCP: JsonObject = {"LoadBalancerPort": 80, "BackendPort": 80, "LoadBalancerProtocol": "HTTP"}


def test_every_operation_answers_as_the_document_says(call: Caller, fake: Fake) -> None:
    call_everything(call)

    assert set(fake.statistics().calls) == fake.served


def call_everything(call: Caller) -> None:
    """Lead an account through a life that takes every operation; nothing but a setting is left of it."""
    place = _network(call)
    machine = _machine(call, place)

    _addresses(call, place, machine)
    _volumes_and_images(call, machine)
    _load_balancer(call, place, machine)
    _groups_of_machines(call, place)
    _end_of_machine(call, place, machine)
    _gateways(call, place)
    _end_of_network(call, place)
    _users_and_policies(call)
    _access(call)
    _offers(call)


def _network(call: Caller) -> dict[str, str]:
    net = call("CreateNet", IpRange="10.0.0.0/16")["Net"]["NetId"]
    options = call("CreateDhcpOptions", DomainName="example.com")["DhcpOptionsSet"]["DhcpOptionsSetId"]
    call("UpdateNet", NetId=net, DhcpOptionsSetId=options)
    call("UpdateNet", NetId=net, DhcpOptionsSetId="default")
    subnet = call("CreateSubnet", NetId=net, IpRange="10.0.0.0/24")["Subnet"]["SubnetId"]
    call("UpdateSubnet", SubnetId=subnet, MapPublicIpOnLaunch=True)
    group = call("CreateSecurityGroup", NetId=net, SecurityGroupName="web", Description="web")["SecurityGroup"]
    rule = {"SecurityGroupId": group["SecurityGroupId"], "Flow": "Inbound", "IpProtocol": "tcp"}
    rule |= {"FromPortRange": 443, "ToPortRange": 443, "IpRange": "0.0.0.0/0"}
    call("CreateSecurityGroupRule", **rule)
    call("DeleteSecurityGroupRule", **rule)
    service = call("CreateInternetService")["InternetService"]["InternetServiceId"]
    call("LinkInternetService", InternetServiceId=service, NetId=net)
    table = call("CreateRouteTable", NetId=net)["RouteTable"]["RouteTableId"]
    route = {"RouteTableId": table, "DestinationIpRange": "0.0.0.0/0", "GatewayId": service}
    call("CreateRoute", **route)
    call("UpdateRoute", **route)
    link = call("LinkRouteTable", RouteTableId=table, SubnetId=subnet)["LinkRouteTableId"]
    link = call("UpdateRouteTableLink", LinkRouteTableId=link, RouteTableId=table)["LinkRouteTableId"]
    tags = [{"Key": "name", "Value": "net"}]
    call("CreateTags", ResourceIds=[net], Tags=tags)
    call("ReadTags", Filters={"ResourceIds": [net]})
    call("DeleteTags", ResourceIds=[net], Tags=tags)
    for operation in ("ReadNets", "ReadSubnets", "ReadSecurityGroups", "ReadInternetServices", "ReadRouteTables"):
        call(operation)
    call("ReadDhcpOptions")
    return {
        "net": net,
        "options": options,
        "subnet": subnet,
        "group": group["SecurityGroupId"],
        "service": service,
        "table": table,
        "link": link,
    }


def _machine(call: Caller, place: dict[str, str]) -> str:
    pair = call("CreateKeypair", KeypairName="key")["Keypair"]
    call("ReadKeypairs", Filters={"KeypairIds": [pair["KeypairId"]]})
    wanted = {"ImageId": "ami-12345678", "SubnetId": place["subnet"], "SecurityGroupIds": [place["group"]]}
    vm = call("CreateVms", **wanted, KeypairName="key", VmType="tinav6.c2r4p1", TpmEnabled=True)["Vms"][0]["VmId"]
    call("ReadVms", Filters={"VmIds": [vm]})
    call("ReadVmsState", AllVms=True)
    call("ReadAdminPassword", VmId=vm)
    call("ReadConsoleOutput", VmId=vm)
    call("RebootVms", VmIds=[vm])
    call("StopVms", VmIds=[vm])
    call("UpdateVm", VmId=vm, UserData="AAAA")
    call("StartVms", VmIds=[vm])
    call("DeleteKeypair", KeypairId=pair["KeypairId"])
    gpu = call("CreateFlexibleGpu", ModelName="nvidia-p100", SubregionName="eu-west-2a")["FlexibleGpu"]["FlexibleGpuId"]
    call("UpdateFlexibleGpu", FlexibleGpuId=gpu, DeleteOnVmDeletion=True)
    call("LinkFlexibleGpu", FlexibleGpuId=gpu, VmId=vm)
    call("ReadFlexibleGpus")
    call("UnlinkFlexibleGpu", FlexibleGpuId=gpu)
    call("DeleteFlexibleGpu", FlexibleGpuId=gpu)
    return str(vm)


def _addresses(call: Caller, place: dict[str, str], vm: str) -> None:
    nic = call("CreateNic", SubnetId=place["subnet"], SecurityGroupIds=[place["group"]])["Nic"]["NicId"]
    call("UpdateNic", NicId=nic, Description="second")
    call("LinkPrivateIps", NicId=nic, PrivateIps=["10.0.0.77"])
    call("UnlinkPrivateIps", NicId=nic, PrivateIps=["10.0.0.77"])
    link = call("LinkNic", NicId=nic, VmId=vm, DeviceNumber=1)["LinkNicId"]
    call("ReadNics", Filters={"LinkNicLinkNicIds": [link]})
    call("UnlinkNic", LinkNicId=link)
    call("DeleteNic", NicId=nic)
    address = call("CreatePublicIp")["PublicIp"]["PublicIpId"]
    link = call("LinkPublicIp", PublicIpId=address, VmId=vm)["LinkPublicIpId"]
    call("ReadPublicIps", Filters={"LinkPublicIpIds": [link]})
    call("UnlinkPublicIp", LinkPublicIpId=link)
    nat = call("CreateNatService", SubnetId=place["subnet"], PublicIpId=address)["NatService"]["NatServiceId"]
    call("ReadNatServices", Filters={"NatServiceIds": [nat]})
    call("DeleteNatService", NatServiceId=nat)
    call("DeletePublicIp", PublicIpId=address)


def _volumes_and_images(call: Caller, vm: str) -> None:
    volume = call("CreateVolume", SubregionName="eu-west-2a", Size=10)["Volume"]["VolumeId"]
    call("LinkVolume", VolumeId=volume, VmId=vm, DeviceName="/dev/xvdb")
    call("ReadVolumes", Filters={"VolumeIds": [volume]})
    call("UnlinkVolume", VolumeId=volume)
    task = call("UpdateVolume", VolumeId=volume, Size=20)["Volume"]["TaskId"]
    call("ReadVolumeUpdateTasks", Filters={"TaskIds": [task]})
    snapshot = call("CreateSnapshot", VolumeId=volume)["Snapshot"]["SnapshotId"]
    additions = {"Additions": {"AccountIds": ["987654321098"]}}
    call("UpdateSnapshot", SnapshotId=snapshot, PermissionsToCreateVolume=additions)
    export = {"DiskImageFormat": "qcow2", "OsuBucket": "bucket"}
    call("CreateSnapshotExportTask", SnapshotId=snapshot, OsuExport=export)
    call("ReadSnapshotExportTasks")
    call("ReadSnapshots", Filters={"SnapshotIds": [snapshot]})
    image = call("CreateImage", VmId=vm, ImageName="golden")["Image"]["ImageId"]
    call("UpdateImage", ImageId=image, PermissionsToLaunch=additions)
    call("CreateImageExportTask", ImageId=image, OsuExport=export)
    call("ReadImageExportTasks")
    call("ReadImages", Filters={"ImageIds": [image]})
    call("DeleteImage", ImageId=image)
    call("DeleteVolume", VolumeId=volume)


def _load_balancer(call: Caller, place: dict[str, str], vm: str) -> None:
    of = {"LoadBalancerName": "web"}
    call("CreateLoadBalancer", **of, Listeners=[TCP], Subnets=[place["subnet"]], SecurityGroups=[place["group"]])
    call("CreateLoadBalancerTags", LoadBalancerNames=["web"], Tags=[{"Key": "a", "Value": "b"}])
    call("ReadLoadBalancerTags", LoadBalancerNames=["web"])
    call("DeleteLoadBalancerTags", LoadBalancerNames=["web"], Tags=[{"Key": "a"}])
    call("CreateLoadBalancerListeners", **of, Listeners=[TCP | {"LoadBalancerPort": 8080}])
    call("DeleteLoadBalancerListeners", **of, LoadBalancerPorts=[8080])
    call("CreateLoadBalancerPolicy", **of, PolicyName="sticky", PolicyType="load_balancer", CookieExpirationPeriod=60)
    call("UpdateLoadBalancer", **of, LoadBalancerPort=80, PolicyNames=["sticky"])
    call("UpdateLoadBalancer", **of, LoadBalancerPort=80, PolicyNames=[])
    call("DeleteLoadBalancerPolicy", **of, PolicyName="sticky")
    for link, unlink in (
        ("LinkLoadBalancerBackendMachines", "UnlinkLoadBalancerBackendMachines"),
        ("RegisterVmsInLoadBalancer", "DeregisterVmsInLoadBalancer"),
    ):
        call(link, **of, BackendVmIds=[vm])
        call("ReadVmsHealth", **of)
        call(unlink, **of, BackendVmIds=[vm])
    rule = {"ListenerRuleName": "app", "PathPattern": "/app/*", "Priority": 10}
    call("CreateListenerRule", Listener={**of, "LoadBalancerPort": 80}, ListenerRule=rule, VmIds=[vm])
    call("UpdateListenerRule", ListenerRuleName="app", HostPattern="*.example.com", PathPattern=None)
    call("ReadListenerRules", Filters={"ListenerRuleNames": ["app"]})
    call("DeleteListenerRule", ListenerRuleName="app")
    call("ReadLoadBalancers", Filters={"LoadBalancerNames": ["web"]})
    call("DeleteLoadBalancer", **of)


def _groups_of_machines(call: Caller, place: dict[str, str]) -> None:
    wanted = {"VmTemplateName": "small", "ImageId": "ami-12345678", "CpuCores": 1, "CpuGeneration": "v6", "Ram": 2}
    template = call("CreateVmTemplate", **wanted)["VmTemplate"]["VmTemplateId"]
    call("UpdateVmTemplate", VmTemplateId=template, Description="small ones")
    call("ReadVmTemplates", Filters={"VmTemplateIds": [template]})
    where = {"SubnetId": place["subnet"], "SecurityGroupIds": [place["group"]], "VmTemplateId": template}
    group = call("CreateVmGroup", **where, VmGroupName="workers", VmCount=1)["VmGroup"]["VmGroupId"]
    call("UpdateVmGroup", VmGroupId=group, Description="workers")
    call("ScaleUpVmGroup", VmGroupId=group, VmAddition=1)
    call("ScaleDownVmGroup", VmGroupId=group, VmSubtraction=1)
    call("ReadVmGroups", Filters={"VmGroupIds": [group]})
    call("DeleteVmGroup", VmGroupId=group)
    call("DeleteVmTemplate", VmTemplateId=template)
    wanted = {"Name": "own", "CpuGeneration": 4, "SubregionName": "eu-west-2a"}
    dedicated = call("CreateDedicatedGroup", **wanted)["DedicatedGroup"]["DedicatedGroupId"]
    call("UpdateDedicatedGroup", DedicatedGroupId=dedicated, Name="ours")
    call("ReadDedicatedGroups", Filters={"DedicatedGroupIds": [dedicated]})
    call("DeleteDedicatedGroup", DedicatedGroupId=dedicated)


def _end_of_machine(call: Caller, place: dict[str, str], vm: str) -> None:
    call("DeleteVms", VmIds=[vm])
    call("ReadVms", Filters={"VmIds": [vm]})
    call("DeleteSecurityGroup", SecurityGroupId=place["group"])


def _gateways(call: Caller, place: dict[str, str]) -> None:
    net, table = place["net"], place["table"]
    gateway = call("CreateVirtualGateway", ConnectionType="ipsec.1")["VirtualGateway"]["VirtualGatewayId"]
    call("LinkVirtualGateway", VirtualGatewayId=gateway, NetId=net)
    call("UpdateRoutePropagation", RouteTableId=table, VirtualGatewayId=gateway, Enable=True)
    call("UpdateRoutePropagation", RouteTableId=table, VirtualGatewayId=gateway, Enable=False)
    call("ReadVirtualGateways", Filters={"LinkNetIds": [net]})
    call("UnlinkVirtualGateway", VirtualGatewayId=gateway, NetId=net)
    client = call("CreateClientGateway", BgpAsn=65000, ConnectionType="ipsec.1", PublicIp="192.0.2.1")["ClientGateway"]
    ends = {"ClientGatewayId": client["ClientGatewayId"], "VirtualGatewayId": gateway}
    vpn = call("CreateVpnConnection", **ends, ConnectionType="ipsec.1", StaticRoutesOnly=True)["VpnConnection"]
    of = {"VpnConnectionId": vpn["VpnConnectionId"]}
    call("UpdateVpnConnection", **of, VpnOptions={"Phase2Options": {"Phase2LifetimeSeconds": 3600}})
    call("CreateVpnConnectionRoute", **of, DestinationIpRange="172.30.0.0/16")
    call("ReadVpnConnections", Filters={"VpnConnectionIds": [vpn["VpnConnectionId"]]})
    call("DeleteVpnConnectionRoute", **of, DestinationIpRange="172.30.0.0/16")
    call("DeleteVpnConnection", **of)
    call("ReadClientGateways")
    call("DeleteClientGateway", ClientGatewayId=client["ClientGatewayId"])
    direct = call("CreateDirectLink", Bandwidth="1Gbps", DirectLinkName="paris", Location="PAR1")["DirectLink"]
    wanted = {"BgpAsn": 65000, "DirectLinkInterfaceName": "vlan", "VirtualGatewayId": gateway, "Vlan": 101}
    made = call("CreateDirectLinkInterface", DirectLinkId=direct["DirectLinkId"], DirectLinkInterface=wanted)
    interface = made["DirectLinkInterface"]["DirectLinkInterfaceId"]
    call("UpdateDirectLinkInterface", DirectLinkInterfaceId=interface, Mtu=1500)
    call("ReadDirectLinkInterfaces", Filters={"DirectLinkInterfaceIds": [interface]})
    call("DeleteDirectLinkInterface", DirectLinkInterfaceId=interface)
    call("ReadDirectLinks")
    call("DeleteDirectLink", DirectLinkId=direct["DirectLinkId"])
    call("DeleteVirtualGateway", VirtualGatewayId=gateway)


def _end_of_network(call: Caller, place: dict[str, str]) -> None:
    net = place["net"]
    service = "com.outscale.eu-west-2.oos"
    point = call("CreateNetAccessPoint", NetId=net, ServiceName=service)["NetAccessPoint"]["NetAccessPointId"]
    call("UpdateNetAccessPoint", NetAccessPointId=point, AddRouteTableIds=[place["table"]])
    call("ReadNetAccessPoints", Filters={"NetAccessPointIds": [point]})
    call("DeleteNetAccessPoint", NetAccessPointId=point)
    other = call("CreateNet", IpRange="10.1.0.0/16")["Net"]["NetId"]
    for end in ("RejectNetPeering", "DeleteNetPeering"):
        peering = call("CreateNetPeering", SourceNetId=net, AccepterNetId=other)["NetPeering"]["NetPeeringId"]
        if end == "DeleteNetPeering":
            call("AcceptNetPeering", NetPeeringId=peering)
        call("ReadNetPeerings", Filters={"NetPeeringIds": [peering]})
        call(end, NetPeeringId=peering)
    call("DeleteNet", NetId=other)
    call("UnlinkRouteTable", LinkRouteTableId=place["link"])
    call("DeleteRoute", RouteTableId=place["table"], DestinationIpRange="0.0.0.0/0")
    call("DeleteRouteTable", RouteTableId=place["table"])
    call("UnlinkInternetService", InternetServiceId=place["service"], NetId=net)
    call("DeleteInternetService", InternetServiceId=place["service"])
    call("DeleteSubnet", SubnetId=place["subnet"])
    call("DeleteNet", NetId=net)
    call("DeleteDhcpOptions", DhcpOptionsSetId=place["options"])
    for snapshot in call("ReadSnapshots")["Snapshots"]:
        call("DeleteSnapshot", SnapshotId=snapshot["SnapshotId"])


def _users_and_policies(call: Caller) -> None:
    user, group = {"UserName": "alice"}, {"UserGroupName": "readers"}
    call("CreateUser", **user, UserEmail="alice@example.com")
    call("UpdateUser", **user, NewPath="/people/")
    call("ReadUsers")
    call("CreateUserGroup", **group)
    call("UpdateUserGroup", **group, NewPath="/groups/")
    call("AddUserToUserGroup", **user, **group)
    call("ReadUserGroup", **group)
    call("ReadUserGroups")
    call("ReadUserGroupsPerUser", **user)
    policy = {"PolicyOrn": call("CreatePolicy", PolicyName="ro", Document=DOCUMENT)["Policy"]["Orn"]}
    call("ReadPolicy", **policy)
    call("CreatePolicyVersion", **policy, Document=DOCUMENT)
    call("ReadPolicyVersion", **policy, VersionId="v2")
    call("SetDefaultPolicyVersion", **policy, VersionId="v2")
    call("DeletePolicyVersion", **policy, VersionId="v1")
    call("ReadPolicyVersions", **policy)
    call("LinkPolicy", **policy, **user)
    call("ReadLinkedPolicies", **user)
    call("LinkManagedPolicyToUserGroup", **policy, **group)
    call("ReadManagedPoliciesLinkedToUserGroup", **group)
    call("ReadEntitiesLinkedToPolicy", **policy)
    call("ReadPolicies")
    call("UnlinkManagedPolicyFromUserGroup", **policy, **group)
    call("UnlinkPolicy", **policy, **user)
    call("DeletePolicy", **policy)
    inline = {"PolicyName": "own"}
    for holder, name in ((user, "User"), (group, "UserGroup")):
        call(f"Put{name}Policy", **holder, **inline, PolicyDocument=DOCUMENT)
        call(f"Read{name}Policy", **holder, **inline)
        call(f"Read{name}Policies", **holder)
        call(f"Delete{name}Policy", **holder, **inline)
    key = call("CreateAccessKey", **user)["AccessKey"]["AccessKeyId"]
    call("UpdateAccessKey", **user, AccessKeyId=key, State="INACTIVE")
    call("ReadAccessKeys", **user)
    call("DeleteAccessKey", **user, AccessKeyId=key)
    call("RemoveUserFromUserGroup", **user, **group)
    call("DeleteUserGroup", **group)
    call("DeleteUser", **user)


def _access(call: Caller) -> None:
    call("CreateServerCertificate", Name="web", Body=CERTIFICATE, PrivateKey=TLS_KEY)
    call("UpdateServerCertificate", Name="web", NewName="www")
    call("ReadServerCertificates")
    call("DeleteServerCertificate", Name="www")
    ca = call("CreateCa", CaPem=CERTIFICATE)["Ca"]["CaId"]
    call("UpdateCa", CaId=ca, Description="ours")
    call("ReadCas")
    rule = call("CreateApiAccessRule", CaIds=[ca])["ApiAccessRule"]["ApiAccessRuleId"]
    call("UpdateApiAccessRule", ApiAccessRuleId=rule, IpRanges=["192.0.2.0/24"])
    call("ReadApiAccessRules")
    call("DeleteApiAccessRule", ApiAccessRuleId=rule)
    call("DeleteCa", CaId=ca)
    call("UpdateApiAccessPolicy", MaxAccessKeyExpirationSeconds=3600, RequireTrustedEnv=True)
    call("ReadApiAccessPolicy")


def _offers(call: Caller) -> None:
    with pytest.raises(AnsweredError, match="authentication"):
        call("CheckAuthentication", Login="someone@example.com", Password="")
    for operation in sorted(outscale_document().operations):
        if operation in {
            "ReadAccounts",
            "ReadFlexibleGpuCatalog",
            "ReadLocations",
            "ReadNetAccessPointServices",
            "ReadPublicIpRanges",
            "ReadQuotas",
            "ReadRegions",
            "ReadSubregions",
            "ReadVmTypes",
        }:
            call(operation)
