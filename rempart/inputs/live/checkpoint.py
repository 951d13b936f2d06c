"""What an interrupted scan has read, in a folder, so that the next one goes on.

Only the owner can read it, and nothing that looks like a credential is written: a collection that shows such a thing,
or user data, is read again. A folder belongs to one cloud, project and region, and for a day: later, too much of it
may no longer be true.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from rempart.errors import InputError
from rempart.inputs.live.found import Found
from rempart.model.reason import Reason

_VERSION = 2
_HEADER = "scan.json"
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LONGEST = timedelta(hours=24)
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
_REMOVE = "remove the folder, or name another with --resume"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a scan is of: two scans with the same scope read the same things."""

    source: str
    """``openstack`` or ``outscale``."""
    endpoint: str
    project: str
    """The identifier of the project or the account."""
    region: str
    user: str = ""
    """Whoever reads: another user may see less, or more."""


class Checkpoint:
    """The folder of one scan. Raises InputError when it cannot be used: of another scan, damaged, open to others."""

    def __init__(
        self, folder: Path, scope: Scope, *, now: Callable[[], datetime] = lambda: datetime.now(tz=UTC)
    ) -> None:
        self._folder = folder
        self._now = now
        _open_folder(folder)
        header = self._read(_HEADER)
        if header is None:
            _refuse_content(folder)
            self.began = now()
            self._write(_HEADER, {"version": _VERSION, "began": self.began.isoformat(), "scope": asdict(scope)})
        else:
            self.began = self._check(header, scope)

    def load(self, collection: str) -> list[Found] | None:
        """Return what an earlier scan read of a collection, None when it is still to be read."""
        content = self._read(_file_of(collection))
        if content is None:
            return None
        try:
            found = content["found"]
            if content["collection"] != collection or not isinstance(found, list):
                raise self._damaged()
            return [_found(item) for item in found]
        except (KeyError, TypeError, ValueError):
            raise self._damaged() from None

    def save(self, collection: str, found: Sequence[Found]) -> None:
        """Keep what was read of a collection; the caller has made sure that nothing in it is private."""
        self._write(_file_of(collection), {"collection": collection, "found": [_written(item) for item in found]})

    def remove(self) -> None:
        """Take the checkpoint away: a scan that is finished leaves nothing to go on with."""
        for path in sorted(self._folder.glob("*.json"), key=lambda path: path.name == _HEADER):
            path.unlink(missing_ok=True)
        self._folder.rmdir()

    def _check(self, header: Mapping[str, object], scope: Scope) -> datetime:
        """Return when the checkpoint was begun."""
        if header.get("version") != _VERSION:
            raise self._refused("is of another version of rempart")
        known, wanted = header.get("scope"), asdict(scope)
        if not isinstance(known, dict):
            raise self._damaged()
        other = [name for name in wanted if known.get(name) != wanted[name]]
        if other:
            raise self._refused(f"belongs to a scan of another {' and '.join(other)}")
        try:
            began = datetime.fromisoformat(str(header.get("began")))
            age = self._now() - began
        except (TypeError, ValueError):
            raise self._damaged() from None
        if not timedelta(0) <= age <= _LONGEST:
            raise self._refused(f"was begun on {began.date().isoformat()}, more than a day ago")
        return began

    def _read(self, name: str) -> dict[str, object] | None:
        try:
            descriptor = os.open(self._folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError:
            raise self._damaged() from None
        with os.fdopen(descriptor, "rb") as file:
            try:
                content = orjson.loads(file.read())
            except ValueError:
                raise self._damaged() from None
        if not isinstance(content, dict):
            raise self._damaged()
        return content

    def _write(self, name: str, content: object) -> None:
        """Write a file at once: whoever ends the scan in between leaves the former one, or none."""
        target = self._folder / name
        beside = self._folder / f"{name}.new"
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(orjson.dumps(content))
            beside.replace(target)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise InputError(
                f"cannot be written: {reason}", where=str(target), mend="make room, or leave --resume out"
            ) from None

    def _refused(self, what: str) -> InputError:
        return InputError(f"this checkpoint {what}", where=str(self._folder), mend=_REMOVE)

    def _damaged(self) -> InputError:
        return self._refused("is damaged")


def _open_folder(folder: Path) -> None:
    """Make the folder, or make sure that an existing one is the user's own. Raises InputError."""
    where = str(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except OSError as error:
        raise InputError(f"cannot be used as a folder: {(error.strerror or '').lower()}", where=where) from None
    if not stat.S_ISDIR(status.st_mode):
        raise InputError("is not a folder", where=where, mend="name a folder with --resume")
    if status.st_uid != os.geteuid():
        raise InputError("belongs to another user", where=where, mend="name a folder of your own with --resume")
    if status.st_mode & _OF_OTHERS:
        raise InputError("is open to other users", where=where, mend="close it: chmod 700")


def _refuse_content(folder: Path) -> None:
    """Refuse a folder that holds something else: what a scan removes in the end must be its own."""
    if any(folder.iterdir()):
        mend = "name an empty folder, or one that does not exist, with --resume"
        raise InputError("holds other files", where=str(folder), mend=mend)


def _file_of(collection: str) -> str:
    return f"{_NOT_A_NAME.sub('-', collection.lower())}.json"


def _written(found: Found) -> dict[str, object]:
    return {
        "token": found.token,
        "id": found.id,
        "name": found.name,
        "inputs": found.inputs,
        "unseen": {path: asdict(reason) for path, reason in found.unseen.items()},
        "addresses": found.addresses,
    }


def _found(item: Mapping[str, object]) -> Found:
    texts = [item["token"], item["id"], item["name"]]
    inputs, unseen, addresses = item["inputs"], item["unseen"], item["addresses"]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    if not isinstance(inputs, dict) or not isinstance(unseen, dict) or not isinstance(addresses, list):
        raise TypeError
    token, identifier, name = (str(text) for text in texts)
    reasons = {path: Reason(str(reason["why"]), str(reason["mend"])) for path, reason in unseen.items()}
    return Found(token, identifier, name, inputs, reasons, addresses=tuple(str(address) for address in addresses))
