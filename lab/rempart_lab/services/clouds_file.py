"""``clouds.yaml`` for the administrator of each region; stacks get credentials of their own."""

from __future__ import annotations

import json

from rempart_lab.model.lab import Lab
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import Site, sites


def text(lab: Lab, secrets: Secrets) -> str:
    """Return the file's text; JSON is YAML.

    The cloud's first region is named ``ovh-like-admin``, any other ``ovh-like-admin-sbg5``.
    """
    clouds = {entry_name(site): _entry(site, secrets) for site in sites(lab)}
    return json.dumps({"clouds": clouds}, indent=1) + "\n"


def entry_name(site: Site) -> str:
    """Return the name under which a region's administrator is found."""
    return f"{site.cloud.name}-admin" + ("" if site.is_home else f"-{site.region.name.lower()}")


def _entry(site: Site, secrets: Secrets) -> dict[str, object]:
    return {
        "auth": {
            "auth_url": site.identity,
            "username": "admin",
            "password": secrets.password(site.cloud.name, "user", "admin"),
            "project_name": "admin",
            "user_domain_name": "Default",
            "project_domain_name": "Default",
        },
        "region_name": site.region.name,
        "identity_api_version": 3,
        "cacert": str(site.lab.folders.authority),
    }
