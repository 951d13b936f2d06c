"""What stands in the files that OpenStack's services read, and who may read them."""

from __future__ import annotations

import configparser
import json
import os
from pathlib import Path

import pytest

from rempart_lab.errors import LabError
from rempart_lab.model.ports import Listener
from rempart_lab.model.profile import Profile
from rempart_lab.model.site import Site, site_of, sites
from rempart_lab.services.files import Configuration, File, Link, ini, merged, write
from rempart_lab.services.plan import configuration
from tests.lab.labs import a_lab, secrets

SECRET = secrets()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return site_of(a_lab(tmp_path))


def _text(site: Site, service: Listener, name: str) -> str:
    path = site.configuration(service) / name
    return next(file.text for file in configuration(site.lab, SECRET).files if file.path == path)


def _read(site: Site, service: Listener, name: str) -> configparser.RawConfigParser:
    parsed = configparser.RawConfigParser(strict=True)
    parsed.read_string(_text(site, service, name))
    return parsed


def test_no_file_or_folder_can_be_read_by_others_once_written(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write(configuration(a_lab(tmp_path), SECRET))
    finally:
        os.umask(before)

    found = [path for path in tmp_path.rglob("*") if not path.is_symlink()]
    assert len(found) > 100
    assert [path for path in found if path.stat().st_mode & 0o077] == []


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    whole = configuration(a_lab(tmp_path), SECRET)
    write(whole)
    before = {file.path: file.path.stat().st_ino for file in whole.files}

    write(whole)

    assert {file.path: file.path.stat().st_ino for file in whole.files} == before


def test_a_file_that_others_may_read_is_written_anew(tmp_path: Path) -> None:
    file = File(tmp_path / "a.conf", "password = 1")
    write(Configuration((file,)))
    file.path.chmod(0o644)

    write(Configuration((file,)))

    assert file.path.stat().st_mode & 0o777 == 0o600


def test_a_link_follows_its_target_when_that_moves(tmp_path: Path) -> None:
    link = tmp_path / "pipeline"
    write(Configuration(links=(Link(link, tmp_path / "one"),)))

    write(Configuration(links=(Link(link, tmp_path / "other"),)))

    assert link.readlink() == tmp_path / "other"


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "etc").write_text("in the way")

    with pytest.raises(LabError) as raised:
        write(Configuration((File(tmp_path / "etc" / "a.conf", ""),)))

    assert raised.value.where == str(tmp_path / "etc")
    assert raised.value.mend


def test_a_file_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.conf").mkdir()

    with pytest.raises(LabError, match="cannot write"):
        write(Configuration((File(tmp_path / "a.conf", ""),)))


def test_an_option_with_several_values_takes_several_lines(tmp_path: Path) -> None:
    text = ini(tmp_path / "a", {"DEFAULT": {"one": ("a", "b"), "two": True, "three": 3}}).text

    assert text == "[DEFAULT]\none = a\none = b\ntwo = true\nthree = 3\n"


def test_a_later_part_s_option_replaces_an_earlier_one_s() -> None:
    assert merged({"a": {"x": 1, "y": 1}}, {"a": {"x": 2}, "b": {}}) == {"a": {"x": 2, "y": 1}, "b": {}}


@pytest.mark.parametrize("service", [Listener.PLACEMENT, Listener.GLANCE, Listener.NEUTRON, Listener.NOVA])
def test_a_service_logs_in_at_its_own_cloud_with_a_password_of_its_own(service: Listener, site: Site) -> None:
    name = {"placement": "placement.conf", "glance": "glance-api.conf"}.get(service, f"{service}.conf")

    login = _read(site, service, name)["keystone_authtoken"]

    assert login["auth_url"] == site.identity
    assert login["password"] == SECRET.password(site.cloud.name, "user", service)
    assert login["region_name"] == site.region.name


def test_databases_are_reached_through_the_socket_without_a_password(tmp_path: Path) -> None:
    text = "".join(file.text for file in configuration(a_lab(tmp_path), SECRET).files)

    connections = [line.split(" = ")[1] for line in text.splitlines() if line.startswith("connection = ")]
    assert connections
    assert all(one.startswith("mysql+pymysql://operator@localhost/") for one in connections)
    assert all(f"unix_socket={tmp_path}/mariadb.sock" in one for one in connections)


def test_no_two_services_share_a_database(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    owners: dict[str, set[str]] = {}
    for file in configuration(lab, SECRET).files:
        for line in file.text.splitlines():
            if line.startswith("connection = "):
                owners.setdefault(line, set()).add(str(file.path.parent))

    assert [line for line, found in owners.items() if len(found) > 1] == []


def test_each_region_has_its_own_corner_of_the_bus(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    files = {file.path.name: file.text for file in configuration(lab, SECRET).files if "rabbitmq" in str(file.path)}
    definitions = json.loads(files["definitions.json"])

    assert [corner["name"] for corner in definitions["vhosts"]] == [
        "ovh-like-gra9",
        "ovh-like-sbg5",
        "partner-west-1",
    ]
    assert _read(site_of(lab), Listener.NOVA, "nova.conf")["DEFAULT"]["transport_url"].endswith("/ovh-like-gra9")


def test_the_bus_knows_its_user_s_password_as_a_hash_only_and_listens_on_loopback(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    texts = [file.text for file in configuration(lab, SECRET).files if "rabbitmq" in str(file.path)]

    assert not any(SECRET.password("bus") in text for text in texts)
    assert any(f"listeners.tcp.1 = 127.0.0.1:{lab.bus_port}\n" in text for text in texts)


def test_with_barbican_encrypted_volumes_get_keys_from_it(site: Site) -> None:
    for service in (Listener.NOVA, Listener.CINDER):
        parsed = _read(site, service, f"{service}.conf")

        assert parsed["key_manager"]["backend"] == "barbican"
        assert parsed["barbican"]["barbican_endpoint"] == site.url(Listener.BARBICAN)


def test_without_barbican_encrypted_volumes_share_a_key_that_is_the_lab_s_own(tmp_path: Path) -> None:
    site = site_of(a_lab(tmp_path, profile=Profile.CORE))

    for service in (Listener.NOVA, Listener.CINDER):
        parsed = _read(site, service, f"{service}.conf")

        assert parsed["key_manager"]["backend"] == f"{service}.keymgr.conf_key_mgr.ConfKeyManager"
        assert parsed["key_manager"]["fixed_key"] == SECRET.password(site.virtual_host, "volumes")


@pytest.mark.parametrize(("profile", "driver"), [(Profile.CORE, "posix"), (Profile.FULL, "swift")])
def test_backups_go_to_swift_where_there_is_one(profile: Profile, driver: str, tmp_path: Path) -> None:
    site = site_of(a_lab(tmp_path, profile=profile))

    assert f".{driver}." in _read(site, Listener.CINDER, "cinder.conf")["DEFAULT"]["backup_driver"]


def test_a_compute_manager_sees_no_database(site: Site) -> None:
    parsed = _read(site, Listener.NOVA, "host-1.conf")

    assert "database" not in parsed
    assert parsed["DEFAULT"]["host"] == "host-1"


def test_every_address_that_a_service_calls_is_https(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)

    plain = [line for file in configuration(lab, SECRET).files for line in file.text.splitlines() if "http://" in line]
    assert plain == []


def test_dns_listens_where_named_can(site: Site) -> None:
    text = _text(site, Listener.DESIGNATE, "named.conf")
    pool = json.loads(_text(site, Listener.DESIGNATE, "pools.yaml"))[0]

    assert f"listen-on port {site.port(Listener.NAMED)} {{ 127.0.0.1; }};" in text
    assert pool["nameservers"] == [{"host": "127.0.0.1", "port": site.port(Listener.NAMED)}]
    assert pool["targets"][0]["masters"] == [{"host": "127.0.0.1", "port": site.port(Listener.ZONE_TRANSFER)}]


def test_drivers_are_announced_under_the_names_that_the_configuration_asks_for(site: Site) -> None:
    announced = configparser.ConfigParser()
    announced.read_string(
        next(file.text for file in configuration(site.lab, SECRET).files if "entry_points" in str(file.path))
    )

    assert (
        _read(site, Listener.NEUTRON, "neutron.conf")["ml2"]["mechanism_drivers"]
        in announced["neutron.ml2.mechanism_drivers"]
    )
    assert (
        _read(site, Listener.OCTAVIA, "octavia.conf")["api_settings"]["default_provider_driver"]
        in announced["octavia.api.drivers"]
    )


def test_the_list_of_octavia_s_providers_has_no_comma_in_a_description(site: Site) -> None:
    providers = _read(site, Listener.OCTAVIA, "octavia.conf")["api_settings"]["enabled_provider_drivers"]

    assert providers.count(":") == 1
    assert "," not in providers


def test_an_administrator_finds_each_region_in_clouds_yaml_and_never_without_tls(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    text = next(file.text for file in configuration(lab, SECRET).files if file.path == lab.folders.clouds)

    clouds = json.loads(text)["clouds"]

    assert set(clouds) == {"ovh-like-admin", "ovh-like-admin-sbg5", "partner-admin"}
    assert {cloud["cacert"] for cloud in clouds.values()} == {str(lab.folders.authority)}
    assert {cloud["region_name"] for cloud in clouds.values()} == {site.region.name for site in sites(lab)}
    assert not any("verify" in cloud for cloud in clouds.values())


def test_no_service_is_told_to_use_sudo(tmp_path: Path) -> None:
    site = site_of(a_lab(tmp_path))

    assert _read(site, Listener.DESIGNATE, "designate.conf")["DEFAULT"]["root_helper"] == "env"
    assert not any("sudo" in file.text for file in configuration(site.lab, SECRET).files)
