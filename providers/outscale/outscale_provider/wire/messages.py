"""The messages of Pulumi's protocols, without the rest of Pulumi's SDK.

Importing the ``pulumi`` package costs 0.3 s and 25 MB, most of a plugin's start; the generated messages need none of
it. Unless the package is loaded already, it is therefore stood in for by empty packages on the same path.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def _open_path_to_messages() -> None:
    found = importlib.util.find_spec("pulumi")
    if "pulumi" in sys.modules or found is None or not found.submodule_search_locations:
        return
    root = Path(found.submodule_search_locations[0])
    for name, folder in (("pulumi", root), ("pulumi.runtime", root / "runtime")):
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


_open_path_to_messages()

from pulumi.runtime.proto import (  # noqa: E402 - the path to them is opened above
    engine_pb2,
    engine_pb2_grpc,
    plugin_pb2,
    provider_pb2,
    provider_pb2_grpc,
    status_pb2,
)

__all__ = ["engine_pb2", "engine_pb2_grpc", "plugin_pb2", "provider_pb2", "provider_pb2_grpc", "status_pb2"]
