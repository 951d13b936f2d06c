"""A clinic's records service on OpenStack, with one resource at least of each of the 48 kinds that blueprints use.

One module per family; each function takes what it builds on and returns what others build on.
"""

import pulumi
from clinic import (
    certificates,
    cloud,
    identity,
    images,
    load_balancer,
    names,
    network,
    object_store,
    offers,
    quotas,
    servers,
    volumes,
)

settings = pulumi.Config()
at = cloud.connect(settings)

account = identity.declare(at, settings.require_secret("robotPassword"))
quotas.declare(at, account)
offers.declare(at, account)

private = network.declare(at, clinic=settings.require("clinicNetwork"))
debian = images.declare(at, file=settings.require("diskImage"))
disks = volumes.declare(at, debian, data_size_gb=settings.require_int("dataSizeGb"))
pair = servers.declare(at, private, debian, disks, public_key=settings.require("publicKey"))
object_store.declare(at)

certificate = certificates.declare(at, settings.require("certificate"), settings.require_secret("privateKey"))
load_balancer.declare(at, private, certificate, clinic=settings.require("clinicNetwork"))
names.declare(at)

pulumi.export("records", pair.records.access_ip_v4)
pulumi.export("front", load_balancer.ADDRESS)
