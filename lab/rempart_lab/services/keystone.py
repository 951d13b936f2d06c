"""Keystone: identity, one for each cloud, in the cloud's first region; and the catalogue it holds."""

from __future__ import annotations

from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Call, Process
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import Site
from rempart_lab.services.common import api, basis, name, seed, task
from rempart_lab.services.files import Configuration, ini, merged
from rempart_lab.services.mariadb import DATABASES

KEYS = {"fernet_tokens": "fernet", "fernet_receipts": "receipts", "credential": "credential"}
DAY = 86400
CHEAPEST = 4
"""Rounds of bcrypt: passwords of the lab are random and stay on this machine, and each login pays for every round."""


def processes(site: Site) -> tuple[Process, ...]:
    """Return Keystone, what sets it up, and what fills its catalogue."""
    if not site.is_home:
        return ()
    manage, state = "keystone.cmd.manage:main", site.state(Listener.KEYSTONE)
    # Named even where they are whoever asks: root must name them.
    owner = ("--keystone-user", site.lab.account, "--keystone-group", site.lab.group)
    file = ("--config-file", str(site.configuration(Listener.KEYSTONE) / "keystone.conf"))
    sets_up = [name(site, f"keystone-{step}") for step in ("database", "tokens", "credentials")]
    return (
        task(site, "keystone-database", Call(manage, (*file, "db_sync")), DATABASES),
        task(site, "keystone-tokens", Call(manage, (*file, "fernet_setup", *owner)), leaves=(state / "fernet",)),
        task(
            site,
            "keystone-credentials",
            Call(manage, (*file, "credential_setup", *owner)),
            leaves=(state / "credential",),
        ),
        task(site, "keystone-bootstrap", seed(site, "identity:bootstrap"), *sets_up),
        api(
            site,
            Listener.KEYSTONE,
            "keystone.wsgi.api:application",
            name(site, "keystone-bootstrap"),
            threads=8,
            path="/v3",
            more={"OS_KEYSTONE_CONFIG_DIR": str(site.configuration(Listener.KEYSTONE))},
        ),
        task(site, "catalogue", seed(site, "catalogue:fill"), name(site, "keystone"), every_time=True),
    )


def configuration(site: Site, secrets: Secrets) -> Configuration:
    """Return Keystone's configuration and the folders of its keys."""
    if not site.is_home:
        return Configuration()
    state = site.state(Listener.KEYSTONE)
    shared = basis(site, secrets, Listener.KEYSTONE)
    sections = merged(
        {section: shared[section] for section in ("oslo_concurrency", "oslo_messaging_notifications", "database")},
        {"DEFAULT": {"public_endpoint": site.url(Listener.KEYSTONE)}},
        {section: {"key_repository": state / folder} for section, folder in KEYS.items()},
        {
            "token": {"provider": "fernet", "expiration": DAY},
            "identity": {"password_hash_algorithm": "bcrypt", "password_hash_rounds": CHEAPEST},
            "cache": {"enabled": True, "backend": "dogpile.cache.memory"},
        },
    )
    return Configuration(
        files=(ini(site.configuration(Listener.KEYSTONE) / "keystone.conf", sections),),
        folders=(state / "lock", *(state / folder for folder in KEYS.values())),
    )
