"""The package ``std``: functions over texts, lists, numbers and networks, after the source of its provider.

Where the provider has a quirk (a comparison of types that never holds, ``1e+06`` for a million), it is kept: what
reaches a resource is what the provider makes.
"""

from __future__ import annotations

from collections.abc import Mapping

from rempart.inputs.program.functions.arguments import Function
from rempart.inputs.program.functions.std import conversions, encodings, lists, networks, numbers, texts
from rempart.inputs.program.functions.std import format as formats

FUNCTIONS: Mapping[str, Function] = {
    **texts.FUNCTIONS,
    **formats.FUNCTIONS,
    **encodings.FUNCTIONS,
    **lists.FUNCTIONS,
    **conversions.FUNCTIONS,
    **numbers.FUNCTIONS,
    **networks.FUNCTIONS,
}
"""By name; those that read files are apart, since they need to know from where."""

_ANEW = "its result is another one each time"
_MACHINE = "its result depends on the machine that deploys"
_NOT_HERE = "it is not computed here"
NOT_COMPUTED: Mapping[str, str] = {
    "bcrypt": _ANEW,
    "timestamp": _ANEW,
    "uuid": _ANEW,
    "pathexpand": _MACHINE,
    "log": _NOT_HERE,
    "matchkeys": _NOT_HERE,
    "regex": "regular expressions are not computed here",
    "regexall": "regular expressions are not computed here",
    "rsadecrypt": _NOT_HERE,
    "setintersection": "the order of its result is another one each time",
    "timeadd": _NOT_HERE,
    "timecmp": _NOT_HERE,
}
"""Why the other functions of the package are not computed."""
