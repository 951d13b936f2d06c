"""A mirror of the records on AWS: a database in Paris, and a bucket that ends up in Virginia.

It is refused, and that is the point: Paris is in the EEA and certified HDS, yet the operator answers to the US CLOUD
Act; the bucket leaves Europe altogether.
"""

import pulumi
from tokens import provider, resource


def deploy() -> None:
    """Declare the mirror."""
    config = pulumi.Config("mirror")
    paris = pulumi.ResourceOptions(provider=provider("aws", "paris", {"region": config.require("region")}))
    archive = pulumi.ResourceOptions(provider=provider("aws", "archive", {"region": config.require("archiveRegion")}))

    resource(
        "aws:rds/instance:Instance",
        "records",
        {
            "engine": "postgres",
            "instanceClass": "db.t4g.medium",
            "allocatedStorage": 100,
            "storageEncrypted": True,
            "manageMasterUserPassword": True,
            "username": "records",
        },
        paris,
    )
    bucket = resource("aws:s3/bucket:Bucket", "mirror", {"bucket": "records-mirror"}, paris)
    resource("aws:s3/bucket:Bucket", "archive", {"bucket": "records-archive"}, archive)

    pulumi.export("mirror", bucket.id)
