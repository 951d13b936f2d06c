"""Which clouds, regions and ports a lab has, and that its record says the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rempart_lab.errors import LabError
from rempart_lab.model.cloud_file import read_cloud
from rempart_lab.model.lab import check, moved, with_regions
from rempart_lab.model.ports import Listener
from rempart_lab.model.profile import Profile
from rempart_lab.model.record import read_record, written
from rempart_lab.model.site import Site, site_of, sites
from tests.lab.labs import a_lab, with_first_cloud


def test_without_a_choice_a_cloud_runs_its_first_region() -> None:
    chosen = with_regions(read_cloud("ovh-like"), [])

    assert [region.name for region in chosen.regions] == ["GRA9"]


def test_regions_stand_in_the_order_of_the_cloud_whatever_the_order_of_the_choice() -> None:
    chosen = with_regions(read_cloud("ovh-like"), ["SBG5", "GRA9"])

    assert [region.name for region in chosen.regions] == ["GRA9", "SBG5"]


def test_a_region_that_a_cloud_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(LabError) as raised:
        with_regions(read_cloud("ovh-like"), ["BHS5"])

    assert raised.value.mend == "choose from GRA9, SBG5"


def test_a_region_has_the_same_ports_whichever_other_regions_run(tmp_path: Path) -> None:
    whole = a_lab(tmp_path, "ovh-like")
    alone = replace(whole, clouds=(with_regions(whole.clouds[0], ["SBG5"]),))

    assert site_of(alone).url(Listener.NOVA) == site_of(whole, region="SBG5").url(Listener.NOVA)
    assert site_of(alone).identity == site_of(whole).identity


def test_clouds_of_ours_share_neither_address_nor_port_nor_range(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)

    assert len({cloud.address for cloud in lab.clouds}) == len(lab.clouds)
    assert check(lab) == lab


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"name": "partner"}, "cloud partner is given twice"),
        ({"address": "127.82.77.2"}, "both listen on 127.82.77.2"),
        ({"port": 23400}, "the ports of clouds ovh-like and partner overlap"),
        ({"port": 22950}, "cloud ovh-like takes the ports of the lab's bus"),
    ],
)
def test_clouds_that_would_get_in_each_other_s_way_are_refused(
    changes: dict[str, object], what: str, tmp_path: Path
) -> None:
    with pytest.raises(LabError, match=what):
        check(with_first_cloud(a_lab(tmp_path), **changes))


def test_regions_that_would_give_out_the_same_addresses_are_refused(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    same = tuple(replace(region, external_range="198.18.0.0/16") for region in lab.clouds[0].regions)

    with pytest.raises(LabError, match="give out the same addresses"):
        check(with_first_cloud(lab, regions=same))


def test_a_lab_moves_as_a_whole_to_other_ports(tmp_path: Path) -> None:
    lab = moved(a_lab(tmp_path), 27000)

    ports = {site.port(listener) for site in sites(lab) for listener in Listener}
    assert lab.bus_port == 27000
    assert min(ports) == 27100
    assert check(lab) == lab


@pytest.mark.parametrize("first", [80, 64900])
def test_ports_that_do_not_exist_or_belong_to_root_are_refused(first: int, tmp_path: Path) -> None:
    with pytest.raises(LabError, match=f"no room for the lab's ports from {first} on"):
        moved(a_lab(tmp_path), first)


def test_the_record_gives_back_the_lab_it_was_written_from(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    lab.folders.record.write_text(written(lab), encoding="utf-8")

    assert read_record(tmp_path) == lab


def test_a_folder_without_a_record_is_no_lab(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="no lab here"):
        read_record(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"clouds": 7}'])
def test_a_damaged_record_is_told_in_one_line(content: str, tmp_path: Path) -> None:
    (tmp_path / "lab.json").write_text(content, encoding="utf-8")

    with pytest.raises(LabError, match="the record of the lab cannot be read"):
        read_record(tmp_path)


def test_a_record_with_a_cloud_cut_short_is_told_in_one_line(tmp_path: Path) -> None:
    whole = json.loads(written(a_lab(tmp_path)))
    del whole["clouds"][0]["address"]
    (tmp_path / "lab.json").write_text(json.dumps(whole), encoding="utf-8")

    with pytest.raises(LabError, match="the record of the lab cannot be read"):
        read_record(tmp_path)


def test_a_site_that_does_not_run_is_refused_with_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(LabError) as raised:
        site_of(a_lab(tmp_path), "partner", "GRA9")

    assert raised.value.mend == "choose from ovh-like GRA9, ovh-like SBG5, partner west-1"


def test_the_catalogue_of_a_region_has_an_address_of_its_own_for_each_service_of_the_profile(tmp_path: Path) -> None:
    full = _endpoints(a_lab(tmp_path).clouds[0].name, tmp_path, Profile.FULL)
    core = _endpoints(a_lab(tmp_path).clouds[0].name, tmp_path, Profile.CORE)

    assert set(full) - set(core) == {"swift", "barbican", "octavia", "designate"}
    assert full["keystone"] == "https://127.82.77.1:23100/v3"
    assert full["nova"] == "https://127.82.77.1:23104/v2.1"
    assert full["swift"] == "https://127.82.77.1:23106/v1/AUTH_%(project_id)s"


def test_regions_of_a_cloud_share_its_keystone_and_nothing_else(tmp_path: Path) -> None:
    one, other, *_ = sites(a_lab(tmp_path))

    same = {name for name, url in one.endpoints().items() if other.endpoints()[name] == url}
    assert same == {"keystone"}
    assert other.endpoints()["nova"] == "https://127.82.77.1:23204/v2.1"


def _endpoints(cloud: str, folder: Path, profile: Profile) -> dict[str, str]:
    site: Site = site_of(a_lab(folder, cloud, profile=profile))
    return site.endpoints()
