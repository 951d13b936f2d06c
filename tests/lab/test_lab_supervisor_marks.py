"""A task counts as done only for as long as what it did is still there."""

from __future__ import annotations

import shutil
from pathlib import Path

from rempart_lab.model.process import Process, Program, Runs, Service, Task
from rempart_lab.supervisor.marks import Marks

TREE = {"PATH": "/bin"}


def task(name: str, *needs: str, says: str = "", leaves: tuple[Path, ...] = (), every_time: bool = False) -> Task:
    program = Program(("true", says))
    return Task(name, program, TREE, needs, leaves=tuple(map(str, leaves)), every_time=every_time)


def database(folder: Path) -> tuple[Task, Service, Task, Task]:
    """An installation, the server that runs on it, the tables in it, and what fills them."""
    return (
        task("install", leaves=(folder / "data",)),
        Service("server", Program(("true",)), TREE, Runs(), ("install",)),
        task("tables", "server"),
        task("fill", "tables"),
    )


def done(folder: Path, *processes: Process) -> list[str]:
    marks = Marks(folder / "done", processes)
    return [one.name for one in processes if isinstance(one, Task) and marks.is_done(one)]


def do(folder: Path, *processes: Process) -> None:
    (folder / "data").mkdir(exist_ok=True)
    marks = Marks(folder / "done", processes)
    for one in processes:
        if isinstance(one, Task) and not marks.is_done(one):
            marks.record(one)


def test_nothing_is_done_at_first(tmp_path: Path) -> None:
    assert done(tmp_path, *database(tmp_path)) == []


def test_what_was_done_stays_done_across_starts(tmp_path: Path) -> None:
    do(tmp_path, *database(tmp_path))

    assert done(tmp_path, *database(tmp_path)) == ["install", "tables", "fill"]


def test_what_is_gone_is_done_again_with_everything_that_was_built_on_it(tmp_path: Path) -> None:
    do(tmp_path, *database(tmp_path))

    shutil.rmtree(tmp_path / "data")

    assert done(tmp_path, *database(tmp_path)) == []


def test_what_was_made_anew_is_another_one(tmp_path: Path) -> None:
    do(tmp_path, *database(tmp_path))

    (tmp_path / "data").rename(tmp_path / "old")
    (tmp_path / "data").mkdir()

    assert done(tmp_path, *database(tmp_path)) == []


def test_tables_of_a_lost_database_are_made_again_once_it_is_back(tmp_path: Path) -> None:
    install, server, tables, fill = database(tmp_path)
    do(tmp_path, install, server, tables, fill)
    (tmp_path / "data").rename(tmp_path / "old")
    (tmp_path / "data").mkdir()

    Marks(tmp_path / "done", (install, server, tables, fill)).record(install)

    assert done(tmp_path, install, server, tables, fill) == ["install"]


def test_a_task_that_was_changed_is_done_again_and_what_was_built_on_it_stands(tmp_path: Path) -> None:
    do(tmp_path, task("tables"), task("fill", "tables"))
    changed = (task("tables", says="one more column"), task("fill", "tables"))

    before = done(tmp_path, *changed)
    do(tmp_path, *changed)

    assert before == ["fill"]
    assert done(tmp_path, *changed) == ["tables", "fill"]


def test_what_runs_every_time_is_never_done_and_voids_nothing(tmp_path: Path) -> None:
    processes = (task("ring", every_time=True), task("fill", "ring"))

    do(tmp_path, *processes)
    do(tmp_path, *processes)

    assert done(tmp_path, *processes) == ["fill"]


def test_a_damaged_mark_is_no_mark(tmp_path: Path) -> None:
    do(tmp_path, task("install"), task("tables"))
    (tmp_path / "done" / "install.done").write_text('{"token": ')
    (tmp_path / "done" / "tables.done").write_text("[]")

    assert done(tmp_path, task("install"), task("tables")) == []
