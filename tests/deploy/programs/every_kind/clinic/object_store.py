"""A private container that keeps every version, and the first object in it."""

import pulumi_openstack as openstack

from clinic.cloud import Cloud


def declare(cloud: Cloud) -> None:
    """Declare the backup and what explains it."""
    backup = openstack.objectstorage.Container(
        "backup",
        name="backup",
        metadata={"data": "health"},
        versioning=True,
        force_destroy=True,
        opts=cloud.as_project,
    )
    openstack.objectstorage.ContainerObject(
        "read-me",
        container_name=backup.name,
        name="read/me.txt",
        content="Encrypted backups of the clinic's records.",
        content_type="text/plain",
        opts=cloud.as_project,
    )
