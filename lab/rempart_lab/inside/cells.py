"""Sets up Nova's databases and its two cells: the one for servers that never started, and the one with the hosts.

In one process, because loading Nova costs seconds and its own command would have to be run five times.
"""

from __future__ import annotations

# First of all that is Nova's: it forbids eventlet, which the rest would otherwise load.
from nova.cmd import manage

from rempart_lab.inside.connection import site_from
from rempart_lab.model.ports import Listener

# Nova fills these in from its own configuration, so that no password lies in the mapping and moved ports are followed.
DATABASE = "{scheme}://{username}@{hostname}/{path}?{query}"
CELL0 = "{scheme}://{username}@{hostname}/{path}_cell0?{query}"
TRANSPORT = "{scheme}://{username}:{password}@{hostname}:{port}/{path}"
THERE_ALREADY = 2
"""What Nova's command answers when a cell with that database is mapped already."""


def set_up(*, folder: str, cloud: str, region: str) -> None:
    """Migrate the databases and map both cells; what is there already is left as it is."""
    site = site_from(folder, cloud, region)
    file = str(site.configuration(Listener.NOVA) / "nova.conf")
    manage.config.parse_args(["nova-manage", "--config-file", file])
    manage.objects.register_all()
    cells = manage.CellV2Commands()
    _demand(manage.ApiDbCommands().sync())
    _demand(cells.map_cell0(database_connection=CELL0))
    answer = cells.create_cell(name="cell1", database_connection=DATABASE, transport_url=TRANSPORT)
    _demand(0 if answer == THERE_ALREADY else answer)
    _demand(manage.DbCommands().sync())


def _demand(answer: int | None) -> None:
    if answer:
        raise SystemExit(answer)
