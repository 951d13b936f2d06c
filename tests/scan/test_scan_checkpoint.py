"""A scan that was interrupted goes on; what it keeps is nobody else's, holds no secret and is of that scan alone."""

from __future__ import annotations

import base64
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rempart.errors import InputError
from rempart.inputs.live import Checkpoint, Found, Patience, Scope
from rempart.inputs.openstack_live import ScanOptions
from rempart.model.deployment import GapKind
from rempart.model.reason import Reason
from rempart.model.values import UNKNOWN
from tests.scan.openstack_double import PROJECT, REGION, Cloud
from tests.scan.openstack_things import SERVERS, VOLUMES, a_server, a_volume, fill, names, quick, scan

SCOPE = Scope("openstack", "https://auth.cloud.ovh.net/v3", "p-1", "GRA9", "u-1")
VOLUME = Found(
    "openstack:blockstorage/volume:Volume", "v-1", "records", {"size": 10}, {"encrypted": Reason("it is not told")}
)


class Interruption:
    """Stops a scan as Ctrl-C does, once a collection has been read."""

    def __init__(self, after: str) -> None:
        self._after = after

    def begins(self, collections: int) -> None:
        assert collections

    def has_read(self, name: str, things: int) -> None:
        del things
        if name == self._after:
            raise KeyboardInterrupt


def interrupted(folder: Path, after: str = "compute: servers") -> None:
    options = ScanOptions(resume=folder, patience=Patience(first_pause=0.01), watcher=Interruption(after))
    with pytest.raises(KeyboardInterrupt):
        scan(options)


def everything_in(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))


def test_an_interrupted_scan_goes_on_where_it_stopped(cloud: Cloud, tmp_path: Path) -> None:
    fill(cloud, 3)
    cloud.add(VOLUMES, a_volume())
    interrupted(tmp_path / "scan")
    cloud.requests.clear()

    deployment = scan(quick(resume=tmp_path / "scan"))

    assert len(names(deployment)) == 4
    assert not cloud.asked(SERVERS)
    assert cloud.asked("/identity/v3/auth/tokens")


def test_a_report_tells_what_was_read_earlier(cloud: Cloud, tmp_path: Path) -> None:
    fill(cloud, 1)
    interrupted(tmp_path / "scan")

    gaps = scan(quick(resume=tmp_path / "scan")).gaps

    told = [gap for gap in gaps if gap.kind is GapKind.RESUMED]
    assert len(told) == 1
    assert "read by an earlier scan, begun at" in told[0].message
    assert not told[0].hides_resources


def test_what_could_not_be_read_the_first_time_is_read_the_second(cloud: Cloud, tmp_path: Path) -> None:
    fill(cloud, 2)
    cloud.add(VOLUMES, a_volume())
    cloud.fail(SERVERS, status=500, times=4)
    assert names(scan(quick(resume=tmp_path / "scan"))) == {"records@v-1"}
    cloud.requests.clear()

    deployment = scan(quick(resume=tmp_path / "scan"))

    assert len(names(deployment)) == 3
    assert cloud.asked(SERVERS)
    assert not cloud.asked(VOLUMES)


def test_a_scan_that_is_finished_leaves_nothing_behind(cloud: Cloud, tmp_path: Path) -> None:
    fill(cloud, 1)

    scan(quick(resume=tmp_path / "scan"))

    assert not (tmp_path / "scan").exists()


def test_what_will_not_change_is_not_kept_for_another_day(cloud: Cloud, tmp_path: Path) -> None:
    cloud.fail(SERVERS, status=403, times=99)

    scan(quick(resume=tmp_path / "scan"))

    assert not (tmp_path / "scan").exists()


def test_a_checkpoint_holds_no_secret_and_is_the_owners_alone(cloud: Cloud, tmp_path: Path) -> None:
    folder = tmp_path / "scan"
    data = base64.b64encode(b"#cloud-config\npassword: hunter2\n").decode()
    cloud.add(SERVERS, a_server() | {"OS-EXT-SRV-ATTR:user_data": data})
    cloud.add(VOLUMES, a_volume(metadata={"db_password": "hunter2"}))
    cloud.containers["records"] = {"X-Container-Meta-Temp-Url-Key": "hunter2", "X-Container-Sync-Key": "hunter2"}
    cloud.add("/keys/v1/secrets", {"name": "key", "secret_ref": "x/k-1"})
    cloud.fail("/image/v2/images", status=500, times=99)

    scan(quick(resume=folder))

    kept = everything_in(folder)
    assert "records" in kept
    assert all(secret not in kept for secret in ("hunter2", data, "right", "token-1"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_what_may_hold_a_secret_is_read_again(cloud: Cloud, tmp_path: Path) -> None:
    cloud.add(SERVERS, a_server() | {"OS-EXT-SRV-ATTR:user_data": "aHVudGVyMg=="})
    interrupted(tmp_path / "scan")
    cloud.requests.clear()

    deployment = scan(quick(resume=tmp_path / "scan"))

    assert names(deployment) == {"web@s-1"}
    assert cloud.asked(SERVERS)


def test_a_thing_comes_back_as_it_went(tmp_path: Path) -> None:
    found = Found(
        "t", "1", "n", {"a": [1, {"b": True}]}, {"c": Reason("it is not told", "ask")}, addresses=("203.0.113.7",)
    )
    Checkpoint(tmp_path / "scan", SCOPE).save("compute: servers", [found])

    known = Checkpoint(tmp_path / "scan", SCOPE).load("compute: servers")

    assert known == [found]


def test_a_collection_that_was_empty_counts_as_read(tmp_path: Path) -> None:
    Checkpoint(tmp_path / "scan", SCOPE).save("dns: zones", [])

    checkpoint = Checkpoint(tmp_path / "scan", SCOPE)

    assert checkpoint.load("dns: zones") == []
    assert checkpoint.load("dns: records") is None


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (Scope("openstack", "https://auth.cloud.ovh.us/v3", "p-1", "GRA9", "u-1"), "another endpoint"),
        (Scope("openstack", "https://auth.cloud.ovh.net/v3", "p-2", "GRA9", "u-1"), "another project"),
        (Scope("openstack", "https://auth.cloud.ovh.net/v3", "p-1", "SBG5", "u-1"), "another region"),
        (Scope("openstack", "https://auth.cloud.ovh.net/v3", "p-1", "GRA9", "u-2"), "another user"),
        (Scope("outscale", "https://auth.cloud.ovh.net/v3", "p-2", "GRA9", "u-1"), "another source and project"),
    ],
)
def test_a_checkpoint_of_another_scan_is_refused(tmp_path: Path, other: Scope, told: str) -> None:
    Checkpoint(tmp_path / "scan", SCOPE)

    with pytest.raises(InputError, match=f"belongs to a scan of {told}; remove the folder"):
        Checkpoint(tmp_path / "scan", other)


def test_a_checkpoint_of_another_project_is_refused_before_anything_is_read(cloud: Cloud, tmp_path: Path) -> None:
    scope = Scope("openstack", f"{cloud.url}/identity/v3", "another", REGION, "")
    Checkpoint(tmp_path / "scan", scope)

    with pytest.raises(InputError, match="another project"):
        scan(quick(resume=tmp_path / "scan"))
    assert not cloud.asked(PROJECT)


@pytest.mark.parametrize("hours", [25, -1])
def test_a_checkpoint_from_another_day_is_refused(tmp_path: Path, hours: int) -> None:
    began = datetime.now(tz=UTC)
    Checkpoint(tmp_path / "scan", SCOPE, now=lambda: began)

    with pytest.raises(InputError, match="more than a day ago"):
        Checkpoint(tmp_path / "scan", SCOPE, now=lambda: began + timedelta(hours=hours))


def test_a_folder_that_others_can_open_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "scan"
    folder.mkdir()
    folder.chmod(0o750)

    with pytest.raises(InputError, match="is open to other users; close it: chmod 700"):
        Checkpoint(folder, SCOPE)


def test_a_link_to_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir(mode=0o700)
    (tmp_path / "scan").symlink_to(tmp_path / "there")

    with pytest.raises(InputError, match="is not a folder"):
        Checkpoint(tmp_path / "scan", SCOPE)


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "scan"
    folder.mkdir(mode=0o700)
    (folder / "thesis.json").write_text("{}", encoding="utf-8")

    with pytest.raises(InputError, match="holds other files"):
        Checkpoint(folder, SCOPE)
    assert [path.name for path in folder.iterdir()] == ["thesis.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"collection": "dns: zones"}',
        '{"collection": "another", "found": []}',
        '{"collection": "dns: zones", "found": [{"token": 1}]}',
        '{"collection": "dns: zones", "found": [1]}',
    ],
)
def test_a_damaged_checkpoint_is_refused(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "scan"
    Checkpoint(folder, SCOPE).save("dns: zones", [VOLUME])
    (folder / "dns-zones.json").write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match="this checkpoint is damaged; remove the folder"):
        Checkpoint(folder, SCOPE).load("dns: zones")


@pytest.mark.parametrize("header", [{"version": 2}, {"version": 1}, {"version": 1, "scope": []}])
def test_a_checkpoint_that_does_not_say_what_it_is_of_is_refused(tmp_path: Path, header: dict[str, object]) -> None:
    folder = tmp_path / "scan"
    Checkpoint(folder, SCOPE)
    (folder / "scan.json").write_text(json.dumps(header), encoding="utf-8")

    with pytest.raises(InputError, match="this checkpoint is"):
        Checkpoint(folder, SCOPE)


def test_what_was_not_told_is_still_unknown_after_an_interruption(cloud: Cloud, tmp_path: Path) -> None:
    fill(cloud, 1)
    interrupted(tmp_path / "scan")

    deployment = scan(quick(resume=tmp_path / "scan"))

    assert deployment.resources[1].inputs["userData"] is UNKNOWN
