"""The lab's own certificate authority, so that nobody learns to switch verification off."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import ssl
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from rempart_lab.errors import LabError
from rempart_lab.model.cloud_file import names, read_cloud
from rempart_lab.model.folders import Folders
from rempart_lab.model.lab import Lab
from rempart_lab.model.site import LOOPBACK

_LIFE = dt.timedelta(days=825)
"""As long as clients accept of a certificate whose authority a user has added."""
_RENEW_BEFORE = dt.timedelta(days=30)
_NAME = "localhost"


def make_authority(lab: Lab) -> None:
    """Make an authority and a server certificate for all addresses of the lab, unless good ones are there.

    They stay across starts, so that a program that trusts the authority goes on doing so. A certificate that lacks an
    address or lapses soon is made anew, and the authority with it, for its key is kept nowhere. Raises LabError.
    """
    folders = lab.folders
    addresses = {LOOPBACK, *(cloud.address for cloud in lab.clouds), *(read_cloud(name).address for name in names())}
    if _is_good(folders, addresses):
        return
    authority = trustme.CA(organization_name="Rempart lab", organization_unit_name="for this machine only")
    expiry = dt.datetime.now(dt.UTC) + _LIFE
    certificate = authority.issue_cert(*sorted(addresses), _NAME, common_name=_NAME, not_after=expiry)
    try:
        folders.authority.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folders.key, certificate.private_key_pem.bytes())
        _write(folders.authority, authority.cert_pem.bytes())
        _write(folders.certificate, b"".join(part.bytes() for part in certificate.cert_chain_pems))
    except OSError as error:
        where = str(folders.authority.parent)
        raise LabError(f"the lab's certificates cannot be written ({error.strerror})", where=where) from None


def _is_good(folders: Folders, addresses: set[str]) -> bool:
    """Tell whether what is on disk belongs together, is current, and covers the addresses."""
    try:
        shown = x509.load_pem_x509_certificate(folders.certificate.read_bytes())
        authority = x509.load_pem_x509_certificate(folders.authority.read_bytes())
        shown.verify_directly_issued_by(authority)
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(folders.certificate, folders.key)
        named = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    covered = set(named.get_values_for_type(x509.IPAddress))
    current = shown.not_valid_after_utc - dt.datetime.now(dt.UTC) > _RENEW_BEFORE
    return current and covered >= {ipaddress.ip_address(address) for address in addresses}


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    unfinished.replace(path)
