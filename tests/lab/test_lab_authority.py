"""The lab's endpoints show certificates that clients verify against the lab's own authority."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import urllib3

from rempart_lab.control import authority
from rempart_lab.control.authority import make_authority
from rempart_lab.errors import LabError
from rempart_lab.model.folders import Folders
from tests.lab.labs import a_lab, with_first_cloud


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def served(folders: Folders, address: str) -> Iterator[str]:
    """Serve HTTPS with the lab's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folders.certificate, folders.key)
    with HTTPServer((address, 0), Answering) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"https://{address}:{server.server_port}/"
        server.shutdown()
        thread.join()


def get(url: str, trusted: Path | None) -> int:
    manager = urllib3.PoolManager(ca_certs=None if trusted is None else str(trusted), retries=False)
    try:
        return manager.request("GET", url).status
    finally:
        manager.clear()


@pytest.mark.parametrize("address", ["127.82.77.1", "127.82.77.2", "127.0.0.1"])
def test_a_client_that_trusts_the_authority_verifies_every_endpoint(tmp_path: Path, address: str) -> None:
    lab = a_lab(tmp_path, "ovh-like")
    make_authority(lab)

    with served(lab.folders, address) as url:
        assert get(url, lab.folders.authority) == 204


def test_a_client_that_does_not_is_refused(tmp_path: Path) -> None:
    lab = a_lab(tmp_path, "ovh-like")
    make_authority(lab)

    with served(lab.folders, "127.82.77.1") as url, pytest.raises(urllib3.exceptions.SSLError):
        get(url, None)


def test_the_key_is_for_the_owner_only(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)

    make_authority(lab)

    assert all(path.stat().st_mode & 0o077 == 0 for path in lab.folders.key.parent.rglob("*"))


def contents(folders: Folders) -> list[bytes]:
    return [path.read_bytes() for path in (folders.authority, folders.certificate, folders.key)]


def test_the_authority_stays_across_starts(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    make_authority(lab)
    before = contents(lab.folders)

    make_authority(lab)

    assert contents(lab.folders) == before


def lose_the_key(folders: Folders) -> None:
    folders.key.unlink()


def damage_the_certificate(folders: Folders) -> None:
    folders.certificate.write_text("-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n")


def take_anothers_authority(folders: Folders) -> None:
    other = a_lab(folders.root / "other")
    make_authority(other)
    folders.authority.write_bytes(other.folders.authority.read_bytes())


@pytest.mark.parametrize("spoil", [lose_the_key, damage_the_certificate, take_anothers_authority])
def test_what_does_not_belong_together_is_made_anew(tmp_path: Path, spoil: Callable[[Folders], None]) -> None:
    lab = a_lab(tmp_path)
    make_authority(lab)
    spoil(lab.folders)

    make_authority(lab)

    with served(lab.folders, "127.82.77.1") as url:
        assert get(url, lab.folders.authority) == 204


def test_a_new_address_makes_a_new_certificate(tmp_path: Path) -> None:
    lab = a_lab(tmp_path, "ovh-like")
    make_authority(lab)
    elsewhere = with_first_cloud(lab, address="127.82.77.9")

    make_authority(elsewhere)

    with served(lab.folders, "127.82.77.9") as url:
        assert get(url, lab.folders.authority) == 204


def test_a_certificate_that_lapses_soon_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = a_lab(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(authority, "_LIFE", timedelta(days=3))
        make_authority(lab)
    before = contents(lab.folders)

    make_authority(lab)

    assert contents(lab.folders) != before


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "tls").write_text("in the way")

    with pytest.raises(LabError, match="certificates cannot be written"):
        make_authority(a_lab(tmp_path))
