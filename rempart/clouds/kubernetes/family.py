"""Kubernetes: the cluster's server decides; images, charts and configuration name addresses."""

from __future__ import annotations

from typing import Any

import yaml

from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import Address, Claim, ProviderSettings
from rempart.model.resource import Resource
from rempart.model.values import UNKNOWN, Mark, Properties, Value
from rempart.strict_yaml import nests_too_deeply
from rempart.tables import Family, TypeRow, first_claim, tls_verified

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST = 1_000_000
"""Characters of a kubeconfig that is read; a real one has a few thousand."""


def _provider(resource: Resource) -> ProviderSettings:
    inputs = resource.inputs
    kubeconfig = first_claim(inputs, "kubeconfig")
    cluster = _cluster(kubeconfig, inputs) if kubeconfig is not None else {}
    endpoint = None if kubeconfig is None else Claim("kubeconfig", _server(kubeconfig.value, cluster))
    unverified = cluster.get("insecure-skip-tls-verify") is True
    verified = Claim("kubeconfig", value=False) if unverified else tls_verified(inputs)
    return ProviderSettings(resource.package, endpoint, verified=verified, through=_proxy(cluster))


def _proxy(cluster: dict[str, Any]) -> tuple[Address, ...]:
    proxy = cluster.get("proxy-url")
    stated = proxy if isinstance(proxy, (str, Mark)) else UNKNOWN
    return (Address("kubeconfig", stated, Role.SENDS),) if proxy else ()


def _server(kubeconfig: Value, cluster: dict[str, Any]) -> Value:
    """Return the server's URL; what is secret stays secret, and a file's name or an unreadable text is unknown."""
    if not isinstance(kubeconfig, (str, dict)):
        return kubeconfig
    server = cluster.get("server")
    return server if isinstance(server, str) and server else UNKNOWN


def _cluster(claim: Claim, inputs: Properties) -> dict[str, Any]:
    """Return the cluster that the kubeconfig's context, or the provider's, chooses."""
    content = _parsed(claim.value)
    context = inputs.get("context") or content.get("current-context")
    named = _named(content.get("contexts"), context)
    if context and not named:
        # The client refuses a context that is not there.
        return {}
    chosen = named.get("context")
    name = inputs.get("cluster") or (chosen.get("cluster") if isinstance(chosen, dict) else None)
    clusters = content.get("clusters")
    if name is None and isinstance(clusters, list) and len(clusters) == 1 and isinstance(clusters[0], dict):
        name = clusters[0].get("name")
    found = _named(clusters, name).get("cluster")
    return found if isinstance(found, dict) else {}


def _parsed(value: Value) -> dict[str, Any]:
    if isinstance(value, dict):
        return dict(value)
    if (
        not isinstance(value, str)
        or len(value) > _LARGEST
        or nests_too_deeply(value)
        or ("\n" not in value.strip() and not value.strip().startswith("{"))
    ):
        return {}
    try:
        content = yaml.load(value, Loader=_Loader)  # noqa: S506 - a safe loader, in C where there is one
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _named(entries: object, name: object) -> dict[str, Any]:
    if isinstance(entries, list):
        for entry in entries:
            if isinstance(entry, dict) and entry.get("name") == name and name is not None:
                return entry
    return {}


_POD_PATHS = ("spec", "spec.template.spec", "spec.jobTemplate.spec.template.spec")
_IMAGES = {
    f"{pod}.{group}.*.image": Role.FETCHES
    for pod in _POD_PATHS
    for group in ("containers", "initContainers", "ephemeralContainers")
}
_WORKLOAD = TypeRow(Kind.CONTAINER, addresses=_IMAGES)
_RELEASE = TypeRow(
    Kind.CONTAINER,
    attributes={"opaque": lambda _: "installs a Helm chart, whose content is not in the program"},
    addresses={"repositoryOpts.repo": Role.FETCHES, "fetchOpts.repo": Role.FETCHES},
    texts=("values",),
)
_FILES = TypeRow(Kind.CONTAINER, attributes={"opaque": lambda _: "applies manifests that are not in the program"})

_INGRESS = TypeRow(Kind.LOAD_BALANCER, own=("spec.rules.*.host", "spec.tls.*.hosts.*"))
_ROUTE = TypeRow(Kind.LOAD_BALANCER, own=("spec.hostnames.*",))
_WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "Job", "CronJob", "ReplicationController"]
_KINDS = {
    "Service": Kind.LOAD_BALANCER,
    "Secret": Kind.SECRET,
    "PersistentVolume": Kind.VOLUME,
    "PersistentVolumeClaim": Kind.VOLUME,
    "NetworkPolicy": Kind.SECURITY_GROUP_RULE,
    "ServiceAccount": Kind.IDENTITY,
    "Role": Kind.POLICY,
    "ClusterRole": Kind.POLICY,
    "RoleBinding": Kind.POLICY,
    "ClusterRoleBinding": Kind.POLICY,
}
_MODULES = ("core", "apps", "batch", "networking.k8s.io", "rbac.authorization.k8s.io", "extensions", "policy")

KUBERNETES = Family(
    packages=("kubernetes",),
    provider=_provider,
    types={
        **{f"{module}:{name}": _WORKLOAD for module in _MODULES for name in _WORKLOADS},
        **{f"{module}:{name}": TypeRow(kind) for module in _MODULES for name, kind in _KINDS.items()},
        **{f"{module}:Ingress": _INGRESS for module in _MODULES},
        "gateway.networking.k8s.io:HTTPRoute": _ROUTE,
        "gateway.networking.k8s.io:GRPCRoute": _ROUTE,
        "gateway.networking.k8s.io:TLSRoute": _ROUTE,
        "gateway.networking.k8s.io:Gateway": TypeRow(Kind.LOAD_BALANCER, own=("spec.listeners.*.hostname",)),
        "networking.istio.io:VirtualService": TypeRow(Kind.LOAD_BALANCER, own=("spec.hosts.*",)),
        "route.openshift.io:Route": TypeRow(Kind.LOAD_BALANCER, own=("spec.host",)),
        "projectcontour.io:HTTPProxy": TypeRow(Kind.LOAD_BALANCER, own=("spec.virtualhost.fqdn",)),
        "externaldns.k8s.io:DNSEndpoint": TypeRow(Kind.DNS_RECORD, own=("spec.endpoints.*.dnsName",)),
        "cert-manager.io:Certificate": TypeRow(Kind.CERTIFICATE, own=("spec.commonName", "spec.dnsNames.*")),
        "core:ConfigMap": TypeRow(Kind.OTHER, texts=("data",)),
        "core:Service": TypeRow(Kind.LOAD_BALANCER, addresses={"spec.externalName": Role.SENDS}),
        "helm.sh:Release": _RELEASE,
        "helm.sh:Chart": _RELEASE,
        "yaml:ConfigFile": _FILES,
        "yaml:ConfigGroup": _FILES,
        "kustomize:Directory": _FILES,
    },
    regions=(),
    configures=True,
)
