"""Octavia: a whole load balancer, with TLS from a container in Barbican."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.live_lab.tidy import Tidy, until

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("full")]


def test_a_load_balancer_terminates_tls_with_a_certificate_from_barbican(
    cloud: Any, name: str, subnet: Any, tidy: Tidy
) -> None:
    container = _certificate(cloud, tidy, name)
    balancers = cloud.load_balancer
    balancer = balancers.create_load_balancer(name=name, vip_subnet_id=subnet.id)
    tidy.callback(until, lambda: balancer.id not in {found.id for found in balancers.load_balancers()})
    tidy.callback(lambda: balancers.delete_load_balancer(balancer, cascade=True))
    _settled(cloud, balancer)

    listener = balancers.create_listener(
        name=name,
        protocol="TERMINATED_HTTPS",
        protocol_port=443,
        load_balancer_id=balancer.id,
        default_tls_container_ref=container,
    )
    _settled(cloud, balancer)
    pool = balancers.create_pool(protocol="HTTP", listener_id=listener.id, lb_algorithm="ROUND_ROBIN")
    _settled(cloud, balancer)
    balancers.create_member(pool, address="10.77.0.10", protocol_port=8080, subnet_id=subnet.id)
    _settled(cloud, balancer)
    balancers.create_health_monitor(pool_id=pool.id, type="HTTP", delay=5, timeout=3, max_retries=3)
    _settled(cloud, balancer)
    policy = balancers.create_l7_policy(listener_id=listener.id, action="REJECT")
    _settled(cloud, balancer)
    balancers.create_l7_rule(policy, type="PATH", compare_type="STARTS_WITH", value="/admin")
    end = _settled(cloud, balancer)

    assert (end.provisioning_status, end.operating_status) == ("ACTIVE", "ONLINE")
    assert balancers.get_listener(listener.id).default_tls_container_ref == container
    assert cloud.network.get_port(end.vip_port_id).fixed_ips[0]["ip_address"] == end.vip_address
    assert {found.provisioning_status for found in balancers.members(pool)} == {"ACTIVE"}


def _settled(cloud: Any, balancer: Any) -> Any:
    def look() -> Any:
        found = cloud.load_balancer.get_load_balancer(balancer.id)
        return found if found.provisioning_status in ("ACTIVE", "ERROR") else None

    return until(look)


def _certificate(cloud: Any, tidy: Tidy, name: str) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "www.lab.example")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    parts = {
        "certificate": ("certificate", certificate.public_bytes(serialization.Encoding.PEM)),
        "private_key": ("private", private),
    }
    references = []
    for part, (kind, content) in parts.items():
        made = cloud.key_manager.create_secret(
            name=f"{name}-{part}", payload=content.decode(), payload_content_type="text/plain", secret_type=kind
        )
        tidy.callback(cloud.session.delete, made.secret_ref)
        references.append({"name": part, "secret_ref": made.secret_ref})
    container = cloud.key_manager.create_container(name=name, type="certificate", secret_refs=references)
    tidy.callback(cloud.session.delete, container.container_ref)
    return str(container.container_ref)
