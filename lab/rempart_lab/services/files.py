"""Configuration as data, and the one place that writes it.

Every file may hold a password, so every file is its owner's only; a file that has not changed is left as it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rempart_lab.errors import LabError

Option = str | int | Path | Sequence[str]
Sections = Mapping[str, Mapping[str, Option]]
OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700


@dataclass(frozen=True, slots=True)
class File:
    """A file to write, with its whole text."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A file of the lab's environment that must also be found elsewhere."""

    path: Path
    target: Path


@dataclass(frozen=True, slots=True)
class Configuration:
    """What must lie in the state folder before the first process starts."""

    files: tuple[File, ...] = ()
    folders: tuple[Path, ...] = ()
    links: tuple[Link, ...] = ()

    def __add__(self, other: Configuration) -> Configuration:
        """Return both."""
        return Configuration(self.files + other.files, self.folders + other.folders, self.links + other.links)


def ini(path: Path, sections: Sections) -> File:
    """Return a file in the form that oslo.config reads; an option with several values takes several lines."""
    lines = []
    for section, options in sections.items():
        lines.append(f"[{section}]")
        for key, value in options.items():
            several = [value] if isinstance(value, str | int | Path) else value
            lines += [f"{key} = {_shown(one)}" for one in several]
        lines.append("")
    return File(path, "\n".join(lines))


def merged(*parts: Sections) -> Sections:
    """Return sections joined; a later part's option replaces an earlier one's."""
    whole: dict[str, dict[str, Option]] = {}
    for part in parts:
        for section, options in part.items():
            whole.setdefault(section, {}).update(options)
    return whole


def write(configuration: Configuration) -> None:
    """Write everything, for the owner's eyes only.

    Raises ``LabError`` when the disk is full or the folder is not ours.
    """
    for folder in configuration.folders:
        _make(folder)
    for file in configuration.files:
        _make(file.path.parent)
        _write(file)
    for link in configuration.links:
        _make(link.path.parent)
        _link(link)


def _shown(value: str | int | Path) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _make(folder: Path) -> None:
    try:
        # Each by itself: ``parents`` would leave those above to the umask.
        for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
            missing.mkdir(mode=OWNER_ONLY_FOLDER)
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise LabError(f"cannot make a folder: {error.strerror}", where=str(folder), mend=_mend(error)) from error


def _write(file: File) -> None:
    partial = file.path.with_name(file.path.name + ".partial")
    try:
        if _same(file):
            return
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(file.text)
        partial.replace(file.path)
    except OSError as error:
        raise LabError(f"cannot write: {error.strerror}", where=str(file.path), mend=_mend(error)) from error


def _link(link: Link) -> None:
    partial = link.path.with_name(link.path.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        partial.symlink_to(link.target)
        partial.replace(link.path)
    except OSError as error:
        raise LabError(f"cannot link: {error.strerror}", where=str(link.path), mend=_mend(error)) from error


def _same(file: File) -> bool:
    try:
        return file.path.stat().st_mode & 0o777 == OWNER_ONLY and file.path.read_text(encoding="utf-8") == file.text
    except (FileNotFoundError, UnicodeDecodeError):
        return False


def _mend(error: OSError) -> str:
    full = "free some space on the disk"
    return full if error.errno == 28 else "choose a state folder that is yours with --state"  # noqa: PLR2004  ENOSPC


def joined(parts: Iterable[Configuration]) -> Configuration:
    """Return the sum of many."""
    return sum(parts, Configuration())
