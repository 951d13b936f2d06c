"""Cinder: volumes as sparse files, snapshots, backups into Swift where there is one.

Its API, quotas, image copies and backups move real bytes. A LUKS type gets a real key for each volume, but the bytes
are not encrypted: that is the hypervisor's work, and there is none.
"""

from __future__ import annotations

from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Call, Process, Runs, Service
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import Site
from rempart_lab.services import rabbitmq
from rempart_lab.services.common import account, api, basis, bus, keys, name, python, service, task
from rempart_lab.services.files import Configuration, Option, Sections, ini, merged
from rempart_lab.services.mariadb import DATABASES

BACKENDS = ("ssd", "hdd")
OBJECT = 256 * 1024 * 1024
BLOCK = 8 * 1024 * 1024
THREADS = {"OS_CINDER_DISABLE_EVENTLET_PATCHING": "true"}
GREEN = {"OS_CINDER_DISABLE_EVENTLET_PATCHING": "false"}


def processes(site: Site) -> tuple[Process, ...]:
    """Return the API, its workers, and the migration of the database."""
    file = ("--config-file", str(site.configuration(Listener.CINDER) / "cinder.conf"))
    needs = (name(site, "cinder-database"), rabbitmq.BROKER)
    return (
        task(site, "cinder-database", Call("cinder.cmd.manage:main", (*file, "db", "sync")), DATABASES, more=THREADS),
        api(
            site,
            Listener.CINDER,
            "cinder.wsgi.api:application",
            *needs,
            arguments=file,
            threads=8,
            more=THREADS,
        ),
        *(_worker(site, worker, *needs) for worker in ("scheduler", "volume")),
        # It asks Swift once, when it starts; were Swift not there, it would never work.
        _worker(site, "backup", *needs, *([name(site, Listener.SWIFT)] if site.has(Listener.SWIFT) else [])),
    )


def configuration(site: Site, secrets: Secrets) -> Configuration:
    """Return Cinder's configuration and the folders of its volumes."""
    state = site.state(Listener.CINDER)
    sections = merged(
        basis(site, secrets, Listener.CINDER),
        bus(site, secrets),
        _general(site),
        _backups(site),
        {
            backend: {
                "volume_driver": "rempart_lab.inside.volumes.SparseFileDriver",
                "volume_backend_name": backend,
                "rempart_folder": state / backend,
            }
            for backend in BACKENDS
        },
        keys(site, secrets, "cinder", "cinder.keymgr.conf_key_mgr.ConfKeyManager"),
        {
            "nova": account(site, secrets, "nova", interface="public"),
            "service_user": account(site, secrets, "cinder", send_service_user_token=True),
            # What would need privileges runs in the process itself; whatever still asks for a helper must fail.
            "privsep_osbrick": {"helper_command": "false"},
        },
    )
    return Configuration(
        files=(ini(site.configuration(Listener.CINDER) / "cinder.conf", sections),),
        folders=tuple(state / one for one in ("lock", "conversion", "backup", *BACKENDS)),
    )


def _worker(site: Site, worker: str, *needs: str) -> Service:
    # Executed, not forked: its default is still eventlet, which must patch before anything else is loaded; in native
    # threads it loses a task now and then.
    file = site.configuration(Listener.CINDER) / "cinder.conf"
    command = python(site, "rempart_lab.inside.unprivileged", f"cinder.cmd.{worker}:main", "--config-file", file)
    return service(site, f"cinder-{worker}", command, Runs(), *needs, more=GREEN)


def _general(site: Site) -> Sections:
    shipped = site.lab.environment / "etc" / "cinder"
    return {
        "DEFAULT": {
            "auth_strategy": "keystone",
            "enabled_backends": ",".join(BACKENDS),
            "default_volume_type": site.cloud.default_volume_type,
            "api_paste_config": shipped / "api-paste.ini",
            "resource_query_filters_file": shipped / "resource_filters.json",
            "rootwrap_config": shipped / "rootwrap.conf",
            "osapi_volume_workers": 1,
            "glance_api_servers": site.url(Listener.GLANCE),
            "image_conversion_dir": site.state(Listener.CINDER) / "conversion",
            "volume_usage_audit_period": "hour",
            "volume_clear": "none",
            "periodic_interval": 10,
            "periodic_fuzzy_delay": 0,
            "report_interval": 5,
        }
    }


def _backups(site: Site) -> Sections:
    common: dict[str, Option] = {"backup_workers": 1, "backup_compression_algorithm": "zstd"}
    if not site.has(Listener.SWIFT):
        folder = site.state(Listener.CINDER) / "backup"
        return {
            "DEFAULT": {
                **common,
                "backup_driver": "cinder.backup.drivers.posix.PosixBackupDriver",
                "backup_posix_path": folder,
            }
        }
    return {
        "DEFAULT": {
            **common,
            "backup_driver": "cinder.backup.drivers.swift.SwiftBackupDriver",
            "backup_swift_url": site.url(Listener.SWIFT) + "/v1/AUTH_",
            "backup_swift_auth": "per_user",
            "backup_swift_object_size": OBJECT,
            "backup_swift_block_size": BLOCK,
            "backup_swift_enable_progress_timer": False,
            "backup_swift_ca_cert_file": site.lab.folders.authority,
        }
    }
