"""Read the YAML that people write for the judge: profiles and waivers."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rempart.errors import PolicyError
from rempart.strict_yaml import read_yaml


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file; empty when it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def read_fields(file: Path, *, what: str) -> dict[object, object]:
    """Return a file's fields. Raises PolicyError that names the file, and the line where one is to blame."""
    content = read_yaml(file, PolicyError, what=f"the {what}")
    if not isinstance(content, dict):
        raise PolicyError(f"the {what} is not a list of fields", where=str(file), mend="write `field: value` lines")
    return content
