"""What a program is given to deploy: a disk, a key pair's public half, a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import trustme

PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA5yGTNgTBoy6tfDVOXFIoYMDGT/FZ5slnEzoARA+ieQ administrator"
"""Of a pair whose private half nobody kept."""

_DISK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its key, in PEM form."""

    certificate: str
    private_key: str


def blank_disk(folder: Path) -> Path:
    """Write a raw disk image with nothing on it; return the file."""
    file = folder / "disk.raw"
    file.write_bytes(bytes(_DISK_BYTES))
    return file


def certificate_for(host: str) -> Certificate:
    """Issue a certificate by an authority that nobody trusts."""
    issued = trustme.CA().issue_cert(host)
    return Certificate(issued.cert_chain_pems[0].bytes().decode(), issued.private_key_pem.bytes().decode())
