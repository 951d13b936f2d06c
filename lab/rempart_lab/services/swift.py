"""Swift: object storage, one replica, its four servers in one process. Objects, ACLs and the S3 API are real."""

from __future__ import annotations

from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Answers, Process
from rempart_lab.model.profile import STORES
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import Site
from rempart_lab.services.common import account, name, python, seed, service, task
from rempart_lab.services.files import Configuration, File, Option, ini

BEFORE = "catch_errors gatekeeper healthcheck proxy-logging bulk tempurl s3api s3token authtoken keystoneauth"
BEHIND = "staticweb copy container-quotas account-quotas slo dlo versioned_writes symlink proxy-logging proxy-server"
OPERATORS = "admin, member"
"""Roles that may write in their project's account."""
PLAIN = (
    "catch_errors",
    "gatekeeper",
    "healthcheck",
    "proxy-logging",
    "bulk",
    "tempurl",
    "staticweb",
    "copy",
    "container-quotas",
    "account-quotas",
    "slo",
    "dlo",
    "symlink",
)


def processes(site: Site) -> tuple[Process, ...]:
    """Return the one process, and what writes the rings it finds its stores by."""
    folders = site.lab.folders
    # Executed, not forked: eventlet must patch before anything else is loaded.
    command = python(
        site,
        "rempart_lab.inside.objects",
        site.configuration(Listener.SWIFT),
        folders.certificate,
        folders.key,
    )
    readiness = Answers(site.url(Listener.SWIFT) + "/healthcheck", str(folders.authority))
    return (
        task(site, "swift-rings", seed(site, "rings:write_rings"), every_time=True),
        service(site, Listener.SWIFT, command, readiness, name(site, "swift-rings")),
    )


def configuration(site: Site, secrets: Secrets) -> Configuration:
    """Return the configuration of the proxy and of each store."""
    folder, state = site.configuration(Listener.SWIFT), site.state(Listener.SWIFT)
    salt = {f"swift_hash_path_{end}": secrets.password(site.virtual_host, "swift", end) for end in ("prefix", "suffix")}
    policy: dict[str, Option] = {"name": "Policy-0", "default": "yes"}
    main = ini(folder / "swift.conf", {"swift-hash": salt, "storage-policy:0": policy})
    return Configuration(
        files=(main, _proxy(site, secrets), *(_store(site, store) for store in STORES)),
        folders=(state / "devices" / "one",),
    )


def _store(site: Site, store: str) -> File:
    folder = site.configuration(Listener.SWIFT)
    return ini(
        folder / f"{store}.conf",
        {
            "DEFAULT": {
                **_server(site, STORES[store]),
                "devices": site.state(Listener.SWIFT) / "devices",
                "mount_check": False,
                "disable_fallocate": True,
            },
            "pipeline:main": {"pipeline": f"{store}-server"},
            f"app:{store}-server": {"use": f"egg:swift#{store}"},
        },
    )


def _proxy(site: Site, secrets: Secrets) -> File:
    return ini(
        site.configuration(Listener.SWIFT) / "proxy.conf",
        {
            "DEFAULT": _server(site, Listener.SWIFT),
            "pipeline:main": {"pipeline": f"{BEFORE} {BEHIND}"},
            "app:proxy-server": {"use": "egg:swift#proxy", "account_autocreate": True},
            "filter:authtoken": {
                **account(site, secrets, "swift"),
                "paste.filter_factory": "keystonemiddleware.auth_token:filter_factory",
                "www_authenticate_uri": site.url(Listener.KEYSTONE),
                "delay_auth_decision": True,
                "service_token_roles_required": True,
                "include_service_catalog": False,
            },
            "filter:keystoneauth": {
                "use": "egg:swift#keystoneauth",
                "operator_roles": OPERATORS,
                "reseller_admin_role": "ResellerAdmin",
            },
            **{f"filter:{plain}": {"use": f"egg:swift#{plain.replace('-', '_')}"} for plain in PLAIN},
            "filter:s3api": {
                "use": "egg:swift#s3api",
                "location": site.region.name,
                "allow_multipart_uploads": True,
                "s3_acl": False,
            },
            "filter:s3token": {"use": "egg:swift#s3token", "auth_uri": site.identity},
            "filter:versioned_writes": {
                "use": "egg:swift#versioned_writes",
                "allow_versioned_writes": True,
                "allow_object_versioning": True,
            },
        },
    )


def _server(site: Site, listener: Listener) -> dict[str, Option]:
    return {
        "bind_ip": site.cloud.address,
        "bind_port": site.port(listener),
        "workers": 0,
        "user": site.lab.account,
        "swift_dir": site.configuration(Listener.SWIFT),
        "log_level": "INFO",
    }
