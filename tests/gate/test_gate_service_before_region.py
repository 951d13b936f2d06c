"""A service is judged before its region: neither replaces the other, and only both together prove anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from rempart.catalogue import load_catalogue
from rempart.catalogue.facts import Operator
from rempart.gate import check
from rempart.judge import load_pack, load_profile
from rempart.model.deployment import Deployment, Source, SourceKind
from rempart.model.finding import Verdict
from rempart.model.placement import Placement, QualificationFinding, QualificationStatus
from rempart.model.resource import Resource
from rempart.model.values import Properties
from rempart.placement import locate

CATALOGUE, PACK = load_catalogue(), load_pack()
DAY = date(2026, 11, 22)
ACCEPTED, REJECTED, UNTOLD = 0, 1, 3

KEYSTONE = "https://auth.cloud.ovh.net/v3"
SNC = "https://auth.eu-west-rbx-snc.cloud.snc.ovh.net/v3"
QUALIFIED = "cloudgouv-eu-west-1"
INSTANCE = "openstack:compute/instance:Instance"
CONTAINER = "openstack:objectstorage/container:Container"
VM, BUCKET, CLUSTER = "outscale:index/vm:Vm", "aws:s3/bucket:Bucket", "outscale:index/oksCluster:OksCluster"
POD = "kubernetes:core/v1:ConfigMap"


@pytest.mark.parametrize(
    ("host", "service", "secnumcloud", "hds"),
    [
        # The service and the region that a certificate names.
        ("compute.gra11.cloud.ovh.net", "Public Cloud", "wrong_service", "valid"),
        ("s3.gra.io.cloud.ovh.net", "Public Cloud", "wrong_service", "valid"),
        ("records.s3.sbg.io.cloud.ovh.net", "Public Cloud", "wrong_service", "valid"),
        ("s3.eu-west-par.io.cloud.ovh.net", "Public Cloud", "wrong_service", "valid"),
        ("s3.gra.perf.cloud.ovh.net", "Public Cloud", "wrong_service", "valid"),
        ("storage.gra.cloud.ovh.net", "Public Cloud", "wrong_service", "valid"),
        ("abc123.c1.gra9.k8s.ovh.net", "Public Cloud", "wrong_service", "valid"),
        ("abc.c1.gra9.container-registry.ovh.net", "Public Cloud", "wrong_service", "valid"),
        ("s3-beta.eu-west-rbx-snc.cloud.snc.ovh.net", "SNC Cloud Platform", "valid", "unknown"),
        ("auth.eu-west-sbg-snc.cloud.snc.ovh.net", "SNC Cloud Platform", "valid", "unknown"),
        (f"api.{QUALIFIED}.outscale.com", "IaaS Cloud on Demand", "valid", "valid"),
        (f"records.oos.{QUALIFIED}.outscale.com", "IaaS Cloud on Demand", "valid", "valid"),
        ("api.eu-west-2.outscale.com", "IaaS Cloud on Demand", "wrong_region", "valid"),
        ("s3.fr1.cloud-temple.com", None, "valid", "unknown"),
        ("bucket.s3.fr-par.scw.cloud", "Scaleway", "absent", "valid"),
        ("s3.eu-west-3.amazonaws.com", "any", "absent", "valid"),
        ("europe-west9-docker.pkg.dev", "any", "absent", "valid"),
        # The service, in a region that it does not name.
        ("s3.uk.io.cloud.ovh.net", "Public Cloud", "wrong_service", "wrong_region"),
        ("xyz.c2.bhs5.k8s.ovh.net", "Public Cloud", "wrong_service", "wrong_region"),
        ("auth.eu-west-gra-snc.cloud.snc.ovh.net", "SNC Cloud Platform", "wrong_region", "unknown"),
        ("bucket.s3.nl-ams.scw.cloud", "Scaleway", "absent", "wrong_region"),
        ("s3.eu-west-2.amazonaws.com", "any", "absent", "wrong_region"),
        # Another service, in a region that is listed.
        (f"api.{QUALIFIED}.oks.outscale.com", "OKS", "wrong_service", "unknown"),
        (f"abc.{QUALIFIED}.oks.outscale.com", "OKS", "wrong_service", "unknown"),
        ("api.eu-west-2.oks.outscale.com", "OKS", "wrong_service", "unknown"),
        ("gra1.logs.ovh.com", "Logs Data Platform", "wrong_service", "unknown"),
        ("oai.endpoints.kepler.ai.cloud.ovh.net", "AI Endpoints", None, None),
        ("abc.api.k8s.fr-par.scw.cloud", "Kubernetes Kapsule", "absent", "unknown"),
        ("api.ai.cloud-temple.com", "AI models as a service", None, None),
        # Nobody says which service, in a region that is listed.
        ("gra.ovh.net", "any", "unknown", None),
        ("eu-west-rbx-snc.ovhcloud.com", "any", None, "wrong_region"),
        (f"osu.{QUALIFIED}.outscale.com", "any", None, None),
        (f"kms.{QUALIFIED}.outscale.com", "any", None, None),
        (f"{QUALIFIED}.ntp.outscale.com", "any", None, None),
        ("eu-west-2.outscale.com", "any", "wrong_region", None),
        ("fr1.cloud-temple.com", "any", None, "unknown"),
        ("rg.fr-par.scw.cloud", "any", "absent", None),
        ("rw-abc.rdb.fr-par.scw.cloud", "any", "absent", None),
        ("logs.cockpit.fr-par.scw.cloud", "any", "absent", None),
        ("my.lb.fr-par.scw.cloud", "any", "absent", None),
        # A host of one service, and a region of another.
        ("compute.eu-west-rbx-snc.cloud.ovh.net", "Public Cloud", "wrong_service", "wrong_region"),
        ("s3.eu-west-sbg-snc.io.cloud.ovh.net", "Public Cloud", "wrong_service", "wrong_region"),
        ("auth.gra11.cloud.snc.ovh.net", "SNC Cloud Platform", "wrong_region", "unknown"),
        # Labels that customers choose name no region.
        ("gra.cluster023.hosting.ovh.net", "Web Hosting", None, None),
        ("gra.hosting.ovh.net", "Web Hosting", None, None),
        ("sbg.webpaas.ovh.net", "Web PaaS", None, None),
        ("gra.s3.ap-southeast-sgp.io.cloud.ovh.net", "Public Cloud", "wrong_service", "unknown"),
        ("parhds.cleverapps.io", "any", "absent", None),
    ],
)
def test_a_host_is_qualified_for_its_own_service_in_its_region(
    host: str, service: str | None, secnumcloud: str | None, hds: str | None
) -> None:
    placement = locate(host, CATALOGUE, DAY)

    found = (placement.secnumcloud, placement.hds)
    assert tuple(finding.status.value if finding is not None else None for finding in found) == (secnumcloud, hds)
    if service is not None:
        assert placement.service == service
    assert all(placement.unknown[name] for name in ("secnumcloud", "hds") if getattr(placement, name) is None)


def test_no_host_of_the_catalogue_is_qualified_by_a_region_alone() -> None:
    by_region_alone = [
        (host, scheme, placement.service)
        for operator in CATALOGUE.operators()
        for host in hosts_of(operator)
        for scheme in ("secnumcloud", "hds")
        if (placement := locate(host, CATALOGUE, DAY)).operator == operator.id
        and is_valid(placement, scheme)
        and not any(
            row.scheme == scheme and (row.all_services or row.service == placement.service)
            for row in operator.qualifications
        )
    ]

    assert by_region_alone == []


def hosts_of(operator: Operator) -> Iterator[str]:
    """Yield each host of an operator, alone and behind the name of each region that a certificate of its lists."""
    listed = sorted({region.lower() for row in operator.qualifications for region in row.regions})
    for endpoint in CATALOGUE.endpoints_of(operator.id):
        if endpoint.match != "regex":
            yield endpoint.value
            yield from (f"{region}.{endpoint.value}" for region in listed if endpoint.match == "host_suffix")


def is_valid(placement: Placement, scheme: str) -> bool:
    """Whether a place is certified or qualified."""
    finding: QualificationFinding | None = getattr(placement, scheme)
    return finding is not None and finding.status is QualificationStatus.VALID


def verdict(profile: str, token: str, settings: Properties, inputs: Properties) -> Verdict:
    """Judge one resource of one explicit provider."""
    package = token.partition(":")[0]
    urn = "urn:pulumi:dev::health::"
    provider = Resource(f"{urn}pulumi:providers:{package}::cloud", f"pulumi:providers:{package}", "cloud", settings)
    item = Resource(f"{urn}{token}::it", token, "it", inputs, provider=provider.urn)
    source = Source(SourceKind.PREVIEW, "preview.json")
    deployment = Deployment(source, (provider, item), backend="file://~", secrets_provider="passphrase")
    return check(deployment, catalogue=CATALOGUE, pack=PACK, profile=load_profile(profile, PACK), as_of=DAY)


def openstack(auth_url: str, region: str | None = None) -> Properties:
    """Return the settings of a provider that signs in at a Keystone."""
    return {"authUrl": auth_url, **({"region": region} if region else {})}


def store(endpoint: str, region: str) -> Properties:
    """Return the settings of an S3 client that is pointed elsewhere."""
    return {"region": region, "endpoints": [{"s3": endpoint}]}


def cluster(server: str) -> Properties:
    """Return the settings of a provider that works on a cluster."""
    kubeconfig = (
        f"apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters: [{{name: a, cluster: {{server: '{server}'}}}}]\n"
        "contexts: [{name: a, context: {cluster: a, user: a}}]\nusers: [{name: a, user: {}}]\n"
    )
    return {"kubeconfig": kubeconfig}


@pytest.mark.parametrize(
    ("profile", "token", "settings", "inputs"),
    [
        ("hds", INSTANCE, openstack(KEYSTONE, "GRA11"), {}),
        ("hds", INSTANCE, openstack(KEYSTONE, "SBG5"), {}),
        ("hds", INSTANCE, openstack(KEYSTONE, "EU-WEST-PAR"), {}),
        ("hds", INSTANCE, openstack(KEYSTONE, "DE1"), {}),
        ("hds", CONTAINER, openstack(KEYSTONE, "GRA"), {}),
        ("hds", CONTAINER, openstack(KEYSTONE), {"region": "SBG"}),
        ("hds-floor", INSTANCE, openstack(KEYSTONE, "GRA11"), {}),
        ("secnumcloud", INSTANCE, openstack(SNC, "eu-west-rbx-snc"), {}),
        ("secnumcloud", CONTAINER, openstack(SNC, "eu-west-sbg-snc"), {}),
        ("hds", VM, {"region": QUALIFIED}, {}),
        ("hds", VM, {"region": "eu-west-2"}, {}),
        ("secnumcloud", VM, {"region": QUALIFIED}, {}),
        ("secnumcloud", "outscale:index/bucket:Bucket", {"region": QUALIFIED}, {}),
        ("secnumcloud", BUCKET, store(f"https://oos.{QUALIFIED}.outscale.com", QUALIFIED), {}),
        ("hds", BUCKET, store("https://s3.gra.io.cloud.ovh.net", "gra"), {}),
        ("hds", BUCKET, store("https://s3.fr-par.scw.cloud", "fr-par"), {}),
        (
            "hds",
            CONTAINER,
            {**openstack(KEYSTONE, "GRA"), "endpointOverrides": {"swift": "https://storage.gra.cloud.ovh.net/v1"}},
            {},
        ),
        ("hds", "ovh:CloudProject/kube:Kube", {"endpoint": "ovh-eu"}, {"region": "GRA9"}),
        ("hds", "ovh:CloudProject/instance:Instance", {"endpoint": "ovh-eu"}, {"region": "GRA11"}),
        ("hds", "scaleway:index/instanceServer:InstanceServer", {"region": "fr-par"}, {}),
        ("hds", "ovh:index/cloudProjectKube:CloudProjectKube", {"endpoint": "ovh-eu"}, {"region": "GRA9"}),
        ("hds", "scaleway:object/bucket:Bucket", {"region": "fr-par"}, {}),
        ("hds", "scaleway:index/objectBucket:ObjectBucket", {"region": "fr-par"}, {}),
        ("hds", "scaleway:network/privateNetwork:PrivateNetwork", {"region": "fr-par"}, {}),
        ("hds", "scaleway:index/instanceServer:InstanceServer", {"zone": "fr-par-2"}, {}),
        ("hds", INSTANCE, openstack(KEYSTONE, "eu-west-par-a"), {}),
        ("hds", POD, cluster("https://abc123.c1.gra9.k8s.ovh.net"), {}),
        ("hds-floor", "aws:ec2/instance:Instance", {"region": "eu-west-3"}, {}),
    ],
)
def test_a_service_that_is_named_in_a_region_that_is_named_is_accepted(
    profile: str, token: str, settings: Properties, inputs: Properties
) -> None:
    found = verdict(profile, token, settings, inputs)

    assert found.exit_code == ACCEPTED, [item.message for item in found.findings if item.stops]


@pytest.mark.parametrize(
    ("profile", "token", "settings", "inputs", "code", "rule"),
    [
        # The ordinary endpoint does not serve the qualified service, nor the other way round.
        ("secnumcloud", INSTANCE, openstack(KEYSTONE, "eu-west-rbx-snc"), {}, UNTOLD, "RMP-QUA-002"),
        ("secnumcloud", CONTAINER, openstack(KEYSTONE), {"region": "eu-west-sbg-snc"}, UNTOLD, "RMP-QUA-002"),
        ("hds", INSTANCE, openstack(KEYSTONE, "eu-west-rbx-snc"), {}, UNTOLD, "RMP-QUA-001"),
        ("hds", INSTANCE, openstack(SNC, "GRA11"), {}, UNTOLD, "RMP-QUA-001"),
        ("secnumcloud", INSTANCE, openstack(SNC, "GRA11"), {}, UNTOLD, "RMP-QUA-002"),
        ("secnumcloud", INSTANCE, openstack(KEYSTONE, "GRA11"), {}, REJECTED, "RMP-QUA-002"),
        ("secnumcloud", CONTAINER, openstack(KEYSTONE, "SBG"), {}, REJECTED, "RMP-QUA-002"),
        ("secnumcloud", INSTANCE, openstack(SNC, "eu-west-gra-snc"), {}, REJECTED, "RMP-QUA-002"),
        ("secnumcloud", VM, {"region": "eu-west-2"}, {}, REJECTED, "RMP-QUA-002"),
        (
            "secnumcloud",
            "ovh:CloudProject/instance:Instance",
            {"endpoint": "ovh-eu"},
            {"region": "eu-west-rbx-snc"},
            UNTOLD,
            "RMP-QUA-002",
        ),
        # Kubernetes of Outscale is not its qualified service.
        ("secnumcloud", CLUSTER, {"region": QUALIFIED}, {}, REJECTED, "RMP-QUA-002"),
        ("hds", CLUSTER, {"region": QUALIFIED}, {}, UNTOLD, "RMP-QUA-001"),
        ("hds", CLUSTER, {"region": "eu-west-2"}, {}, UNTOLD, "RMP-QUA-001"),
        ("secnumcloud", POD, cluster(f"https://abc.{QUALIFIED}.oks.outscale.com"), {}, REJECTED, "RMP-QUA-002"),
        ("hds", VM, {"endpoint": f"https://osu.{QUALIFIED}.outscale.com"}, {}, UNTOLD, "RMP-QUA-001"),
        # One API for everything: what is rented decides.
        ("hds", "ovh:Vps/vps:Vps", {"endpoint": "ovh-eu"}, {"region": "GRA"}, UNTOLD, "RMP-QUA-001"),
        ("hds", "ovh:Dedicated/server:Server", {"endpoint": "ovh-eu"}, {"region": "GRA"}, UNTOLD, "RMP-QUA-001"),
        ("hds", "ovh:Vrack/vrack:Vrack", {"endpoint": "ovh-eu"}, {"region": "GRA"}, UNTOLD, "RMP-QUA-001"),
        ("hds", "ovh:CloudProject/kube:Kube", {"endpoint": "ovh-eu"}, {"region": "BHS5"}, REJECTED, "RMP-LOC-001"),
        ("hds", "scaleway:databases/instance:Instance", {"region": "fr-par"}, {}, UNTOLD, "RMP-QUA-001"),
        ("hds", "scaleway:index/databaseInstance:DatabaseInstance", {"region": "fr-par"}, {}, UNTOLD, "RMP-QUA-001"),
        ("hds", "scaleway:kubernetes/cluster:Cluster", {"region": "fr-par"}, {}, UNTOLD, "RMP-QUA-001"),
        ("hds", "scaleway:registry/namespace:Namespace", {"region": "fr-par"}, {}, UNTOLD, "RMP-QUA-001"),
        ("hds", "scaleway:index/container:Container", {"region": "fr-par"}, {}, UNTOLD, "RMP-QUA-001"),
        ("hds", "scaleway:index/rdbInstance:RdbInstance", {"region": "fr-par"}, {}, UNTOLD, "RMP-QUA-001"),
        ("hds", "scaleway:loadbalancers/loadBalancer:LoadBalancer", {"region": "fr-par"}, {}, UNTOLD, "RMP-QUA-001"),
        ("hds", "scaleway:index/mnqSqsQueue:MnqSqsQueue", {"region": "fr-par"}, {}, UNTOLD, "RMP-QUA-001"),
        ("hds", "ovh:index/vps:Vps", {"endpoint": "ovh-eu"}, {"region": "GRA"}, UNTOLD, "RMP-QUA-001"),
        ("hds", "scaleway:object/bucket:Bucket", {"region": "nl-ams"}, {}, REJECTED, "RMP-QUA-001"),
        # Machines, clusters and sites of customers are no API of the operator.
        ("hds", INSTANCE, openstack("https://vps-1a2b3c4d.vps.ovh.net:5000/v3", "GRA11"), {}, UNTOLD, "RMP-LAW-002"),
        ("hds", INSTANCE, openstack("https://ns3012345.ip-51-178-1.eu:5000", "GRA11"), {}, UNTOLD, "RMP-LAW-002"),
        ("hds", INSTANCE, openstack("https://ks123456.kimsufi.com:5000", "GRA11"), {}, UNTOLD, "RMP-LAW-002"),
        ("hds", INSTANCE, openstack("https://gra.hosting.ovh.net/v3", "GRA11"), {}, UNTOLD, "RMP-LAW-002"),
        (
            "hds",
            INSTANCE,
            openstack("https://ows-192-0-2-1.eu-west-2.compute.outscale.com/v3", "eu-west-2"),
            {},
            UNTOLD,
            "RMP-LAW-002",
        ),
        (
            "secnumcloud",
            POD,
            cluster(f"https://k8s-lb-1.{QUALIFIED}.lbu.outscale.com:6443"),
            {},
            UNTOLD,
            "RMP-LAW-002",
        ),
        ("hds", BUCKET, store("https://a1b2.pub.instances.scw.cloud", "fr-par"), {}, UNTOLD, "RMP-LAW-002"),
        ("hds", BUCKET, store("https://x.functions.fnc.fr-par.scw.cloud", "fr-par"), {}, UNTOLD, "RMP-LAW-002"),
        ("hds", BUCKET, store("https://minio.vps-1a2b3c4d.vps.ovh.net:9000", "gra"), {}, UNTOLD, "RMP-LAW-002"),
        ("hds", POD, cluster("https://abc.nodes.c1.gra9.k8s.ovh.net:6443"), {}, UNTOLD, "RMP-LAW-002"),
        ("hds", POD, cluster("https://vps-1a2b3c4d.vps.ovh.net:6443"), {}, UNTOLD, "RMP-LAW-002"),
        # A host for something else is no sign-in host; a general one does not say which service it is.
        ("hds", INSTANCE, openstack("https://db-1.database.cloud.ovh.net/v3", "GRA11"), {}, UNTOLD, "RMP-LAW-002"),
        ("hds", INSTANCE, openstack("https://records.s3.gra.io.cloud.ovh.net/v3", "GRA"), {}, UNTOLD, "RMP-LAW-002"),
        ("hds", INSTANCE, openstack("https://mirrors.ovh.net/v3", "GRA11"), {}, UNTOLD, "RMP-LAW-002"),
        (
            "hds",
            INSTANCE,
            {**openstack(KEYSTONE, "GRA"), "endpointOverrides": {"compute": "https://storage.gra.cloud.ovh.net/v1"}},
            {},
            UNTOLD,
            "RMP-LAW-002",
        ),
        (
            "hds",
            "aws:ec2/instance:Instance",
            {"region": "gra", "endpoints": [{"ec2": "https://s3.gra.io.cloud.ovh.net"}]},
            {},
            UNTOLD,
            "RMP-LAW-002",
        ),
        ("hds", INSTANCE, openstack("https://www.ovh.com/v3", "GRA11"), {}, UNTOLD, "RMP-QUA-001"),
        # What fails for the machine fails for whoever runs the service on it.
        (
            "hds",
            INSTANCE,
            openstack("https://ec2-192-0-2-1.eu-west-3.compute.amazonaws.com/v3", "GRA11"),
            {},
            REJECTED,
            "RMP-LAW-001",
        ),
        # Regions of other operators, and zones as others spell them, qualify nobody.
        ("secnumcloud", INSTANCE, openstack(SNC, "eu-west-rbx-snc-1"), {}, REJECTED, "RMP-QUA-002"),
        ("hds", INSTANCE, openstack(KEYSTONE, "GRA-1"), {}, UNTOLD, "RMP-QUA-001"),
        ("secnumcloud", VM, {"region": f"{QUALIFIED}-1"}, {}, REJECTED, "RMP-QUA-002"),
        ("secnumcloud", INSTANCE, openstack(KEYSTONE, QUALIFIED), {}, REJECTED, "RMP-QUA-002"),
        ("hds", INSTANCE, openstack(KEYSTONE, "fr-par"), {}, UNTOLD, "RMP-QUA-001"),
        ("hds", INSTANCE, openstack(KEYSTONE, "eu-west-3"), {}, UNTOLD, "RMP-QUA-001"),
        ("secnumcloud", VM, {"region": "eu-west-rbx-snc"}, {}, REJECTED, "RMP-QUA-002"),
        ("hds", "scaleway:object/bucket:Bucket", {"region": "GRA"}, {}, UNTOLD, "RMP-QUA-001"),
        ("hds", INSTANCE, openstack(KEYSTONE, "US-EAST-VA-1"), {}, REJECTED, "RMP-LAW-001"),
        ("hds", VM, {"region": "us-east-2"}, {}, REJECTED, "RMP-LAW-001"),
    ],
)
def test_a_listed_region_never_outweighs_another_service(
    *, profile: str, token: str, settings: Properties, inputs: Properties, code: int, rule: str
) -> None:
    found = verdict(profile, token, settings, inputs)

    stopping = {item.rule.id: item.message for item in found.findings if item.stops}
    assert (found.exit_code, rule in stopping) == (code, True), stopping
