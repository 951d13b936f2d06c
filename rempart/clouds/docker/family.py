"""Docker: the daemon's host decides; images come from registries."""

from __future__ import annotations

from rempart.clouds.settings import first_claim, tls_verified
from rempart.clouds.table import Family, TypeRow
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import ProviderSettings
from rempart.model.resource import Resource


def _provider(resource: Resource) -> ProviderSettings:
    inputs = resource.inputs
    return ProviderSettings(resource.package, first_claim(inputs, "host"), verified=tls_verified(inputs))


_PULLED = {"image": Role.FETCHES}

DOCKER = Family(
    packages=("docker", "docker-build"),
    provider=_provider,
    types={
        "index/container:Container": TypeRow(Kind.CONTAINER, addresses=_PULLED, texts=("envs", "command")),
        "index/service:Service": TypeRow(
            Kind.CONTAINER,
            addresses={"taskSpec.containerSpec.image": Role.FETCHES},
            texts=("taskSpec.containerSpec.env",),
        ),
        "index/remoteImage:RemoteImage": TypeRow(Kind.IMAGE, addresses={"name": Role.FETCHES}),
        "index/image:Image": TypeRow(Kind.IMAGE, addresses={"imageName": Role.SENDS, "registry.server": Role.SENDS}),
        "index/registryImage:RegistryImage": TypeRow(Kind.IMAGE, addresses={"name": Role.SENDS}),
        "index/volume:Volume": TypeRow(Kind.VOLUME),
        "index/network:Network": TypeRow(Kind.NETWORK),
        "index/secret:Secret": TypeRow(Kind.SECRET, credentials=("data",)),
        "index:Image": TypeRow(
            Kind.IMAGE,
            addresses={"tags.*": Role.SENDS, "registries.*.address": Role.SENDS},
            texts=("dockerfile.inline",),
        ),
    },
    regions=(),
    configures=True,
)
