"""Which plugins there are, and whether this interpreter can run them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

from rempart.errors import PluginError

ISOLATED = ("-E", "-P")
"""Options under which plugins run: neither ``PYTHON*`` variables nor modules of the user's program reach them."""
_PROBE = """
import sys
from importlib.util import find_spec
package, *needed = sys.argv[1:]
missing = [name for name in (package, *needed) if find_spec(name) is None]
print(*missing) if missing else print("", __import__(package).VERSION, sep="\\n")
"""
"""Prints the missing modules on one line, or an empty line and then the version; loads none of the dependencies."""
_PATIENCE = 60
"""Seconds for an interpreter to look for a few modules; a cold disk needs one or two."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """A resource plugin: the Python package that is it, what that needs, and the extra that brings it."""

    name: str
    package: str
    needs: tuple[str, ...]
    extra: str

    @property
    def executable(self) -> str:
        """The name under which Pulumi starts it."""
        return f"pulumi-resource-{self.name}"

    def version(self) -> str:
        """Return the version of the package. Raises PluginError when this interpreter lacks what the plugin needs.

        The question goes to a process started as the plugin will be: what this process can import proves nothing.
        """
        if not sys.executable:
            raise PluginError("Python does not know its own executable, which the plugin's launcher must name")
        command = [sys.executable, *ISOLATED, "-c", _PROBE, self.package, *self.needs]
        try:
            asked = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_PATIENCE)  # noqa: S603 - this very interpreter
        except (OSError, subprocess.SubprocessError) as error:
            raise PluginError(
                f"this Python could not be asked for the {self.name} plugin ({type(error).__name__})",
                mend="see whether it starts at all",
            ) from None
        missing, _, version = asked.stdout.partition("\n")
        if missing:
            raise PluginError(
                f"the {self.name} plugin needs the extra `{self.extra}`, which is not installed (no {missing})",
                mend=f"pip install 'rempart[{self.extra}]'",
            )
        return version.strip()


_KNOWN = (Plugin("outscale", "outscale_provider", ("grpc", "pulumi", "urllib3", "boto3"), extra="outscale"),)


def find_plugin(name: str) -> Plugin:
    """Return the plugin of this name. Raises PluginError when there is none."""
    for plugin in _KNOWN:
        if plugin.name == name:
            return plugin
    names = ", ".join(plugin.name for plugin in _KNOWN)
    raise PluginError("Rempart brings no provider of that name", mend=f"there is: {names}")
