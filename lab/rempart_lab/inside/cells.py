"""Maps Nova's two cells: the one for servers that never started, and the one with the hosts."""

from __future__ import annotations

import subprocess

from rempart_lab.inside.connection import site_from
from rempart_lab.model.ports import Listener

# Nova fills these in from its own configuration, so that no password lies in the mapping and moved ports are followed.
DATABASE = "{scheme}://{username}@{hostname}/{path}?{query}"
CELL0 = "{scheme}://{username}@{hostname}/{path}_cell0?{query}"
TRANSPORT = "{scheme}://{username}:{password}@{hostname}:{port}/{path}"


def map_cells(*, folder: str, cloud: str, region: str) -> None:
    """Map both, once."""
    site = site_from(folder, cloud, region)
    file = str(site.configuration(Listener.NOVA) / "nova.conf")
    manage = [str(site.lab.environment / "bin" / "nova-manage"), "--config-file", file, "cell_v2"]
    _run([*manage, "map_cell0", "--database_connection", CELL0])
    if " cell1 " not in _run([*manage, "list_cells"]):
        create = ["create_cell", "--name", "cell1", "--database_connection", DATABASE, "--transport-url", TRANSPORT]
        _run([*manage, *create])


def _run(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603  our own command
