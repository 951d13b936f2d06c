"""Reads ``clouds/*.toml``, or a file of the user's, strictly: a mistake is one line that says how to mend it."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path

from rempart_lab.errors import LabError
from rempart_lab.model.cloud import Cloud, Flavor, Quota, Region, Source, VolumeType
from rempart_lab.model.ports import REGIONS, highest_port
from rempart_lab.model.strict import Table

OURS = Path(__file__).parent.parent / "clouds"
NAME = r"[a-z][a-z0-9-]{0,19}"
REGION = r"[A-Za-z][A-Za-z0-9-]{0,19}"
LAB = ipaddress.ip_network("127.82.77.0/24")
"""Where every lab listens, so that Rempart's catalogue tells a simulated cloud from a tunnel to a real one."""
BACKENDS = r"hdd|ssd"
MANY = 1_000_000


def names() -> tuple[str, ...]:
    """Return the names of the clouds that come with the lab."""
    return tuple(sorted(path.stem for path in OURS.glob("*.toml")))


def read_cloud(name_or_file: str) -> Cloud:
    """Return a cloud of ours by name, or the one in a file.

    Raises ``LabError`` when there is none, or when its file is not what it should be.
    """
    path = OURS / f"{name_or_file}.toml" if name_or_file in names() else Path(name_or_file)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LabError(
            f"no cloud {name_or_file}", where=str(path), mend=f"name one of {', '.join(names())}, or a readable file"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LabError(f"not TOML: {error}", where=str(path), mend="correct the file") from error
    return cloud_of(document, str(path))


def cloud_of(document: Mapping[str, object], where: str) -> Cloud:
    """Return the cloud that a document describes; ``LabError`` when it describes none."""
    top = Table(where, document)
    cloud = Cloud(
        name=top.text("name", NAME, means="a short lower-case name"),
        description=top.text("description"),
        address=_address(top),
        port=top.integer("port", least=1024, most=highest_port()),
        regions=_regions(top),
        external_network=top.text("external_network"),
        flavors=tuple(_flavor(name, table) for name, table in top.tables("flavors")),
        volume_types=tuple(_volume_type(name, table) for name, table in top.tables("volume_types")),
        default_volume_type=top.text("default_volume_type"),
        images=_images(top),
        quota=_quota(top.table("quota")),
        sources=tuple(_source(table) for table in top.list("sources")),
    )
    top.end()
    if cloud.default_volume_type not in {kind.name for kind in cloud.volume_types}:
        raise LabError(
            f"default_volume_type {cloud.default_volume_type} is no volume type", where=where, mend="name one of them"
        )
    return cloud


def _address(top: Table) -> str:
    text = top.text("address")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        address = ipaddress.ip_address(0)
    if address not in LAB:
        raise LabError(f"address {text} is none of the lab's", where=top.where, mend=f"choose one in {LAB}")
    return str(address)


def _regions(top: Table) -> tuple[Region, ...]:
    found = list(top.tables("regions"))
    if len(found) > REGIONS:
        raise LabError(f"more than {REGIONS} regions", where=top.where, mend="leave some out")
    if len({name.lower() for name, _ in found}) < len(found):
        raise LabError("two regions differ in case only", where=top.where, mend="rename one")
    return tuple(_region(name, index, table) for index, (name, table) in enumerate(found))


def _region(name: str, index: int, table: Table) -> Region:
    if not re.fullmatch(REGION, name):
        raise LabError(f"region {name!r}", where=table.where, mend="use letters, digits and '-', at most 20")
    region = Region(name, index, _range(table))
    table.end()
    return region


def _range(table: Table) -> str:
    text = table.text("external_range")
    try:
        network = ipaddress.ip_network(text)
    except ValueError as error:
        raise LabError(
            f"external_range: {error}", where=table.where, mend="write a CIDR such as 198.18.0.0/22"
        ) from None
    if not network.is_private or network.num_addresses < 8:  # noqa: PLR2004  a gateway and some addresses
        raise LabError(
            f"external_range {text} is public or too small",
            where=table.where,
            mend="choose from 198.18.0.0/15, which the internet never routes (RFC 2544)",
        )
    return str(network)


def _flavor(name: str, table: Table) -> Flavor:
    flavor = Flavor(
        name,
        table.integer("processors", least=1, most=1024),
        table.integer("memory", least=1, most=MANY),
        table.integer("disk", least=0, most=MANY),
    )
    table.end()
    return flavor


def _volume_type(name: str, table: Table) -> VolumeType:
    kind = VolumeType(
        name, table.text("backend", BACKENDS, means="hdd or ssd"), encrypted=table.flag("encrypted", default=False)
    )
    table.end()
    return kind


def _images(top: Table) -> tuple[str, ...]:
    images = []
    for table in top.list("images"):
        images.append(table.text("name"))
        table.end()
    return tuple(images)


def _quota(table: Table) -> Quota:
    quota = Quota(**{one.name: table.integer(one.name, least=0, most=MANY) for one in fields(Quota)})
    table.end()
    return quota


def _source(table: Table) -> Source:
    text = table.text("date", r"\d{4}-\d{2}-\d{2}", means="a date such as 2026-11-28, in quotes")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise LabError(f"date {text}: {error}", where=table.where, mend="correct it") from None
    source = Source(table.text("what"), table.text("where"), day)
    table.end()
    return source
