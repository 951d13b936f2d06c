"""The system that servers start from."""

import pulumi_openstack as openstack

from clinic.cloud import NAME, Cloud


def declare(cloud: Cloud, *, file: str) -> openstack.images.Image:
    """Declare an image of the project's own, uploaded from a file on this machine."""
    return openstack.images.Image(
        NAME,
        name=NAME,
        local_file_path=file,
        container_format="bare",
        disk_format="raw",
        visibility="private",
        min_disk_gb=1,
        properties={"os_distro": "debian", "hw_qemu_guest_agent": "yes"},
        opts=cloud.as_project,
    )
