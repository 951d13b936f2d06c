"""How the lab is: its processes, their memory, how often each had to be started again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass

import psutil

from rempart_lab.control.client import answers, ask
from rempart_lab.control.state_folder import StateFolder
from rempart_lab.errors import LabError
from rempart_lab.model.record import read_record
from rempart_lab.model.site import sites

_MIB = 1024 * 1024
DOWN = "down"
STARTING = "starting"
ENDING = "stopping"
READY = "ready"


@dataclass(frozen=True, slots=True)
class ProcessStatus:
    """One process of the plan."""

    name: str
    kind: str
    """``task`` or ``service``."""
    state: str
    pid: int | None
    processes: int
    """How many it consists of."""
    memory: float
    """Mebibytes, each page that several processes share counted in parts (PSS)."""
    restarts: int
    seconds: float | None
    """Since it started."""
    last_end: str
    """How it ended the last time; empty when it never did, or runs."""


@dataclass(frozen=True, slots=True)
class Status:
    """The whole lab."""

    folder: str
    state: str
    """``down``, ``starting``, ``ready``, ``degraded``, ``failed`` or ``stopping``."""
    profile: str
    regions: tuple[str, ...]
    seconds: float
    supervisor_memory: float
    processes: tuple[ProcessStatus, ...]

    @property
    def memory(self) -> float:
        """Mebibytes of everything."""
        return self.supervisor_memory + sum(process.memory for process in self.processes)

    def document(self) -> str:
        """Return it as JSON."""
        return json.dumps({**asdict(self), "memory": self.memory}, indent=2)


def read_status(folder: StateFolder) -> Status:
    """Return how the lab is. Raises LabError when the folder is no lab's, or the supervisor does not answer."""
    if folder.identity() is None:
        raise LabError("no lab here", where=str(folder.root), mend="run `rempart lab up` to make one")
    lab = read_record(folder.root)
    regions = tuple(f"{site.cloud.name} {site.region.name}" for site in sites(lab))
    if not folder.is_supervised:
        return Status(str(folder.root), DOWN, lab.profile.value, regions, 0.0, 0.0, ())
    if not answers(folder):
        state = ENDING if folder.folders.control_socket.exists() else STARTING
        return Status(str(folder.root), state, lab.profile.value, regions, 0.0, 0.0, ())
    answer = ask(folder, "status")
    processes = tuple(
        ProcessStatus(
            name=one["name"],
            kind=one["kind"],
            state=one["state"],
            pid=one["pid"],
            processes=len(one["members"]),
            memory=_memory(one["members"]),
            restarts=one["restarts"],
            seconds=one["seconds"],
            last_end=one["last_end"],
        )
        for one in answer["processes"]
    )
    memory = _memory(answer["supervisor"])
    return Status(str(folder.root), answer["state"], lab.profile.value, regions, answer["seconds"], memory, processes)


def _memory(pids: Iterable[int]) -> float:
    """Return the mebibytes of some processes; one that has just ended counts nothing."""
    total = 0.0
    for pid in pids:
        with suppress(psutil.Error, OSError):
            total += psutil.Process(pid).memory_full_info().pss / _MIB
    return round(total, 1)
