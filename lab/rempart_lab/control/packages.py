"""Which programs of the machine the lab needs, and the one line that installs what is missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from rempart_lab.errors import LabError
from rempart_lab.model.profile import Profile

_CORE = {
    "mariadbd": "mariadb-server-core",
    "mariadb-install-db": "mariadb-server-core",
    "mariadb": "mariadb-client-core",
    "/usr/lib/rabbitmq/bin/rabbitmq-server": "rabbitmq-server",
    "epmd": "erlang-base",
    "qemu-img": "qemu-utils",
}
_FULL = {"named": "bind9", "rndc": "bind9-utils"}
_PROGRAMS = {Profile.CORE: _CORE, Profile.FULL: _CORE | _FULL}
"""Programs, and the packages of Debian 12 and Ubuntu 24.04 that bring them. The ``-core`` packages start no service."""
_WHERE = "/usr/sbin:/usr/bin:/sbin:/bin"
"""Where the lab's processes look; an ordinary user's PATH often lacks ``sbin``."""


def _is_here(program: str) -> bool:
    return shutil.which(program, path=_WHERE) is not None


def missing_packages(profile: Profile, is_here: Callable[[str], bool] = _is_here) -> tuple[str, ...]:
    """Return the packages that are missing, each once."""
    return tuple(sorted({package for program, package in _PROGRAMS[profile].items() if not is_here(program)}))


def check_packages(profile: Profile, is_here: Callable[[str], bool] = _is_here) -> None:
    """Raise LabError with the line that installs what is missing."""
    missing = missing_packages(profile, is_here)
    if missing:
        raise LabError(
            f"programs that the lab needs are not on this machine ({_counted(missing)})", mend=_remedy(missing)
        )


def _counted(missing: Iterable[str]) -> str:
    return f"packages {', '.join(missing)}"


def _remedy(missing: Iterable[str]) -> str:
    names = " ".join(missing)
    if not Path("/usr/bin/apt-get").exists():
        return f"install what Debian calls {names}; the lab is tried on Debian and Ubuntu only"
    line = f"apt-get install --no-install-recommends -y {names}"
    return f"run `{line}`" if os.getuid() == 0 else f"run `sudo {line}`; nothing else in the lab needs root"
