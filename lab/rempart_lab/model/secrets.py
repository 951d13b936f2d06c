"""Every password, token and key of a lab, derived from one random secret that its state folder keeps.

Nothing is fixed in the code, nothing is chosen twice, and a cloud that is added later needs no bookkeeping.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from rempart_lab.errors import LabError

SIZE = 32
OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Secrets:
    """Derives secrets by purpose; its text never shows one."""

    root: bytes = field(repr=False)

    def password(self, *purpose: str) -> str:
        """Return a password for a purpose, in letters that need no quoting anywhere."""
        return self._derived("password", *purpose).hex()

    def key(self, *purpose: str) -> str:
        """Return 32 bytes in URL-safe base64: a Fernet key, a TSIG key."""
        return base64.urlsafe_b64encode(self._derived("key", *purpose)).decode("ascii")

    def _derived(self, *purpose: str) -> bytes:
        return hmac.digest(self.root, "\0".join(purpose).encode(), hashlib.sha256)


def make_secrets(path: Path) -> Secrets:
    """Return the secrets of a state folder, made when it has none yet.

    Raises ``LabError`` when others may read them or when they are damaged.
    """
    if not path.exists():
        partial = path.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SIZE))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    return read_secrets(path)


def read_secrets(path: Path) -> Secrets:
    """Return the secrets of a state folder that has some.

    Raises ``LabError`` when there are none, when others may read them or when they are damaged.
    """
    try:
        mode, root = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise LabError(f"no secrets: {error.strerror}", where=str(path), mend="rempart lab up") from error
    if mode & OTHERS:
        raise LabError(
            "others may read the lab's secrets", where=str(path), mend=f"chmod 600 {path}, or rempart lab reset"
        )
    if len(root) != SIZE:
        raise LabError("the lab's secrets are damaged", where=str(path), mend="rempart lab reset")
    return Secrets(root)
