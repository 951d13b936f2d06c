"""The script that Pulumi starts as the plugin: it becomes the interpreter that runs the plugin's package."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass

from rempart.plugins.known import ISOLATED, Plugin

_POSIX = """\
#!/bin/sh
# The Pulumi plugin {name} {version}, placed here by `rempart provider install {name}`.
python={python}
if [ ! -x "$python" ]; then
    echo "the Python that ran this plugin is gone; run: rempart provider install {name}" >&2
    exit 127
fi
exec "$python" {options} -m {package} "$@"
"""
_WINDOWS = """\
@rem The Pulumi plugin {name} {version}, placed here by `rempart provider install {name}`.
@"{python}" {options} -m {package} %*
"""


@dataclass(frozen=True, slots=True)
class Launcher:
    """A file name and what stands in it."""

    file: str
    content: bytes


def launcher_of(plugin: Plugin, version: str, *, windows: bool = sys.platform == "win32") -> Launcher:
    """Return what starts a plugin with this very interpreter: a shell script, or a batch file for Windows.

    The interpreter's path is kept as it is. A virtual environment's is a link, and following it leads outside.
    """
    text = (_WINDOWS if windows else _POSIX).format(
        name=plugin.name,
        version=version,
        python=sys.executable.replace("%", "%%") if windows else shlex.quote(sys.executable),
        options=" ".join(ISOLATED),
        package=plugin.package,
    )
    if windows:
        return Launcher(f"{plugin.executable}.cmd", os.fsencode(text.replace("\n", "\r\n")))
    return Launcher(plugin.executable, os.fsencode(text))
