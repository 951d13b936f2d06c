"""The command line finds the lab, makes stacks their credentials, and sees a lab come back from faults."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from rempart_lab.model.lab import Lab
from rempart_lab.model.site import Site

pytestmark = pytest.mark.lab
REMPART = Path(sys.executable).parent / "rempart"
STACK = "live-commands"
BACK = 180
"""Seconds that a busy machine may take to be back after a fault."""


def rempart(lab: Lab, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [str(REMPART), "lab", command, "--state", str(lab.folders.root), *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def status(lab: Lab) -> Any:
    return json.loads(rempart(lab, "status", "--json").stdout)


def wait_until_ready(lab: Lab) -> None:
    deadline = time.monotonic() + BACK
    while status(lab)["state"] != "ready":
        assert time.monotonic() < deadline, rempart(lab, "status").stdout
        time.sleep(0.5)


def test_a_stack_gets_a_credential_that_works_and_is_never_shown(lab: Lab, site: Site) -> None:
    shown = rempart(lab, "env", "--cloud", site.cloud.name, "--stack", STACK)

    file = lab.folders.root / "stacks" / site.cloud.name / f"{STACK}.yaml"
    entry = json.loads(file.read_text())["clouds"][site.cloud.name]
    secret = entry["auth"]["application_credential_secret"]
    listed = rempart(lab, "shell", "--stack", STACK, "--", "openstack", "network", "list", "-f", "json")
    assert shown.returncode == 0
    assert secret not in shown.stdout + shown.stderr
    assert file.stat().st_mode & 0o077 == 0
    assert site.cloud.external_network in [network["Name"] for network in json.loads(listed.stdout)]


def test_a_stack_asked_for_again_keeps_its_credential(lab: Lab, site: Site) -> None:
    file = lab.folders.root / "stacks" / site.cloud.name / f"{STACK}.yaml"
    rempart(lab, "env", "--stack", STACK)
    before = file.read_text()

    rempart(lab, "env", "--stack", STACK)

    assert file.read_text() == before


@pytest.mark.parametrize("fault", [["keystone"], ["mariadb"], ["rabbitmq"], ["mariadb", "rabbitmq", "neutron"]])
def test_what_was_killed_comes_back_and_the_cloud_answers(lab: Lab, site: Site, fault: list[str]) -> None:
    full = [name if name in ("mariadb", "rabbitmq") else f"{site.name}/{name}" for name in fault]
    before = {one["name"]: one["restarts"] for one in status(lab)["processes"]}

    killed = rempart(lab, "kill", *full)
    deadline = time.monotonic() + BACK
    while any(one["restarts"] == before[one["name"]] for one in status(lab)["processes"] if one["name"] in full):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    wait_until_ready(lab)

    made = rempart(lab, "shell", "--stack", STACK, "--", "openstack", "network", "create", "after-the-fault")
    gone = rempart(lab, "shell", "--stack", STACK, "--", "openstack", "network", "delete", "after-the-fault")
    assert (killed.returncode, made.returncode, gone.returncode) == (0, 0, 0), made.stderr


def test_no_secret_stands_on_a_command_line_or_in_an_environment(lab: Lab, site: Site) -> None:
    admin = json.loads(lab.folders.clouds.read_text())["clouds"][f"{site.cloud.name}-admin"]["auth"]["password"]
    shown = b""
    for one in status(lab)["processes"]:
        if one["pid"]:
            folder = Path("/proc") / str(one["pid"])
            shown += (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()

    assert admin.encode() not in shown
    assert lab.folders.secrets.read_bytes() not in shown
