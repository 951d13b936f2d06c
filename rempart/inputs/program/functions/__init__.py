"""Functions that packages compute from their arguments alone, as the packages themselves do.

They ask no cloud: what they make of known values is known, and hiding it would hide what a machine is told. The room
knows values only: neither the wire, nor secrets, nor what is unknown. What it does not compute has a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rempart.inputs.program.functions.arguments import NotComputedError
from rempart.inputs.program.functions.cloudinit import CONFIG, GET_CONFIG, get_config, planned_config
from rempart.inputs.program.functions.std import FUNCTIONS as STD
from rempart.inputs.program.functions.std import NOT_COMPUTED as STD_NOT_COMPUTED
from rempart.inputs.program.functions.std.files import FUNCTIONS as STD_FILES

__all__ = ["NotComputedError", "belongs_here", "compute", "origin_of", "planned"]

_STD = "std:index:"
_ORIGINS = {"std": "pulumi/std", "cloudinit": "hashicorp/cloudinit"}
_RESOURCES: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {CONFIG: planned_config}


def belongs_here(token: str) -> bool:
    """Return whether a function, or a type, is of a package that asks nobody."""
    return token.startswith(_STD) or token in {CONFIG, GET_CONFIG}


def origin_of(package: str) -> str:
    """Return who makes the package whose functions are computed here, as ``namespace/name``."""
    return _ORIGINS.get(package, "")


def compute(token: str, arguments: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return what a function returns for arguments that are all known.

    ``folder`` is where the program runs, from which paths of files start. Raises NotComputedError.
    """
    try:
        if token == GET_CONFIG:
            return get_config(arguments)
        return {"result": _std(token.removeprefix(_STD), arguments, folder)}
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise NotComputedError("it has no result for these arguments") from error


def planned(token: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs that a resource computes from inputs that are all known. Raises NotComputedError."""
    compute_outputs = _RESOURCES.get(token)
    return {} if compute_outputs is None else compute_outputs(inputs)


def _std(name: str, arguments: Mapping[str, Any], folder: Path) -> Any:  # noqa: ANN401 - any JSON
    if name in STD:
        return STD[name](arguments)
    if name in STD_FILES:
        return STD_FILES[name](folder)(arguments)
    raise NotComputedError(STD_NOT_COMPUTED.get(name, "it is not known here"))
