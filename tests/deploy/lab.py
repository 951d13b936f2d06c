"""The lab that the tests deploy to: one that runs already, or one of their own."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keystoneauth1.identity import v3
from keystoneauth1.session import Session
from openstack.connection import Connection

REMPART = Path(sys.executable).parent / "rempart"
CLOUD = "ovh-like"

_PATIENCE = 1200
"""Seconds for a first start on a busy machine, the installation of OpenStack included."""
_BACK = 180
"""Seconds that a killed process, and what depends on it, may take to be back on such a machine."""


@dataclass(frozen=True, slots=True)
class Access:
    """A way into one region of a cloud; its representation shows no secret."""

    auth_url: str
    region: str
    authority: str
    auth: Mapping[str, str]
    variables: Mapping[str, str]
    """What `rempart lab env` says, for whoever works with this access."""

    def __repr__(self) -> str:
        return f"Access({self.auth_url}, {self.region})"

    def connect(self) -> Connection:
        """Return a connection of openstacksdk; nothing of this machine's own settings goes into it."""
        login: Any = v3.ApplicationCredential if "application_credential_id" in self.auth else v3.Password
        session = Session(auth=login(**self.auth), verify=self.authority)
        return Connection(session=session, region_name=self.region)


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab that is up."""

    state: Path
    projects: list[str] = field(default_factory=list)
    """Names of those that were made here."""

    @property
    def operator(self) -> Access:
        """The administrator of the cloud."""
        return _access(self.state / "clouds.yaml", f"{CLOUD}-admin", {})

    def project(self, name: str) -> Access:
        """Make a project with an application credential of its own, as `rempart lab env --stack` does for a user."""
        exports = self.rempart("env", "--cloud", CLOUD, "--stack", name)
        self.projects.append(name)
        variables = dict(_exported(exports))
        return _access(Path(variables["OS_CLIENT_CONFIG_FILE"]), variables["OS_CLOUD"], variables)

    def forget_projects(self) -> None:
        """Remove the projects that were made here, and their users."""
        identity: Any = self.operator.connect().identity
        for name in self.projects:
            for found in (*identity.projects(name=name), *identity.users(name=name)):
                found.delete(identity)

    def kill(self, process: str) -> None:
        """End a process of the lab without warning; its supervisor starts it again."""
        self.rempart("kill", process)

    def wait_until_ready(self) -> None:
        """Return as soon as every process is well again."""
        end = time.monotonic() + _BACK
        while _run(self.state, "status").returncode != 0:
            assert time.monotonic() < end, f"not ready within {_BACK} seconds: {self.rempart('status')}"
            time.sleep(0.5)

    def rempart(self, *arguments: str) -> str:
        """Run `rempart lab` on this lab's state folder; return what it prints."""
        ended = _run(self.state, *arguments)
        assert ended.returncode == 0, f"rempart lab {arguments[0]}: {ended.stdout}{ended.stderr}"
        return ended.stdout


@contextmanager
def running_lab(folder: Path) -> Iterator[Lab]:
    """Yield the lab that REMPART_LAB names if it is up, else one of our own in a folder, removed in the end."""
    named = os.environ.get("REMPART_LAB")
    if named:
        lab = Lab(Path(named).absolute())
        yield lab
        lab.forget_projects()
        return
    lab = Lab(folder)
    try:
        lab.rempart("up", "--profile", "full", "--cloud", CLOUD)
        yield lab
    finally:
        lab.rempart("reset")


def _run(state: Path, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [REMPART, "lab", command, "--state", state, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE,
    )


def _exported(script: str) -> Iterator[tuple[str, str]]:
    for line in script.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["export"]:
            name, _, value = words[1].partition("=")
            yield name, value


def _access(file: Path, name: str, variables: Mapping[str, str]) -> Access:
    # The lab writes its clouds.yaml as JSON, which is YAML.
    entry: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["clouds"][name]
    return Access(entry["auth"]["auth_url"], entry["region_name"], entry["cacert"], entry["auth"], variables)
