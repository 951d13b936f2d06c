"""What must hold before anything is started, each with one line on how to mend it."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from rempart_lab.control.packages import check_packages
from rempart_lab.control.state_folder import StateFolder
from rempart_lab.errors import LabError
from rempart_lab.model.lab import Lab
from rempart_lab.model.ports import BUS_PORTS, Listener
from rempart_lab.model.profile import STORES, Profile
from rempart_lab.model.site import LOOPBACK, Site, sites

_MIB = 1024 * 1024
_FIRST_REGION = {Profile.CORE: 1800, Profile.FULL: 2200}
_FURTHER_REGION = {Profile.CORE: 1400, Profile.FULL: 1800}
"""Mebibytes, as measured (docs/benchmarks.md)."""
_DISK = 700
_DISK_OF_REGION = 300
"""Mebibytes for databases, logs and images; volumes and objects take what is written to them."""
_WITH_DATAGRAMS = frozenset({Listener.ZONE_TRANSFER, Listener.NAMED})
_OF_DESIGNATE = (Listener.ZONE_TRANSFER, Listener.NAMED, Listener.NAMED_CONTROL)
_CGROUP = Path("/sys/fs/cgroup")


def check_machine(lab: Lab, folder: StateFolder) -> None:
    """Raise LabError for the first thing that would keep the lab from coming up."""
    if sys.platform != "linux":
        raise LabError("the lab runs on Linux only", mend="use a virtual machine with Debian or Ubuntu")
    folder.check_path()
    check_packages(lab.profile)
    check_memory(lab)
    check_disk(lab, folder.root)


def memory_needed(lab: Lab) -> int:
    """Return how many mebibytes the lab will take."""
    return _FIRST_REGION[lab.profile] + _FURTHER_REGION[lab.profile] * (len(sites(lab)) - 1)


def check_memory(lab: Lab, available: int | None = None) -> None:
    """Raise LabError when there is too little memory, in mebibytes; by default as much as this machine can spare."""
    needed = memory_needed(lab)
    found = memory_available() if available is None else available
    if found < needed:
        smaller = " or take --profile core" if lab.profile is Profile.FULL else ""
        fewer = " or fewer regions" if len(sites(lab)) > 1 else ""
        raise LabError(
            f"the lab needs {needed} MB of memory, and {found} MB are available",
            mend=f"close other programs{smaller}{fewer}",
        )


def memory_available(cgroup: Path = _CGROUP) -> int:
    """Return how many mebibytes may still be used: by the machine, and by the container that we are in."""
    spare = [psutil.virtual_memory().available]
    with suppress(OSError, ValueError, StopIteration):
        limit = int((cgroup / "memory.max").read_text())
        used = int((cgroup / "memory.current").read_text())
        lines = (cgroup / "memory.stat").read_text().splitlines()
        cache = next(int(line.split()[1]) for line in lines if line.startswith("inactive_file "))
        spare.append(limit - used + cache)
    return min(spare) // _MIB


def check_disk(lab: Lab, folder: Path) -> None:
    """Raise LabError when the disk of the state folder is nearly full. Raises LabError when it cannot be told."""
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    needed = _DISK + _DISK_OF_REGION * len(sites(lab))
    found = shutil.disk_usage(existing).free // _MIB
    if found < needed:
        raise LabError(
            f"the lab needs {needed} MB of disk, and {found} MB are free",
            where=str(existing),
            mend="free some space, or choose another disk with --state",
        )


def check_ports(lab: Lab) -> None:
    """Raise LabError when a port of the lab is taken, and say by whom as far as this user may know."""
    for address, port, kind in _ports(lab):
        reason = _why_not(address, port, kind)
        if reason is not None:
            raise LabError(
                f"{address}:{port} {reason}", mend="end that program, or move the lab with `rempart lab up --port PORT`"
            )


def _ports(lab: Lab) -> Iterator[tuple[str, int, socket.SocketKind]]:
    for number in range(lab.bus_port, lab.bus_port + BUS_PORTS):
        yield LOOPBACK, number, socket.SOCK_STREAM
    for site in sites(lab):
        for listener in _listeners(site):
            address = LOOPBACK if listener in STORES.values() else site.cloud.address
            yield address, site.port(listener), socket.SOCK_STREAM
            if listener in _WITH_DATAGRAMS:
                yield address, site.port(listener), socket.SOCK_DGRAM


def _listeners(site: Site) -> Iterator[Listener]:
    yield from site.services
    if site.is_home:
        yield Listener.KEYSTONE
    if site.has(Listener.SWIFT):
        yield from STORES.values()
    if site.has(Listener.DESIGNATE):
        yield from _OF_DESIGNATE


def _why_not(address: str, port: int, kind: socket.SocketKind) -> str | None:
    """Return why a port cannot be listened on; None when it can."""
    with socket.socket(socket.AF_INET, kind) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1 if kind is socket.SOCK_STREAM else 0)
        try:
            trial.bind((address, port))
            if kind is socket.SOCK_STREAM:
                trial.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"is taken{_by_whom(address, port)}"
            return f"cannot be listened on ({error.strerror})"
    return None


def _by_whom(address: str, port: int) -> str:
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("inet"):
            here = connection.laddr
            same = here and here.port == port and here.ip in (address, "0.0.0.0", "::")  # noqa: S104 - compared, not bound
            if same and connection.status in (psutil.CONN_LISTEN, psutil.CONN_NONE) and connection.pid:
                process = psutil.Process(connection.pid)
                return f" by {process.name()} (process {process.pid}, of {process.username()})"
    return " by a process of another user" if os.getuid() else ""
