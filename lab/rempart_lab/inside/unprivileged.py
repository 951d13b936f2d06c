"""Runs a service's ``main`` without root: what would need it is done by the process itself, or is not needed here.

``python -m rempart_lab.inside.unprivileged package.module:main ARGUMENT...``

Volumes are the lab user's own files, so that the privileged helper of oslo.privsep (sudo, and a daemon that asks for
capabilities) is replaced by a plain call, and the root wrapper of commands by one that changes nothing.
"""

from __future__ import annotations

import functools
import gc
import importlib
import sys
from typing import Any

PLAIN = "env"
"""A command that runs its arguments: what stands where ``sudo cinder-rootwrap`` would."""


def privileges_in_process() -> None:
    """Make every privileged context, made or to be made, call its functions here."""
    from oslo_privsep import priv_context  # noqa: PLC0415  only once the service itself is loaded, in its own order

    context = priv_context.PrivContext
    original = context.__init__

    @functools.wraps(original)
    def __init__(self: Any, *arguments: Any, **keywords: Any) -> None:  # noqa: N807  stands for the original
        original(self, *arguments, **keywords)
        self.set_client_mode(False)

    context.__init__ = __init__
    context.start = lambda *_arguments, **_keywords: None
    for found in gc.get_objects():
        if isinstance(found, context):
            found.set_client_mode(enabled=False)


def commands_without_root() -> None:
    """Let Cinder run its commands as they are."""
    from cinder import utils  # noqa: PLC0415  as above

    utils.get_root_helper = lambda: PLAIN


def main() -> Any:
    """Run the service that the first argument names."""
    module, attribute = sys.argv.pop(1).split(":")
    loaded = importlib.import_module(module)
    privileges_in_process()
    commands_without_root()
    return getattr(loaded, attribute)()


if __name__ == "__main__":
    sys.exit(main())
