"""The Pulumi provider for Outscale: what ``pulumi-resource-outscale`` runs.

Data flows one way: ``servicer`` (the gRPC face) -> ``kinds`` (what a table cannot say) -> ``operations`` (create, read,
update, delete for every row of the table) -> ``client`` (the service's API) -> ``table`` and ``values``.
"""

from __future__ import annotations

VERSION = "0.1.0"
