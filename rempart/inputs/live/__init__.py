"""What every scan of a running cloud shares, whoever runs it.

A scan reads collections (all servers, all volumes) in parallel, tries again within bounds, keeps what it has read so
that an interrupted scan goes on, and turns what it could not read into gaps. Which collections there are, and what
their items are to Pulumi, each cloud's own room says. Nothing here creates, changes or deletes anything.
"""

from rempart.inputs.live.checkpoint import Checkpoint, Scope
from rempart.inputs.live.collection import (
    Collection,
    ForbiddenError,
    GoneError,
    NotOfferedError,
    Unread,
    UnreadError,
)
from rempart.inputs.live.deployment import Whole, deployment_of
from rempart.inputs.live.found import Found, Naming
from rempart.inputs.live.patience import Patience
from rempart.inputs.live.scan import Harvest, Watcher, read_collections

__all__ = [
    "Checkpoint",
    "Collection",
    "ForbiddenError",
    "Found",
    "GoneError",
    "Harvest",
    "Naming",
    "NotOfferedError",
    "Patience",
    "Scope",
    "Unread",
    "UnreadError",
    "Watcher",
    "Whole",
    "deployment_of",
    "read_collections",
]
