"""Reads what someone is about to create, from whatever says it, into a ``Deployment``.

One module per source. Each says what its source cannot show, invents nothing to fill a gap, and refuses what is no
basis for a judgement. Secrets end in this room, and unknown values leave it marked. It knows no cloud and no law.
"""

from rempart.clouds.switches import switched_on
from rempart.inputs.options import ReadOptions
from rempart.inputs.reading import read

__all__ = ["ReadOptions", "read", "switched_on"]
