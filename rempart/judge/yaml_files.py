"""Read the YAML that people write for the judge: profiles and waivers."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rempart.errors import PolicyError


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file; empty when it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def read_yaml(file: Path, *, what: str) -> dict[object, object]:
    """Return a file's fields. Raises PolicyError that names the file, and the line where YAML ends."""
    import yaml  # noqa: PLC0415 - slow to import; commands that judge nothing never need it

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"the {what} cannot be read as UTF-8 text", where=str(file)) from error
    try:
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else str(file)
        raise PolicyError(f"the {what} is not YAML", where=where) from error
    if not isinstance(content, dict):
        raise PolicyError(f"the {what} is not a list of fields", where=str(file))
    return content
