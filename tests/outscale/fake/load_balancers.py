"""Load balancers with their listeners, cookie policies, rules and back ends."""

from __future__ import annotations

import re

from tests.outscale.fake.cloud import ACCOUNT, REGION, SUBREGION, Cloud
from tests.outscale.fake.create import draft
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.plain import Call
from tests.outscale.fake.refusals import refusal

_SECURE = ("HTTPS", "SSL")
_PROTOCOLS = frozenset({"HTTP", "HTTPS", "SSL", "TCP"})
_COOKIE_LISTS = ("ApplicationStickyCookiePolicies", "LoadBalancerStickyCookiePolicies")
_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,32}(?<!-)")
_BUSY_SECONDS = 0.6


def create_load_balancer(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a load balancer in Subnets of one Net, or in the public cloud."""
    subnets = [cloud.require("Subnet", subnet) for subnet in arguments.get("Subnets", [])]
    for group in arguments.get("SecurityGroups", []):
        cloud.require("SecurityGroup", group)
    if len({subnet["NetId"] for subnet in subnets}) > 1:
        raise refusal("network-mismatch", "The Subnets are in different Nets.")
    name = arguments["LoadBalancerName"]
    if not _NAME.fullmatch(name):
        raise refusal("invalid-lb-name", f"'{name}' is no name of at most 32 letters, digits and inner dashes.")
    balancer = draft(cloud, "CreateLoadBalancer", {**arguments, "Listeners": []})
    kind = arguments.get("LoadBalancerType", "internet-facing")
    balancer |= {
        "State": "provisioning",
        "LoadBalancerType": kind,
        "Subnets": sorted(subnet["SubnetId"] for subnet in subnets),
        "SubregionNames": sorted({subnet["SubregionName"] for subnet in subnets})
        or arguments.get("SubregionNames", [SUBREGION]),
        "SecurityGroups": sorted(arguments.get("SecurityGroups", [])),
        "DnsName": f"{'internal-' if kind == 'internal' else ''}{name}.123456789.{REGION}.lbu.outscale.com",
        "SourceSecurityGroup": {"SecurityGroupName": "default", "SecurityGroupAccountId": ACCOUNT},
        "HealthCheck": _default_health_check(arguments["Listeners"]),
        "AccessLog": {"IsEnabled": False, "PublicationInterval": 60},
        "SecuredCookies": False,
        "BackendVmIds": [],
        "BackendIps": [],
    }
    balancer.pop("NetId", None)
    if subnets:
        balancer["NetId"] = subnets[0]["NetId"]
    _add_listeners(cloud, balancer, arguments["Listeners"])
    cloud.add("LoadBalancer", balancer, becomes={"State": "active"}, seconds=_BUSY_SECONDS)
    return {"LoadBalancer": balancer}


def update_load_balancer(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change one thing of a load balancer: its health check, its log, its groups, its cookies, or a listener."""
    balancer = _ready(cloud, arguments)
    parts = [
        name
        for name in ("AccessLog", "HealthCheck", "SecurityGroups", "SecuredCookies", "PublicIp")
        if name in arguments
    ]
    of_listener = {"PolicyNames", "ServerCertificateId"} & set(arguments)
    if of_listener and "LoadBalancerPort" not in arguments:
        raise refusal("missing-parameter", "The request lacks the mandatory parameter 'LoadBalancerPort'.")
    if len(parts) + len(of_listener) != 1:
        raise refusal("invalid-combination", "A load balancer is changed in one thing at a time.")
    for name in of_listener:
        _update_listener(cloud, balancer, arguments, name)
    for group in arguments.get("SecurityGroups", []):
        cloud.require("SecurityGroup", group)
    for name in parts:
        value = arguments[name]
        balancer[name] = sorted(value) if name == "SecurityGroups" else value
    if "AccessLog" in arguments:
        balancer["AccessLog"] = {"PublicationInterval": 60} | arguments["AccessLog"]
    cloud.save("LoadBalancer", balancer)
    return {"LoadBalancer": balancer}


def delete_load_balancer(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a load balancer with its rules, which takes a moment."""
    balancer = cloud.require("LoadBalancer", arguments["LoadBalancerName"])
    for rule in cloud.all("ListenerRule"):
        if rule["ListenerId"] in _listener_numbers(balancer):
            cloud.remove("ListenerRule", rule)
    cloud.vanish("LoadBalancer", balancer, 0.4)
    return {"LoadBalancer": balancer}


def create_listeners(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Open further ports."""
    balancer = _ready(cloud, arguments)
    _add_listeners(cloud, balancer, arguments["Listeners"])
    cloud.save("LoadBalancer", balancer)
    return {"LoadBalancer": balancer}


def delete_listeners(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Close ports."""
    balancer = _ready(cloud, arguments)
    for port in arguments["LoadBalancerPorts"]:
        balancer["Listeners"].remove(_listener(balancer, port))
    cloud.save("LoadBalancer", balancer)
    return {"LoadBalancer": balancer}


def create_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a cookie policy, which a listener may then use."""
    balancer = _ready(cloud, arguments)
    if any(_policy(balancer, name, arguments) for name in _COOKIE_LISTS):
        raise refusal("duplicate-sticky-policy-name", f"There is a policy '{arguments['PolicyName']}' already.")
    policy = {"PolicyName": arguments["PolicyName"]}
    if arguments["PolicyType"] == "app":
        if "CookieName" not in arguments:
            raise refusal("missing-parameter", "The request lacks the mandatory parameter 'CookieName'.")
        balancer[_COOKIE_LISTS[0]].append(policy | {"CookieName": arguments["CookieName"]})
    elif arguments["PolicyType"] == "load_balancer":
        period = {name: arguments[name] for name in ("CookieExpirationPeriod",) if name in arguments}
        balancer[_COOKIE_LISTS[1]].append(policy | period)
    else:
        raise refusal("invalid-parameter-value", "The value of 'PolicyType' is none of: app, load_balancer.")
    cloud.save("LoadBalancer", balancer)
    return {"LoadBalancer": balancer}


def delete_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a cookie policy that no listener uses."""
    balancer = _ready(cloud, arguments)
    if any(arguments["PolicyName"] in listener["PolicyNames"] for listener in balancer["Listeners"]):
        raise refusal("sticky-policy-enabled-with-listeners", "A listener uses the policy.")
    for name in _COOKIE_LISTS:
        if found := _policy(balancer, name, arguments):
            balancer[name].remove(found)
            cloud.save("LoadBalancer", balancer)
            return {"LoadBalancer": balancer}
    raise refusal("no-such-sticky-policy", f"There is no policy '{arguments['PolicyName']}'.")


def link_machines(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Let a load balancer send traffic to machines, or to addresses."""
    balancer = _ready(cloud, arguments)
    for vm in arguments.get("BackendVmIds", []):
        cloud.require("Vm", vm)
    for name in ("BackendVmIds", "BackendIps"):
        balancer[name] = sorted({*balancer[name], *arguments.get(name, [])})
    cloud.save("LoadBalancer", balancer)
    return {}


def unlink_machines(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Send no more traffic to machines, or to addresses."""
    balancer = _ready(cloud, arguments)
    for name in ("BackendVmIds", "BackendIps"):
        balancer[name] = sorted(set(balancer[name]) - {*arguments.get(name, [])})
    cloud.save("LoadBalancer", balancer)
    return {}


def read_health(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Tell whether the machines behind a load balancer answer."""
    balancer = cloud.require("LoadBalancer", arguments["LoadBalancerName"])
    wanted = arguments.get("BackendVmIds")
    machines = [vm for vm in balancer["BackendVmIds"] if wanted is None or vm in wanted]
    return {"BackendVmHealth": [{"VmId": vm, "State": "UP"} for vm in machines]}


def create_rule(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Send some of a listener's traffic to machines of its own."""
    rule, listener = arguments["ListenerRule"], arguments["Listener"]
    balancer = cloud.require("LoadBalancer", listener["LoadBalancerName"])
    found = _listener(balancer, listener["LoadBalancerPort"])
    if not {"HostNamePattern", "PathPattern"} & set(rule):
        raise refusal("missing-parameter", "A rule needs a 'HostNamePattern' or a 'PathPattern'.")
    for vm in arguments["VmIds"]:
        cloud.require("Vm", vm)
    number = _listener_number(balancer, found["LoadBalancerPort"])
    rules = [other for other in cloud.all("ListenerRule") if other["ListenerId"] == number]
    if any(other["Priority"] == rule["Priority"] for other in rules):
        raise refusal("priority-already-in-use", f"The priority {rule['Priority']} is in use.")
    body = {"Action": "forward"} | rule
    body |= {"ListenerId": number, "VmIds": sorted(arguments["VmIds"]), "ListenerRuleId": 1000 + _rules_made(cloud)}
    cloud.add("ListenerRule", body)
    return {"ListenerRule": body}


def update_rule(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change what a rule matches; null takes a pattern away."""
    rule = cloud.require("ListenerRule", arguments["ListenerRuleName"])
    for argument, name in (("HostPattern", "HostNamePattern"), ("PathPattern", "PathPattern")):
        if argument in arguments:
            rule[name] = arguments[argument]
    rule = {name: value for name, value in rule.items() if value is not None}
    if not {"HostNamePattern", "PathPattern"} & set(rule):
        raise refusal("invalid-combination", "A rule needs a 'HostPattern' or a 'PathPattern'.")
    cloud.save("ListenerRule", rule)
    return {"ListenerRule": rule}


def delete_rule(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a rule."""
    cloud.remove("ListenerRule", cloud.require("ListenerRule", arguments["ListenerRuleName"]))
    return {}


def _ready(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    balancer = cloud.require("LoadBalancer", arguments["LoadBalancerName"])
    if balancer["State"] != "active":
        raise refusal("load-balancer-busy", f"The load balancer is {balancer['State']}.")
    return balancer


def _add_listeners(cloud: Cloud, balancer: JsonObject, wanted: list[JsonObject]) -> None:
    for listener in wanted:
        _check_certificate(cloud, listener)
        if unknown := {value.upper() for name, value in listener.items() if name.endswith("Protocol")} - _PROTOCOLS:
            raise refusal("invalid-parameter-value", f"{unknown.pop()} is none of: {', '.join(sorted(_PROTOCOLS))}.")
        if any(other["LoadBalancerPort"] == listener["LoadBalancerPort"] for other in balancer["Listeners"]):
            raise refusal("duplicate-listener", f"The port {listener['LoadBalancerPort']} has a listener already.")
        defaults = {"BackendProtocol": _plain(listener["LoadBalancerProtocol"]), "PolicyNames": []}
        balancer["Listeners"].append(defaults | _in_capitals(listener))
    balancer["Listeners"].sort(key=lambda listener: int(listener["LoadBalancerPort"]))


def _check_certificate(cloud: Cloud, listener: JsonObject) -> None:
    secure = listener["LoadBalancerProtocol"].upper() in _SECURE
    certificate = listener.get("ServerCertificateId")
    if secure and certificate is None:
        raise refusal("missing-parameter", "A listener that speaks TLS needs a 'ServerCertificateId'.")
    if certificate is not None:
        if not secure:
            raise refusal("wrong-protocol-for-ssl", "Only a listener that speaks TLS has a certificate.")
        if all(known["Orn"] != certificate for known in cloud.all("ServerCertificate")):
            raise refusal("no-such-certificate", f"There is no server certificate '{certificate}'.")


def _update_listener(cloud: Cloud, balancer: JsonObject, arguments: JsonObject, name: str) -> None:
    listener = _listener(balancer, arguments["LoadBalancerPort"])
    if name == "ServerCertificateId":
        _check_certificate(cloud, listener | {name: arguments[name]})
    else:
        known = {policy["PolicyName"] for cookies in _COOKIE_LISTS for policy in balancer[cookies]}
        if set(arguments[name]) - known:
            raise refusal("no-such-sticky-policy", "The load balancer has no such policy.")
        if arguments[name] and listener["LoadBalancerProtocol"] not in ("HTTP", "HTTPS"):
            raise refusal("sticky-policy-only-with-http-https", "Only a listener that speaks HTTP has cookies.")
    listener[name] = arguments[name]


def _listener(balancer: JsonObject, port: int) -> JsonObject:
    listeners: list[JsonObject] = balancer["Listeners"]
    for listener in listeners:
        if listener["LoadBalancerPort"] == port:
            return listener
    raise refusal("no-such-listener", f"The load balancer has no listener on port {port}.")


def _policy(balancer: JsonObject, cookies: str, arguments: JsonObject) -> JsonObject | None:
    policies: list[JsonObject] = balancer[cookies]
    return next((policy for policy in policies if policy["PolicyName"] == arguments["PolicyName"]), None)


def _plain(protocol: str) -> str:
    return {"HTTPS": "HTTP", "SSL": "TCP"}.get(protocol.upper(), protocol.upper())


def _in_capitals(listener: JsonObject) -> JsonObject:
    return {name: value.upper() if name.endswith("Protocol") else value for name, value in listener.items()}


def _default_health_check(listeners: list[JsonObject]) -> JsonObject:
    first = listeners[0] if listeners else {"BackendPort": 80, "LoadBalancerProtocol": "TCP"}
    return {
        "CheckInterval": 30,
        "HealthyThreshold": 10,
        "Port": first["BackendPort"],
        "Protocol": "TCP",
        "Timeout": 5,
        "UnhealthyThreshold": 2,
    }


def _listener_number(balancer: JsonObject, port: int) -> int:
    name: str = balancer["LoadBalancerName"]
    return sum(name.encode()) * 100000 + port


def _listener_numbers(balancer: JsonObject) -> set[int]:
    return {_listener_number(balancer, listener["LoadBalancerPort"]) for listener in balancer["Listeners"]}


def _rules_made(cloud: Cloud) -> int:
    return max((int(rule["ListenerRuleId"]) - 999 for rule in cloud.all("ListenerRule")), default=0)


CALLS: dict[str, Call] = {
    "CreateLoadBalancer": create_load_balancer,
    "UpdateLoadBalancer": update_load_balancer,
    "DeleteLoadBalancer": delete_load_balancer,
    "CreateLoadBalancerListeners": create_listeners,
    "DeleteLoadBalancerListeners": delete_listeners,
    "CreateLoadBalancerPolicy": create_policy,
    "DeleteLoadBalancerPolicy": delete_policy,
    "LinkLoadBalancerBackendMachines": link_machines,
    "RegisterVmsInLoadBalancer": link_machines,
    "UnlinkLoadBalancerBackendMachines": unlink_machines,
    "DeregisterVmsInLoadBalancer": unlink_machines,
    "ReadVmsHealth": read_health,
    "CreateListenerRule": create_rule,
    "UpdateListenerRule": update_rule,
    "DeleteListenerRule": delete_rule,
}
