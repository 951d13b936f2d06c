"""What people are shown of a lab: a table of its processes, and how to use it once it is up."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from rempart_lab.control.status import ProcessStatus, Status
from rempart_lab.model.lab import Lab
from rempart_lab.model.site import sites

_STYLES = {"ready": "green", "done": "dim", "given up": "red", "not answering": "red", "stopped": "yellow"}
_DONE = "done"
_MINUTE = 60
_HOUR = 3600


def status_table(status: Status, *, everything: bool) -> Iterator[Table | Text]:
    """Return how the lab is, as text and a table; with everything, tasks that are done too."""
    where = f"{status.profile}: {', '.join(status.regions)}; in {status.folder}"
    yield Text(f"The lab is {status.state} ({where}).")
    if not status.processes:
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("process", no_wrap=True, min_width=max(len(process.name) for process in status.processes))
    table.add_column("state")
    for heading in ("memory", "number", "restarts", "since"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column()
    for process in status.processes:
        if everything or process.state != _DONE:
            table.add_row(*_row(process))
    yield table
    count = sum(process.processes for process in status.processes)
    own = f"{status.supervisor_memory:.0f} MB of them the supervisor's"
    yield Text(f"{status.memory:.0f} MB in {count} processes, {own}; up for {_span(status.seconds)}.")


def summary(lab: Lab) -> Iterator[str]:
    """Return what there is, and how to use it; the lines stand alone, for `up` may run with a folder of one's own."""
    for site in sites(lab):
        yield f"{site.cloud.name} {site.region.name}"
        for service, url in site.endpoints().items():
            yield f"  {service:<14}{url}"
    folder = lab.folders.root
    yield f"Certificates are signed by {lab.folders.authority}"
    yield "Data planes are simulated: no traffic flows, no server runs (docs/lab.md)."
    option = f" --state {shlex.quote(str(folder))}"
    yield f'Use it:   eval "$(rempart lab env{option} --stack NAME)"'
    yield f"See it:   rempart lab status{option}"
    yield f"End it:   rempart lab down{option}"


def _row(process: ProcessStatus) -> tuple[Text, ...]:
    cells = (
        f"{process.memory:.0f} MB" if process.pid else "",
        str(process.processes or ""),
        str(process.restarts or ""),
        "" if process.seconds is None else _span(process.seconds),
        process.last_end if process.state != _DONE else "",
    )
    state = Text(process.state, style=_STYLES.get(process.state, ""))
    return (Text(process.name), state, *map(Text, cells))


def _span(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{seconds / _HOUR:.1f} h"
