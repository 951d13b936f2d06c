"""Barbican: secrets, who may read them, and keys made to order."""

from __future__ import annotations

from typing import Any

import pytest
from keystoneauth1.exceptions.http import Forbidden

from rempart_lab.inside.stack import credential
from rempart_lab.model.site import Site
from tests.live_lab.conftest import STACK, connected
from tests.live_lab.tidy import Tidy, until

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("full")]
PLAIN = {"Accept": "text/plain"}


def test_a_secret_is_read_by_its_project_and_by_nobody_else(cloud: Any, site: Site, name: str, tidy: Tidy) -> None:
    reference = _keep(cloud, tidy, name, "hush")
    stranger = connected(site, credential(site, f"{STACK}-other"))

    assert cloud.session.get(f"{reference}/payload", headers=PLAIN).text == "hush"
    with pytest.raises(Forbidden):
        stranger.session.get(f"{reference}/payload", headers=PLAIN)


def test_a_list_of_readers_lets_another_user_read_a_secret(cloud: Any, site: Site, name: str, tidy: Tidy) -> None:
    reference = _keep(cloud, tidy, name, "hush")
    stranger = connected(site, credential(site, f"{STACK}-other"))

    cloud.session.put(f"{reference}/acl", json={"read": {"users": [stranger.current_user_id], "project-access": False}})

    assert stranger.session.get(f"{reference}/payload", headers=PLAIN).text == "hush"


def test_a_key_is_made_to_order(cloud: Any, name: str, tidy: Tidy) -> None:
    endpoint = cloud.key_manager.get_endpoint().rstrip("/").removesuffix("/v1") + "/v1"
    meta = {
        "name": name,
        "algorithm": "aes",
        "bit_length": 256,
        "mode": "cbc",
        "payload_content_type": "application/octet-stream",
    }

    order = cloud.session.post(f"{endpoint}/orders", json={"type": "key", "meta": meta}).json()["order_ref"]
    tidy.callback(cloud.session.delete, order)
    made = until(lambda: _fulfilled(cloud, order))
    tidy.callback(cloud.session.delete, made["secret_ref"])

    assert made["status"] == "ACTIVE"


def _keep(cloud: Any, tidy: Tidy, name: str, payload: str) -> str:
    made = cloud.key_manager.create_secret(name=name, payload=payload, payload_content_type="text/plain")
    tidy.callback(cloud.session.delete, made.secret_ref)
    return str(made.secret_ref)


def _fulfilled(cloud: Any, order: str) -> Any:
    found = cloud.session.get(order).json()
    return found if found["status"] != "PENDING" else None
