"""Installs a plugin: through Pulumi's own command where it is on PATH, else by hand to the same end."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rempart.errors import PluginError
from rempart.plugins.installation import Installation, State, pulumi_home, write_into
from rempart.plugins.known import Plugin
from rempart.plugins.launcher import launcher_of

_PATIENCE = 300
"""Seconds for Pulumi to copy one small file, waiting for whoever installs the same plugin."""
_TRUE = frozenset({"1", "true"})
"""How Pulumi spells yes in its variables."""


def find_installation(plugin: Plugin, environment: Mapping[str, str]) -> Installation:
    """Return where a plugin belongs, and what belongs there. Raises PluginError when it could not run."""
    version = plugin.version()
    return Installation(plugin, version, pulumi_home(environment), launcher_of(plugin, version))


def state_of(installation: Installation) -> State:
    """Return what is installed now. Raises PluginError when the folder cannot be read."""
    try:
        return installation.state()
    except OSError as error:
        raise _refused("read", installation, error) from None


def install(installation: Installation, environment: Mapping[str, str]) -> None:
    """Install a plugin, in place of whatever is there. Raises PluginError."""
    pulumi = shutil.which("pulumi", path=environment.get("PATH"))
    try:
        if pulumi is None:
            installation.place()
        else:
            _hand_over(installation, pulumi, environment)
    except OSError as error:
        raise _refused("written to", installation, error) from None
    if state_of(installation) is not State.CURRENT:
        raise PluginError(
            "the plugin was installed, and is not there",
            where=str(installation.folder),
            mend="see whether something else writes to that folder",
        )


def preferred_to(installation: Installation, environment: Mapping[str, str]) -> str | None:
    """Return the plugin on PATH that Pulumi runs in place of the installed one, if there is one."""
    if environment.get("PULUMI_IGNORE_AMBIENT_PLUGINS", "").lower() in _TRUE:
        return None
    return shutil.which(installation.plugin.executable, path=environment.get("PATH"))


def _hand_over(installation: Installation, pulumi: str, environment: Mapping[str, str]) -> None:
    """Let Pulumi copy the plugin's folder into its home; the home is named, for Pulumi may have another in mind."""
    plugin = installation.plugin
    with tempfile.TemporaryDirectory(prefix="rempart-") as made:
        folder = Path(made) / plugin.executable
        write_into(folder, installation.launcher)
        command = [pulumi, "plugin", "install", "resource", plugin.name, installation.version]
        command += ["--file", str(folder), "--reinstall", "--non-interactive"]
        variables = {**environment, "PULUMI_HOME": str(installation.home), "PULUMI_SKIP_UPDATE_CHECK": "true"}
        try:
            done = subprocess.run(  # noqa: S603 - the user's own pulumi, from PATH
                command, env=variables, capture_output=True, text=True, errors="replace", check=False, timeout=_PATIENCE
            )
        except subprocess.TimeoutExpired:
            raise PluginError(
                f"`pulumi plugin install` did not end within {_PATIENCE} seconds", mend="see what else installs plugins"
            ) from None
    if done.returncode != 0:
        told = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        reason = told[-1].removeprefix("error: ") if told else f"exit status {done.returncode}"
        raise PluginError(f"`pulumi plugin install` failed: {reason}", where=str(installation.folder))


def _refused(done: str, installation: Installation, error: OSError) -> PluginError:
    return PluginError(
        f"Pulumi's folder of plugins cannot be {done} ({error.strerror or type(error).__name__})",
        where=str(installation.folder.parent),
        mend="make it yours, or set PULUMI_HOME to a folder that is",
    )
