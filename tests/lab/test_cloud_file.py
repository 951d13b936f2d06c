"""The files of clouds are read strictly: each mistake is one line that says what, where and how to mend it."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rempart_lab.errors import LabError
from rempart_lab.model.cloud_file import OURS, cloud_of, names, read_cloud

OVH = tomllib.loads((OURS / "ovh-like.toml").read_text(encoding="utf-8"))


def test_the_cloud_shaped_like_ovhcloud_has_its_regions_flavours_and_encrypted_volume_types() -> None:
    cloud = read_cloud("ovh-like")

    assert [region.name for region in cloud.regions] == ["GRA9", "SBG5"]
    assert cloud.external_network == "Ext-Net"
    assert {kind.name for kind in cloud.volume_types if kind.encrypted} == {
        "classic-luks",
        "high-speed-luks",
        "high-speed-gen2-luks",
    }
    assert {flavor.name.split("-")[0] for flavor in cloud.flavors} == {"b3", "c3", "r3", "d2"}


@pytest.mark.parametrize("name", names())
def test_every_cloud_of_ours_says_where_its_imitated_facts_come_from(name: str) -> None:
    cloud = read_cloud(name)

    assert cloud.sources
    assert all(source.where and source.date.year >= 2026 for source in cloud.sources)


def test_memory_in_the_name_of_an_imitated_flavour_is_the_memory_it_has() -> None:
    for flavor in read_cloud("ovh-like").flavors:
        assert flavor.name.split("-")[1] == str(flavor.memory)
    for flavor in read_cloud("partner").flavors:
        assert f"-ram{flavor.memory}-disk{flavor.disk}-" in flavor.name
        assert flavor.name.startswith(f"a{flavor.processors}-")


def test_a_file_of_the_user_s_is_read_like_one_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        (OURS / "partner.toml").read_text(encoding="utf-8").replace('"partner"', '"mine"'), encoding="utf-8"
    )

    assert read_cloud(str(file)).name == "mine"


def _set(*path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        inside = document
        for key in path[:-1]:
            inside = inside[key]
        inside[path[-1]] = value

    return change


def _without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        inside = document
        for key in path[:-1]:
            inside = inside[key]
        del inside[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (_without("name"), "name is missing"),
        (_set("name", value="Ovh Like"), "name is 'Ovh Like'"),
        (_set("name", value=7), "name is 7"),
        (_set("colour", value="blue"), "colour is not known here"),
        (_set("address", value="192.0.2.1"), "address 192.0.2.1 is none of the lab's"),
        (_set("address", value="127.0.0.1"), "address 127.0.0.1 is none of the lab's"),
        (_set("address", value="localhost"), "address localhost is none of the lab's"),
        (_set("port", value=80), "port is 80"),
        (_set("port", value=65500), "port is 65500"),
        (_set("port", value=True), "port is True"),
        (_set("port", value="23100"), "port is '23100'"),
        (_set("regions", value={}), "regions is empty"),
        (_set("regions", value=["GRA9"]), "regions is ['GRA9']"),
        (_set("regions", "GRA9", "external_range", value="198.18.0.0/99"), "external_range"),
        (_set("regions", "GRA9", "external_range", value="8.8.8.0/24"), "8.8.8.0/24 is public or too small"),
        (_set("regions", "GRA9", "external_range", value="198.18.0.0/31"), "198.18.0.0/31 is public or too small"),
        (_set("regions", "gra9", value={"external_range": "198.18.8.0/22"}), "two regions differ in case only"),
        (_set("regions", "a b", value={"external_range": "198.18.8.0/22"}), "region 'a b'"),
        (_set("regions", "GRA9", "zone", value="a"), "zone is not known here"),
        (_set("flavors", "b3-8", "memory", value=0), "memory is 0"),
        (_set("flavors", "b3-8", "gpu", value=1), "gpu is not known here"),
        (_set("volume_types", "classic", "backend", value="tape"), "backend is 'tape'"),
        (_set("volume_types", "classic", "encrypted", value="yes"), "encrypted is 'yes'"),
        (_set("default_volume_type", value="fast"), "default_volume_type fast is no volume type"),
        (_set("images", value=[]), "images is []"),
        (_without("quota", "ports"), "ports is missing"),
        (_without("sources"), "sources is missing"),
        (_set("sources", value=[{"what": "a", "where": "b", "date": "2026-02-30"}]), "date 2026-02-30"),
        (_set("sources", value=[{"what": "a", "where": "b", "date": "yesterday"}]), "date is 'yesterday'"),
    ],
)
def test_a_mistake_in_a_file_is_one_line_that_says_where_and_how_to_mend_it(
    change: Callable[[dict[str, Any]], None], what: str
) -> None:
    document = copy.deepcopy(OVH)
    change(document)

    with pytest.raises(LabError) as raised:
        cloud_of(document, "mine.toml")

    assert what in raised.value.what
    assert "\n" not in raised.value.what
    assert raised.value.where.startswith("mine.toml")
    assert raised.value.mend


def test_more_regions_than_there_is_room_for_ports_are_refused() -> None:
    document = copy.deepcopy(OVH)
    for number in range(5):
        document["regions"][f"R{number}"] = {"external_range": f"198.18.{8 + 4 * number}.0/22"}

    with pytest.raises(LabError, match="more than 4 regions"):
        cloud_of(document, "mine.toml")


def test_an_unknown_cloud_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(LabError) as raised:
        read_cloud(str(tmp_path / "nowhere"))

    assert "ovh-like, partner" in raised.value.mend


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe\x00"])
def test_what_is_no_toml_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)

    with pytest.raises(LabError, match="not TOML"):
        read_cloud(str(file))
