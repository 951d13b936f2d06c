"""Designate: a record of a zone, as named answers it."""

from __future__ import annotations

import socket
import struct
from typing import Any

import pytest

from rempart_lab.model.ports import Listener
from rempart_lab.model.site import LOOPBACK, Site
from tests.live_lab.tidy import Tidy, until

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("full")]
ADDRESS = "192.0.2.1"


def test_named_answers_for_a_record_of_a_zone_and_no_longer_once_it_is_gone(
    cloud: Any, site: Site, name: str, tidy: Tidy
) -> None:
    zone = cloud.dns.create_zone(name=f"{name}.example.org.", email="hostmaster@example.org", ttl=300)
    tidy.callback(until, lambda: zone.id not in {found.id for found in cloud.dns.zones()})
    tidy.callback(cloud.dns.delete_zone, zone)
    until(lambda: cloud.dns.get_zone(zone.id).status == "ACTIVE")

    record = cloud.dns.create_recordset(zone, name=f"www.{zone.name}", type="A", ttl=60, records=[ADDRESS])
    until(lambda: cloud.dns.get_recordset(record.id, zone).status == "ACTIVE")
    here = until(lambda: _answers(site, record.name))
    cloud.dns.delete_recordset(record, zone)
    until(lambda: not _answers(site, record.name))

    assert here


def _answers(site: Site, name: str) -> bool:
    """Tell whether named has the address of a name: one question over UDP (RFC 1035, section 4)."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split("."))
    question = struct.pack(">6H", 77, 0, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", 1, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(2)
        line.sendto(question, (LOOPBACK, site.port(Listener.NAMED)))
        answer = line.recv(512)
    found: int = struct.unpack(">H", answer[6:8])[0]
    return found == 1 and answer.endswith(socket.inet_aton(ADDRESS))
