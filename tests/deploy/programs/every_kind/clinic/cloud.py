"""The cloud, seen by its operator, who makes projects and offers, and by the project that deploys."""

from dataclasses import dataclass

import pulumi
import pulumi_openstack as openstack

NAME = "clinic"
"""What everything in the project is called: the project is ours alone."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """Two ways into one region of one cloud."""

    operator: openstack.Provider
    project: openstack.Provider
    auth_url: str
    region: str
    authority: str
    external_network: str

    @property
    def as_operator(self) -> pulumi.ResourceOptions:
        """What only the cloud's operator may make."""
        return pulumi.ResourceOptions(provider=self.operator)

    @property
    def as_project(self) -> pulumi.ResourceOptions:
        """What lives in the project."""
        return pulumi.ResourceOptions(provider=self.project)

    def after(self, *resources: pulumi.Resource, replace_first: bool = False) -> pulumi.ResourceOptions:
        """What lives in the project and needs other resources that its own properties do not name.

        ``replace_first``: for what holds something that its replacement needs, such as a port or a boot volume.
        """
        return pulumi.ResourceOptions(
            provider=self.project, depends_on=list(resources), delete_before_replace=replace_first
        )


def connect(settings: pulumi.Config) -> Cloud:
    """Read from the stack's configuration where the cloud is, and who deploys."""
    auth_url, region, authority = (settings.require(name) for name in ("authUrl", "region", "authority"))
    return Cloud(
        operator=openstack.Provider(
            "operator",
            auth_url=auth_url,
            region=region,
            cacert_file=authority,
            user_name=settings.require("operator"),
            password=settings.require_secret("operatorPassword"),
            tenant_name=settings.require("operatorProject"),
            user_domain_name="Default",
            project_domain_name="Default",
        ),
        # Of the provider's inputs only `password` is a secret by itself; the configuration makes this one.
        project=openstack.Provider(
            "project",
            auth_url=auth_url,
            region=region,
            cacert_file=authority,
            application_credential_id=settings.require("applicationCredentialId"),
            application_credential_secret=settings.require_secret("applicationCredentialSecret"),
        ),
        auth_url=auth_url,
        region=region,
        authority=authority,
        external_network=settings.require("externalNetwork"),
    )


def in_the_whole_cloud(name: str) -> str:
    """Return a name for something that all projects of the cloud see."""
    return f"{pulumi.get_stack()}-{name}"
