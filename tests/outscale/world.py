"""What a resource needs around it: a Net, a Subnet, a running machine... made through the plugin, on demand."""

from __future__ import annotations

import copy
import datetime as dt
import functools
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from outscale_compiler.document import Document, read_document
from outscale_provider.table import Kind, load_table
from outscale_provider.values.json import JsonObject
from outscale_provider.values.names import pulumi_name, to_pulumi
from tests.outscale.plugin import Plugin, Resource

POLICY = '{"Statement": [{"Effect": "Allow", "Action": ["api:Read*"], "Resource": ["*"]}]}'


@functools.cache
def document() -> Document:
    return read_document()


def kinds() -> list[str]:
    """Return the kinds that the document describes: all but the bucket, which lives on the object store."""
    return [token.rsplit(":", 1)[1] for token, row in load_table().rows.items() if row.get("handler") != "bucket"]


def example(kind: Kind) -> JsonObject:
    """Return the arguments that the document itself gives as an example of making such an object."""
    post = document().tree["paths"][f"/{kind.create}"]["post"]
    examples = post["requestBody"]["content"]["application/json"].get("examples", {})
    for found in examples.values():
        arguments = copy.deepcopy(found["value"])
        arguments |= arguments.pop(kind.body, {})
        offered = {key: value for key, value in arguments.items() if key in kind.inputs}
        if set(kind.required) <= set(offered):
            return to_pulumi(offered)
    raise AssertionError(f"{kind.name}: no example has {kind.required}")


@functools.cache
def self_signed() -> tuple[str, str]:
    """Return a certificate and its private key, both in PEM, made for this run alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "clinic.example")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    return certificate.public_bytes(encoding).decode(), private.decode()


@dataclass(slots=True)
class World:
    """The objects made so far, by what refers to them (``netId``)."""

    plugin: Plugin
    made: dict[str, Resource] = field(default_factory=dict)

    def inputs(self, name: str) -> JsonObject:
        """Return inputs of a kind: the document's example, with references to objects that exist."""
        for serial, (kind_before, inputs) in enumerate(_BEFORE.get(name, ())):
            filled = {key: self._filled(key, value) for key, value in inputs.items()}
            self.plugin.create(kind_before, filled, name=f"before-{serial}")
        if name in {"Ca", "ServerCertificate"}:
            certificate, private_key = self_signed()
            return (
                {"caPem": certificate}
                if name == "Ca"
                else {"body": certificate, "privateKey": private_key, "name": "it"}
            )
        if name in _OWN:
            return {key: self._filled(key, value) for key, value in _OWN[name].items()}
        kind = load_table().kind_named(name)
        own_names = (
            {pulumi_name(key) for key in (kind.id, kind.autoname)} if kind.create.startswith("Create") else set()
        )
        return {
            key: value if key in own_names else self._filled(key, _asking(key, value))
            for key, value in example(kind).items()
        }

    def id_of(self, reference: str) -> str:
        """Return the identifier of the object that an argument refers to; make it when there is none yet."""
        kind, key, inputs = _NEEDED[reference]
        if reference not in self.made:
            filled = {name: self._filled(name, value) for name, value in inputs.items()}
            self.made[reference] = self.plugin.create(kind, filled, name=f"world-{reference}")
        made = self.made[reference]
        return str(made.state[key]) if key else made.id

    def _filled(self, key: str, value: Any) -> Any:
        """Put an identifier in the place of each ``?``."""
        if isinstance(value, str) and value.endswith("?"):
            return self.id_of(value.removesuffix("?") or key)
        if isinstance(value, dict):
            return {name: self._filled(name, part) for name, part in value.items()}
        if isinstance(value, list):
            return [self._filled(key.removesuffix("s"), part) for part in value]
        return value


def _asking(key: str, value: Any) -> Any:
    """Put ``?`` in the place of each identifier of the document's examples."""
    if isinstance(value, str):
        return "?" if key in _NEEDED else value
    if isinstance(value, list):
        return [_asking(key.removesuffix("s"), part) for part in value]
    return {name: _asking(name, part) for name, part in value.items()} if isinstance(value, dict) else value


_NEEDED: dict[str, tuple[str, str, JsonObject]] = {
    "netId": ("Net", "", {"ipRange": "10.0.0.0/16"}),
    "sourceNetId": ("Net", "", {"ipRange": "10.1.0.0/16"}),
    "accepterNetId": ("Net", "", {"ipRange": "10.2.0.0/16"}),
    "subnetId": ("Subnet", "", {"netId": "?", "ipRange": "10.0.0.0/24", "subregionName": "eu-west-2a"}),
    "subnet": ("Subnet", "", {"netId": "?", "ipRange": "10.0.1.0/24", "subregionName": "eu-west-2a"}),
    "securityGroupId": ("SecurityGroup", "", {"netId": "?", "description": "clinic"}),
    "securityGroup": ("SecurityGroup", "", {"netId": "?", "description": "front"}),
    "routeTableId": ("RouteTable", "", {"netId": "?"}),
    "internetServiceId": ("InternetService", "", {}),
    "publicIpId": ("PublicIp", "", {}),
    "vmId": ("Vm", "", {"imageId": "ami-12345678", "subnetId": "?"}),
    "fastVmId": ("Vm", "", {"imageId": "ami-12345678", "subnetId": "?", "performance": "highest"}),
    "backendVmId": ("Vm", "", {"imageId": "ami-12345678", "subnetId": "?"}),
    "nicId": ("Nic", "", {"subnetId": "?"}),
    "volumeId": ("Volume", "", {"subregionName": "eu-west-2a", "size": 10}),
    "snapshotId": ("Snapshot", "", {"volumeId": "?"}),
    "clientGatewayId": ("ClientGateway", "", {"bgpAsn": 65000, "connectionType": "ipsec.1", "publicIp": "192.0.2.1"}),
    "virtualGatewayId": ("VirtualGateway", "", {"connectionType": "ipsec.1"}),
    "vpnConnectionId": ("VpnConnection", "", {"clientGatewayId": "?", "virtualGatewayId": "?",
                                              "connectionType": "ipsec.1", "staticRoutesOnly": True}),
    "directLinkId": ("DirectLink", "", {"bandwidth": "1Gbps", "directLinkName": "clinic", "location": "PAR1"}),
    "flexibleGpuId": ("FlexibleGpu", "", {"modelName": "nvidia-p100", "subregionName": "eu-west-2a"}),
    "netPeeringId": ("NetPeering", "", {"sourceNetId": "?", "accepterNetId": "?"}),
    "loadBalancerName": ("LoadBalancer", "loadBalancerName", {
        "loadBalancerName": "world", "subnets": ["?"], "loadBalancerType": "internal",
        "listeners": [{"backendPort": 80, "loadBalancerPort": 80, "loadBalancerProtocol": "HTTP"}]}),
    "userName": ("User", "userName", {"userName": "bot"}),
    "userGroupName": ("UserGroup", "userGroupName", {"userGroupName": "team"}),
    "policyOrn": ("Policy", "orn", {"document": POLICY, "policyName": "read-only"}),
    "vmTemplateId": ("VmTemplate", "", {"cpuCores": 2, "cpuGeneration": "v4", "imageId": "ami-12345678", "ram": 4,
                                        "vmTemplateName": "clinic"}),
}  # fmt: skip

_BEFORE: dict[str, list[tuple[str, JsonObject]]] = {
    "NatService": [
        ("InternetServiceLink", {"internetServiceId": "?", "netId": "?"}),
        ("Route", {"routeTableId": "?", "destinationIpRange": "0.0.0.0/0", "gatewayId": "internetServiceId?"}),
        ("RouteTableLink", {"routeTableId": "?", "subnetId": "?"}),
    ],
    "VirtualGatewayRoutePropagation": [("VirtualGatewayLink", {"virtualGatewayId": "?", "netId": "?"})],
}  # fmt: skip

_OWN: dict[str, JsonObject] = {
    "MainRouteTableLink": {"netId": "?", "routeTableId": "?"},
    "Nic": {"subnetId": "?", "description": "clinic", "securityGroupIds": ["?"]},
    "NicLink": {"nicId": "?", "vmId": "?", "deviceNumber": 1},
    "PublicIpLink": {"publicIpId": "?", "vmId": "?"},
    "Route": {"routeTableId": "?", "destinationIpRange": "198.51.100.0/24", "vmId": "?"},
    "SecurityGroup": {"netId": "?", "description": "records", "securityGroupName": "records"},
    "SecurityGroupRule": {"securityGroupId": "?", "flow": "Inbound", "ipProtocol": "tcp", "fromPortRange": 443,
                          "toPortRange": 443, "ipRange": "10.0.0.0/16"},
    "Snapshot": {"volumeId": "?", "description": "nightly"},
    "Subnet": {"netId": "?", "ipRange": "10.0.9.0/24", "subregionName": "eu-west-2a"},
    "FlexibleGpuLink": {"flexibleGpuId": "?", "vmId": "fastVmId?"},
    "Image": {"vmId": "?", "imageName": "clinic", "noReboot": True},
    "LoadBalancer": {"loadBalancerName": "front", "subnets": ["?"], "loadBalancerType": "internal", "listeners": [
        {"backendPort": 443, "loadBalancerPort": 443, "loadBalancerProtocol": "TCP", "backendProtocol": "TCP"}]},
    "Vm": {"imageId": "ami-12345678", "vmType": "tinav5.c1r1p2", "subnetId": "?", "securityGroupIds": ["?"],
           "tpmEnabled": True, "bootMode": "uefi", "actionsOnNextBoot": {"secureBoot": "enable"},
           "userData": "I2Nsb3VkLWNvbmZpZwo="},
    "VmTemplate": {"cpuCores": 4, "cpuGeneration": "v4", "imageId": "ami-12345678", "ram": 8,
                   "vmTemplateName": "records"},
    "VmGroup": {"positioningStrategy": "no-strategy", "securityGroupIds": ["?"], "subnetId": "?", "vmCount": 2,
                "vmGroupName": "workers", "vmTemplateId": "?"},
    "LoadBalancerListenerRule": {
        "listener": {"loadBalancerName": "?", "loadBalancerPort": 80}, "vmIds": ["?"],
        "listenerRule": {"action": "forward", "hostNamePattern": "*.clinic.example", "listenerRuleName": "clinic",
                         "priority": 10}},
    "UserGroupPolicy": {"userGroupName": "?", "policyName": "clinic", "policyDocument": POLICY},
    "UserGroupMembership": {"userGroupName": "?", "userName": "?"},
    "Policy": {"document": POLICY, "policyName": "clinic", "description": "reads"},
}  # fmt: skip
