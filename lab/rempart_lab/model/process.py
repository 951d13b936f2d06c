"""What the supervisor runs: tasks once, services for ever, each as soon as what it needs is there.

A plan is written by ``control`` and read by the supervisor in another Python environment, so it travels as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the machine, executed: MariaDB, RabbitMQ, named, or a Python that must start afresh."""

    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A Python function, called in a fork of the supervisor that has the common libraries loaded already."""

    target: str
    """``package.module:function``."""
    arguments: tuple[str, ...] = ()
    """What the function finds in ``sys.argv`` behind the name of the process."""
    keywords: Mapping[str, object] = field(default_factory=dict)
    """JSON values that the function takes; only functions of the lab itself have them."""


@dataclass(frozen=True, slots=True)
class Listens:
    """Ready once a TCP port answers."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Accepts:
    """Ready once a Unix socket answers."""

    path: str


@dataclass(frozen=True, slots=True)
class Answers:
    """Ready once an HTTP(S) address answers with a status below 500."""

    url: str
    authority: str | None = None
    """File with the certificate authority to trust; None for plain HTTP."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Ready once it has run for this long without ending: what no socket tells."""

    seconds: float = 0.0


Readiness = Listens | Accepts | Answers | Runs
Command = Program | Call


@dataclass(frozen=True, slots=True)
class Task:
    """Runs until it succeeds, a few times at most; its needs are tasks done and services ready."""

    name: str
    command: Command
    environment: Mapping[str, str]
    needs: tuple[str, ...] = ()
    every_time: bool = False
    """Whether it runs at every start; otherwise once in the life of the state folder."""
    leaves: tuple[str, ...] = ()
    """Files or folders that it made and that must still be there, the same ones, for it to count as done.

    What was done upon a task that is to be done again is done again too: a new database has none of the old tables.
    """


@dataclass(frozen=True, slots=True)
class Service:
    """Runs until the lab goes down; started again with growing pauses when it ends before that."""

    name: str
    command: Command
    environment: Mapping[str, str]
    readiness: Readiness
    needs: tuple[str, ...] = ()
    foundation: bool = False
    """Whether others keep their state in it (database, message bus): stopped last, and given time."""


Process = Task | Service


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often the supervisor tries. Seconds and counts."""

    pauses: tuple[float, ...] = (0.5, 1.0, 2.0, 5.0, 10.0)
    """Before the first, second, ... start again; the last one from then on."""
    task_attempts: int = 3
    service_attempts: int = 6
    """How many starts in a row may end too early before a service is given up."""
    stable_after: float = 60.0
    """A service that was ready for so long has its earlier failures forgotten."""
    task_limit: float = 600.0
    start_limit: float = 180.0
    """A task that runs longer, a service that is not ready by then, is ended, which counts as a failure."""
    ask_again_after: float = 30.0
    """How long a service that is ready is believed to be so before it is asked again."""
    grace: float = 3.0
    foundation_grace: float = 20.0
    """Between being asked to end and being killed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that one lab runs. Names are unique: ``mariadb``, ``ovh-like/gra9/nova-scheduler``."""

    folder: str
    """The lab's state folder, absolute."""
    processes: tuple[Process, ...]
    preload: str = ""
    """``package.module:function`` that the supervisor calls once, to load what its forks are to share; may fail."""
    tasks_at_once: int = 2
    starts_at_once: int = 4
    patience: Patience = Patience()
