"""The messages of Pulumi's protocols, without the rest of Pulumi's SDK.

Importing the ``pulumi`` package costs 0.3 s and 25 MB, most of a plugin's start; the generated messages need none of
it. Unless the package is loaded already, it is therefore stood in for by empty packages on the same path.
"""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import PathFinder
from types import ModuleType


def _open_path_to_messages() -> None:
    found = importlib.util.find_spec("pulumi")
    if "pulumi" in sys.modules or found is None or not found.submodule_search_locations:
        return
    root = found.submodule_search_locations
    for spec in (found, PathFinder.find_spec("pulumi.runtime", root)):
        if spec is not None:
            # The specification stays, so that whoever shares the process finds the package and its parts.
            package = ModuleType(spec.name)
            package.__spec__, package.__path__ = spec, spec.submodule_search_locations or []
            sys.modules[spec.name] = package


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
