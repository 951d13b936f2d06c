"""What must hold before anything starts is checked with real probes, and told with how to mend it."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rempart_lab.control import packages, preflight
from rempart_lab.control.state_folder import StateFolder, find_state_folder
from rempart_lab.errors import LabError
from rempart_lab.model.identity import MARKER, Identity
from rempart_lab.model.lab import Lab, moved
from rempart_lab.model.profile import Profile
from tests.lab.labs import a_lab
from tests.lab.small_lab import free_ports

WHOLE_MEMORY = 1_000_000


def on_free_ports(folder: Path) -> Lab:
    return moved(a_lab(folder, "ovh-like"), free_ports())


def test_missing_packages_are_one_line_to_install() -> None:
    with pytest.raises(LabError) as missing:
        packages.check_packages(
            Profile.CORE, lambda program: program not in ("mariadbd", "mariadb-install-db", "qemu-img")
        )

    assert missing.value.what.endswith("(packages mariadb-server-core, qemu-utils)")
    assert "mariadb-server-core qemu-utils" in missing.value.mend


def test_the_core_needs_no_name_server() -> None:
    assert packages.missing_packages(Profile.CORE, lambda _: False) == (
        "erlang-base",
        "mariadb-client-core",
        "mariadb-server-core",
        "qemu-utils",
        "rabbitmq-server",
    )
    assert set(packages.missing_packages(Profile.FULL, lambda _: False)) >= {"bind9", "bind9-utils"}


def test_nothing_is_said_when_all_programs_are_there() -> None:
    packages.check_packages(Profile.FULL, lambda _: True)


def test_programs_in_sbin_are_found_though_a_users_path_lacks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    missing = packages.missing_packages(Profile.CORE)

    assert ("qemu-utils" in missing) is not Path("/usr/bin/qemu-img").exists()


def test_too_little_memory_says_how_much_is_needed(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)

    with pytest.raises(LabError) as error:
        preflight.check_memory(lab, available=1000)

    needed = preflight.memory_needed(lab)
    assert needed > 2200
    assert error.value.what == f"the lab needs {needed} MB of memory, and 1000 MB are available"
    assert "--profile core" in error.value.mend
    assert "fewer regions" in error.value.mend


def test_enough_memory_is_no_error(tmp_path: Path) -> None:
    preflight.check_memory(a_lab(tmp_path), available=WHOLE_MEMORY)


def test_memory_of_a_container_counts_rather_than_that_of_its_machine(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text(f"{900 * 1024 * 1024}\n")
    (tmp_path / "memory.current").write_text(f"{500 * 1024 * 1024}\n")
    (tmp_path / "memory.stat").write_text(f"anon 5\ninactive_file {100 * 1024 * 1024}\n")

    assert preflight.memory_available(tmp_path) == 500


@pytest.mark.parametrize("limit", ["max\n", "", None])
def test_without_a_limit_the_machines_memory_counts(tmp_path: Path, limit: str | None) -> None:
    if limit is not None:
        (tmp_path / "memory.max").write_text(limit)

    assert preflight.memory_available(tmp_path) > 0


def test_a_full_disk_is_told_with_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=7 * 1024 * 1024))

    with pytest.raises(LabError) as error:
        preflight.check_disk(a_lab(tmp_path), tmp_path / "not" / "there" / "yet")

    assert error.value.what.endswith("and 7 MB are free")
    assert error.value.where == str(tmp_path)


def test_free_ports_are_no_error(tmp_path: Path) -> None:
    preflight.check_ports(on_free_ports(tmp_path))


@pytest.mark.parametrize(("offset", "address"), [(0, "127.0.0.1"), (2, "127.0.0.1"), (100, "127.82.77.1")])
def test_a_taken_port_is_told_with_the_process_that_has_it(tmp_path: Path, offset: int, address: str) -> None:
    lab = on_free_ports(tmp_path)
    with socket.socket() as taken:
        taken.bind((address, lab.bus_port + offset))
        taken.listen()

        with pytest.raises(LabError) as error:
            preflight.check_ports(lab)

    assert error.value.what.startswith(f"{address}:{lab.bus_port + offset} is taken by ")
    assert error.value.what.endswith(f" (process {os.getpid()}, of {getpass.getuser()})")


def test_a_port_that_is_taken_on_every_address_is_taken_on_ours(tmp_path: Path) -> None:
    lab = on_free_ports(tmp_path)
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", lab.bus_port))  # noqa: S104 - as a program that asks for all of them
        taken.listen()

        with pytest.raises(LabError, match=f"is taken by .*process {os.getpid()}"):
            preflight.check_ports(lab)


def test_a_name_servers_datagrams_are_looked_for_too(tmp_path: Path) -> None:
    lab = on_free_ports(tmp_path)
    port = lab.clouds[0].port + 14
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.82.77.1", port))

        with pytest.raises(LabError, match=f"127.82.77.1:{port} is taken by"):
            preflight.check_ports(lab)


def test_an_address_that_is_not_this_machines_is_told(tmp_path: Path) -> None:
    lab = on_free_ports(tmp_path)
    elsewhere = replace(lab, clouds=(replace(lab.clouds[0], address="192.0.2.1"),))

    with pytest.raises(LabError, match=r"192\.0\.2\.1:.* cannot be listened on"):
        preflight.check_ports(elsewhere)


def test_another_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    with pytest.raises(LabError, match="Linux only"):
        preflight.check_machine(a_lab(tmp_path), StateFolder(tmp_path))


@pytest.mark.parametrize("name", ["a:b", "a b", "données", "a$b", "a\nb", "a'b", "a%b", "a#b", 'a"b'])
def test_a_path_that_services_cannot_read_is_refused(name: str) -> None:
    with pytest.raises(LabError, match="which not every service of OpenStack can read"):
        StateFolder(Path("/home/user") / name).check_path()


def test_a_path_that_is_too_long_for_sockets_is_refused_with_how_much() -> None:
    folder = StateFolder(Path("/" + "x" * 100))

    with pytest.raises(LabError, match="is 7 bytes too long"):
        folder.check_path()


def test_a_folder_with_something_else_in_it_is_not_claimed(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()

    with pytest.raises(LabError, match="holds something that is not the lab's"):
        StateFolder(tmp_path).claim()

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_folder_is_claimed_once_and_closed_to_others(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path / "deep" / "lab")

    first, second = folder.claim(), folder.claim()

    assert first == second
    assert folder.root.stat().st_mode & 0o077 == 0


def test_two_folders_are_two_labs(tmp_path: Path) -> None:
    assert StateFolder(tmp_path / "one").claim() != StateFolder(tmp_path / "two").claim()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"lab": "short", "layout": 1}', '{"lab": 7, "layout": 1}', "\0"])
def test_a_damaged_marker_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / MARKER).write_text(text)

    with pytest.raises(LabError, match="the marker of the lab's state folder is damaged"):
        StateFolder(tmp_path).claim()


def test_a_folder_of_another_version_says_reset(tmp_path: Path) -> None:
    lab = StateFolder(tmp_path / "lab").claim().lab
    (tmp_path / "lab" / MARKER).write_text(Identity(lab, layout=99).document())

    with pytest.raises(LabError) as error:
        StateFolder(tmp_path / "lab").claim()

    assert error.value.mend == "run `rempart lab reset`"


def test_a_folder_where_there_can_be_none_is_told() -> None:
    with pytest.raises(LabError, match="the state folder cannot be made"):
        StateFolder(Path("/proc/self/lab")).claim()


def test_the_stated_folder_comes_before_the_variable_and_that_before_the_users() -> None:
    home = {"XDG_STATE_HOME": "/var/state"}

    assert find_state_folder("here", {"REMPART_LAB": "/there"}).root == Path.cwd() / "here"
    assert find_state_folder(None, {"REMPART_LAB": "/there", **home}).root == Path("/there")
    assert find_state_folder(None, home).root == Path("/var/state/rempart/lab")
    assert find_state_folder(None, {"XDG_STATE_HOME": "relative"}).root == Path.home() / ".local/state/rempart/lab"
