"""Records on the lab, and a mirror of them where it must not be: the configuration says where."""

import pulumi
import pulumi_openstack as openstack
import pulumi_outscale as outscale

settings = pulumi.Config()
lab = pulumi.ResourceOptions(
    provider=openstack.Provider(
        "lab",
        auth_url=settings.require("authUrl"),
        region=settings.require("region"),
        cacert_file=settings.require("authority"),
        application_credential_id=settings.require("applicationCredentialId"),
        application_credential_secret=settings.require_secret("applicationCredentialSecret"),
    )
)


def records() -> None:
    """Keep records, and a backup of them, in the project."""
    network = openstack.networking.Network("records", name="records", opts=lab)
    openstack.networking.Subnet("records", name="records", network_id=network.id, cidr="10.60.0.0/24", opts=lab)
    openstack.objectstorage.Container("records", name="records", opts=lab)


def at_an_american_operator() -> None:
    """Mirror the records in London, at an operator that answers to the CLOUD Act."""
    london = openstack.Provider("london", auth_url="https://identity.api.rackspacecloud.com/v2.0", region="LON")
    openstack.objectstorage.Container("mirror", name="mirror", opts=pulumi.ResourceOptions(provider=london))


def outside_europe() -> None:
    """Mirror the records at a French operator, in a region of its that is in Ohio."""
    ohio = outscale.Provider("ohio", region="us-east-2")
    outscale.Net("mirror", ip_range="10.61.0.0/16", opts=pulumi.ResourceOptions(provider=ohio))


def credential_in_clear() -> None:
    """Deploy with a credential that whoever reads the state can use: of the provider's inputs, this is no secret."""
    openstack.Provider(
        "careless",
        auth_url=settings.require("authUrl"),
        region=settings.require("region"),
        application_credential_id=settings.require("applicationCredentialId"),
        application_credential_secret="ZnVsbHktdmlzaWJsZS1jcmVkZW50aWFs",  # noqa: S106 - opens nothing
    )


parts = {
    "records": records,
    "american-operator": at_an_american_operator,
    "outside-europe": outside_europe,
    "credential-in-clear": credential_in_clear,
}
for name in settings.require("parts").split(" "):
    parts[name]()
