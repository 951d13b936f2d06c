"""Glance: images, kept as files. Uploads, downloads and checksums are real."""

from __future__ import annotations

from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Call, Process
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import Site
from rempart_lab.services.common import api, basis, name, task
from rempart_lab.services.files import Configuration, ini, merged
from rempart_lab.services.mariadb import DATABASES

KEPT = ("images", "staging", "tasks")


def processes(site: Site) -> tuple[Process, ...]:
    """Return the API and the migration of its database."""
    folder = site.configuration(Listener.GLANCE)
    file = ("--config-file", str(folder / "glance-api.conf"))
    return (
        task(site, "glance-database", Call("glance.cmd.manage:main", (*file, "db_sync")), DATABASES),
        api(
            site,
            Listener.GLANCE,
            "glance.wsgi.api:application",
            name(site, "glance-database"),
            threads=4,
            more={"OS_GLANCE_CONFIG_DIR": str(folder)},
        ),
    )


def configuration(site: Site, secrets: Secrets) -> Configuration:
    """Return Glance's configuration and the folders of its images."""
    state = site.state(Listener.GLANCE)
    paste = site.lab.environment / "etc" / "glance" / "glance-api-paste.ini"
    sections = merged(
        basis(site, secrets, Listener.GLANCE),
        {
            "DEFAULT": {
                "enabled_backends": "file:file",
                "enabled_import_methods": "[glance-direct,web-download,copy-image]",
                "worker_self_reference_url": site.url(Listener.GLANCE),
            },
            "glance_store": {"default_backend": "file"},
            "file": {"filesystem_store_datadir": state / "images"},
            "os_glance_staging_store": {"filesystem_store_datadir": state / "staging"},
            "os_glance_tasks_store": {"filesystem_store_datadir": state / "tasks"},
            "paste_deploy": {"flavor": "keystone", "config_file": paste},
        },
    )
    return Configuration(
        files=(ini(site.configuration(Listener.GLANCE) / "glance-api.conf", sections),),
        folders=(state / "lock", *(state / one for one in KEPT)),
    )
