"""What the service offers everyone: regions, subregions, types, images, locations, quotas; nothing of it changes."""

from __future__ import annotations

from tests.outscale.fake.cloud import ACCOUNT, REGION, SUBREGION, Cloud
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.kinds import KINDS
from tests.outscale.fake.plain import Call
from tests.outscale.fake.read import page, passing
from tests.outscale.fake.refusals import refusal

_ENDPOINTS = ("ap-northeast-1", "cloudgouv-eu-west-1", "eu-west-2", "us-east-2", "us-west-1")
_PUBLIC_IMAGES = {"ami-12345678": "Ubuntu-24.04-2026.10.01-0", "ami-87654321": "Debian-13-2026.10.01-0"}
_DEFAULT_LIMIT = 100


def require_image(cloud: Cloud, identifier: str) -> JsonObject:
    """Return an image of the account or of the service. Raises ``RefusedError`` where there is none."""
    for image in public_images(cloud):
        if image["ImageId"] == identifier:
            return image
    return cloud.require("Image", identifier)


def public_images(cloud: Cloud) -> list[JsonObject]:
    """Return the images that the service offers."""
    example = cloud.document.reply_example("ReadImages")["Images"][0]
    common = example | {
        "AccountAlias": "Outscale",
        "AccountId": "000000000001",
        "BootModes": ["legacy", "uefi"],
        "PermissionsToLaunch": {"GlobalPermission": True, "AccountIds": []},
    }
    return [common | {"ImageId": identifier, "ImageName": name} for identifier, name in _PUBLIC_IMAGES.items()]


def read_images(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Find images: the service's and the account's."""
    found = passing(
        cloud.document, "Image", public_images(cloud) + cloud.store.all("Image"), arguments.get("Filters", {})
    )
    return page(cloud, "ReadImages", arguments, found)


def read_regions(_cloud: Cloud, _arguments: JsonObject) -> JsonObject:
    """Name the regions."""
    return {"Regions": [{"RegionName": name, "Endpoint": f"api.{name}.outscale.com"} for name in _ENDPOINTS]}


def read_subregions(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Name the subregions of the region."""
    names = (SUBREGION, SUBREGION[:-1] + "b")
    found = [
        {"SubregionName": name, "RegionName": REGION, "State": "available", "LocationCode": f"PAR{place}"}
        for place, name in enumerate(names, start=1)
    ]
    return page(
        cloud,
        "ReadSubregions",
        arguments,
        passing(cloud.document, "Subregion", found, arguments.get("Filters", {})),
    )


def read_vm_types(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Name the types of machines."""
    example = cloud.document.reply_example("ReadVmTypes")["VmTypes"][0]
    sizes = {"t2.small": (1, 2), "tinav5.c1r1p2": (1, 1), "tinav6.c2r4p1": (2, 4), "tinav7.c4r8p1": (4, 8)}
    found = [
        example | {"VmTypeName": name, "VcoreCount": cores, "MemorySize": memory}
        for name, (cores, memory) in sizes.items()
    ]
    return page(cloud, "ReadVmTypes", arguments, passing(cloud.document, "VmType", found, arguments.get("Filters", {})))


def read_quotas(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Tell how many objects of each kind the account has and may have."""
    quotas = [
        {
            "Name": f"{kind.lower()}_limit",
            "ShortDescription": f"{kind} Limit",
            "Description": f"Maximum number of objects of the kind {kind}",
            "QuotaCollection": "Other",
            "AccountId": ACCOUNT,
            "MaxValue": cloud.control.quota.get(kind, _DEFAULT_LIMIT),
            "UsedValue": len(cloud.all(kind)),
        }
        for kind in KINDS
    ]
    filters = {name: value for name, value in arguments.get("Filters", {}).items() if name != "QuotaTypes"}
    if "Collections" in filters:
        filters["QuotaCollections"] = filters.pop("Collections")
    if "QuotaNames" in filters:
        filters["Names"] = filters.pop("QuotaNames")
    types = [{"QuotaType": "global", "Quotas": passing(cloud.document, "Quota", quotas, filters)}]
    wanted = arguments.get("Filters", {}).get("QuotaTypes", ["global"])
    return page(cloud, "ReadQuotas", arguments, types if "global" in wanted else [])


def offers(operation: str) -> Call:
    """Answer a read of an offer with the document's own example."""

    def call(cloud: Cloud, arguments: JsonObject) -> JsonObject:
        collection = cloud.document.collection(operation)
        found = cloud.document.reply_example(operation)[collection]
        kind = cloud.document.kind(operation)
        if kind:
            found = passing(cloud.document, kind, found, arguments.get("Filters", {}))
        return page(cloud, operation, arguments, found)

    return call


def check_authentication(_cloud: Cloud, _arguments: JsonObject) -> JsonObject:
    """Refuse every password: the account has none."""
    raise refusal("authentication-failed", "The authentication failed.")


CALLS: dict[str, Call] = {
    "CheckAuthentication": check_authentication,
    "ReadImages": read_images,
    "ReadRegions": read_regions,
    "ReadSubregions": read_subregions,
    "ReadVmTypes": read_vm_types,
    "ReadQuotas": read_quotas,
    **{
        operation: offers(operation)
        for operation in (
            "ReadAccounts",
            "ReadFlexibleGpuCatalog",
            "ReadLocations",
            "ReadNetAccessPointServices",
            "ReadPublicIpRanges",
        )
    },
}
