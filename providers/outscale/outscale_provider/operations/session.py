"""What all handlers of one configured provider share."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from outscale_provider.client.client import Client
from outscale_provider.table import Table
from outscale_provider.values.json import JsonObject


@dataclass(slots=True)
class Session:
    """One configured provider: one region of one account."""

    client: Client
    table: Table
    lock: threading.Lock = field(default_factory=threading.Lock)
    planned: dict[str, JsonObject] = field(default_factory=dict)
    """The inputs checked so far by URN, for rules that concern several resources; guarded by ``lock``."""
    ranges: dict[str, str] = field(default_factory=dict)
    """The range of each Net met so far, by its identifier; guarded by ``lock``."""
