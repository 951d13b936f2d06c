"""Amazon Web Services: the classic package and the native one, whose tokens name the same services."""

from __future__ import annotations

from rempart.clouds.paths import flag, prop
from rempart.clouds.settings import first_claim, overrides, tls_verified
from rempart.clouds.table import Family, TypeRow
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import Claim, ProviderSettings
from rempart.model.resource import Resource
from rempart.model.values import Mark, Properties, Value

_SERVICES = {
    "alb": "elbv2",
    "applicationloadbalancing": "elbv2",
    "ebs": "ec2",
    "ec2clientvpn": "ec2",
    "ec2transitgateway": "ec2",
    "elasticloadbalancing": "elb",
    "elasticloadbalancingv2": "elbv2",
    "lb": "elbv2",
    "vpc": "ec2",
}
_ENDPOINT_NAMES = {
    "elasticloadbalancing": "elb",
    "elasticloadbalancingv2": "elbv2",
    "s3api": "s3",
    "logs": "cloudwatch",
}


def _provider(resource: Resource) -> ProviderSettings:
    inputs = resource.inputs
    endpoints: dict[str, Claim] = {}
    for service, claim in overrides(inputs, "endpoints").items():
        endpoints[_ENDPOINT_NAMES.get(service, service)] = claim
    region = first_claim(inputs, "region")
    return ProviderSettings(resource.package, None, endpoints, region=region, verified=tls_verified(inputs))


def _zone_region(zone: str) -> str:
    return zone[:-1] if zone[-1:].isalpha() and zone[-2:-1].isdigit() else zone


def _public_acl(inputs: Properties) -> Value:
    acl = inputs.get("acl")
    return acl if isinstance(acl, Mark) else isinstance(acl, str) and acl.startswith("public")


_BUCKET = TypeRow(
    Kind.BUCKET,
    attributes={"public": _public_acl, "versioned": flag("versioning.enabled", default=False)},
    addresses={"replicationConfiguration.rules.*.destination.bucket": Role.SENDS},
)
_INSTANCE = TypeRow(
    Kind.INSTANCE,
    attributes={"flavor": prop("instanceType"), "image": prop("ami"), "zone": prop("availabilityZone")},
    texts=("userData", "userDataBase64"),
)
_VOLUME = TypeRow(
    Kind.VOLUME,
    attributes={"size_gb": prop("size"), "encrypted": flag("encrypted", default=False), "volume_type": prop("type")},
)
_DATABASE = TypeRow(
    Kind.DATABASE,
    attributes={
        "encrypted": flag("storageEncrypted", default=False),
        "public": flag("publiclyAccessible", default=False),
        "size_gb": prop("allocatedStorage"),
        "flavor": prop("instanceClass"),
    },
)
_TABLE = TypeRow(Kind.DATABASE, regions=("replicas.*.regionName",))
_FUNCTION = TypeRow(Kind.FUNCTION, addresses={"imageUri": Role.FETCHES}, texts=("environment.variables", "environment"))
_TASK = TypeRow(Kind.CONTAINER, texts=("containerDefinitions",))
_RECORD = TypeRow(
    Kind.DNS_RECORD,
    addresses={"records.*": Role.SENDS, "resourceRecords.*": Role.SENDS},
    record_type="type",
    regionless=True,
)
_SUBSCRIPTION = TypeRow(Kind.QUEUE, addresses={"endpoint": Role.SENDS})

_MODULES = {
    "acm": Kind.CERTIFICATE,
    "acmpca": Kind.CERTIFICATE,
    "apigateway": Kind.LOAD_BALANCER,
    "apigatewayv2": Kind.LOAD_BALANCER,
    "autoscaling": Kind.INSTANCE,
    "backup": Kind.BACKUP,
    "cloudfront": Kind.CDN,
    "cloudtrail": Kind.LOG_SINK,
    "cloudwatch": Kind.MONITOR,
    "logs": Kind.LOG_SINK,
    "cognito": Kind.IDENTITY,
    "docdb": Kind.DATABASE,
    "dynamodb": Kind.DATABASE,
    "ebs": Kind.VOLUME,
    "ecr": Kind.REGISTRY,
    "ecrpublic": Kind.REGISTRY,
    "ecs": Kind.CONTAINER,
    "efs": Kind.FILE_SHARE,
    "fsx": Kind.FILE_SHARE,
    "eks": Kind.CLUSTER,
    "elasticache": Kind.DATABASE,
    "elasticsearch": Kind.DATABASE,
    "opensearch": Kind.DATABASE,
    "iam": Kind.IDENTITY,
    "kinesis": Kind.QUEUE,
    "kms": Kind.KEY,
    "lambda": Kind.FUNCTION,
    "lb": Kind.LOAD_BALANCER,
    "alb": Kind.LOAD_BALANCER,
    "elb": Kind.LOAD_BALANCER,
    "elasticloadbalancingv2": Kind.LOAD_BALANCER,
    "memorydb": Kind.DATABASE,
    "mq": Kind.QUEUE,
    "msk": Kind.QUEUE,
    "neptune": Kind.DATABASE,
    "rds": Kind.DATABASE,
    "redshift": Kind.DATABASE,
    "route53": Kind.DNS_ZONE,
    "s3": Kind.BUCKET,
    "s3control": Kind.BUCKET,
    "secretsmanager": Kind.SECRET,
    "ses": Kind.MAIL,
    "sesv2": Kind.MAIL,
    "sns": Kind.QUEUE,
    "sqs": Kind.QUEUE,
    "ssm": Kind.SECRET,
    "vpc": Kind.SECURITY_GROUP_RULE,
    "wafv2": Kind.POLICY,
}

_ACCOUNT_WIDE = frozenset({"iam", "route53"})

AWS = Family(
    packages=("aws", "awsx", "eks", "aws-apigateway", "aws-iam"),
    provider=_provider,
    types={
        "ec2/instance:Instance": _INSTANCE,
        "ec2/launchTemplate:LaunchTemplate": TypeRow(Kind.INSTANCE, texts=("userData",)),
        "ec2/launchConfiguration:LaunchConfiguration": _INSTANCE,
        "ec2/spotInstanceRequest:SpotInstanceRequest": _INSTANCE,
        "ec2/vpc:Vpc": TypeRow(Kind.NETWORK, attributes={"cidr": prop("cidrBlock")}),
        "ec2/subnet:Subnet": TypeRow(Kind.SUBNET, attributes={"cidr": prop("cidrBlock")}),
        "ec2/securityGroup:SecurityGroup": TypeRow(Kind.SECURITY_GROUP),
        "ec2/securityGroupRule:SecurityGroupRule": TypeRow(Kind.SECURITY_GROUP_RULE),
        "ec2/eip:Eip": TypeRow(Kind.FLOATING_IP),
        "ec2/keyPair:KeyPair": TypeRow(Kind.KEYPAIR),
        "ec2/volumeAttachment:VolumeAttachment": TypeRow(Kind.VOLUME_ATTACHMENT),
        "ec2/vpcPeeringConnection:VpcPeeringConnection": TypeRow(Kind.PEERING, regions=("peerRegion",)),
        "ec2/ami:Ami": TypeRow(Kind.IMAGE),
        "ec2/amiCopy:AmiCopy": TypeRow(Kind.IMAGE),
        "ec2/networkInterface:NetworkInterface": TypeRow(Kind.PORT),
        "ec2/customerGateway:CustomerGateway": TypeRow(Kind.VPN),
        "ec2/vpnConnection:VpnConnection": TypeRow(Kind.VPN),
        "ec2/routeTable:RouteTable": TypeRow(Kind.ROUTE),
        "ec2/internetGateway:InternetGateway": TypeRow(Kind.ROUTER),
        "ec2/natGateway:NatGateway": TypeRow(Kind.ROUTER),
        "ebs/volume:Volume": _VOLUME,
        "ebs/snapshot:Snapshot": TypeRow(Kind.SNAPSHOT),
        "ebs/snapshotCopy:SnapshotCopy": TypeRow(Kind.SNAPSHOT),
        "s3/bucket:Bucket": _BUCKET,
        "s3/bucketV2:BucketV2": _BUCKET,
        "s3/bucketObject:BucketObject": TypeRow(Kind.OBJECT, texts=("content",)),
        "s3/bucketObjectv2:BucketObjectv2": TypeRow(Kind.OBJECT, texts=("content",)),
        "s3/bucketReplicationConfig:BucketReplicationConfig": TypeRow(
            Kind.BUCKET, addresses={"rules.*.destination.bucket": Role.SENDS}
        ),
        "rds/instance:Instance": _DATABASE,
        "rds/cluster:Cluster": _DATABASE,
        "rds/clusterInstance:ClusterInstance": _DATABASE,
        "rds/globalCluster:GlobalCluster": TypeRow(Kind.DATABASE),
        "dynamodb/table:Table": _TABLE,
        "dynamodb/globalTable:GlobalTable": _TABLE,
        "lambda/function:Function": _FUNCTION,
        "ecs/taskDefinition:TaskDefinition": _TASK,
        "route53/record:Record": _RECORD,
        "sns/topicSubscription:TopicSubscription": _SUBSCRIPTION,
        "iam/accessKey:AccessKey": TypeRow(Kind.ACCESS_KEY, regionless=True),
        "iam/policy:Policy": TypeRow(Kind.POLICY, regionless=True),
        "iam/rolePolicy:RolePolicy": TypeRow(Kind.POLICY, regionless=True),
        "iam/rolePolicyAttachment:RolePolicyAttachment": TypeRow(Kind.POLICY, regionless=True),
        "secretsmanager/secret:Secret": TypeRow(Kind.SECRET, regions=("replicas.*.region",)),
        "ecr/replicationConfiguration:ReplicationConfiguration": TypeRow(
            Kind.REGISTRY, regions=("replicationConfiguration.rules.*.destinations.*.region",)
        ),
        "kms/replicaKey:ReplicaKey": TypeRow(Kind.KEY),
    },
    modules={name: TypeRow(kind, regionless=name in _ACCOUNT_WIDE) for name, kind in _MODULES.items()},
    services=_SERVICES,
    zones=("availabilityZone", "availabilityZones.*"),
    zone_region=_zone_region,
)

AWS_NATIVE = Family(
    packages=("aws-native",),
    provider=_provider,
    types={
        "ec2:Instance": TypeRow(
            Kind.INSTANCE, attributes={"flavor": prop("instanceType"), "image": prop("imageId")}, texts=("userData",)
        ),
        "ec2:Volume": _VOLUME,
        "ec2:Vpc": TypeRow(Kind.NETWORK),
        "ec2:Subnet": TypeRow(Kind.SUBNET),
        "ec2:SecurityGroup": TypeRow(Kind.SECURITY_GROUP),
        "s3:Bucket": TypeRow(
            Kind.BUCKET, addresses={"replicationConfiguration.rules.*.destination.bucket": Role.SENDS}
        ),
        "rds:DbInstance": _DATABASE,
        "rds:DbCluster": _DATABASE,
        "dynamodb:Table": _TABLE,
        "dynamodb:GlobalTable": TypeRow(Kind.DATABASE, regions=("replicas.*.region",)),
        "lambda:Function": _FUNCTION,
        "ecs:TaskDefinition": _TASK,
        "route53:RecordSet": _RECORD,
        "secretsmanager:Secret": TypeRow(Kind.SECRET, regions=("replicaRegions.*.region",)),
    },
    modules={name: TypeRow(kind, regionless=name in _ACCOUNT_WIDE) for name, kind in _MODULES.items()},
    services=_SERVICES,
    zones=("availabilityZone", "availabilityZones.*"),
    zone_region=_zone_region,
)
