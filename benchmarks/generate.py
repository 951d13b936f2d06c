"""Writes a ``pulumi preview --json`` of N resources: ``python benchmarks/generate.py N > preview.json``.

The same N gives the same document, byte for byte. About 65 % of the resources are OpenStack's and 35 % Outscale's, in
applications of a network, its rules, servers, volumes and a bucket, spread over providers that a French hospital
could have. One resource in about eighty is in the wrong place or sends data there; the rest is sound.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, TextIO

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_STACK = "urn:pulumi:prod::health::pulumi:pulumi:Stack::health-prod"
_WRONG = 0.012
"""Share of resources with something wrong."""
_OPENSTACK_SHARE = 0.65

_PROVIDERS: dict[str, tuple[str, dict[str, Any]]] = {
    "ovh-gra": ("openstack", {"authUrl": "https://auth.cloud.ovh.net/v3", "region": "GRA11", "tenantId": "t1"}),
    "ovh-sbg": ("openstack", {"authUrl": "https://auth.cloud.ovh.net/v3", "region": "SBG5", "tenantId": "t2"}),
    "ovh-bhs": ("openstack", {"authUrl": "https://auth.cloud.ovh.net/v3", "region": "BHS5", "tenantId": "t3"}),
    "osc-cloudgouv": (
        "outscale",
        {
            "endpoints": '[{"api":"https://api.cloudgouv-eu-west-1.outscale.com/api/v1"}]',
            "region": "cloudgouv-eu-west-1",
        },
    ),
    "osc-eu": ("outscale", {"region": "eu-west-2"}),
    "osc-us": ("outscale", {"region": "us-east-2"}),
}
_MOSTLY = {"openstack": ("ovh-gra", "ovh-sbg"), "outscale": ("osc-cloudgouv", "osc-eu")}
_RARELY = {"openstack": "ovh-bhs", "outscale": "osc-us"}

_USER_DATA = """#cloud-config
hostname: {name}
packages: [nginx, postgresql]
write_files:
- path: /etc/app.conf
  content: |
    endpoint=https://api.{name}.internal/v1
    backup={backup}
"""
_BACKUP = "https://s3.gra.io.cloud.ovh.net/records"
_BACKUP_ABROAD = "https://records.s3.eu-west-3.amazonaws.com/"


class Generator:
    """Makes the steps of one preview; every choice comes from one seeded source."""

    def __init__(self, seed: int = 3) -> None:
        self._random = random.Random(seed)  # noqa: S311 - reproducible, guards nothing

    def steps(self, count: int) -> Iterator[dict[str, Any]]:
        """Yield ``count`` steps: the stack, its providers, then applications until there are enough."""
        return islice(self._endless(), count)

    def _endless(self) -> Iterator[dict[str, Any]]:
        yield _step(_STACK, None, {}, custom=False)
        for name, (package, inputs) in _PROVIDERS.items():
            yield _step(_urn(f"pulumi:providers:{package}", name), None, {"__internal": {}, **inputs})
        number = 0
        while True:
            number += 1
            # An application on OpenStack has more resources than one on Outscale.
            package = "openstack" if self._random.random() < _OPENSTACK_SHARE - 0.1 else "outscale"
            provider = _RARELY[package] if self._wrong() else self._random.choice(_MOSTLY[package])
            make = self._on_openstack if package == "openstack" else self._on_outscale
            yield from make(f"app{number}", provider, number)

    def _on_openstack(self, app: str, provider: str, number: int) -> Iterator[dict[str, Any]]:
        def step(token: str, name: str, inputs: dict[str, Any], **links: str) -> dict[str, Any]:
            common = {"__defaults": ["region"], "region": _PROVIDERS[provider][1]["region"], "name": name}
            return _step(_urn(f"openstack:{token}", name), provider, {**common, **inputs}, links)

        subnet = f"10.{number % 250}.0"
        network_urn = _urn("openstack:networking/network:Network", f"{app}-net")
        group_urn = _urn("openstack:networking/secGroup:SecGroup", f"{app}-sg")
        yield step("networking/network:Network", f"{app}-net", {**self._labels(app), "mtu": 1500, "shared": False})
        yield step(
            "networking/subnet:Subnet",
            f"{app}-sub",
            {**self._labels(app), "cidr": f"{subnet}.0/24", "ipVersion": 4, "networkId": UNKNOWN, "enableDhcp": True},
            networkId=network_urn,
        )
        yield step("networking/secGroup:SecGroup", f"{app}-sg", {**self._labels(app), "deleteDefaultRules": True})
        inputs: dict[str, Any]
        for rule in range(self._random.randint(3, 6)):
            port = self._random.choice((22, 443, 5432, 8443))
            inputs = {"direction": "ingress", "ethertype": "IPv4", "protocol": "tcp", "portRangeMin": port}
            inputs |= {"portRangeMax": port, "remoteIpPrefix": f"10.{rule}.0.0/16", "securityGroupId": UNKNOWN}
            yield step("networking/secGroupRule:SecGroupRule", f"{app}-r{rule}", inputs, securityGroupId=group_urn)
        for server in range(self._random.randint(2, 3)):
            name = f"{app}-{server}"
            port_urn = _urn("openstack:networking/port:Port", f"{name}-port")
            inputs = {"networkId": UNKNOWN, "fixedIps": [{"subnetId": UNKNOWN, "ipAddress": f"{subnet}.{server + 10}"}]}
            yield step("networking/port:Port", f"{name}-port", {**self._labels(name), **inputs}, networkId=network_urn)
            inputs = {"flavorName": "b3-8", "imageName": "Debian 13", "networks": [{"__defaults": [], "port": UNKNOWN}]}
            inputs |= {"userData": self._user_data(name), "metadata": {"role": "app", "data": "health"}}
            yield step("compute/instance:Instance", name, inputs, networks=port_urn)
            inputs = {"size": 100, "volumeType": "high-speed-luks", "metadata": {"backup": "daily"}}
            yield step("blockstorage/volume:Volume", f"{name}-vol", {**self._labels(name), **inputs})
            inputs = {"instanceId": UNKNOWN, "volumeId": UNKNOWN, "device": "/dev/vdb"}
            instance_urn = _urn("openstack:compute/instance:Instance", name)
            yield step("compute/volumeAttach:VolumeAttach", f"{name}-att", inputs, instanceId=instance_urn)
        inputs = {"contentType": "application/json", "metadata": {"class": "health"}, "versioning": True}
        yield step("objectstorage/container:Container", f"{app}-bucket", inputs)

    def _on_outscale(self, app: str, provider: str, number: int) -> Iterator[dict[str, Any]]:
        def step(token: str, name: str, inputs: dict[str, Any], **links: str) -> dict[str, Any]:
            return _step(_urn(f"outscale:index/{token}", name), provider, {"__defaults": [], **inputs}, links)

        tags = [{"__defaults": [], "key": key, "value": value} for key, value in (("env", "prod"), ("data", "health"))]
        subregion = f"{_PROVIDERS[provider][1]['region']}a"
        net_urn = _urn("outscale:index/net:Net", f"{app}-net")
        group_urn = _urn("outscale:index/securityGroup:SecurityGroup", f"{app}-sg")
        yield step(
            "net:Net", f"{app}-net", {"ipRange": f"10.{number % 250}.0.0/16", "tenancy": "default", "tags": tags}
        )
        inputs: dict[str, Any] = {
            "netId": UNKNOWN,
            "ipRange": f"10.{number % 250}.1.0/24",
            "subregionName": subregion,
            "tags": tags,
        }
        yield step("subnet:Subnet", f"{app}-sub", inputs, netId=net_urn)
        inputs = {"securityGroupName": app, "description": f"group of {app}", "netId": UNKNOWN, "tags": tags}
        yield step("securityGroup:SecurityGroup", f"{app}-sg", inputs, netId=net_urn)
        for rule in range(self._random.randint(3, 5)):
            port = self._random.choice((22, 443, 5432))
            inputs = {"flow": "Inbound", "fromPortRange": port, "toPortRange": port, "ipProtocol": "tcp"}
            inputs |= {"ipRange": f"10.{rule}.0.0/16", "securityGroupId": UNKNOWN}
            yield step("securityGroupRule:SecurityGroupRule", f"{app}-r{rule}", inputs, securityGroupId=group_urn)
        for server in range(self._random.randint(2, 3)):
            name = f"{app}-{server}"
            inputs = {"size": 100, "volumeType": "gp2", "subregionName": subregion, "tags": tags}
            yield step("volume:Volume", f"{name}-vol", inputs)
            inputs = {"imageId": "ami-1", "vmType": "tinav6.c2r4p1", "subnetId": UNKNOWN, "securityGroupIds": [UNKNOWN]}
            inputs |= {"userData": self._user_data(name), "placementSubregionName": subregion, "tags": tags}
            yield step("vm:Vm", name, inputs, securityGroupIds=group_urn)
            inputs = {"deviceName": "/dev/xvdb", "volumeId": UNKNOWN, "vmId": UNKNOWN}
            yield step("volumeLink:VolumeLink", f"{name}-link", inputs, vmId=_urn("outscale:index/vm:Vm", name))

    def _wrong(self) -> bool:
        return self._random.random() < _WRONG

    def _user_data(self, name: str) -> str:
        return _USER_DATA.format(name=name, backup=_BACKUP_ABROAD if self._wrong() else _BACKUP)

    def _labels(self, name: str) -> dict[str, Any]:
        tags = ["env:prod", f"owner:team-{self._random.randint(1, 9)}", "data_class:health"]
        return {"description": f"réseau de soins, service {name}", "tags": tags, "adminStateUp": True}


def _urn(token: str, name: str) -> str:
    return f"urn:pulumi:prod::health::{token}::{name}"


def _step(
    urn: str,
    provider: str | None,
    inputs: dict[str, Any],
    links: dict[str, str] | None = None,
    *,
    custom: bool = True,
) -> dict[str, Any]:
    """Return a step as the engine writes it, with the stack trace that makes up a third of such a document."""
    links = links or {}
    state: dict[str, Any] = {"urn": urn, "custom": custom, "type": urn.split("::")[2]}
    if inputs:
        state["inputs"] = inputs
    if urn != _STACK:
        state["parent"] = _STACK
    if links:
        state["dependencies"] = sorted(links.values())
    if provider:
        package = _PROVIDERS[provider][0]
        state["provider"] = f"{_urn(f'pulumi:providers:{package}', provider)}::{UNKNOWN}"
    names = [name for name in inputs if not name.startswith("__")]
    state["propertyDependencies"] = {name: [links[name]] if name in links else [] for name in names}
    state["sourcePosition"] = "project:///__main__.py#42"
    frames = ("__main__.py#42", "application.py#17", "../venv/lib/python3.13/site-packages/pulumi/runtime/stack.py#237")
    state["stackTrace"] = [{"sourcePosition": f"project:///{frame}"} for frame in frames]
    step: dict[str, Any] = {"op": "create", "urn": urn}
    if provider:
        step["provider"] = state["provider"]
    return {**step, "newState": state, "detailedDiff": None}


def write(count: int, out: TextIO) -> None:
    """Write the document step by step: a hundred thousand of them take little memory here."""
    out.write('{\n    "config": {\n        "health:owner": "team-1"\n    },\n    "steps": [')
    for index, step in enumerate(Generator().steps(count)):
        text = json.dumps(step, ensure_ascii=False, indent=4)
        out.write((",\n" if index else "\n") + text)
    summary = json.dumps({"create": count})
    out.write(f'\n    ],\n    "duration": 1000000000,\n    "changeSummary": {summary}\n}}\n')


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.stdout)
