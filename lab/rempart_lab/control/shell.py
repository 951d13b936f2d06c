"""A shell, or one command, that finds the lab."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from rempart_lab.control.env import Surroundings
from rempart_lab.errors import LabError

_NOT_FOUND = 127


def run_inside(
    surroundings: Surroundings, tools: Path, environment: Mapping[str, str], command: Sequence[str] = ()
) -> int:
    """Run a command, or the user's shell, and return its exit status.

    The folder of tools comes last on PATH: it brings ``openstack``, and hides nothing of the user's. Raises LabError
    when the command is not there.
    """
    inside = surroundings.applied_to(environment)
    inside["PATH"] = os.pathsep.join([*filter(None, [environment.get("PATH")]), str(tools)])
    words = list(command) or [environment.get("SHELL") or "/bin/sh"]
    try:
        ended = subprocess.run(words, env=inside, check=False).returncode  # noqa: S603 - what the user asked for
    except OSError as error:
        raise LabError(f"cannot run {words[0]} ({error.strerror})", mend="see whether it is on PATH") from None
    return ended if ended >= 0 else 128 - ended
