"""Where a resource stands: what it states, what the cloud registered, what it is part of, and what has no region."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rempart.model.placement import Exposure, QualificationStatus
from rempart.model.values import SECRET, UNKNOWN, Properties, Value
from tests.placement.whole_stacks import Declared, countries_of, is_settled, placed_stack, regions_of

CLUSTER = "ovh:CloudProject/kube:Kube"
POOL = "ovh:CloudProject/kubeNodePool:KubeNodePool"
DATABASE = "ovh:CloudProject/database:Database"
CONTAINER = "openstack:objectstorage/container:Container"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
NO_REGION: Properties = {"authUrl": "https://auth.cloud.ovh.net/v3"}


@pytest.mark.parametrize(
    "token",
    [
        "ovh:Domain/zoneRecord:ZoneRecord",
        "ovh:index/domainZoneRecord:DomainZoneRecord",
        "ovh:index/iamPolicy:IamPolicy",
        "ovh:index/cloudProjectUser:CloudProjectUser",
        "ovh:Domain/zone:Zone",
        "ovh:Domain/zoneRedirection:ZoneRedirection",
        "ovh:Domain/nameServers:NameServers",
        "ovh:Domain/dSRecords:DSRecords",
        "ovh:index/domainZoneDynhostRecord:DomainZoneDynhostRecord",
        "ovh:Ip/reverse:Reverse",
        "ovh:Ip/firewallRule:FirewallRule",
        "ovh:Vrack/cloudProject:CloudProject",
        "ovh:Vrack/vrack:Vrack",
        "ovh:Vrack/dedicatedServerInterface:DedicatedServerInterface",
        "ovh:CloudProject/project:Project",
        "ovh:CloudProject/user:User",
        "ovh:CloudProject/s3Credential:S3Credential",
        "ovh:CloudProject/s3Policy:S3Policy",
        "ovh:index/cloudProjectSshKey:CloudProjectSshKey",
        "ovh:index/cloudSSHKey:CloudSSHKey",
        "ovh:CloudProject/alerting:Alerting",
        "ovh:Iam/policy:Policy",
        "ovh:Iam/resourceGroup:ResourceGroup",
        "ovh:index/iamResourceTags:IamResourceTags",
        "ovh:Me/identityUser:IdentityUser",
        "ovh:Me/aPIOAuth2Client:APIOAuth2Client",
        "ovh:Dbaas/logsRole:LogsRole",
        "ovh:SavingsPlan/savingsPlan:SavingsPlan",
        "openstack:identity/user:User",
        "openstack:identity/applicationCredential:ApplicationCredential",
        "openstack:index/identityUserV3:IdentityUserV3",
        "openstack:compute/keypair:Keypair",
        "scaleway:iam/apiKey:ApiKey",
        "scaleway:iam/policy:Policy",
        "scaleway:index/iamSshKey:IamSshKey",
        "scaleway:account/project:Project",
        "scaleway:domain/record:Record",
        "scaleway:index/domainZone:DomainZone",
        "cloudflare:index/dnsRecord:DnsRecord",
        "cloudflare:index/zone:Zone",
        "gcp:serviceaccount/account:Account",
        "gcp:projects/iAMMember:IAMMember",
        "gcp:dns/recordSet:RecordSet",
    ],
)
def test_what_belongs_to_a_whole_account_needs_no_region(token: str) -> None:
    silent: dict[str, Properties] = {
        "openstack": NO_REGION,
        "scaleway": {},
        "gcp": {"universeDomain": "s3nsapis.fr"},
    }

    placement = placed_stack(Declared(token), **silent)["thing"].placement

    assert placement.regionless
    assert is_settled(placement)
    assert placement.operator is not None
    assert placement.exposure is not None


@pytest.mark.parametrize(
    "token",
    [
        "ovh:CloudProject/kube:Kube",
        "ovh:CloudProject/storage:Storage",
        "ovh:CloudProject/database:Database",
        "ovh:CloudProject/rancher:Rancher",
        "ovh:Dbaas/logsOutputGraylogStream:LogsOutputGraylogStream",
        "ovh:Dedicated/server:Server",
        "ovh:Hosting/privateDatabase:PrivateDatabase",
        "ovh:Vps/vps:Vps",
        "ovh:index/emailDomainAccount:EmailDomainAccount",
        "ovh:index/storageEfs:StorageEfs",
        "ovh:Okms/okms:Okms",
        "openstack:objectstorage/container:Container",
        "openstack:database/user:User",
        "scaleway:object/bucket:Bucket",
        "scaleway:secrets/secret:Secret",
        "scaleway:edgeservices/cacheStage:CacheStage",
    ],
)
def test_what_keeps_data_needs_one(token: str) -> None:
    placement = placed_stack(Declared(token), openstack=NO_REGION, scaleway={})["thing"].placement

    assert not placement.regionless
    assert {"region", "country", "in_eea"} <= set(placement.unknown)


def test_a_region_that_is_stated_counts_even_where_none_is_needed() -> None:
    key = Declared("ovh:index/cloudProjectSshKey:CloudProjectSshKey", inputs={"region": "BHS5"})

    placement = placed_stack(key)["thing"].placement

    assert (placement.region, placement.country, placement.regionless) == ("BHS5", "CA", False)


def test_law_reaches_what_has_no_region() -> None:
    american = placed_stack(Declared("cloudflare:index/dnsRecord:DnsRecord"))["thing"].placement
    french = placed_stack(Declared("ovh:Domain/zoneRecord:ZoneRecord"))["thing"].placement

    assert (american.exposure, french.exposure) == (Exposure.DIRECT, Exposure.INDIRECT)


def test_nothing_says_which_qualified_service_an_account_belongs_to() -> None:
    placement = placed_stack(Declared("ovh:Iam/policy:Policy"))["thing"].placement

    assert placement.secnumcloud is not None
    assert placement.secnumcloud.status is QualificationStatus.UNKNOWN
    assert placement.hds is None
    assert "hds" not in placement.unknown


def test_an_account_of_an_operator_without_a_qualification_has_none() -> None:
    placement = placed_stack(Declared("scaleway:iam/user:User"), scaleway={})["thing"].placement

    assert placement.secnumcloud is not None
    assert placement.secnumcloud.status is QualificationStatus.ABSENT


@pytest.mark.parametrize(
    ("parent", "child", "key"),
    [
        (CLUSTER, POOL, "kubeId"),
        (CLUSTER, "ovh:CloudProject/kubeIpRestrictions:KubeIpRestrictions", "kubeId"),
        (CLUSTER, "ovh:CloudProject/kubeOidc:KubeOidc", "kubeId"),
        (CLUSTER, "ovh:index/cloudProjectKubeLogSubscription:CloudProjectKubeLogSubscription", "kubeId"),
        (DATABASE, "ovh:CloudProjectDatabase/databaseInstance:DatabaseInstance", "clusterId"),
        (DATABASE, "ovh:CloudProjectDatabase/postgresSqlUser:PostgresSqlUser", "clusterId"),
        (DATABASE, "ovh:CloudProjectDatabase/kafkaTopic:KafkaTopic", "clusterId"),
        (DATABASE, "ovh:index/cloudProjectDatabaseValkeyUser:CloudProjectDatabaseValkeyUser", "clusterId"),
        (
            "ovh:CloudProject/containerRegistry:ContainerRegistry",
            "ovh:CloudProject/containerRegistryOIDC:ContainerRegistryOIDC",
            "registryId",
        ),
        (
            "ovh:CloudProject/containerRegistry:ContainerRegistry",
            "ovh:CloudProject/containerRegistryUser:ContainerRegistryUser",
            "registryId",
        ),
        (
            "ovh:index/cloudLoadbalancer:CloudLoadbalancer",
            "ovh:index/cloudLoadbalancerListener:CloudLoadbalancerListener",
            "loadbalancerId",
        ),
        (
            "ovh:index/cloudStorageFileShare:CloudStorageFileShare",
            "ovh:index/cloudStorageFileShareAcl:CloudStorageFileShareAcl",
            "shareId",
        ),
        ("ovh:CloudProject/instance:Instance", "ovh:CloudProject/instanceSnapshot:InstanceSnapshot", "instanceId"),
        ("ovh:CloudProject/instance:Instance", "ovh:CloudProject/failoverIpAttach:FailoverIpAttach", "routedTo"),
        ("openstack:containerinfra/cluster:Cluster", "openstack:containerinfra/nodeGroup:NodeGroup", "clusterId"),
        (
            "openstack:loadbalancer/loadBalancer:LoadBalancer",
            "openstack:loadbalancer/listener:Listener",
            "loadbalancerId",
        ),
        (CONTAINER, "openstack:objectstorage/containerObject:ContainerObject", "containerName"),
        ("openstack:networking/network:Network", "openstack:networking/subnet:Subnet", "networkId"),
        ("openstack:database/instance:Instance", "openstack:database/user:User", "instanceId"),
    ],
)
@pytest.mark.parametrize(("region", "country"), [("SBG5", "FR"), ("BHS5", "CA")])
def test_a_child_that_states_no_region_stands_with_its_parent(
    *, parent: str, child: str, key: str, region: str, country: str
) -> None:
    inputs: Properties = {"nodes": [{"region": region}]} if parent == DATABASE else {"region": region}
    stack = placed_stack(
        Declared(parent, "parent", inputs), Declared(child, inputs={key: UNKNOWN}, of={key: ("parent",)})
    )

    placement = stack["thing"].placement

    assert (placement.region, placement.country) == (region, country)


@pytest.mark.parametrize(
    ("parent", "child", "key"),
    [
        ("scaleway:kubernetes/cluster:Cluster", "scaleway:kubernetes/pool:Pool", "clusterId"),
        ("scaleway:loadbalancers/loadBalancer:LoadBalancer", "scaleway:loadbalancers/frontend:Frontend", "lbId"),
        ("scaleway:databases/instance:Instance", "scaleway:databases/user:User", "instanceId"),
        ("scaleway:object/bucket:Bucket", "scaleway:object/item:Item", "bucket"),
        ("scaleway:registry/namespace:Namespace", "scaleway:containers/container:Container", "namespaceId"),
    ],
)
def test_a_child_at_scaleway_stands_with_its_parent_rather_than_at_the_providers_default(
    parent: str, child: str, key: str
) -> None:
    stack = placed_stack(
        Declared(parent, "parent", {"region": "nl-ams"}), Declared(child, inputs={key: UNKNOWN}, of={key: ("parent",)})
    )

    assert (stack["thing"].placement.region, stack["thing"].placement.country) == ("nl-ams", "NL")


def test_a_cluster_of_outscale_stands_with_its_project() -> None:
    stack = placed_stack(
        Declared("outscale:index/oksProject:OksProject", "project", {"region": "us-east-2"}),
        Declared("outscale:index/oksCluster:OksCluster", inputs={"projectId": UNKNOWN}, of={"projectId": ("project",)}),
    )

    assert stack["thing"].placement.region == "us-east-2"


def test_a_child_of_a_child_stands_with_the_first() -> None:
    stack = placed_stack(
        Declared("openstack:loadbalancer/loadBalancer:LoadBalancer", "balancer", {"region": "SBG5"}),
        Declared(
            "openstack:loadbalancer/listener:Listener",
            "listener",
            {"loadbalancerId": UNKNOWN},
            of={"loadbalancerId": ("balancer",)},
        ),
        Declared("openstack:loadbalancer/pool:Pool", inputs={"listenerId": UNKNOWN}, of={"listenerId": ("listener",)}),
    )

    assert stack["thing"].placement.region == "SBG5"


def test_a_child_of_a_database_in_two_regions_stands_in_both() -> None:
    stack = placed_stack(
        Declared(DATABASE, "parent", {"nodes": [{"region": "GRA"}, {"region": "SGP"}]}),
        Declared(
            "ovh:CloudProjectDatabase/kafkaTopic:KafkaTopic",
            inputs={"clusterId": UNKNOWN},
            of={"clusterId": ("parent",)},
        ),
    )

    assert regions_of(stack["thing"]) == ["GRA", "SGP"]


@pytest.mark.parametrize(
    ("parent_id", "said"),
    [("0123abcd", "0123abcd"), ("GRA11/0123abcd", "0123abcd"), ("0123abcd", "GRA11/0123abcd")],
)
def test_a_parent_is_known_by_its_identifier(parent_id: str, said: str) -> None:
    stack = placed_stack(
        Declared(CLUSTER, "cluster", {"region": "GRA11"}, identifier=parent_id), Declared(POOL, inputs={"kubeId": said})
    )

    assert stack["thing"].placement.region == "GRA11"


def test_the_region_before_an_identifier_is_the_parents() -> None:
    pool = Declared("scaleway:kubernetes/pool:Pool", inputs={"clusterId": "nl-ams/11111111-2222"})

    assert placed_stack(pool)["thing"].placement.region == "nl-ams"


def test_a_child_that_states_a_region_stands_there() -> None:
    stack = placed_stack(
        Declared("openstack:networking/network:Network", "network", {"region": "SBG5"}),
        Declared(
            "openstack:networking/subnet:Subnet",
            inputs={"networkId": UNKNOWN, "region": "GRA11"},
            of={"networkId": ("network",)},
        ),
    )

    assert stack["thing"].placement.region == "GRA11"


@pytest.mark.parametrize(
    "of",
    [
        {},
        {"kubeId": ("elsewhere",)},
        {"kubeId": ("urn:pulumi:prod::records::ovh:CloudProject/kube:Kube::gone",)},
        {"kubeId": ("cluster", "elsewhere")},
        {"kubeId": ("cluster", "command")},
        {"kubeId": ("cluster", "other")},
        {"kubeId": ("unstated",)},
    ],
    ids=["no dependency", "other stack", "not there", "cluster or stack", "command", "two regions", "parent unknown"],
)
def test_a_child_whose_parent_is_not_seen_is_undetermined_with_the_way_out(of: Mapping[str, tuple[str, ...]]) -> None:
    stack = placed_stack(
        Declared(CLUSTER, "cluster", {"region": "GRA11"}),
        Declared(CLUSTER, "other", {"region": "SBG5"}),
        Declared(CLUSTER, "unstated", {"region": UNKNOWN}),
        Declared("pulumi:pulumi:StackReference", "elsewhere"),
        Declared("command:local:Command", "command"),
        Declared(POOL, inputs={"kubeId": UNKNOWN}, of=of),
    )

    placement = stack["thing"].placement

    assert {"region", "country", "in_eea"} <= set(placement.unknown)
    assert "kubeId" in placement.unknown["country"].told
    assert "read (get)" in placement.unknown["country"].told


def test_properties_that_name_parents_in_different_regions_are_undetermined() -> None:
    stack = placed_stack(
        Declared("openstack:networking/router:Router", "router", {"region": "SBG5"}),
        Declared("openstack:networking/subnet:Subnet", "subnet", {"region": "BHS5"}),
        Declared(
            "openstack:networking/routerInterface:RouterInterface",
            inputs={"routerId": UNKNOWN, "subnetId": UNKNOWN},
            of={"routerId": ("router",), "subnetId": ("subnet",)},
        ),
        openstack=NO_REGION,
    )

    assert "different regions" in stack["thing"].placement.unknown["country"].told


@pytest.mark.parametrize("names", [("project", "cluster"), ("cluster", "suffix")])
def test_what_has_no_place_does_not_hide_the_parent(names: tuple[str, ...]) -> None:
    stack = placed_stack(
        Declared("ovh:CloudProject/project:Project", "project"),
        Declared("random:index/randomId:RandomId", "suffix"),
        Declared(CLUSTER, "cluster", {"region": "GRA11"}),
        Declared(POOL, inputs={"kubeId": UNKNOWN}, of={"kubeId": names}),
    )

    assert stack["thing"].placement.region == "GRA11"


def test_resources_that_are_each_others_parents_are_undetermined() -> None:
    stack = placed_stack(
        Declared(POOL, "one", {"kubeId": UNKNOWN}, of={"kubeId": ("two",)}),
        Declared(POOL, "two", {"kubeId": UNKNOWN}, of={"kubeId": ("one",)}),
    )

    assert all("country" in stack[name].placement.unknown for name in ("one", "two"))


def test_a_line_of_parents_without_end_is_undetermined() -> None:
    line = [Declared(POOL, f"pool{n}", {"kubeId": UNKNOWN}, of={"kubeId": (f"pool{n + 1}",)}) for n in range(2000)]

    stack = placed_stack(*line)

    assert "country" in stack["pool0"].placement.unknown


def test_a_parent_outside_leaves_a_child_with_its_providers_region() -> None:
    subnet = Declared("openstack:networking/subnet:Subnet", inputs={"networkId": "0123abcd"})

    assert placed_stack(subnet)["thing"].placement.region == "GRA11"


@pytest.mark.parametrize(
    ("token", "inputs", "expected"),
    [
        (DATABASE, {"nodes": [{"region": "GRA"}], "backupRegions": ["GRA", "SGP"]}, ["GRA", "SGP"]),
        (DATABASE, {"nodes": [{"region": "GRA"}], "backupRegions": ["GRA"]}, ["GRA"]),
        (DATABASE, {"nodes": [{"region": "GRA"}, {"region": "BHS"}]}, ["GRA", "BHS"]),
        (CONTAINER, {"replicationRegions": ["SBG", "SGP"]}, ["GRA11", "SBG", "SGP"]),
        (CONTAINER, {"replication_region": "SYD"}, ["GRA11", "SYD"]),
        (CONTAINER, {"REPLICATION-REGION": "SYD"}, ["GRA11", "SYD"]),
        (CONTAINER, {"régionDeSecours": "GRA11", "régions": ["BHS5"]}, ["GRA11", "BHS5"]),
        (CONTAINER, {"backup": {"target": {"datacenter": "BHS5"}}}, ["GRA11", "BHS5"]),
        (CONTAINER, {"centre": {"localisation": "BHS5"}}, ["GRA11", "BHS5"]),
        (CONTAINER, {"placement": [{"location": "SGP1"}]}, ["GRA11", "SGP1"]),
        (CONTAINER, {"copies": {"regions": {"BHS5": {"tier": "cold"}}}}, ["GRA11", "BHS5"]),
        (CONTAINER, {"copies": {"regions": [{"name": "BHS5"}]}}, ["GRA11", "BHS5"]),
        (CONTAINER, {"containerSyncTo": "//OVH_PUBLIC_CLOUD/BHS/AUTH_1/records"}, ["GRA11", "BHS"]),
        (CONTAINER, {"containerSyncTo": "//OVH_PUBLIC_CLOUD/GRA/AUTH_1/records"}, ["GRA11"]),
        (
            CONTAINER,
            {"settings": [{"label": "region", "value": "SGP"}, {"key": "zone", "value": "BHS5"}]},
            ["GRA11", "SGP", "BHS5"],
        ),
        (
            "ovh:Vps/vps:Vps",
            {"plans": [{"configurations": [{"label": "vps_datacenter", "value": "WAW"}]}]},
            ["WAW"],
        ),
        (
            "ovh:Dedicated/server:Server",
            {
                "plans": [
                    {
                        "configurations": [
                            {"label": "region", "value": "europe"},
                            {"label": "dedicated_datacenter", "value": "gra3"},
                        ]
                    }
                ]
            },
            ["gra3"],
        ),
        (
            "ovh:Hosting/privateDatabase:PrivateDatabase",
            {"plan": {"configurations": [{"label": "dc", "value": "gra3"}, {"label": "engine", "value": "mysql_8"}]}},
            ["gra3"],
        ),
        ("ovh:CloudProject/networkPrivate:NetworkPrivate", {"regions": ["GRA11", "BHS5"]}, ["GRA11", "BHS5"]),
        (
            "ovh:CloudProject/storage:Storage",
            {"regionName": "GRA", "replication": {"rules": [{"destination": {"region": "SGP"}}]}},
            ["GRA", "SGP"],
        ),
        (POOL, {"kubeId": "GRA11/1", "availabilityZones": ["eu-west-par-a"]}, ["GRA11", "eu-west-par-a"]),
        ("outscale:index/vm:Vm", {"nested": {"backupRegion": "us-east-2"}}, ["eu-west-2", "us-east-2"]),
        ("scaleway:object/bucket:Bucket", {"mirror": {"zone": "nl-ams-1"}}, ["fr-par", "nl-ams-1"]),
    ],
)
def test_a_region_counts_wherever_it_stands(token: str, inputs: Properties, expected: list[str]) -> None:
    assert regions_of(placed_stack(Declared(token, inputs=inputs))["thing"]) == [name.upper() for name in expected]


@pytest.mark.parametrize(
    "inputs",
    [
        {"backupRegions": ["XYZ9"]},
        {"backupRegions": UNKNOWN},
        {"backupRegions": ["GRA11", UNKNOWN]},
        {"backup": {"region": SECRET}},
        {"containerSyncTo": "//REALM/somewhere/AUTH_1/records"},
        {"settings": [{"label": "datacenter", "value": "vin1"}]},
    ],
)
def test_a_region_that_the_operator_does_not_have_or_nobody_sees_is_unknown(inputs: Properties) -> None:
    item = placed_stack(Declared(CONTAINER, inputs=inputs))["thing"]

    assert countries_of(item) == ["FR", None]
    assert "country" in item.elsewhere[0].unknown


@pytest.mark.parametrize(
    "inputs",
    [
        {"availabilityZone": "nova"},
        {"timezone": "Europe/Paris"},
        {"timeZone": "SGP"},
        {"dnsZone": "chu-lille.fr"},
        {"hostedZoneId": "Z123"},
        {"securityZone": "BHS5"},
        {"zone": "internal"},
        {"location": "batiment-b"},
        {"regionId": "4711"},
        {"availableRegions": ["BHS5", "SGP"]},
        {"tags": {"region": "nord", "location": "BHS5"}},
        {"tags": [{"key": "region", "value": "BHS5"}]},
        {"metadata": {"region": "Hauts-de-France"}},
        {"region": ""},
        {"region": "GRA11", "zones": []},
        {"settings": [{"label": "region", "value": "europe"}]},
        {"settings": [{"name": "zone", "value": "dmz"}]},
        {"redirectLocation": "https://chu-lille.fr/accueil"},
        {"notes": "region BHS5"},
    ],
)
def test_what_names_no_place_is_none(inputs: dict[str, Value]) -> None:
    item = placed_stack(Declared(CONTAINER, inputs=inputs))["thing"]

    assert (regions_of(item), item.placement.country) == (["GRA11"], "FR")


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"spec": {"nodeSelector": {"topology.kubernetes.io/region": "BHS5"}}}, ["GRA11", "BHS5"]),
        ({"spec": {"region": "us-east-1"}}, ["GRA11"]),
        ({"spec": {"region": "UK"}}, ["GRA11"]),
        ({"spec": {"region": UNKNOWN}}, ["GRA11"]),
    ],
)
def test_what_runs_inside_may_name_anybodys_regions(inputs: Properties, expected: list[str]) -> None:
    stack = placed_stack(
        Declared(CLUSTER, "cluster", {"region": "GRA11"}),
        Declared("pulumi:providers:kubernetes", "k8s", {"kubeconfig": UNKNOWN}, of={"kubeconfig": ("cluster",)}),
        Declared(DEPLOYMENT, inputs=inputs, provider="k8s"),
    )

    assert regions_of(stack["thing"]) == expected


@pytest.mark.parametrize(
    ("token", "inputs", "outputs", "identifier", "expected"),
    [
        (CONTAINER, {}, {"region": "BHS5"}, None, ["BHS5"]),
        (CONTAINER, {}, {"region": "GRA11"}, None, ["GRA11"]),
        (CONTAINER, {"region": "GRA11"}, {"region": "BHS5"}, None, ["GRA11", "BHS5"]),
        (CONTAINER, {"region": "GRA11"}, {"region": "GRA11"}, None, ["GRA11"]),
        (CONTAINER, {"region": "gra11"}, {"region": "GRA11"}, None, ["gra11"]),
        (CONTAINER, {}, {"region": SECRET}, None, ["GRA11"]),
        (CONTAINER, {}, {"replicas": [{"region": "SGP1"}]}, None, ["GRA11", "SGP1"]),
        (CONTAINER, {}, {"id": "BHS5/records"}, "BHS5/records", ["BHS5"]),
        (CONTAINER, {}, {}, "records/2026", ["GRA11"]),
        (CLUSTER, {}, {"region": "GRA9"}, "0123", ["GRA9"]),
        (CLUSTER, {}, {"url": "abcd.c1.bhs5.k8s.ovh.net"}, "0123", ["BHS5"]),
        (CLUSTER, {"region": "GRA9"}, {"url": "abcd.c1.bhs5.k8s.ovh.net"}, "0123", ["GRA9", "BHS5"]),
        (CLUSTER, {"region": "GRA9"}, {"url": "abcd.c1.gra9.k8s.ovh.net"}, "0123", ["GRA9"]),
        (
            "ovh:CloudProject/storage:Storage",
            {"regionName": "GRA"},
            {"virtualHost": "https://records.s3.bhs.io.cloud.ovh.net"},
            "records",
            ["GRA", "BHS"],
        ),
        (
            "ovh:CloudProject/networkPrivate:NetworkPrivate",
            {"regions": ["GRA11"]},
            {"regionsAttributes": [{"region": "GRA11"}, {"region": "BHS5"}], "regionsOpenstackIds": {"GRA11": "1"}},
            "pn-1",
            ["GRA11", "BHS5"],
        ),
        ("scaleway:object/bucket:Bucket", {}, {"region": "nl-ams"}, "nl-ams/records", ["nl-ams"]),
        ("scaleway:kubernetes/cluster:Cluster", {}, {}, "nl-ams/1111", ["nl-ams"]),
        ("scaleway:instance/server:Server", {}, {"zone": "pl-waw-1"}, "pl-waw-1/1111", ["pl-waw"]),
        (
            "ovh:IpLoadBalancing/loadBalancer:LoadBalancer",
            {"region": "GRA"},
            {"orderableZones": [{"name": "bhs"}]},
            "lb",
            ["GRA"],
        ),
        ("openstack:identity/user:User", {}, {"region": "BHS5"}, "u1", ["BHS5"]),
    ],
)
def test_what_the_cloud_registered_counts(
    *, token: str, inputs: Properties, outputs: Properties, identifier: str | None, expected: list[str]
) -> None:
    declared = Declared(token, inputs=inputs, outputs=outputs, identifier=identifier)

    assert regions_of(placed_stack(declared)["thing"]) == [name.upper() for name in expected]


def test_an_address_at_another_operator_is_a_place() -> None:
    declared = Declared(CONTAINER, outputs={"endpoint": "https://records.s3.eu-west-3.amazonaws.com"})

    assert [place.operator for place in placed_stack(declared)["thing"].elsewhere] == ["aws"]


def test_an_address_that_was_asked_for_is_none() -> None:
    address = "https://records.s3.eu-west-3.amazonaws.com"
    declared = Declared(CONTAINER, inputs={"note": address}, outputs={"endpoint": address, "note": address})

    assert placed_stack(declared)["thing"].elsewhere == ()


def test_a_name_that_a_provider_writes_for_its_own_operator_says_nothing_where_it_was_turned_away() -> None:
    settings: Properties = {"region": "gra", "endpoints": [{"s3": "https://s3.gra.io.cloud.ovh.net"}]}
    bucket = Declared("aws:s3/bucketV2:BucketV2", outputs={"bucketDomainName": "records.s3.amazonaws.com"})

    item = placed_stack(bucket, aws=settings)["thing"]

    assert (item.placement.operator, item.elsewhere) == ("ovhcloud", ())


def test_outputs_that_contradict_each_other_are_all_places() -> None:
    outputs: Properties = {"region": "GRA11", "endpoint": "https://records.s3.bhs.io.cloud.ovh.net"}
    declared = Declared(CONTAINER, outputs=outputs, identifier="SGP1/records")

    assert regions_of(placed_stack(declared)["thing"]) == ["GRA11", "BHS", "SGP1"]
