"""What the key manager keeps: a password, the certificate of the front door, and a key that never leaves it."""

import pulumi
import pulumi_openstack as openstack

from clinic.cloud import Cloud


def declare(cloud: Cloud, certificate: str, private_key: pulumi.Output[str]) -> openstack.keymanager.ContainerV1:
    """Declare the secrets; return the container that load balancers read the certificate from."""
    opts = cloud.as_project
    openstack.keymanager.SecretV1(
        "database",
        name="database",
        payload=pulumi.Output.secret("set by the administrator on the first day"),
        payload_content_type="text/plain",
        secret_type="passphrase",  # noqa: S106 - a kind of secret, not one
        metadata={"data": "health"},
        opts=opts,
    )
    openstack.keymanager.OrderV1(
        "archive",
        type="key",
        meta={"name": "archive", "algorithm": "aes", "bit_length": 256, "mode": "cbc"},
        opts=opts,
    )
    parts = {
        "certificate": _part(cloud, "certificate", pulumi.Output.secret(certificate), "certificate"),
        "private_key": _part(cloud, "private-key", private_key, "private"),
    }
    return openstack.keymanager.ContainerV1(
        "front",
        name="front",
        type="certificate",
        secret_refs=[{"name": name, "secret_ref": part.secret_ref} for name, part in parts.items()],
        opts=opts,
    )


def _part(cloud: Cloud, name: str, payload: pulumi.Output[str], kind: str) -> openstack.keymanager.SecretV1:
    return openstack.keymanager.SecretV1(
        name,
        name=name,
        payload=payload,
        payload_content_type="text/plain",
        secret_type=kind,
        opts=cloud.as_project,
    )
