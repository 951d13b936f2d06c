"""Makes Keystone's first administrator, with a password that no command line and no plan has seen."""

from __future__ import annotations

import os
import sys

from keystone.cmd import manage

from rempart_lab.inside.connection import site_from
from rempart_lab.model.ports import Listener
from rempart_lab.model.secrets import read_secrets


def bootstrap(*, folder: str, cloud: str, region: str) -> None:
    """Make the administrator, its project and Keystone's own endpoints."""
    site = site_from(folder, cloud, region)
    password = read_secrets(site.lab.folders.secrets).password(site.cloud.name, "user", "admin")
    os.environ["OS_BOOTSTRAP_PASSWORD"] = password
    sys.argv = [
        "keystone-manage",
        "--config-file",
        str(site.configuration(Listener.KEYSTONE) / "keystone.conf"),
        "bootstrap",
        "--bootstrap-region-id",
        site.region.name,
        *(
            part
            for interface in ("public", "internal", "admin")
            for part in (f"--bootstrap-{interface}-url", site.identity)
        ),
    ]
    manage.main()
