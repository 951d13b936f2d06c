"""The Pulumi plugins that Rempart brings along: where Pulumi looks for them, and how they get there.

A plugin of ours is a Python package of the same wheel; what Pulumi starts is a launcher, a script of a few lines that
runs the package with the interpreter that installed it. Pulumi's own rules (names, folders, lock files) are taken from
`sdk/go/common/workspace/plugins.go` and `pkg/pluginstorage/download.go` of Pulumi 3.260.
"""

from __future__ import annotations

from rempart.plugins.installation import Installation, State
from rempart.plugins.known import Plugin, find_plugin
from rempart.plugins.pulumi import find_installation, install, preferred_to, state_of

__all__ = [
    "Installation",
    "Plugin",
    "State",
    "find_installation",
    "find_plugin",
    "install",
    "preferred_to",
    "state_of",
]
